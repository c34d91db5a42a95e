"""The demo as a newcomer starts it: a month in one process, judged, and gone without a trace."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).parent / "malpro-embedded"
USAGE = "usage: malpro-embedded demo [--once] [--seed N] [--city small|malang] | run\n"
ROOT = Path(__file__).resolve().parents[3]


Done = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def twins() -> tuple[Done, Done]:
    """Tell the story twice, at the same time, each in a green process of its own."""
    # Under coverage, when these tests are.
    measured = ("-m", "coverage", "run", "--concurrency=eventlet")
    command = [sys.executable, *(measured if "COVERAGE_FILE" in os.environ else ())]
    # Coverage itself imports eventlet, before the demo could ask for silence about its age.
    quiet = {"PYTHONWARNINGS": "ignore"} if "COVERAGE_FILE" in os.environ else {}
    started = [
        subprocess.Popen(
            [*command, str(PROGRAM), "demo", "--once", "--city", "small"],
            cwd=ROOT,
            env=os.environ | quiet,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    told = [process.communicate(timeout=400) for process in started]
    one, other = (
        Done(process.args, process.returncode, *said)
        for process, said in zip(started, told, strict=True)
    )
    return one, other


@pytest.fixture(scope="module")
def demo(twins: tuple[Done, Done]) -> Done:
    return twins[0]


@pytest.mark.timeout(420)
def test_the_same_seed_is_the_same_city(twins: tuple[Done, Done]) -> None:
    """Equal books, ids apart: the print adds up what every event of every service says."""
    one, other = (_told(done) for done in twins)

    assert one == other
    assert len(one) == 3


def _told(done: Done) -> list[str]:
    beginnings = ("· as people tell it", "· what the API said no to", "· print of the books")
    return [line for line in done.stdout.splitlines() if line.startswith(beginnings)]


@pytest.mark.timeout(420)
def test_the_demo_lives_a_month_and_every_promise_holds(
    demo: Done,
) -> None:
    assert demo.returncode == 0, demo.stdout + demo.stderr
    held = [f"  {number} DITEPATI " in demo.stdout for number in (*range(2, 8), 9)]
    assert held == [True] * 7
    assert "INGKAR" not in demo.stdout


@pytest.mark.parametrize(
    "fate",
    ["selesai dan lunas", "ditolak penjual", "dibatalkan", "lewat batas waktu", "ditolak sistem"],
)
def test_orders_of_every_fate_are_in_the_report(demo: Done, fate: str) -> None:
    assert fate in demo.stdout


def test_the_report_says_who_met_the_duty(demo: Done) -> None:
    for outcome in ("Terpenuhi", "Belum terpenuhi", "Tanpa kewajiban"):
        assert outcome in demo.stdout


def test_the_report_is_for_three_readers(demo: Done) -> None:
    for reader in ("WALI KOTA", "KEPALA OPD", "PETUGAS BKAD"):
        assert reader in demo.stdout
    told = [line for line in demo.stdout.splitlines() if not line.startswith("·")]
    assert max(map(len, told)) <= 80


def test_another_language_is_refused_in_one_line() -> None:
    done = subprocess.run(
        [str(PROGRAM), "demo", "--once"],
        env=os.environ | {"REPORT_LANG": "jv"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.returncode, done.stderr) == (1, "REPORT_LANG is id or en, not 'jv'\n")


def test_nothing_is_written_to_standard_error(demo: Done) -> None:
    assert demo.stderr == ""


@pytest.mark.parametrize("arguments", [[], ["dance"]])
def test_a_wrong_command_is_told_in_one_line(arguments: list[str]) -> None:
    done = subprocess.run(
        [str(PROGRAM), *arguments], capture_output=True, text=True, check=False, timeout=30
    )

    assert done.returncode == 1
    assert done.stderr == USAGE

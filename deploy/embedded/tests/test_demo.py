"""The demo as a newcomer starts it: a month in one process, judged, and gone without a trace."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).parent / "malpro-embedded"
USAGE = "usage: malpro-embedded demo [--once] [--seed N] [--city small|malang] | run\n"
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def demo() -> "subprocess.CompletedProcess[str]":
    # Under coverage, when these tests are: the story is told in a green process of its own.
    measured = ("-m", "coverage", "run", "--concurrency=eventlet")
    command = [sys.executable, *(measured if "COVERAGE_FILE" in os.environ else ())]
    # Coverage itself imports eventlet, before the demo could ask for silence about its age.
    quiet = {"PYTHONWARNINGS": "ignore"} if "COVERAGE_FILE" in os.environ else {}
    return subprocess.run(
        [*command, str(PROGRAM), "demo", "--once", "--city", "small"],
        cwd=ROOT,
        env=os.environ | quiet,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.timeout(320)
def test_the_demo_lives_a_month_and_every_promise_holds(
    demo: "subprocess.CompletedProcess[str]",
) -> None:
    assert demo.returncode == 0, demo.stdout + demo.stderr
    held = [f"  {number} DITEPATI " in demo.stdout for number in (*range(2, 8), 9)]
    assert held == [True] * 7
    assert "INGKAR" not in demo.stdout


@pytest.mark.parametrize(
    "fate",
    ["selesai dan lunas", "ditolak penjual", "dibatalkan", "lewat batas waktu", "ditolak sistem"],
)
def test_orders_of_every_fate_are_in_the_report(
    demo: "subprocess.CompletedProcess[str]", fate: str
) -> None:
    assert fate in demo.stdout


def test_the_report_says_who_met_the_duty(demo: "subprocess.CompletedProcess[str]") -> None:
    for outcome in ("Terpenuhi", "Belum terpenuhi", "Tanpa kewajiban"):
        assert outcome in demo.stdout


def test_the_report_is_for_three_readers(demo: "subprocess.CompletedProcess[str]") -> None:
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


def test_nothing_is_written_to_standard_error(demo: "subprocess.CompletedProcess[str]") -> None:
    assert demo.stderr == ""


@pytest.mark.parametrize("arguments", [[], ["dance"]])
def test_a_wrong_command_is_told_in_one_line(arguments: list[str]) -> None:
    done = subprocess.run(
        [str(PROGRAM), *arguments], capture_output=True, text=True, check=False, timeout=30
    )

    assert done.returncode == 1
    assert done.stderr == USAGE

"""The commands of the house: all there, all short, and honest about what did not run."""

import re
from pathlib import Path

import pytest
from tree import ROOT

from members import MEMBERS, TEST_FOLDERS, Member
from run_tests import choose, read_report, run_member

TARGETS = {"help", "demo", "test", "check", "run", "contracts", "lock", "lint", "types", "imports"}
TARGETS |= {"simulate", "bench"}
LONGEST_RECIPE = 3


def rules() -> dict[str, str]:
    text = (ROOT / "Makefile").read_text()
    return dict(re.findall(r"^([a-z]+):(?!=)[^\n]*\n((?:\t[^\n]*\n?)*)", text, re.MULTILINE))


def test_make_has_every_command_of_the_house() -> None:
    assert TARGETS | {"clean"} <= rules().keys()


def test_every_command_is_explained() -> None:
    text = (ROOT / "Makefile").read_text()

    assert [
        name for name in rules() if not re.search(rf"^{name}:.*## \w", text, re.MULTILINE)
    ] == []


def test_recipes_are_short() -> None:
    assert [name for name, lines in rules().items() if lines.count("\n") > LONGEST_RECIPE] == []


def test_the_runner_knows_every_member() -> None:
    projects = {path.parent.relative_to(ROOT) for path in ROOT.glob("*/pyproject.toml")}
    projects |= {path.parent.relative_to(ROOT) for path in ROOT.glob("*/*/pyproject.toml")}

    assert {member.folder for member in MEMBERS} == projects
    assert choose([]) == [*MEMBERS, *TEST_FOLDERS]


def test_a_member_nobody_knows_is_refused() -> None:
    with pytest.raises(SystemExit, match="no member named kernle"):
        choose(["kernle"])


def test_a_member_without_tests_has_failed(tmp_path: Path) -> None:
    outcome = run_member(Member(name="empty", folder=tmp_path, tests=tmp_path), {})

    assert (outcome.passed, outcome.failed) == (0, 1)


@pytest.mark.parametrize(
    ("counts", "code", "passed", "failed"),
    [
        ('tests="5" failures="0" errors="0" skipped="0"', 0, 5, 0),
        ('tests="5" failures="1" errors="1" skipped="0"', 1, 3, 2),
        ('tests="5" failures="0" errors="0" skipped="2"', 0, 3, 2),
        ('tests="5" failures="0" errors="0" skipped="0"', 3, 5, 1),
    ],
)
def test_a_skipped_test_counts_as_failed_and_so_does_a_bad_ending(
    tmp_path: Path, counts: str, code: int, passed: int, failed: int
) -> None:
    report = tmp_path / "report.xml"
    report.write_text(f"<testsuites><testsuite {counts}/></testsuites>")

    outcome = read_report("kernel", report, code, 1.0)

    assert (outcome.passed, outcome.failed) == (passed, failed)


def test_a_run_that_left_no_report_has_failed(tmp_path: Path) -> None:
    assert read_report("kernel", tmp_path / "none.xml", -9, 1.0).failed == 1

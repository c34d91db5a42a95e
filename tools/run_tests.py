"""Run every member's tests in a process of its own, on one PostgreSQL and one RabbitMQ.

Then tests/e2e and tests/tidy, the coverage of the inner rooms, and one line that adds it all up.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from kernel.adapters.private_postgres import PrivatePostgres
from kernel.adapters.private_rabbitmq import PrivateRabbitmq
from kernel.adapters.private_server import ServerDidNotStart
from members import MEMBERS, ROOT, TEST_FOLDERS, Member

BUILD = ROOT / "build"
COVERAGE_DATA = BUILD / "coverage" / "data"
INNER_ROOMS = ("domain", "application")
PYTHON = sys.executable
NAME_WIDTH = 12
LANES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one member's tests went; a process that broke off counts as one failure."""

    name: str
    passed: int = 0
    failed: int = 0
    seconds: float = 0
    note: str = ""

    def __str__(self) -> str:
        counts = f"{self.passed:5} passed {self.failed:3} failed {self.seconds:7.1f} s"
        return f"== {self.name:{NAME_WIDTH}} {counts}  {self.note}".rstrip()


def main() -> int:
    # A shell that starts us in the background lets us ignore Ctrl-C, and so all that tests start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    chosen = choose(sys.argv[1:])
    shutil.rmtree(BUILD / "coverage", ignore_errors=True)
    shutil.rmtree(BUILD / "junit", ignore_errors=True)
    outcomes: list[Outcome] = []
    with servers() as environment, ThreadPoolExecutor(LANES) as lanes:
        for group in turns(chosen):
            outcomes += lanes.map(lambda one: told(run_member(one, environment)), group)
    outcomes.append(check_coverage(chosen))
    return close(outcomes)


def turns(chosen: Sequence[Member]) -> Iterator[list[Member]]:
    """Yield who may run beside one another."""
    # Two members at a time: much of each is waiting. Whole processes want the machine alone, and
    # simulated cities keep every processor busy by themselves.
    yield [one for one in chosen if one in MEMBERS]
    yield [one for one in chosen if one.name == "simulation"]
    yield [one for one in chosen if one not in MEMBERS and one.name != "simulation"]


def told(outcome: Outcome) -> Outcome:
    """Say how a member went as soon as it is known, with its output if it went wrong."""
    log = log_of(outcome.name)
    if outcome.failed and log.exists():
        print(log.read_text(), flush=True)
    print(outcome, flush=True)
    return outcome


def log_of(name: str) -> Path:
    return BUILD / "logs" / f"{name}.log"


def choose(names: Sequence[str]) -> list[Member]:
    everything = (*MEMBERS, *TEST_FOLDERS)
    unknown = set(names) - {member.name for member in everything}
    if unknown:
        known = ", ".join(member.name for member in everything)
        sys.exit(f"no member named {', '.join(sorted(unknown))}; there are {known}")
    return [member for member in everything if not names or member.name in names]


@contextmanager
def servers() -> Iterator[dict[str, str]]:
    """Lend the servers named in the environment, or start private ones."""
    environment = dict(os.environ)
    started: list[PrivatePostgres | PrivateRabbitmq] = []
    try:
        if "MALPRO_TEST_DATABASE_URL" not in environment:
            started.append(PrivatePostgres())
            environment["MALPRO_TEST_DATABASE_URL"] = started[-1].start().url
        if "MALPRO_TEST_AMQP_URL" not in environment:
            started.append(PrivateRabbitmq())
            environment["MALPRO_TEST_AMQP_URL"] = started[-1].start().url
        yield environment
    except ServerDidNotStart as error:
        sys.exit(str(error))
    finally:
        for server in reversed(started):
            server.close()


def run_member(member: Member, environment: dict[str, str]) -> Outcome:
    if not list(member.tests.rglob("test_*.py")):
        return Outcome(name=member.name, failed=1, note=f"no tests in {member.tests}")
    report = BUILD / "junit" / f"{member.name}.xml"
    started = time.monotonic()
    options = ("-c", "pyproject.toml", f"--rootdir={member.folder}", f"--junitxml={report}")
    log_of(member.name).parent.mkdir(parents=True, exist_ok=True)
    with log_of(member.name).open("w") as log:
        code = subprocess.run(
            [*under_coverage(member), "-m", "pytest", "-q", "--no-header", *options, member.tests],
            cwd=ROOT,
            env={**environment, "COVERAGE_FILE": str(COVERAGE_DATA)},
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        ).returncode
    return read_report(member.name, report, code, time.monotonic() - started)


def under_coverage(member: Member) -> list[str]:
    COVERAGE_DATA.parent.mkdir(parents=True, exist_ok=True)
    measured = member in MEMBERS
    return [PYTHON, *(("-m", "coverage", "run") if measured else ())]


def read_report(name: str, report: Path, code: int, seconds: float) -> Outcome:
    if not report.exists():
        return Outcome(name=name, failed=1, seconds=seconds, note=f"pytest broke off with {code}")
    suites = list(ET.parse(report).iter("testsuite"))  # noqa: S314 - pytest wrote it just now.
    total, failures, errors, skipped = (
        sum(int(suite.get(key, 0)) for suite in suites)
        for key in ("tests", "failures", "errors", "skipped")
    )
    # Nothing is skipped here: a test that did not run has not passed.
    failed = failures + errors + skipped
    note = f"{skipped} skipped, which counts as failed" if skipped else ""
    if code and not failed:
        failed, note = 1, f"pytest ended with {code}"
    passed = max(0, total - failures - errors - skipped)
    return Outcome(name=name, passed=passed, failed=failed, seconds=seconds, note=note)


def check_coverage(chosen: Sequence[Member]) -> Outcome:
    """The inner rooms of the members that ran must be covered, branch by branch."""
    measured = [member for member in chosen if has_inner_rooms(member)]
    if not measured:
        return Outcome(name="coverage", note="nothing to measure")
    started = time.monotonic()
    coverage("combine", "--quiet")
    rooms = [f"{one.folder}/src/*/{room}/*" for one in measured for room in INNER_ROOMS]
    code = coverage("report", f"--include={','.join(rooms)}", "--fail-under=100")
    note = "domain and application rooms below 100 % of branches" if code else ""
    seconds = time.monotonic() - started
    return Outcome(
        name="coverage", passed=int(not code), failed=int(bool(code)), seconds=seconds, note=note
    )


def has_inner_rooms(member: Member) -> bool:
    return any(list(member.folder.glob(f"src/*/{room}")) for room in INNER_ROOMS)


def coverage(*arguments: str) -> int:
    environment = {**os.environ, "COVERAGE_FILE": str(COVERAGE_DATA)}
    command = [PYTHON, "-m", "coverage", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def close(outcomes: Sequence[Outcome]) -> int:
    print()
    for outcome in outcomes:
        print(outcome)
    passed = sum(outcome.passed for outcome in outcomes if outcome.name != "coverage")
    failed = sum(outcome.failed for outcome in outcomes)
    print(f"\n{passed} passed, {failed} failed", flush=True)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())

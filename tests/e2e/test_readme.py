"""The README takes a newcomer from nothing to a completed order: its own lines are run."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator  # noqa: TC003 - a fixture says what it yields
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOKENS = ROOT / "build" / "demo.sh"
BACKGROUND = "<!-- background -->"
OPENING_S = 150.0


def blocks() -> list[tuple[bool, str]]:
    """Return the README's shell blocks, and whether each is to stay running."""
    text = (ROOT / "README.md").read_text()
    found = re.findall(rf"({re.escape(BACKGROUND)}\n)?```sh\n(.*?)```", text, re.DOTALL)
    return [(bool(mark), code) for mark, code in found]


@pytest.fixture(scope="module")
def demo() -> "Iterator[subprocess.Popen[str]]":
    [command] = [code for background, code in blocks() if background]
    TOKENS.unlink(missing_ok=True)
    process = subprocess.Popen(
        ["bash", "-c", f"exec {command}"],
        cwd=ROOT,
        env=os.environ | {"MALPRO_HTTP_ADDRESS": "127.0.0.1:0"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    end = time.monotonic() + OPENING_S
    while not TOKENS.exists() and process.poll() is None and time.monotonic() < end:
        time.sleep(0.2)
    yield process
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=60)


@pytest.mark.timeout(300)
def test_the_lines_of_the_readme_lead_to_a_completed_order(
    demo: "subprocess.Popen[str]",
) -> None:
    assert demo.poll() is None, demo.communicate()[0]
    assert TOKENS.exists(), "the demo did not open in time"
    lines = [code for background, code in blocks() if not background and "make " not in code]

    done = subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", "\n".join(lines)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert '"status": "received"' in done.stdout


def test_the_two_commands_of_the_readme_are_the_makefiles_own() -> None:
    targets = (ROOT / "Makefile").read_text()
    commands = {code.split()[1] for _, code in blocks() if code.startswith("make ")}

    assert {"demo", "test"} <= commands
    assert all(re.search(rf"^{target}:", targets, re.MULTILINE) for target in commands)

"""Ctrl-C ends a green process, whichever greenthread is running when it comes."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

SLEEPER = Path(__file__).with_name("kernel_green_sleeper.py")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_greenthread_that_asked_for_it_is_interrupted(number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, str(SLEEPER)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"

        process.send_signal(number)

        try:
            assert process.stdout.readline() == "interrupted\n"
            assert process.wait(10) == 3
        finally:
            process.kill()

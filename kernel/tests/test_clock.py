"""A rehearsal lives at another time, in all its processes at once; nothing else does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kernel.adapters.clock import RehearsalClock, SystemClock
from kernel.entrypoints.program import Program
from kernel.settings import SettingInvalid


def program(**env: str) -> Program:
    return Program("orders", Path("migrations"), env)


def test_time_is_the_machines_own() -> None:
    assert isinstance(program().clock(), SystemClock)


def test_a_rehearsal_is_as_far_off_as_its_file_says(tmp_path: Path) -> None:
    file = tmp_path / "offset"
    file.write_text("-86400")
    clock = program(MALPRO_REHEARSAL_CLOCK_FILE=str(file)).clock()
    assert timedelta(hours=23) < datetime.now(UTC) - clock.now() < timedelta(hours=25)

    file.write_text("86400\n")

    assert timedelta(hours=23) < clock.now() - datetime.now(UTC) < timedelta(hours=25)
    assert isinstance(clock, RehearsalClock)


@pytest.mark.parametrize("text", [None, "", "tomorrow"])
def test_a_rehearsal_without_a_time_does_not_begin(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "offset"
    if text is not None:
        file.write_text(text)

    with pytest.raises(SettingInvalid):
        program(MALPRO_REHEARSAL_CLOCK_FILE=str(file)).clock()

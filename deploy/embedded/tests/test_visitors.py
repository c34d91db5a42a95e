"""What `make run` leaves for a visitor, and how it waits for the services."""

import stat
import subprocess
from pathlib import Path

import pytest

from malpro_embedded.adapters.http import Api
from malpro_embedded.adapters.real_time import NeverReady, await_ready
from malpro_embedded.adapters.tokens import exported


def test_the_file_is_for_the_shell_for_its_owner_and_for_as_long_as_it_lasts(
    tmp_path: Path,
) -> None:
    path = tmp_path / "build" / "run.sh"
    secret = "a b$HOME'\"c"

    with exported(path, {"URL": "http://127.0.0.1:8080", "SECRET": secret}):
        said = subprocess.run(
            ["bash", "-c", f'. {path}; printf "%s %s" "$URL" "$SECRET"'],
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    assert said == f"http://127.0.0.1:8080 {secret}"
    assert not path.exists()


def test_a_gateway_that_is_not_there_is_not_waited_for_for_ever() -> None:
    with pytest.raises(NeverReady):
        await_ready(Api("http://127.0.0.1:1"), timeout_s=0.3)

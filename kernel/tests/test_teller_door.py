"""Any installed package may bring a channel; one that does not fit harms nobody."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from kernel.adapters.log_teller import LogTeller
from kernel.adapters.teller_door import TellerNotEnabled, open_teller
from kernel.testing.teller_contracts import Post
from kernel.testing.tellers import MemoryTeller

Install = Callable[..., None]

STRANGERS = {
    "teller_broken": "def build(config, ports): return 1 / 0",
    "teller_version_unsupported": """
        class Teller: api_version = "2"
        def build(config, ports): return Teller()
        """,
    "no_sender_id": """
        from kernel.domain.errors import Invalid
        def build(config, ports): raise Invalid("no sender id", code="no_sender_id")
        """,
}


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Install a distribution of strangers that names a channel, perhaps with its code."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def installed(name: str, target: str, code: str = "", *, package: str = "stranger") -> None:
        info = tmp_path / f"{package}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[malpro.tellers]\n{name} = {target}\n")
        (tmp_path / f"{target.partition(':')[0]}.py").write_text(dedent(code)) if code else None

    return installed


def reason(name: str) -> str:
    with pytest.raises(TellerNotEnabled) as refused:
        open_teller(name, {}, Post().ports())
    return refused.value.own_code


def test_the_log_comes_through_the_door_like_everybody() -> None:
    assert isinstance(open_teller("log", {}, Post().ports()), LogTeller)


def test_a_channel_of_another_package_is_found(install: Install) -> None:
    install("paper", "kernel.testing.tellers:build")

    assert isinstance(open_teller("paper", {}, Post().ports()), MemoryTeller)


def test_nobody_stands_ready_under_an_unknown_name() -> None:
    assert reason("pigeon") == "teller_not_installed"


def test_a_name_that_two_packages_claim_is_nobodys(install: Install) -> None:
    install("paper", "kernel.testing.tellers:build", package="one")
    install("paper", "kernel.adapters.log_teller:build", package="other")

    assert reason("paper") == "teller_name_taken"


@pytest.mark.parametrize("code", STRANGERS)
def test_a_channel_that_does_not_fit_is_turned_away_with_a_reason(
    code: str, install: Install
) -> None:
    install("paper", f"stranger_{code}:build", STRANGERS[code])

    assert reason("paper") == code

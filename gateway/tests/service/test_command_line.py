"""`gateway admin …`: prepares the database, the keys and the first operator, each once."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from gateway_examples import PASSWORD

from gateway.bootstrap import MIGRATIONS
from gateway.entrypoints.cli import run
from gateway.entrypoints.commands import gateway
from gateway.settings import SettingMalformed, Settings
from kernel.settings import SettingMissing

Run = Callable[..., int]
ENV = {
    "MALPRO_GATEWAY_DATABASE_URL": "postgresql://nowhere",
    "MALPRO_AMQP_URL": "memory://nowhere",
    "MALPRO_SIGNING_KEY_FILE": "/nowhere/key.pem",
}


def test_a_database_is_prepared_and_the_first_operator_is_there(
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    env = {"MALPRO_GATEWAY_DATABASE_URL": database_url}
    create = ["admin", "create-operator", "--login", "operator"]

    assert run(gateway, ["admin", "migrate"], env) == 0
    ids = []
    for _ in range(2):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
        assert run(gateway, create, env) == 0
        ids.append(capsys.readouterr().out)
    monkeypatch.setattr("sys.stdin", io.StringIO("another-one\n"))
    assert run(gateway, create, env) == 1

    assert ids[0] == ids[1]
    assert capsys.readouterr().err.startswith("gateway: login_refused: ")


def test_a_key_is_made_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    env = {"MALPRO_SIGNING_KEY_FILE": str(tmp_path / "key.pem")}

    for arguments in (["admin", "keys"], ["admin", "keys"], ["admin", "keys", "--rotate"]):
        assert run(gateway, arguments, env) == 0

    first, again, rotated = capsys.readouterr().out.split()
    assert first == again
    assert rotated != first


def test_a_key_that_signs_no_more_can_be_retired(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    env = {"MALPRO_SIGNING_KEY_FILE": str(tmp_path / "key.pem")}

    def keys(*arguments: str) -> list[str]:
        assert run(gateway, ["admin", "keys", *arguments], env) == 0
        return capsys.readouterr().out.split()

    [old] = keys()
    [new] = keys("--rotate")
    assert keys("--list") == [new, old]

    assert keys("--retire", old) == [new]
    assert keys("--list") == [new]
    for key_id, code in ((new, "signing_key_in_use"), (old, "signing_key_unknown")):
        assert run(gateway, ["admin", "keys", "--retire", key_id], env) == 1
        assert capsys.readouterr().err.startswith(f"gateway: {code}: ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["admin", "migrate"], "setting_missing: MALPRO_GATEWAY_DATABASE_URL is not set"),
        (["admin", "keys"], "setting_missing: MALPRO_SIGNING_KEY_FILE is not set"),
    ],
)
def test_what_is_not_set_is_named(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(gateway, arguments, {}) == 1

    assert said in capsys.readouterr().err


def test_an_unknown_command_is_refused_and_help_is_given(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(gateway, ["admin", "dance"], {}) == 2
    assert "No such command" in capsys.readouterr().err
    assert run(gateway, ["--help"], {}) == 0
    assert "admin" in capsys.readouterr().out


def test_the_migrations_are_where_they_are_looked_for() -> None:
    assert (MIGRATIONS / "env.py").exists()


def test_settings_have_defaults_where_one_makes_sense() -> None:
    settings = Settings.from_env(ENV)

    assert settings.http_address == "127.0.0.1:8080"
    assert settings.token_lifetime.total_seconds() == 3600
    assert settings.refresh_lifetime.days == 30
    assert settings.pool_size == 4
    assert settings.attempts.attempts_max == 5


@pytest.mark.parametrize("name", sorted(ENV))
def test_what_has_no_default_must_be_set(name: str) -> None:
    with pytest.raises(SettingMissing, match=name):
        Settings.from_env({key: value for key, value in ENV.items() if key != name})


@pytest.mark.parametrize("value", ["fast", "-1", "1.5", ""])
def test_a_number_that_is_none_is_named(value: str) -> None:
    with pytest.raises(SettingMalformed, match="MALPRO_REQUESTS_PER_S"):
        Settings.from_env(ENV | {"MALPRO_REQUESTS_PER_S": value})

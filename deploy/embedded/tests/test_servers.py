"""Where `make run` takes its servers from, and what it must be told."""

from pathlib import Path

import pytest

from kernel.settings import SettingMissing
from malpro_embedded.adapters.environment import DATABASES, SECRETS, database_variable
from malpro_embedded.adapters.servers import environment_for

AMQP = {"MALPRO_AMQP_URL": "amqp://localhost:1//"}
GIVEN = {
    **AMQP,
    **{database_variable(name): f"postgresql:///{name}" for name in DATABASES},
    **dict.fromkeys(SECRETS, "a secret that stays"),
}


def test_what_is_given_is_used_and_nothing_is_started(tmp_path: Path) -> None:
    more = {**GIVEN, "MALPRO_PACE_MS": "9", "HOME": "/elsewhere"}

    with environment_for(tmp_path, more, http_address="127.0.0.1:8080") as env:
        assert env == {**GIVEN, "MALPRO_PACE_MS": "9", "MALPRO_HTTP_ADDRESS": "127.0.0.1:8080"}

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("missing", [*map(database_variable, DATABASES), *SECRETS])
def test_databases_that_stay_need_all_their_secrets(tmp_path: Path, missing: str) -> None:
    given = {name: value for name, value in GIVEN.items() if name != missing}

    with (
        pytest.raises(SettingMissing, match=missing),
        environment_for(tmp_path, given, http_address="127.0.0.1:8080"),
    ):
        pytest.fail("it must not start")


def test_without_databases_private_ones_are_made_for_every_service(tmp_path: Path) -> None:
    with environment_for(tmp_path, AMQP, http_address="127.0.0.1:8080") as env:
        urls = {env[database_variable(name)] for name in DATABASES}

        assert len(urls) == len(DATABASES)
        assert all(env[name] for name in SECRETS)

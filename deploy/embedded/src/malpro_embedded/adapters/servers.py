"""The servers that `run` and the tests of whole processes need: given ones, or private ones."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from kernel.adapters.private_postgres import PrivatePostgres
from kernel.adapters.private_rabbitmq import PrivateRabbitmq
from kernel.settings import required
from malpro_embedded.adapters.environment import (
    DATABASES,
    SECRETS,
    database_variable,
    make_environment,
)


@contextmanager
def environment_for(
    folder: Path, given: Mapping[str, str], *, http_address: str
) -> Iterator[dict[str, str]]:
    """
    Lend the variables that every process needs.

    Databases and broker come from the given environment where it names them; where it does not,
    private ones are started and end with the block.

    :raises ServerDidNotStart: a private one did not
    :raises SettingMissing: databases are given, but not all, or not their secrets
    """
    kept = any(database_variable(name) in given for name in DATABASES)
    if kept:
        _check(given)
    with ExitStack() as stack:
        amqp_url = given.get("MALPRO_AMQP_URL")
        if amqp_url is None:
            amqp_url = stack.enter_context(PrivateRabbitmq()).url
        env = {"MALPRO_AMQP_URL": amqp_url, "MALPRO_HTTP_ADDRESS": http_address}
        if not kept:
            postgres = stack.enter_context(PrivatePostgres())
            env = make_environment(
                folder, admin_url=postgres.url, amqp_url=amqp_url, http_address=http_address
            )
        ours = {name: value for name, value in given.items() if name.startswith("MALPRO_")}
        yield env | ours


def _check(given: Mapping[str, str]) -> None:
    # Databases that stay need the secrets that stay: what was sealed must open again.
    for name in (*map(database_variable, DATABASES), *SECRETS):
        required(given, name)

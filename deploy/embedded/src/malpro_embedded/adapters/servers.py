"""The servers that `run` and the tests of whole processes need: given ones, or private ones."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from kernel.adapters.private_postgres import PrivatePostgres
from kernel.adapters.private_rabbitmq import PrivateRabbitmq
from malpro_embedded.adapters.environment import (
    DATABASES,
    database_variable,
    make_environment,
    secret_variables,
    write_environment,
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
    """
    with ExitStack() as stack:
        amqp_url = given.get("MALPRO_AMQP_URL")
        if amqp_url is None:
            amqp_url = stack.enter_context(PrivateRabbitmq()).url
        variables = [database_variable(name) for name in DATABASES]
        if all(name in given for name in variables):
            env = {name: given[name] for name in variables} | secret_variables(folder)
            env |= {"MALPRO_AMQP_URL": amqp_url, "MALPRO_HTTP_ADDRESS": http_address}
        else:
            postgres = stack.enter_context(PrivatePostgres())
            env = make_environment(
                folder, admin_url=postgres.url, amqp_url=amqp_url, http_address=http_address
            )
        env |= {name: value for name, value in given.items() if name.startswith("MALPRO_")}
        write_environment(folder, env)
        yield env

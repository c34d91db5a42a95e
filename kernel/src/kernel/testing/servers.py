"""Real servers for tests: those named in the environment, else private ones started once.

A pytest plugin that the root pyproject.toml loads for every member, so a test only names a fixture.
"""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest

from kernel.adapters.private_postgres import (
    PrivatePostgres,
    create_service_database,
    drop_service_database,
)
from kernel.adapters.private_rabbitmq import PrivateRabbitmq


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The superuser's URL of a PostgreSQL that all tests of the session share."""
    given = os.environ.get("MALPRO_TEST_DATABASE_URL")
    if given:
        yield given
        return
    with PrivatePostgres() as server:
        yield server.url


@pytest.fixture(scope="session")
def amqp_url() -> Iterator[str]:
    """The URL of a RabbitMQ that all tests of the session share: use names of your own there."""
    given = os.environ.get("MALPRO_TEST_AMQP_URL")
    if given:
        yield given
        return
    with PrivateRabbitmq() as server:
        yield server.url


@contextmanager
def fresh_database(admin_url: str, prefix: str = "test") -> Iterator[str]:
    """Lend an empty database, owned by a role that is no superuser, and drop both at the end."""
    name = f"{prefix}_{secrets.token_hex(4)}"
    url = create_service_database(admin_url, name)
    try:
        yield url
    finally:
        drop_service_database(admin_url, name)


@pytest.fixture
def database_url(postgres_url: str) -> Iterator[str]:
    """An empty database for one test."""
    with fresh_database(postgres_url) as url:
        yield url


@pytest.fixture(scope="module")
def module_database_url(postgres_url: str) -> Iterator[str]:
    """An empty database that the tests of one module share."""
    with fresh_database(postgres_url) as url:
        yield url


@pytest.fixture
def new_database(postgres_url: str) -> Iterator[Callable[[str], str]]:
    """Make as many empty databases as one test needs: `new_database("orders")` returns a URL."""
    with ExitStack() as lent:
        yield lambda prefix: lent.enter_context(fresh_database(postgres_url, prefix))


@pytest.fixture
def unique_name() -> str:
    """A short name that no other test uses, for queues, exchanges and consumers."""
    return f"t{secrets.token_hex(4)}"


@pytest.fixture(scope="module")
def module_rabbitmq() -> Iterator[PrivateRabbitmq]:
    """A RabbitMQ node that the tests of one module share and no other module sees."""
    with PrivateRabbitmq() as server:
        yield server


@pytest.fixture
def own_rabbitmq(module_rabbitmq: PrivateRabbitmq) -> PrivateRabbitmq:
    """The module's node, running again whatever the test before did to it."""
    return module_rabbitmq if module_rabbitmq.pid else module_rabbitmq.start()


@pytest.fixture
def own_postgres() -> Iterator[PrivatePostgres]:
    """A PostgreSQL for one test, which may stop, kill and start it."""
    with PrivatePostgres() as server:
        yield server

"""The private servers keep their data over a kill, and never outlive their owner."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import amqp
import kombu
import psycopg2
import pytest
from sqlalchemy import make_url

from kernel.adapters import private_guard, private_rabbitmq
from kernel.adapters.private_postgres import (
    PrivatePostgres,
    create_service_database,
    drop_service_database,
    open_to_others,
)
from kernel.adapters.private_rabbitmq import PrivateRabbitmq
from kernel.adapters.private_server import ServerDidNotStart, free_ports

OWNER = """
import time
from kernel.adapters.{module} import {kind}
server = {kind}().start()
print(server.folder, server.pid, flush=True)
time.sleep(600)
"""


def test_a_killed_postgres_starts_again_with_what_was_committed(
    own_postgres: PrivatePostgres,
) -> None:
    run(own_postgres.url, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (7)")

    own_postgres.kill9()
    own_postgres.start()

    assert run(own_postgres.url, "SELECT n FROM kept") == [(7,)]


def test_postgres_keeps_fsync_on_and_no_door_to_the_network(own_postgres: PrivatePostgres) -> None:
    assert setting(own_postgres, "fsync") == "on"
    assert setting(own_postgres, "listen_addresses") == ""
    assert setting(own_postgres, "max_connections") == "200"


def test_postgres_takes_settings() -> None:
    with PrivatePostgres(settings={"synchronous_commit": "off"}) as server:
        assert setting(server, "synchronous_commit") == "off"


def test_a_postgres_that_ends_early_says_why() -> None:
    server = PrivatePostgres(settings={"no_such_setting": "1"})

    with pytest.raises(ServerDidNotStart, match="no_such_setting"), server:
        pass

    assert not server.folder.exists()


def test_a_service_owns_its_database_and_is_no_superuser(postgres_url: str) -> None:
    name = f"owner_{os.getpid()}"
    url = create_service_database(postgres_url, name)

    role = "SELECT current_user, rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
    assert run(url, "CREATE TABLE own (n int)", role) == [(name, False, False)]

    drop_service_database(postgres_url, name)
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(url)


def test_a_service_cannot_enter_the_database_of_another(
    new_database: Callable[[str], str],
) -> None:
    orders, payments = make_url(new_database("orders")), make_url(new_database("payments"))

    intruder = orders.set(database=payments.database).render_as_string(hide_password=False)

    with pytest.raises(psycopg2.OperationalError, match="permission denied"):
        psycopg2.connect(intruder)


def test_an_installation_in_a_closed_folder_is_seen_as_out_of_reach(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "postgres"
    program.parent.mkdir()
    program.touch()
    program.chmod(0o755)

    tmp_path.chmod(0o700)

    assert not open_to_others(tmp_path)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize(
    ("module", "kind"),
    [("private_postgres", "PrivatePostgres"), ("private_rabbitmq", "PrivateRabbitmq")],
)
def test_a_server_does_not_outlive_its_owner(
    module: str, kind: str, number: signal.Signals
) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER.format(module=module, kind=kind)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert owner.stdout is not None
    folder, pid = owner.stdout.readline().split()
    owner.stdout.close()

    owner.send_signal(number)
    owner.wait()

    assert eventually(lambda: not alive(int(pid)) and not Path(folder).exists())


def test_a_killed_rabbitmq_starts_again_on_its_port_with_its_durable_messages(
    own_rabbitmq: PrivateRabbitmq,
) -> None:
    declare_and_publish(own_rabbitmq.url, queue="kept", body=b"7")
    url = own_rabbitmq.url
    # RabbitMQ writes down a new queue a moment after it has said that it is there.
    own_rabbitmq.ctl("eval", "mnesia:sync_log().")

    own_rabbitmq.kill9()
    assert own_rabbitmq.pid is None
    own_rabbitmq.start()

    assert own_rabbitmq.url == url
    assert get(url, queue="kept") == b"7"


def test_own_rabbitmq_runs_again_after_a_test_that_stopped_it(
    own_rabbitmq: PrivateRabbitmq, module_rabbitmq: PrivateRabbitmq
) -> None:
    module_rabbitmq.stop()

    assert own_rabbitmq.start().pid is not None


def test_a_virtual_host_shares_nothing_with_the_default_one(own_rabbitmq: PrivateRabbitmq) -> None:
    declare_and_publish(own_rabbitmq.url, queue="default", body=b"1")

    elsewhere = own_rabbitmq.add_vhost("elsewhere")

    with pytest.raises(amqp.NotFound):
        get(elsewhere, queue="default")


def test_a_machine_without_rabbitmq_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(private_rabbitmq, "SCRIPTS", (Path("/nowhere"),))

    with pytest.raises(ServerDidNotStart, match="apt-get install rabbitmq-server"):
        PrivateRabbitmq()


def test_the_shared_servers_answer(amqp_url: str, database_url: str, unique_name: str) -> None:
    declare_and_publish(amqp_url, queue=unique_name, body=b"1")

    assert get(amqp_url, queue=unique_name) == b"1"
    assert run(database_url, "SELECT 1") == [(1,)]


def test_free_ports_are_neighbours_below_the_range_of_the_system() -> None:
    first = free_ports(3)

    assert 20_000 <= first < 32_000


def run(url: str, *statements: str) -> list[tuple[Any, ...]]:
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def setting(server: PrivatePostgres, name: str) -> str:
    ((value,),) = run(server.url, f"SHOW {name}")
    return str(value)


def declare_and_publish(url: str, *, queue: str, body: bytes) -> None:
    with kombu.Connection(url, transport_options={"confirm_publish": True}) as connection:
        channel = connection.channel()
        channel.queue_declare(queue, durable=True, auto_delete=False)
        message = amqp.Message(body, delivery_mode=2)
        channel.basic_publish(message, exchange="", routing_key=queue)


def get(url: str, *, queue: str) -> bytes:
    with kombu.Connection(url) as connection:
        message = connection.channel().basic_get(queue, no_ack=True)
        return bytes(message.body)


def eventually(holds: Callable[[], bool], *, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def alive(pid: int) -> bool:
    return private_guard.birth(pid) is not None

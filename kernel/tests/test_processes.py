"""Real processes: they wait for what is away, end when told to, and tell what they do."""

import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from kernel_counting import message
from kernel_operator import TESTS, Operator, Running, operator, until
from tallying.bootstrap import BROKEN, FORGOTTEN, SECRET
from tallying.settings import UNLUCKY

from kernel.adapters.private_postgres import PrivatePostgres, create_service_database
from kernel.adapters.private_rabbitmq import PrivateRabbitmq
from kernel.adapters.rpc import KombuRpc
from kernel.application.tracing import Trace, tracing
from kernel.domain.errors import KernelError, Unavailable
from kernel.domain.ids import new_id

METRICS = (
    "malpro_relay_lag_events",
    "malpro_relay_oldest_unpublished_age_seconds",
    "malpro_subscription_behind_events",
    "malpro_parked_events",
    "malpro_timers_overdue",
    "malpro_handler_seconds_count",
    "malpro_conflicts_total",
)


@pytest.fixture
def service(
    database_url: str, amqp_url: str, unique_name: str, tmp_path: Path
) -> Iterator[Operator]:
    """A service that is migrated, on servers that are there."""
    with operator(unique_name, tmp_path, database_url=database_url, amqp_url=amqp_url) as one:
        assert one.admin("migrate").code == 0
        yield one


@pytest.fixture
def rpc(service: Operator) -> Iterator[KombuRpc]:
    client = KombuRpc(service.env["MALPRO_AMQP_URL"])
    yield client
    client.close()


class Meter:
    """Reads the metrics of a process over HTTP."""

    def __init__(self, service: Operator, free_port: int) -> None:
        self._labels = {"service": service.name}
        self.address = f"127.0.0.1:{free_port}"
        self.setting = {f"MALPRO_{service.name.upper()}_METRICS_ADDRESS": self.address}

    def page(self) -> str:
        with urllib.request.urlopen(f"http://{self.address}/metrics", timeout=5) as answer:
            return str(answer.read(), "utf-8")

    def value(self, name: str) -> float | None:
        """Return the sum over all labels; None if there is no such metric."""
        found = re.findall(rf"^{name}\{{[^}}]*\}} (\S+)$", self.page(), re.MULTILINE)
        return sum(map(float, found)) if found else None


@pytest.fixture
def meter(service: Operator) -> Meter:
    return Meter(service, _free_port())


def test_work_loads_neither_nameko_nor_eventlet(service: Operator) -> None:
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from kernel.entrypoints import cli\n"
        "cli.signal.sigwait = lambda _: None\n"
        f"code = cli.main({service.name!r}, Path('.'), ['work'], os.environ)\n"
        "loaded = {module.split('.')[0] for module in sys.modules}\n"
        "print(code, sorted(loaded & {'nameko', 'eventlet', 'flask', 'marshmallow'}))\n"
    )
    path = f"{service.folder}:{TESTS}"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**service.env, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.stdout == "0 []\n", done.stderr


def test_serve_and_work_begin_when_broker_and_database_come_and_end_within_seconds(
    own_postgres: PrivatePostgres, own_rabbitmq: PrivateRabbitmq, unique_name: str, tmp_path: Path
) -> None:
    database_url = create_service_database(own_postgres.url, unique_name)
    with operator(
        unique_name, tmp_path, database_url=database_url, amqp_url=own_rabbitmq.url
    ) as service:
        service.admin("migrate")
        service.count(1)
        own_rabbitmq.stop()
        own_postgres.stop()

        serving, working = service.start("serve"), service.start("work")
        until(lambda: serving.says("started") and working.says("relay.waiting"))
        own_postgres.start()
        own_rabbitmq.start()

        until(lambda: service.admin("events", "show", "tally-a").code == 0)
        until(lambda: service.admin("broker", "doctor").code == 0)
        client = KombuRpc(own_rabbitmq.url)
        answer = client.call(service.name, "head")
        client.close()
        assert answer == 2
        assert (serving.lives(), working.lives()) == (True, True)
        for running in (serving, working):
            assert _ends(running) == 0


@pytest.mark.parametrize(
    ("process", "number"),
    [("serve", signal.SIGTERM), ("work", signal.SIGTERM), ("work", signal.SIGINT)],
)
def test_a_process_that_never_found_anything_ends_too(
    service: Operator, process: str, number: signal.Signals
) -> None:
    away = {
        "MALPRO_AMQP_URL": "amqp://nobody@127.0.0.1:1//",
        f"MALPRO_{service.name.upper()}_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    }
    running = service.start(process, **away)
    until(lambda: len(running.log_lines()) > 1)

    assert _ends(running, number) == 0


def test_work_waits_for_the_first_migration(
    new_database: Callable[[str], str], amqp_url: str, unique_name: str, tmp_path: Path
) -> None:
    with operator(
        unique_name, tmp_path, database_url=new_database(unique_name), amqp_url=amqp_url
    ) as early:
        early.serve()
        working = early.start("work")
        until(lambda: "schema_missing" in working.errors())

        early.admin("migrate")
        early.count(1)

        until(lambda: early.admin("events", "show", "tally-a").code == 0)
        assert "work.restarting" not in working.errors()


def test_the_metrics_of_work_tell_where_everything_stands(service: Operator, meter: Meter) -> None:
    service.count(1, UNLUCKY, 2, counter="a")
    service.count(FORGOTTEN, counter="b")
    service.serve()
    working = service.start("work", MALPRO_ATTEMPTS_MAX="1", **meter.setting)
    until(lambda: _answers(meter) and meter.value("malpro_parked_events") == 2)
    until(lambda: meter.value("malpro_subscription_behind_events") == 0)
    until(lambda: meter.value("malpro_relay_lag_events") == 0)

    assert [name for name in METRICS if meter.value(name) is None] == []
    assert meter.value("malpro_relay_oldest_unpublished_age_seconds") == 0
    assert meter.value("malpro_timers_overdue") == 1
    assert (meter.value("malpro_relay_published_events_total") or 0) >= 4
    assert meter.value("malpro_relay_leader") == 1
    assert 'malpro_handler_seconds_count{service="' in meter.page()
    assert working.lives()


def test_the_metrics_of_work_show_a_relay_that_cannot_publish(
    service: Operator, meter: Meter
) -> None:
    service.count(1, 2, 3)
    service.start("work", MALPRO_AMQP_URL="amqp://nobody@127.0.0.1:1//", **meter.setting)

    until(lambda: _answers(meter) and meter.value("malpro_relay_lag_events") == 3)
    until(lambda: (meter.value("malpro_relay_oldest_unpublished_age_seconds") or 0) > 0)
    assert meter.value("malpro_relay_published_events_total") == 0


def test_the_metrics_of_serve_count_conflicts_and_time_handlers(
    service: Operator, meter: Meter, rpc: KombuRpc
) -> None:
    running = service.start("serve", **meter.setting)
    until(lambda: running.says("started"))
    assert meter.value("malpro_conflicts_total") == 0

    with service.app() as app, app.database.transaction() as connection:
        # Whoever comes meanwhile waits for the lock of the append, with an old version in hand.
        connection.execute(sa.text("select pg_advisory_xact_lock(4711)"))
        results = [_in_background(rpc, service, message(1)) for _ in range(2)]
        time.sleep(0.5)
    answers = [result.result(20) for result in results]

    assert sorted(answer["ok"]["total"] for [answer] in answers) == [1, 2]
    assert (meter.value("malpro_conflicts_total") or 0) >= 1
    assert (meter.value("malpro_handler_seconds_count") or 0) >= 2


def test_every_log_line_is_an_object_and_none_tells_what_was_asked(
    service: Operator, rpc: KombuRpc
) -> None:
    serving = service.serve()
    working = service.start("work", MALPRO_ATTEMPTS_MAX="1")
    correlation_id, asker = new_id(), message(1)["context"]
    with tracing(Trace(correlation_id=correlation_id)):
        asked = [
            message(-1, note=SECRET, context={"correlation_id": correlation_id}),
            message(BROKEN, note=SECRET, context={"correlation_id": correlation_id}),
            message(1, counter=SECRET, context={"correlation_id": correlation_id}),
            message(UNLUCKY, counter=SECRET, context={"correlation_id": correlation_id}),
        ]
        answers = rpc.call(service.name, "execute", commands=asked)
        with pytest.raises(KernelError):
            rpc.call(service.name, "ask", question="total", params={}, context={})
        with pytest.raises(Unavailable, match="the service failed"):
            rpc.call(service.name, "ask", question="riddle", params={}, context=asker)
    until(lambda: working.says("event.parked"))
    lines = [*serving.log_lines(), *working.log_lines()]

    assert [("ok" in answer) for answer in answers] == [False, False, True, True]
    for line in lines:
        assert {"event", "time", "level", "service", "process"} <= line.keys()
        assert (line["service"], line["process"] in {"serve", "work"}) == (service.name, True)
    assert SECRET not in serving.errors() + working.errors()
    by_event = {line["event"]: line for line in lines}
    assert by_event["command.refused"]["correlation_id"] == correlation_id
    assert by_event["command.failed"]["correlation_id"] == correlation_id
    assert by_event["command.failed"]["error"] == "ZeroDivisionError"
    assert by_event["event.refused"]["correlation_id"] == correlation_id
    assert by_event["event.parked"]["correlation_id"] == correlation_id
    bug = by_event[f"{service.name}.ask failed"]
    assert (bug["error"], bug["correlation_id"]) == ("ZeroDivisionError", correlation_id)
    assert "in answer_riddle" in bug["trace"]


def _ends(running: Running, number: signal.Signals = signal.SIGTERM) -> int:
    started = time.monotonic()
    code = running.end(number)
    assert time.monotonic() - started < 12
    return code


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _answers(meter: Meter) -> bool:
    try:
        return bool(meter.page())
    except OSError:
        return False


def _in_background(rpc: KombuRpc, service: Operator, *asked: dict[str, Any]) -> Future[Any]:
    answer: Future[Any] = Future()

    def call() -> None:
        answer.set_result(rpc.call(service.name, "execute", commands=list(asked)))

    threading.Thread(target=call).start()
    return answer

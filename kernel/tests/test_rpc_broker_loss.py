"""A broker that goes away kills no process, loses no request for good, and is soon found again."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from subprocess import Popen
from typing import Any

import pytest

from kernel.adapters.private_rabbitmq import PrivateRabbitmq
from kernel.domain.errors import Unavailable
from kernel.testing.rpc_contracts import Bench, KombuCaller, driver

FEW_SECONDS = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """One green process with a service and a container's client; the client of work is here."""

    work: Bench
    container: Bench
    process: Popen[str]

    @property
    def clients(self) -> tuple[Bench, Bench]:
        return self.work, self.container


@contextmanager
def town_on(url: str, name: str) -> Iterator[Town]:
    work = KombuCaller(url)
    with driver(url, name, serve=True, client="container") as container:
        yield Town(
            work=Bench(caller=work, service=name),
            container=Bench(caller=container, service=name),
            process=container.process,
        )
    work.close()


def seconds_until_answered(bench: Bench) -> float:
    started = time.monotonic()
    while time.monotonic() - started < 30:
        try:
            bench.call("echo", value=1, deadline_s=1.0)
        except Unavailable:
            time.sleep(0.1)
        else:
            return time.monotonic() - started
    pytest.fail("no answer within 30 s after the broker came back")


def outcome(call: "Future[Any]") -> Any:
    try:
        return call.result(30)
    except Unavailable as error:
        return error.own_code


@pytest.mark.parametrize("end", ["stop", "kill9"])
def test_the_broker_gone_with_an_rpc_in_flight(
    own_rabbitmq: PrivateRabbitmq, unique_name: str, end: str
) -> None:
    with town_on(own_rabbitmq.url, unique_name) as town, ThreadPoolExecutor() as pool:
        # RabbitMQ 3.10 itself loses a quorum queue if it is killed within a second of declaring it.
        time.sleep(1.5)
        calls = [
            pool.submit(bench.call, "run", key=str(n), seconds=2.0, deadline_s=25.0)
            for n, bench in enumerate(town.clients)
        ]
        time.sleep(0.7)

        getattr(own_rabbitmq, end)()
        time.sleep(2.5)  # Meanwhile the methods end, with nobody to tell.
        own_rabbitmq.start()

        assert [seconds_until_answered(one) < FEW_SECONDS for one in town.clients] == [True, True]
        # The plain client hears of the loss at once; the container waits, and its call is run anew.
        assert [outcome(call) for call in calls] == ["broker_unavailable", 2]
        assert town.process.poll() is None


def test_without_a_broker_a_call_is_refused_soon(
    own_rabbitmq: PrivateRabbitmq, unique_name: str
) -> None:
    with town_on(own_rabbitmq.url, unique_name) as town:
        for bench in town.clients:
            bench.call("echo", value=1)
        own_rabbitmq.stop()
        time.sleep(0.2)

        for bench in town.clients:
            started = time.monotonic()
            with pytest.raises(Unavailable) as caught:
                bench.call("echo", value=1)
            assert caught.value.own_code == "broker_unavailable"
            assert time.monotonic() - started < 2


def test_a_broker_that_hangs_costs_a_call_no_more_than_its_deadline(
    own_rabbitmq: PrivateRabbitmq, unique_name: str
) -> None:
    with town_on(own_rabbitmq.url, unique_name) as town:
        for bench in town.clients:
            bench.call("echo", value=1)
        assert own_rabbitmq.pid is not None
        os.kill(own_rabbitmq.pid, signal.SIGSTOP)
        try:
            started = time.monotonic()
            # The second call of the plain client cannot even connect.
            for bench in (*town.clients, *town.clients):
                with pytest.raises(Unavailable):
                    bench.call("echo", value=1, deadline_s=0.5)
            took = time.monotonic() - started
        finally:
            os.kill(own_rabbitmq.pid, signal.SIGCONT)

        assert took < 4
        assert [seconds_until_answered(one) < FEW_SECONDS for one in town.clients] == [True, True]


def test_a_service_started_without_a_broker_finds_it_later(
    own_rabbitmq: PrivateRabbitmq, unique_name: str
) -> None:
    own_rabbitmq.stop()

    with town_on(own_rabbitmq.url, unique_name) as town:
        with pytest.raises(Unavailable):
            town.container.call("echo", value=1, deadline_s=0.5)
        own_rabbitmq.start()

        assert [seconds_until_answered(one) < FEW_SECONDS for one in town.clients] == [True, True]
        assert town.process.poll() is None


def test_queues_that_were_deleted_are_declared_again(
    own_rabbitmq: PrivateRabbitmq, unique_name: str
) -> None:
    with town_on(own_rabbitmq.url, unique_name) as town:
        town.container.call("echo", value=1)
        listed = own_rabbitmq.ctl("list_queues", "-q", "name").split()
        ours = [name for name in listed if unique_name in name]
        assert len(ours) == 2

        for name in ours:
            own_rabbitmq.ctl("delete_queue", name)

        assert seconds_until_answered(town.container) < FEW_SECONDS


def test_the_in_process_broker_gone_with_an_rpc_in_flight(unique_name: str) -> None:
    with (
        driver("memory://loss", unique_name, serve=True, client="container") as caller,
        ThreadPoolExecutor() as pool,
    ):
        bench = Bench(caller=caller, service=unique_name)
        call = pool.submit(bench.call, "run", key=unique_name, seconds=0.5)
        time.sleep(0.2)

        caller.broker("stop")
        time.sleep(0.5)
        caller.broker("start")

        assert seconds_until_answered(bench) < FEW_SECONDS
        assert call.result(10) == 2
        assert caller.process.poll() is None


def test_a_service_stops_within_seconds_and_answers_what_it_has_begun(
    amqp_url: str, unique_name: str
) -> None:
    caller = KombuCaller(amqp_url)
    with driver(amqp_url, unique_name, serve=True) as server, ThreadPoolExecutor() as pool:
        call = pool.submit(caller.call, unique_name, "slow", seconds=1.0, value="done")
        time.sleep(0.4)
        started = time.monotonic()

        server.process.terminate()

        assert call.result(10) == "done"
        assert server.process.wait(10) == 0
        assert time.monotonic() - started < 4
    caller.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_service_without_its_broker_still_stops_when_told_to(
    own_rabbitmq: PrivateRabbitmq, unique_name: str, number: signal.Signals
) -> None:
    with driver(own_rabbitmq.url, unique_name, serve=True) as server:
        own_rabbitmq.stop()
        time.sleep(0.5)

        server.process.send_signal(number)

        assert server.process.wait(10) == 0


def test_requests_left_by_a_killed_service_go_to_the_next(amqp_url: str, unique_name: str) -> None:
    caller = KombuCaller(amqp_url)
    with ThreadPoolExecutor() as pool:
        with driver(amqp_url, unique_name, serve=True) as server:
            call = pool.submit(
                caller.call, unique_name, "slow", seconds=1.0, value=7, deadline_s=20
            )
            time.sleep(0.4)
            server.process.kill()
        with driver(amqp_url, unique_name, serve=True):
            assert call.result(20) == 7
    caller.close()

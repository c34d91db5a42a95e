"""Both clients keep the contract of RPC with both brokers."""

from collections.abc import Iterator
from secrets import token_hex

import pytest

from kernel.testing.rpc_contracts import Bench, KombuCaller, RpcContract, driver


class TestKombuClientOnRabbitmq(RpcContract):
    @pytest.fixture(scope="class")
    @classmethod
    def bench(cls, amqp_url: str) -> Iterator[Bench]:
        service = f"probe-{token_hex(4)}"
        caller = KombuCaller(amqp_url)
        with driver(amqp_url, service, serve=True):
            yield Bench(caller=caller, service=service)
        caller.close()


class TestContainerClientOnRabbitmq(RpcContract):
    @pytest.fixture(scope="class")
    @classmethod
    def bench(cls, amqp_url: str) -> Iterator[Bench]:
        service = f"probe-{token_hex(4)}"
        with (
            driver(amqp_url, service, serve=True),
            driver(amqp_url, service, serve=False, client="container") as caller,
        ):
            yield Bench(caller=caller, service=service)


class TestKombuClientInProcess(RpcContract):
    @pytest.fixture(scope="class")
    @classmethod
    def bench(cls) -> Iterator[Bench]:
        with driver("memory://rpc", "probe", serve=True) as caller:
            yield Bench(caller=caller, service="probe")


class TestContainerClientInProcess(RpcContract):
    @pytest.fixture(scope="class")
    @classmethod
    def bench(cls) -> Iterator[Bench]:
        with driver("memory://rpc", "probe", serve=True, client="container") as caller:
            yield Bench(caller=caller, service="probe")

"""The two brokers on which every promise of messaging is tested."""

from collections.abc import Iterator

import pytest

from kernel.adapters.inprocess import install, reset
from kernel.adapters.private_rabbitmq import PrivateRabbitmq
from kernel.testing.broker_hands import InProcessHands, RabbitmqHands
from kernel.testing.deaths import Deaths, ProcessDeaths, ThreadDeaths
from kernel.testing.messaging import BrokerHands


class OnRabbitmq:
    @pytest.fixture
    def hands(self, own_rabbitmq: PrivateRabbitmq) -> BrokerHands:
        return RabbitmqHands(own_rabbitmq)

    @pytest.fixture
    def deaths(self) -> Deaths:
        return ProcessDeaths()


class InProcess:
    @pytest.fixture
    def hands(self) -> Iterator[BrokerHands]:
        install()
        yield InProcessHands("memory://contract")
        reset()

    @pytest.fixture
    def deaths(self) -> Deaths:
        return ThreadDeaths()

"""The relay keeps its promises on RabbitMQ and on the broker inside the process."""

from kernel_brokers import InProcess, OnRabbitmq

from kernel.testing.relay_contracts import RelayContract


class TestRelayInProcess(InProcess, RelayContract):
    pass


class TestRelayOnRabbitmq(OnRabbitmq, RelayContract):
    pass

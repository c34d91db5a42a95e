"""Subscriptions keep their promises on RabbitMQ and on the broker inside the process."""

from kernel_brokers import InProcess, OnRabbitmq

from kernel.testing.messaging_contracts import SubscriptionContract
from kernel.testing.parking_contracts import ParkingContract


class TestSubscriptionInProcess(InProcess, SubscriptionContract):
    pass


class TestSubscriptionOnRabbitmq(OnRabbitmq, SubscriptionContract):
    pass


class TestParkingInProcess(InProcess, ParkingContract):
    pass


class TestParkingOnRabbitmq(OnRabbitmq, ParkingContract):
    pass

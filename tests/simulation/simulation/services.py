"""The services of the city, as they are defined, on databases in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache

import catalog.adapters.memory
import catalog.bootstrap
import catalog.settings
import compliance.adapters.memory
import compliance.bootstrap
import compliance.settings
import orders.adapters.memory
import orders.bootstrap
import orders.settings
import payments.adapters.memory
import payments.bootstrap
import payments.settings
from kernel.adapters.definition import ServiceDefinition
from kernel.application.ports import Clock
from kernel.settings import KernelSettings

HANDOVER_KEY = "the simulation's own key"
_RETRY_S = 6 * 3600


class BorrowedClock:
    """The clock of the world that runs now, for definitions that are made once."""

    def __init__(self) -> None:
        self.lender: Clock | None = None

    def now(self) -> datetime:
        assert self.lender is not None, "only a running world has a time"
        return self.lender.now()


_CLOCK = BorrowedClock()


def city_services(clock: Clock) -> Sequence[ServiceDefinition]:
    """Return the services in the order in which they are started."""
    _CLOCK.lender = clock
    return _services()


@cache
def _services() -> Sequence[ServiceDefinition]:
    return _catalog(), _orders(), _payments(), _compliance()


def _catalog() -> ServiceDefinition:
    settings = catalog.settings.Settings(kernel=_kernel("catalog"))
    ports = catalog.adapters.memory.memory_ports(settings)
    return replace(catalog.bootstrap.define(settings), ports=ports)


def _orders() -> ServiceDefinition:
    settings = orders.settings.Settings(kernel=_kernel("orders"), handover_keys=(HANDOVER_KEY,))
    ports = orders.adapters.memory.memory_ports(settings)
    return replace(orders.bootstrap.define(settings), ports=ports)


def _payments() -> ServiceDefinition:
    settings = payments.settings.Settings(kernel=_kernel("payments"))
    ports = payments.adapters.memory.memory_ports(settings, clock=_CLOCK)
    return replace(payments.bootstrap.define(settings, clock=_CLOCK), ports=ports)


def _compliance() -> ServiceDefinition:
    # A month that waits for news looks again when there may be some.
    settings = compliance.settings.Settings(
        kernel=_kernel("compliance"), lookup_secret="0" * 64, closing_retry_s=_RETRY_S
    )
    ports = compliance.adapters.memory.memory_ports(settings)
    return replace(compliance.bootstrap.define(settings), ports=ports)


def _kernel(service: str) -> KernelSettings:
    return KernelSettings(service=service, database_url="postgresql://", amqp_url="memory://")

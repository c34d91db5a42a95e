"""The ports of compliance on a database in memory, for simulations of thousands of small cities."""

from collections.abc import Callable
from typing import Protocol

from compliance.adapters.known_duties import KnownDuties
from compliance.adapters.lookup import KeyedLookup
from compliance.adapters.memory import (
    assessed as _assessed,  # noqa: F401 - it registers itself
    issued as _issued,  # noqa: F401 - it registers itself
)
from compliance.adapters.memory.consequences import MemoryConsequences
from compliance.adapters.memory.duties import MemoryDutyRows
from compliance.adapters.memory.periods import MemoryPeriods
from compliance.adapters.memory.roster import MemoryRoster
from compliance.adapters.memory.shared_books import MemoryBooks
from compliance.adapters.memory.sources import MemorySources
from compliance.application.ports import Ports, Rules
from kernel.adapters.holidays import load_calendar
from kernel.adapters.memory import MemoryTransaction, MemoryVault


class Configured(Protocol):
    """What the ports need of the service's settings."""

    @property
    def lookup_secret(self) -> str: ...

    @property
    def holidays_year(self) -> int: ...

    @property
    def rules(self) -> Rules: ...


def memory_ports(settings: Configured) -> Callable[[MemoryTransaction], Ports]:
    """Return what makes the handlers' ports for one transaction in memory."""
    lookup = KeyedLookup(settings.lookup_secret)
    calendar = load_calendar(settings.holidays_year)
    in_force = settings.rules

    def ports(transaction: MemoryTransaction) -> Ports:
        return Ports(
            books=MemoryBooks(transaction),
            roster=MemoryRoster(transaction),
            periods=MemoryPeriods(transaction),
            consequences=MemoryConsequences(transaction),
            duties=KnownDuties(MemoryDutyRows(transaction)),
            sources=MemorySources(transaction),
            vault=MemoryVault(transaction),
            lookup=lookup,
            calendar=calendar,
            rules=in_force,
        )

    return ports

"""A channel that remembers what it was given, and people whom it cannot reach."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kernel.adapters.database import Database
from kernel.adapters.definition import ServiceDefinition
from kernel.adapters.notice_maker import making_chore
from kernel.adapters.notice_teller import NoticeTeller
from kernel.application.ports import Clock
from kernel.application.telling import API_VERSION, Notice, TellerPorts, TellingTerms
from kernel.domain.errors import Invalid


class MemoryTellerMisconfigured(Invalid):
    code = "memory_teller_misconfigured"


@dataclass(slots=True)
class MemoryTeller:
    """
    Keeps notices by their id, so that a repeat changes nothing.

    :param told: what has arrived, each notice once
    :param given: every notice that was handed over, repeats too
    :param trouble: what happens on the way to an addressee, by her key
    """

    api_version: str = API_VERSION
    told: dict[str, Notice] = field(default_factory=dict)
    given: list[Notice] = field(default_factory=list)
    trouble: dict[str, Callable[[], object]] = field(default_factory=dict)

    def tell(self, notice: Notice) -> None:
        self.given.append(notice)
        self.trouble.get(notice.to.key, _nothing)()
        self.told[notice.notice_id] = notice


def build(config: Mapping[str, Any], ports: TellerPorts) -> MemoryTeller:
    """
    Return the channel.

    :raises MemoryTellerMisconfigured: it has no settings
    """
    del ports
    if config:
        raise MemoryTellerMisconfigured("memory has no settings")
    return MemoryTeller()


def tell_all(definition: ServiceDefinition, database: Database, *, clock: Clock) -> MemoryTeller:
    """Let a service make and tell all its notices, and return the channel they went through."""
    channel, terms = MemoryTeller(), TellingTerms()
    assert definition.telling is not None, "asked of a service that tells"
    making = making_chore(definition, terms=terms, clock=clock)
    teller = NoticeTeller(
        definition.name, definition.telling, terms=terms, clock=clock, channel=lambda *_: channel
    )
    while making.step(database) or teller.step(database):
        pass
    return channel


def _nothing() -> None:
    """The way to everybody else is free."""

"""The port through which people are told what happened, and what is told through it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from kernel.application.envelope import Recorded
from kernel.application.ports import Clock
from kernel.domain.ids import derived_id
from kernel.domain.notices import Text

API_VERSION = "1"
ENTRY_POINTS = "malpro.tellers"
LOG = "log"

Params = Mapping[str, object]


class AddresseeKind(StrEnum):
    ACCOUNT = "account"
    MEMBERSHIP = "membership"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Somebody, by an id; whoever needs a name or a number must look it up."""

    kind: AddresseeKind
    id: str

    @property
    def key(self) -> str:
        """The addressee in one word, as it is stored: ``account:<id>``."""
        return f"{self.kind}:{self.id}"

    @classmethod
    def of(cls, key: str) -> "Addressee":
        kind, _, id_ = key.partition(":")
        return cls(kind=AddresseeKind(kind), id=id_)


def account(account_id: str) -> Addressee:
    return Addressee(kind=AddresseeKind.ACCOUNT, id=account_id)


def membership(membership_id: str) -> Addressee:
    return Addressee(kind=AddresseeKind.MEMBERSHIP, id=membership_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """
    What one event gives somebody to know.

    :param kind: a word of the service's own `StrEnum`, which has a text in its catalogue
    :param params: ids, amounts and times; never a name, a number, an address or a code
    :param contact_ref: where this service's vault holds how she is reached, if it knows
    """

    kind: str
    to: Addressee
    params: Params
    contact_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """
    What somebody is to be told.

    :param notice_id: always the same for one event and addressee, so a repeat is recognised
    :param params: plain values; moments in ISO 8601
    :param happened_at: when the event was recorded
    """

    notice_id: str
    kind: str
    to: Addressee
    params: Mapping[str, Any]
    contact_ref: str | None
    happened_at: datetime


class Teller(Protocol):
    """
    One way to reach people: a log, SMS, WhatsApp, e-mail.

    A notice may come again after a crash, with the same id. It may come from another thread.
    """

    @property
    def api_version(self) -> str:
        """The `API_VERSION` it was written for."""
        ...

    def tell(self, notice: Notice) -> None:
        """
        Tell it, or see to it that it will be told, within the patience that was agreed.

        :raises Unavailable: not now; the notice comes again later
        :raises Refusal: never: she cannot be reached this way
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TellerPorts:
    """
    What an adapter may use.

    :param text: what the addressee of a notice is to read
    :param contact: what the vault holds under a reference right now; None: it was erased
    :param patience_s: a notice that takes longer counts as failed
    """

    clock: Clock
    text: Callable[[Notice], Text]
    contact: Callable[[str], Mapping[str, Any] | None]
    patience_s: float


# Pure: an event, and what is known of its stream besides.
Make = Callable[[Recorded[Any], Any], Iterable[Draft]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingTerms:
    """
    How a service tells; what operations may set.

    :param teller: the adapter, by the name of its entry point
    :param config: what the adapter is told; secrets by reference
    :param patience_s: how long one notice may take
    :param attempts_max: how often a notice is tried before it is put aside
    :param max_age: what is older is no news, and is not told any more
    :param kept_for: how long people can read what they were told
    """

    teller: str = LOG
    config: Mapping[str, Any] = field(default_factory=dict)
    patience_s: float = 10.0
    attempts_max: int = 8
    max_age: timedelta = timedelta(hours=24)
    kept_for: timedelta = timedelta(days=90)


def notice_of(draft: Draft, recorded: Recorded[Any], params: Mapping[str, Any]) -> Notice:
    """Return the notice with the one id that this event has for this addressee."""
    return Notice(
        notice_id=derived_id("notice", recorded.event_id, draft.to.key, draft.kind),
        kind=draft.kind,
        to=draft.to,
        params=params,
        contact_ref=draft.contact_ref,
        happened_at=recorded.recorded_at,
    )

"""What a payment provider is: a stateless translator between somebody's protocol and our facts.

A provider decides nothing and writes nothing. It is found through the entry points group
``malpro.payment_providers``; each entry point is a factory ``(config, ports) -> PaymentProvider``.
What all providers can do is in `PaymentProvider`; what only some can is declared as a `Capability`,
each with a protocol of its own. No exception crosses this border but that of a bug.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from kernel.application.ports import Clock
from payments.domain.facts import CollectorRole, Confirmation, ProviderFact
from payments.domain.terms import CustodyMode

API_VERSION = "1"
ENTRY_POINTS = "malpro.payment_providers"

T = TypeVar("T")


class Trouble(StrEnum):
    """Why a provider has no answer. The core decides what follows; providers never retry."""

    NOT_SENT = "not_sent"
    INVALID_REQUEST = "invalid_request"
    AUTH_FAILED = "auth_failed"
    CONFIG_ERROR = "config_error"
    DECLINED = "declined"
    UNSUPPORTED = "unsupported"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    DUPLICATE = "duplicate"
    WIRE_CONFLICT = "wire_conflict"
    NOT_FOUND = "not_found"
    OUTCOME_UNKNOWN = "outcome_unknown"
    INTEGRITY_MISMATCH = "integrity_mismatch"
    UNTRUSTED = "untrusted"

    @property
    def passes(self) -> bool:
        """Tell whether the same question may be answered later."""
        return self in {Trouble.NOT_SENT, Trouble.RATE_LIMITED, Trouble.UNAVAILABLE}

    @property
    def money_may_have_moved(self) -> bool:
        """Tell whether somebody must find out what became of the money."""
        return self in {
            Trouble.DUPLICATE,
            Trouble.WIRE_CONFLICT,
            Trouble.NOT_FOUND,
            Trouble.OUTCOME_UNKNOWN,
            Trouble.INTEGRITY_MISMATCH,
            Trouble.UNTRUSTED,
        }


@dataclass(frozen=True, slots=True)
class Ok(Generic[T]):
    value: T


@dataclass(frozen=True, slots=True)
class Err:
    """:param detail_code: the provider's own stable code for it, never a message"""

    trouble: Trouble
    detail_code: str = ""


Outcome = Ok[T] | Err
Facts = tuple[ProviderFact, ...]


class Capability(StrEnum):
    """What a provider can do beyond interpreting a report."""

    INITIATES = "initiates"
    PULLS = "pulls"
    CANCELS = "cancels"
    TAKES_CALLBACKS = "takes_callbacks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the provider takes for one payment; None is no limit."""

    amount_min_idr: int | None = None
    amount_max_idr: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Descriptor:
    """
    Who a provider is.

    :param provider: its name in entry points, requests and events
    :param methods: the payment methods that it serves
    """

    provider: str
    name_id: str
    name_en: str
    methods: frozenset[str]
    custody_modes: frozenset[CustodyMode]
    capabilities: frozenset[Capability]
    limits: Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    ok: bool
    reason_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverReport:
    """
    Goods, cash or both changed hands; it was checked who says so.

    :param cash_idr: None if no cash was declared
    :param goods: whether goods changed hands; the rest of the cash may come by itself
    :param evidence_sha256: hash of a picture or a signed slip that somebody keeps
    """

    payment_id: str
    handover_id: str
    cash_idr: int | None
    handed_over_at: datetime
    confirmation: Confirmation
    collected_by_id: str
    collected_by_role: CollectorRole
    goods: bool = True
    evidence_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackReport:
    """A request from outside as it came in: whether to trust it is the provider's to say."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    received_at: datetime


Report = HandoverReport | CallbackReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try to be paid; its ids are stored before anything is sent."""

    payment_id: str
    attempt_no: int
    order_id: str
    amount_idr: int
    currency: str
    collect_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """How the buyer can pay: `display` is what she is shown, an account number or a QR text."""

    instruction_ref: str
    expires_at: datetime
    display: Mapping[str, str]


class Decision(StrEnum):
    """What the core made of a callback; the provider words the answer its bank expects."""

    ACCEPTED = "accepted"
    REPLAYED = "replayed"
    REFUSED = "refused"
    RETRY_LATER = "retry_later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderPorts:
    """What the core lends to a provider. It opens no database and no socket by itself."""

    clock: Clock


@runtime_checkable
class PaymentProvider(Protocol):
    api_version: str

    def describe(self) -> Descriptor: ...

    def healthcheck(self) -> Health:
        """Tell whether it could do its work now, without moving money."""
        ...

    def interpret(self, report: Report) -> Outcome[Facts]:
        """
        Return what the report says happened; nothing, when it says nothing about money.

        The same report always gives the same facts.
        """
        ...


@runtime_checkable
class Initiates(Protocol):
    def create_instruction(self, attempt: Attempt) -> Outcome[Instruction]:
        """Ask for one way to pay; the same attempt again gives the same instruction."""
        ...


@runtime_checkable
class Pulls(Protocol):
    def get_status(self, attempt: Attempt, instruction_ref: str) -> Outcome[Facts]: ...


@runtime_checkable
class Cancels(Protocol):
    def cancel(self, attempt: Attempt, instruction_ref: str) -> Outcome[Facts]:
        """Withdraw the instruction; money that came first is returned as a fact."""
        ...


@runtime_checkable
class TakesCallbacks(Protocol):
    def routes(self) -> Sequence[str]:
        """Return the public paths on which it is called."""
        ...

    def answer(self, report: CallbackReport, decision: Decision) -> Reply: ...


NEEDED: Mapping[Capability, type] = {
    Capability.INITIATES: Initiates,
    Capability.PULLS: Pulls,
    Capability.CANCELS: Cancels,
    Capability.TAKES_CALLBACKS: TakesCallbacks,
}


class ProviderFactory(Protocol):
    """What an entry point names. `config` holds plain values; secrets only by reference."""

    def __call__(self, config: Mapping[str, Any], ports: ProviderPorts) -> PaymentProvider:
        """:raises kernel.domain.errors.Refusal: the configuration is no good"""
        ...

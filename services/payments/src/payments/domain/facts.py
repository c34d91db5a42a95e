"""What providers report: that money moved. What it means for a payment is decided elsewhere."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from kernel.domain.ids import derived_id


class FactKind(StrEnum):
    """
    What kind of thing happened.

    `PAYMENT_PENDING` changes nothing: only an explicit success is money.
    """

    COLLECTION_RECORDED = "collection_recorded"
    PAYMENT_RECEIVED = "payment_received"
    PAYMENT_PENDING = "payment_pending"


class Confirmation(StrEnum):
    """How the buyer agreed that the money was handed over."""

    CODE = "code"
    BUYER_TAP = "buyer_tap"
    DEEMED = "deemed"
    NONE = "none"
    BANK = "bank"


class Strength(StrEnum):
    """How sure we are. A weak callback is a rumour: it never makes a payment."""

    VERIFIED_CALLBACK = "verified_callback"
    WEAK_CALLBACK = "weak_callback"
    STATUS_INQUIRY = "status_inquiry"
    SETTLEMENT_REPORT = "settlement_report"
    OPERATOR = "operator"
    TWO_SIDED = "two_sided"
    ONE_SIDED = "one_sided"


class CollectorRole(StrEnum):
    """In which role somebody took the money."""

    MERCHANT = "merchant"
    COURIER = "courier"
    BANK = "bank"


class FeeBearer(StrEnum):
    NONE = "none"
    BUYER = "buyer"
    SELLER = "seller"
    CITY = "city"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderFact:
    """
    One fact in a provider's own words, translated.

    :param fact_id: made by `fact_id`, so that a repeat is recognised
    :param provider_ref: the provider's own unique reference
    :param collection_id: names the collection; for cash it is made on the collector's device
    :param occurred_at: when the money moved, by the provider's account
    :param evidence_sha256: hash of the raw message; the message itself stays with the adapter
    """

    fact_id: str
    kind: FactKind
    provider: str
    payment_id: str
    amount_idr: int
    currency: str
    occurred_at: datetime
    provider_ref: str
    collection_id: str
    collected_by_id: str
    collected_by_role: CollectorRole
    confirmation: Confirmation
    strength: Strength
    delivered_at: datetime | None
    provider_fee_idr: int
    fee_bearer: FeeBearer
    evidence_sha256: str | None


def fact_id(provider: str, provider_ref: str, kind: FactKind) -> str:
    """Return the one id that this fact always has, however often and by whatever way it comes."""
    return derived_id("payments.fact", provider, provider_ref, kind.value)


def fingerprint(fact: ProviderFact) -> str:
    """
    Return a hash of what the fact says.

    How we came to know is left out: a status inquiry may repeat what a callback said.
    """
    said = asdict(fact)
    for how in ("strength", "evidence_sha256"):
        del said[how]
    text = json.dumps(said, sort_keys=True, default=_text)
    return sha256(text.encode()).hexdigest()


def _text(value: datetime) -> str:
    return value.isoformat()

"""What can be asked about money without moving any."""

from dataclasses import dataclass
from datetime import date

from payments.domain.journal import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class GetPayment:
    """The order's payment, the newest if there were several."""

    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GetPayments:
    """:param business_date: the day in Malang of the last thing that happened to the payment"""

    business_date: date | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GetLedger:
    """Every account, also those that nothing was ever posted to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GetLedgerParties:
    """What one account holds, party by party."""

    account: Account
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GetPaymentDays:
    """The sums of each day in Malang and provider, both ends included."""

    since: date | None = None
    until: date | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GetProviders:
    """Who stands ready to take payments, and who was turned away, and why."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class GetOpenAmounts:
    """
    Payments of which something is open; a buyer and a seller see their own.

    :param merchant_id: of this seller alone
    :param buyer_account_id: of this buyer alone
    """

    merchant_id: str | None = None
    buyer_account_id: str | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GetOpenSellers:
    """What is open, seller by seller."""

    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GetOpenBuyers:
    """What is open, buyer by buyer."""

    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GetCollections:
    """:param status: recorded, claimed, confirmed, disputed, resolved or corrected"""

    status: str | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GetCorrections:
    """:param status: requested, corrected or declined"""

    status: str | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GetRefunds:
    """:param status: due, claimed, disputed or refunded"""

    status: str | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GetFinanceEvents:
    """The finance chain, from the link after this sequence on."""

    after: int = 0
    limit: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class GetFinanceHead:
    """The last link of the finance chain."""

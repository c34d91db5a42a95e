"""What every event of payments carries, so that finance needs no other event to book it."""

from dataclasses import dataclass
from datetime import date

from kernel.domain.events import Event
from payments.domain.journal import Entry
from payments.domain.terms import CustodyMode, FundsHolder


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyEvent(Event):
    """
    An event about money; its entries may be none, and always balance.

    `business_date` is the day in Malang on which it happened, `settlement_date` the day on which it
    entered the books; they differ when a fact comes late. `memorandum` is true while the money
    never enters the city's custody.
    """

    payment_id: str
    order_id: str
    attempt_no: int
    merchant_id: str
    merchant_owner_account_id: str | None
    buyer_account_id: str
    method: str
    provider: str
    custody_mode: CustodyMode
    funds_holder: FundsHolder
    memorandum: bool
    business_date: date
    settlement_date: date
    currency: str  # ISO 4217.
    entries: tuple[Entry, ...]

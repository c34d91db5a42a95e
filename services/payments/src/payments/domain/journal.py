"""The journal: who owes whom, in entries that always balance and never touch platform revenue."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Account(StrEnum):
    """
    The kinds of account. An entry's order and party say which one of the kind is meant.

    `BUYER_RECEIVABLE` is what buyers still owe, `SELLER_PAYABLE` what sellers are to have and have
    not, `SELLER_DIRECT` what a seller holds in her own hand for somebody else, `CASH_IN_TRANSIT`
    and `BANK_CLEARING` what couriers and banks hold, `OVERPAYMENT_PAYABLE` and `REFUND_PAYABLE`
    what buyers are owed back, `ROUNDING` what coins cannot pay.

    `PLATFORM_REVENUE` exists so that finance can see that it is zero.
    """

    BUYER_RECEIVABLE = "buyer_receivable"
    SELLER_PAYABLE = "seller_payable"
    SELLER_DIRECT = "seller_direct"
    CASH_IN_TRANSIT = "cash_in_transit"
    BANK_CLEARING = "bank_clearing"
    OVERPAYMENT_PAYABLE = "overpayment_payable"
    REFUND_PAYABLE = "refund_payable"
    ROUNDING = "rounding"
    PLATFORM_REVENUE = "platform_revenue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the journal: a sum on one side, zero on the other."""

    account: Account
    debit_idr: int
    credit_idr: int
    order_id: str | None
    party_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line about to be posted: a positive sum is a debit, a negative one a credit."""

    account: Account
    amount_idr: int
    party_id: str | None


def entries(order_id: str, lines: Iterable[Line]) -> tuple[Entry, ...]:
    """Return the journal entries of these lines; lines of nothing are left out."""
    lines = tuple(lines)
    assert sum(line.amount_idr for line in lines) == 0, "the journal always balances"
    assert all(line.account is not Account.PLATFORM_REVENUE for line in lines), "no commission"
    return tuple(
        Entry(
            account=line.account,
            debit_idr=max(line.amount_idr, 0),
            credit_idr=max(-line.amount_idr, 0),
            order_id=order_id,
            party_id=line.party_id,
        )
        for line in lines
        if line.amount_idr
    )

"""Which accounts a payment's life moves: due, received, cancelled."""

from collections.abc import Iterator, Mapping

from payments.domain.journal import Account, Entry, Line, entries
from payments.domain.terms import CustodyMode, FundsHolder, Parts, Terms

HOLDING_ACCOUNT: Mapping[CustodyMode, Account] = {
    CustodyMode.SELLER_COLLECTS: Account.SELLER_DIRECT,
    CustodyMode.COURIER_COLLECTS: Account.CASH_IN_TRANSIT,
    CustodyMode.BANK: Account.BANK_CLEARING,
}
HOLDER: Mapping[CustodyMode, FundsHolder] = {
    CustodyMode.SELLER_COLLECTS: FundsHolder.SELLER,
    CustodyMode.COURIER_COLLECTS: FundsHolder.COURIER,
    CustodyMode.BANK: FundsHolder.BANK,
}


def due_entries(terms: Terms) -> tuple[Entry, ...]:
    """Return the entries of a new receivable: the buyer owes it, the seller is to have it."""
    return entries(terms.order_id, _opening(terms, terms.parts))


def cancelled_entries(terms: Terms, left: Parts) -> tuple[Entry, ...]:
    """Return the entries that take back what is still due."""
    opened = _opening(terms, left)
    return entries(
        terms.order_id,
        (
            Line(account=line.account, amount_idr=-line.amount_idr, party_id=line.party_id)
            for line in opened
        ),
    )


def received_entries(
    terms: Terms, *, applied: Parts, overage_idr: int, collected_by_id: str
) -> tuple[Entry, ...]:
    """
    Return the entries of money that came in.

    The seller bears the rounding, as nobody may pay it to her; what is over belongs to the buyer.
    """
    return entries(terms.order_id, _incoming(terms, applied, overage_idr, collected_by_id))


def _opening(terms: Terms, parts: Parts) -> Iterator[Line]:
    buyer, seller = terms.buyer_account_id, terms.merchant_id
    yield Line(account=Account.BUYER_RECEIVABLE, amount_idr=parts.total_idr, party_id=buyer)
    yield Line(account=Account.SELLER_PAYABLE, amount_idr=-parts.sold_idr, party_id=seller)
    yield Line(account=Account.ROUNDING, amount_idr=-parts.rounding_idr, party_id=seller)


def _incoming(
    terms: Terms, applied: Parts, overage_idr: int, collected_by_id: str
) -> Iterator[Line]:
    buyer, seller = terms.buyer_account_id, terms.merchant_id
    direct = terms.custody_mode is CustodyMode.SELLER_COLLECTS
    yield Line(
        account=HOLDING_ACCOUNT[terms.custody_mode],
        amount_idr=applied.total_idr + overage_idr,
        party_id=seller if direct else collected_by_id,
    )
    yield Line(account=Account.BUYER_RECEIVABLE, amount_idr=-applied.total_idr, party_id=buyer)
    yield Line(account=Account.OVERPAYMENT_PAYABLE, amount_idr=-overage_idr, party_id=buyer)
    paid_out_idr = applied.total_idr if direct else 0
    yield Line(
        account=Account.SELLER_PAYABLE,
        amount_idr=paid_out_idr - applied.rounding_idr,
        party_id=seller,
    )
    yield Line(account=Account.SELLER_DIRECT, amount_idr=-paid_out_idr, party_id=seller)
    yield Line(account=Account.ROUNDING, amount_idr=applied.rounding_idr, party_id=seller)

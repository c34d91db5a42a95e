"""Which accounts a payment's life moves: every step between two balances, and every refund."""

from collections.abc import Iterator, Mapping

from payments.domain.balance import Balance
from payments.domain.journal import Account, Entry, Line, entries
from payments.domain.terms import NOTHING, CustodyMode, FundsHolder, Terms

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
_NEW = Balance(asked=NOTHING)


def due_entries(terms: Terms) -> tuple[Entry, ...]:
    """Return the entries of a new receivable: the buyer owes it, the seller is to have it."""
    return change_entries(terms, _NEW, Balance(asked=terms.parts))


def change_entries(
    terms: Terms, before: Balance, after: Balance, *, collected_by_id: str | None = None
) -> tuple[Entry, ...]:
    """
    Return the entries of the step from one balance to another.

    The seller bears the rounding, as nobody may pay it to her; what is over belongs to the buyer.

    :param collected_by_id: whose hand or book the money is in, where it is not the seller's own
    """
    return entries(terms.order_id, _step(terms, before, after, collected_by_id))


def owed_entries(terms: Terms, amount_idr: int) -> tuple[Entry, ...]:
    """Return the entries of a refund that falls due: the sale is taken back that far."""
    buyer, seller = terms.buyer_account_id, terms.merchant_id
    return entries(
        terms.order_id,
        (
            Line(account=Account.SELLER_PAYABLE, amount_idr=amount_idr, party_id=seller),
            Line(account=Account.REFUND_PAYABLE, amount_idr=-amount_idr, party_id=buyer),
        ),
    )


def refunded_entries(
    terms: Terms, *, returned_idr: int = 0, overpaid_idr: int = 0
) -> tuple[Entry, ...]:
    """
    Return the entries of cash that the seller gave back out of her own hand.

    What she holds for the buyer is gone from her hand; for the rest she put in money of her own.
    """
    return entries(terms.order_id, _handed_back(terms, returned_idr, overpaid_idr))


def _step(
    terms: Terms, before: Balance, after: Balance, collected_by_id: str | None
) -> Iterator[Line]:
    buyer, seller = terms.buyer_account_id, terms.merchant_id
    direct = terms.custody_mode is CustodyMode.SELLER_COLLECTS
    asked, applied = after.asked.less(before.asked), after.applied.less(before.applied)
    overage_idr = after.overage_idr - before.overage_idr
    paid_out_idr = applied.total_idr if direct else 0
    yield Line(
        account=HOLDING_ACCOUNT[terms.custody_mode],
        amount_idr=applied.total_idr + overage_idr,
        party_id=seller if direct else collected_by_id,
    )
    yield Line(
        account=Account.BUYER_RECEIVABLE,
        amount_idr=asked.total_idr - applied.total_idr,
        party_id=buyer,
    )
    yield Line(account=Account.OVERPAYMENT_PAYABLE, amount_idr=-overage_idr, party_id=buyer)
    yield Line(
        account=Account.SELLER_PAYABLE,
        amount_idr=paid_out_idr - applied.rounding_idr - asked.sold_idr,
        party_id=seller,
    )
    yield Line(account=Account.SELLER_DIRECT, amount_idr=-paid_out_idr, party_id=seller)
    yield Line(
        account=Account.ROUNDING,
        amount_idr=applied.rounding_idr - asked.rounding_idr,
        party_id=seller,
    )


def _handed_back(terms: Terms, returned_idr: int, overpaid_idr: int) -> Iterator[Line]:
    buyer, seller = terms.buyer_account_id, terms.merchant_id
    direct = terms.custody_mode is CustodyMode.SELLER_COLLECTS
    own_idr = returned_idr + (0 if direct else overpaid_idr)
    yield Line(account=Account.REFUND_PAYABLE, amount_idr=returned_idr, party_id=buyer)
    yield Line(account=Account.OVERPAYMENT_PAYABLE, amount_idr=overpaid_idr, party_id=buyer)
    yield Line(
        account=Account.SELLER_DIRECT, amount_idr=-returned_idr - overpaid_idr, party_id=seller
    )
    yield Line(account=Account.SELLER_DIRECT, amount_idr=own_idr, party_id=seller)
    yield Line(account=Account.SELLER_PAYABLE, amount_idr=-own_idr, party_id=seller)

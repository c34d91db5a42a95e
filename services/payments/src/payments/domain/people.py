"""Who may do what about one payment: two people on either side, and judges who are on neither."""

from dataclasses import dataclass
from datetime import datetime

from kernel.domain.errors import NotFound, Rejected
from payments.domain.state import Collection, Payment
from payments.domain.terms import Terms
from payments.domain.words import Side


class PaymentUnknown(NotFound):
    """There is no such payment, or it is not the caller's."""

    code = "payment_unknown"


class SamePerson(Rejected):
    """Two people must have a hand in it, and this is one of them again."""

    code = "separation_of_roles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who does it, in the role that is used, and when."""

    actor_id: str
    role: str
    at: datetime


def side_of(terms: Terms, act: Act) -> Side:
    """
    Return on which side whoever acts stands.

    :raises PaymentUnknown: on neither
    """
    if act.role == "buyer" and act.actor_id == terms.buyer_account_id:
        return Side.BUYER
    if act.role == "merchant" and act.actor_id == terms.merchant_owner_account_id:
        return Side.SELLER
    raise PaymentUnknown(f"there is no payment {terms.payment_id} of yours")


def require_side(terms: Terms, act: Act, side: Side) -> None:
    """:raises PaymentUnknown: whoever acts does not stand there"""
    if side_of(terms, act) is not side:
        raise PaymentUnknown(f"there is no payment {terms.payment_id} of yours")


def require_another(act: Act, *others: str | None) -> None:
    """:raises SamePerson: whoever acts is one of the others"""
    if act.actor_id in others:
        raise SamePerson("a second person must do this")


def require_impartial(payment: Payment, act: Act, collection: Collection | None = None) -> None:
    """:raises SamePerson: whoever acts has bought, sold or collected"""
    terms = payment.terms
    collector = collection.collected_by_id if collection else None
    require_another(act, terms.buyer_account_id, terms.merchant_owner_account_id, collector)

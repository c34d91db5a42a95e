"""One payment: what is due, what came in, and when it counts as paid."""

from collections.abc import Sequence
from datetime import datetime

from kernel.domain.errors import Invalid, Rejected
from payments.domain.collection_events import CollectionAttemptFailed
from payments.domain.commands import (
    AdjustDue,
    CancelPayment,
    ExpirePayment,
    NoteFailedAttempt,
    RequestPayment,
)
from payments.domain.events import (
    LimitChecked,
    PaymentCancelled,
    PaymentDue,
    PaymentDueAdjusted,
    PaymentExpired,
    PaymentReceived,
)
from payments.domain.evolution import PAYMENT
from payments.domain.facts import Confirmation, FactKind, ProviderFact, Strength, fingerprint
from payments.domain.people import PaymentUnknown
from payments.domain.records import (
    adjusted_event,
    attempt_failed_event,
    cancelled_event,
    due_event,
    expired_event,
    received_event,
)
from payments.domain.state import CollectionStatus, Payment, Status
from payments.domain.terms import AMOUNT_MAX_IDR, CURRENCY, Parts, Terms

__all__ = ["PAYMENT", "Payment", "PaymentUnknown", "Status"]

_BY_ONE_SIDE = frozenset({Confirmation.NONE})
_AGREES_TO_A_CLAIM = frozenset({Confirmation.BUYER_TAP, Confirmation.DEEMED})


class PaymentChanged(Rejected):
    """The same payment was requested again, on other terms."""

    code = "payment_changed"


class AmountImpossible(Invalid):
    code = "amount_impossible"


class FactChanged(Rejected):
    """The same fact came again and says something else: a person must look."""

    code = "fact_changed"


class FactMisdirected(Rejected):
    """The fact is about another payment, another provider's payment, or other money."""

    code = "fact_misdirected"


class FactTooWeak(Rejected):
    code = "fact_too_weak"


def request(
    payment: Payment | None,
    command: RequestPayment,
    *,
    limits_checked: tuple[LimitChecked, ...],
    at: datetime,
) -> Sequence[PaymentDue]:
    """
    Book what the buyer owes.

    :param limits_checked: the provider's limits; the order stands already, so they only testify
    :raises AmountImpossible: a part of the sum, or the sum, is less than nothing or beyond reason
    :raises PaymentChanged: this payment was requested before, on other terms
    """
    terms = command.terms
    if payment is not None:
        if payment.terms != terms:
            raise PaymentChanged(f"payment {terms.payment_id} was requested on other terms")
        return ()  # Asking twice is not an error; nothing new has happened.
    require_possible(terms, terms.parts)
    return (due_event(command, limits_checked=limits_checked, at=at),)


def adjust(payment: Payment, command: AdjustDue, *, at: datetime) -> Sequence[PaymentDueAdjusted]:
    """
    Ask for less, because less was taken.

    :raises PaymentChanged: it would be more
    :raises AmountImpossible: it would be less than nothing
    """
    asked, parts = payment.balance.asked, command.parts
    if payment.balance.closed or parts == asked:
        return ()
    require_possible(payment.terms, parts)
    if parts.sold_idr > asked.sold_idr or parts.total_idr > asked.total_idr:
        raise PaymentChanged(f"payment {command.payment_id} cannot ask for more by a hand-over")
    return (adjusted_event(payment.terms, command, balance=payment.balance, at=at),)


def receive(
    payment: Payment, fact: ProviderFact, *, at: datetime, confirm_until: datetime | None = None
) -> Sequence[PaymentReceived]:
    """
    Book money that a provider says came in, whatever the payment's state: cash does not vanish.

    What is more than due, or comes when nothing is due any more, is owed back to the buyer.

    :param confirm_until: until when the other side may object, where only one has spoken
    :raises FactMisdirected: the fact is not about this payment
    :raises FactChanged: the fact, or its collection, was booked before with other content
    :raises FactTooWeak: nobody trustworthy has confirmed it
    :raises AmountImpossible: it says that less than nothing came in, or more than there is
    """
    if not _is_about(payment.terms, fact):
        raise FactMisdirected(f"fact {fact.fact_id} is not about {payment.terms.payment_id}")
    if _is_known(payment, fact):
        return ()
    if fact.kind is FactKind.PAYMENT_PENDING:
        return ()  # Only an explicit success is money.
    if fact.strength is Strength.WEAK_CALLBACK:
        raise FactTooWeak(f"fact {fact.fact_id} must be confirmed before it counts")
    if not 0 <= fact.amount_idr <= AMOUNT_MAX_IDR:
        raise AmountImpossible(f"fact {fact.fact_id} says that an impossible sum came in")
    if not fact.amount_idr and (payment.status is not Status.DUE or payment.left.total_idr):
        return ()  # Nothing came in, so nothing has happened.
    _require_new(payment, fact)
    silent_until = confirm_until if fact.confirmation in _BY_ONE_SIDE else None
    received = received_event(
        payment.terms, fact, balance=payment.balance, confirm_until=silent_until, at=at
    )
    return (received,)


def was_recorded(payment: Payment, collection_id: str, amount_idr: int) -> bool:
    """
    Tell whether this cash is in the books by this id.

    :raises FactChanged: something else is
    """
    known = payment.collections.get(collection_id)
    if known is None:
        return False
    if known.status is CollectionStatus.CLAIMED or known.says_idr != amount_idr:
        raise FactChanged(f"collection {collection_id} is something else already")
    return True


def note_failed_attempt(
    payment: Payment, command: NoteFailedAttempt, *, at: datetime
) -> Sequence[CollectionAttemptFailed]:
    """Write down that somebody came for the money in vain; it stays due."""
    known = command.delivery_attempt_no in payment.failed_attempts
    if known or payment.status is not Status.DUE:
        return ()
    return (attempt_failed_event(payment.terms, command, balance=payment.balance, at=at),)


def cancel(payment: Payment, command: CancelPayment, *, at: datetime) -> Sequence[PaymentCancelled]:
    """Take back what is due, because nothing was sold; what came in is owed back."""
    paid_with_nothing = payment.status is Status.RECEIVED and not payment.balance.money_idr
    if payment.balance.closed or paid_with_nothing:
        return ()
    return (cancelled_event(payment.terms, command, balance=payment.balance, at=at),)


def expire(payment: Payment, command: ExpirePayment, *, at: datetime) -> Sequence[PaymentExpired]:
    """Give up what is still due: the buyer has the goods, and did not pay in time."""
    if payment.status is not Status.DUE:
        return ()
    return (expired_event(payment.terms, command, balance=payment.balance, at=at),)


def require_possible(terms: Terms, parts: Parts) -> None:
    """:raises AmountImpossible: a part, or the sum, is less than nothing or beyond reason"""
    sums = (parts.goods_idr, parts.delivery_fee_idr, parts.total_idr)
    if min(sums) < 0 or max(sums) > AMOUNT_MAX_IDR:
        raise AmountImpossible(f"payment {terms.payment_id} asks for an impossible sum")


def _is_about(terms: Terms, fact: ProviderFact) -> bool:
    theirs = (fact.payment_id, fact.provider, fact.currency)
    return theirs == (terms.payment_id, terms.provider, CURRENCY)


def _is_known(payment: Payment, fact: ProviderFact) -> bool:
    known = payment.facts.get(fact.fact_id)
    if known is not None and known != fingerprint(fact):
        raise FactChanged(f"fact {fact.fact_id} was booked before, and said something else")
    return known is not None


def _require_new(payment: Payment, fact: ProviderFact) -> None:
    known = payment.collections.get(fact.collection_id)
    agreed = fact.confirmation in _AGREES_TO_A_CLAIM
    if known is not None and not (agreed and known.status is CollectionStatus.CLAIMED):
        raise FactChanged(f"collection {fact.collection_id} was booked before, by another fact")

"""One payment: what is due, what came in, and when it counts as paid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from kernel.domain.errors import Invalid, NotFound, Rejected
from kernel.domain.streams import Kind
from payments.domain.commands import CancelPayment, RequestPayment
from payments.domain.events import (
    LimitChecked,
    PaymentCancelled,
    PaymentDue,
    PaymentEvent,
    PaymentReceived,
)
from payments.domain.facts import FactKind, ProviderFact, Strength, fingerprint
from payments.domain.records import (
    cancelled_event,
    due_event,
    parts_of,
    received_event,
    terms_of,
)
from payments.domain.terms import CURRENCY, NOTHING, Parts, Terms


class PaymentUnknown(NotFound):
    code = "payment_unknown"


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


class Status(StrEnum):
    DUE = "due"
    RECEIVED = "received"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """
    What the next decision needs.

    :param left: what is still due, in its parts
    :param facts: the fingerprint of every fact that was booked, by its id
    """

    terms: Terms
    status: Status
    left: Parts
    facts: Mapping[str, str]


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
    :raises AmountImpossible: a part of the sum, or the sum, is less than nothing
    :raises PaymentChanged: this payment was requested before, on other terms
    """
    terms, parts = command.terms, command.terms.parts
    if payment is not None:
        if payment.terms != terms:
            raise PaymentChanged(f"payment {terms.payment_id} was requested on other terms")
        return ()  # Asking twice is not an error; nothing new has happened.
    if min(parts.goods_idr, parts.delivery_fee_idr, parts.total_idr) < 0:
        raise AmountImpossible(f"payment {terms.payment_id} asks for less than nothing")
    return (due_event(command, limits_checked=limits_checked, at=at),)


def receive(payment: Payment, fact: ProviderFact, *, at: datetime) -> Sequence[PaymentReceived]:
    """
    Book money that a provider says came in, whatever the payment's state: cash does not vanish.

    What is more than due, or comes when nothing is due any more, is owed back to the buyer.

    :raises FactMisdirected: the fact is not about this payment
    :raises FactChanged: the fact was booked before with other content
    :raises FactTooWeak: nobody trustworthy has confirmed it
    :raises AmountImpossible: it says that less than nothing came in
    """
    if not _is_about(payment.terms, fact):
        raise FactMisdirected(f"fact {fact.fact_id} is not about {payment.terms.payment_id}")
    known = payment.facts.get(fact.fact_id)
    if known is not None:
        if known != fingerprint(fact):
            raise FactChanged(f"fact {fact.fact_id} was booked before, and said something else")
        return ()
    if fact.kind is FactKind.PAYMENT_PENDING:
        return ()  # Only an explicit success is money.
    if fact.strength is Strength.WEAK_CALLBACK:
        raise FactTooWeak(f"fact {fact.fact_id} must be confirmed before it counts")
    if fact.amount_idr < 0:
        raise AmountImpossible(f"fact {fact.fact_id} says that less than nothing came in")
    if not fact.amount_idr and (payment.status is not Status.DUE or payment.left.total_idr):
        return ()  # Nothing came in, so nothing has happened.
    return (received_event(payment.terms, fact, due=payment.left, at=at),)


def cancel(payment: Payment, command: CancelPayment, *, at: datetime) -> Sequence[PaymentCancelled]:
    """Take back what is due; a payment with money in it stands, and is refunded if at all."""
    if payment.status is not Status.DUE or payment.facts:
        return ()
    return (cancelled_event(payment.terms, command, left=payment.left, at=at),)


def evolve(payment: Payment | None, event: PaymentEvent) -> Payment:
    match event:
        case PaymentDue():
            terms = terms_of(event)
            return Payment(terms=terms, status=Status.DUE, left=terms.parts, facts={})
        case PaymentReceived():
            assert payment is not None, "a payment starts by being due"
            return _after(payment, event)
        case PaymentCancelled():
            assert payment is not None, "a payment starts by being due"
            return replace(payment, status=Status.CANCELLED, left=NOTHING)
        case _:
            assert_never(event)


PAYMENT: Kind[Payment, PaymentEvent] = Kind("payment", evolve)


def _is_about(terms: Terms, fact: ProviderFact) -> bool:
    theirs = (fact.payment_id, fact.provider, fact.currency)
    return theirs == (terms.payment_id, terms.provider, CURRENCY)


def _after(payment: Payment, event: PaymentReceived) -> Payment:
    settled = payment.status is Status.DUE and not event.remaining_due_idr
    return replace(
        payment,
        status=Status.RECEIVED if settled else payment.status,
        left=payment.left.less(parts_of(event)),
        facts={**payment.facts, event.fact_id: event.fact_sha256},
    )

"""What each event makes of a payment: the only place where its state changes."""

from dataclasses import replace
from typing import assert_never

from kernel.domain.streams import Kind
from payments.domain import collection_evolution as collections, refund_evolution as refunds
from payments.domain.balance import Balance
from payments.domain.collection_events import (
    CollectionAttemptFailed,
    CollectionClaimed,
    CollectionConfirmed,
    CollectionCorrected,
    CollectionCorrectionDeclined,
    CollectionCorrectionRequested,
    CollectionDisputed,
    CollectionDisputeResolved,
)
from payments.domain.events import (
    PaymentCancelled,
    PaymentDue,
    PaymentDueAdjusted,
    PaymentEvent,
    PaymentExpired,
    PaymentReceived,
)
from payments.domain.lifecycles import PAYMENT_LIFE
from payments.domain.records import parts_of, terms_of
from payments.domain.refund_events import (
    PaymentRefunded,
    RefundClaimed,
    RefundDisputed,
    RefundDisputeResolved,
    RefundDue,
)
from payments.domain.state import Payment, Status
from payments.domain.terms import Parts


def evolve(payment: Payment | None, event: PaymentEvent) -> Payment:
    if isinstance(event, PaymentDue):
        return _begun(payment, event)
    assert payment is not None, "a payment starts by being due"
    if isinstance(event, PaymentReceived):
        return _received(payment, event)
    if isinstance(event, CollectionDisputeResolved | CollectionCorrected):
        return _judged(payment, event)
    if isinstance(event, PaymentDueAdjusted | PaymentCancelled | PaymentExpired):
        return _asked_otherwise(payment, event)
    return _noted(payment, event)


PAYMENT: Kind[Payment, PaymentEvent] = Kind("payment", evolve)


def _begun(payment: Payment | None, event: PaymentDue) -> Payment:
    status = PAYMENT_LIFE.moved(payment.status if payment else None, event, Status.DUE)
    terms = terms_of(event)
    return Payment(terms=terms, status=status, balance=Balance(asked=terms.parts))


def _received(payment: Payment, event: PaymentReceived) -> Payment:
    balance = payment.balance.moved(parts_of(event), event.overage_idr)
    return replace(
        payment,
        status=PAYMENT_LIFE.moved(payment.status, event, _standing(balance, payment.status)),
        balance=balance,
        facts={**payment.facts, event.fact_id: event.fact_sha256},
        collections=collections.received(payment.collections, event),
    )


def _asked_otherwise(
    payment: Payment, event: PaymentDueAdjusted | PaymentCancelled | PaymentExpired
) -> Payment:
    match event:
        case PaymentDueAdjusted():
            return _adjusted(payment, event)
        case PaymentCancelled():
            return _ended(payment, event, payment.balance.called_off(), Status.CANCELLED)
        case PaymentExpired():
            return _ended(payment, event, payment.balance.given_up(), Status.EXPIRED)
        case _:
            assert_never(event)


def _adjusted(payment: Payment, event: PaymentDueAdjusted) -> Payment:
    asked = Parts(
        goods_idr=event.goods_idr,
        delivery_fee_idr=event.delivery_fee_idr,
        rounding_idr=event.cash_rounding_idr,
    )
    balance = payment.balance.asking(asked)
    # Nothing is paid by being asked for nothing: that too wants a receipt.
    status = _standing(balance, payment.status) if balance.money_idr else payment.status
    return replace(
        payment, status=PAYMENT_LIFE.moved(payment.status, event, status), balance=balance
    )


def _ended(payment: Payment, event: PaymentEvent, balance: Balance, status: Status) -> Payment:
    return replace(
        payment, status=PAYMENT_LIFE.moved(payment.status, event, status), balance=balance
    )


def _attempted(payment: Payment, event: CollectionAttemptFailed) -> Payment:
    return replace(
        payment,
        status=PAYMENT_LIFE.moved(payment.status, event, payment.status),
        failed_attempts=payment.failed_attempts | {event.delivery_attempt_no},
    )


def _judged(payment: Payment, event: CollectionDisputeResolved | CollectionCorrected) -> Payment:
    moved = Parts(
        goods_idr=event.goods_delta_idr,
        delivery_fee_idr=event.delivery_fee_delta_idr,
        rounding_idr=event.rounding_delta_idr,
    )
    balance = payment.balance.moved(moved, event.overage_delta_idr)
    corrections = payment.corrections
    if isinstance(event, CollectionCorrected):
        corrections = collections.decided(corrections, event)
    return replace(
        payment,
        status=PAYMENT_LIFE.moved(payment.status, event, _standing(balance, payment.status)),
        balance=balance,
        collections=collections.judged(payment.collections, event),
        corrections=corrections,
    )


def _noted(
    payment: Payment,
    event: CollectionAttemptFailed
    | CollectionClaimed
    | CollectionConfirmed
    | CollectionDisputed
    | CollectionCorrectionRequested
    | CollectionCorrectionDeclined
    | RefundDue
    | RefundClaimed
    | PaymentRefunded
    | RefundDisputed
    | RefundDisputeResolved,
) -> Payment:
    match event:
        case CollectionAttemptFailed():
            return _attempted(payment, event)
        case CollectionClaimed() | CollectionConfirmed() | CollectionDisputed():
            known = collections.told(payment.collections, event, payment.terms)
            return replace(payment, collections=known)
        case CollectionCorrectionRequested() | CollectionCorrectionDeclined():
            return replace(payment, corrections=collections.asked(payment.corrections, event))
        case PaymentRefunded():
            overage_idr = payment.balance.overage_idr - event.overage_idr
            balance = replace(payment.balance, overage_idr=overage_idr)
            return replace(payment, balance=balance, refunds=refunds.told(payment.refunds, event))
        case RefundDue() | RefundClaimed() | RefundDisputed() | RefundDisputeResolved():
            return replace(payment, refunds=refunds.told(payment.refunds, event))
        case _:
            assert_never(event)


def _standing(balance: Balance, status: Status) -> Status:
    if balance.closed:
        return status
    return Status.DUE if balance.left.total_idr else Status.RECEIVED

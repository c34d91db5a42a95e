"""What orders does when payments has spoken; each fact is answered once, however late."""

from kernel.application.envelope import Recorded
from kernel.application.ports import UnitOfWork
from orders.application.foreign_money import (
    CollectionConfirmed,
    CollectionCorrected,
    CollectionDisputed,
    CollectionDisputeResolved,
    PaymentReceived,
    PaymentRefunded,
)
from orders.application.ports import Ports
from orders.application.recording import existing, record
from orders.domain.settling import (
    Change,
    Confirmation,
    Dispute,
    Payment,
    Refund,
    change_cash,
    confirm_cash,
    dispute_cash,
    refund_cash,
    settle,
)
from orders.domain.words import MoneyFact

_DEEMED = "deemed"


def when_payment_received(
    event: Recorded[PaymentReceived], *, work: UnitOfWork, ports: Ports
) -> None:
    del ports
    received = event.event
    payment = Payment(
        payment_id=received.payment_id,
        collection_id=received.collection_id,
        amount_received_idr=received.amount_received_idr,
        remaining_due_idr=received.remaining_due_idr,
        collected_at=received.collected_at,
        overage_idr=received.overage_idr,
    )
    order = existing(work, received.order_id)
    record(work, received.order_id, settle(order, payment, at=work.now))


def when_collection_confirmed(
    event: Recorded[CollectionConfirmed], *, work: UnitOfWork, ports: Ports
) -> None:
    del ports
    said = event.event
    told = Confirmation(
        payment_id=said.payment_id,
        collection_id=said.collection_id,
        deemed=said.by == _DEEMED,
        remaining_due_idr=said.remaining_due_idr,
        confirmed_at=said.confirmed_at,
    )
    record(work, said.order_id, confirm_cash(existing(work, said.order_id), told, at=work.now))


def when_collection_disputed(
    event: Recorded[CollectionDisputed], *, work: UnitOfWork, ports: Ports
) -> None:
    said = event.event
    told = Dispute(
        payment_id=said.payment_id,
        collection_id=said.collection_id,
        dispute_id=said.dispute_id,
        disputed_at=said.disputed_at,
    )
    order = existing(work, said.order_id)
    events = dispute_cash(order, told, at=work.now, deadlines=ports.deadlines)
    record(work, said.order_id, events)


def when_collection_dispute_resolved(
    event: Recorded[CollectionDisputeResolved], *, work: UnitOfWork, ports: Ports
) -> None:
    said = event.event
    told = Change(
        fact=MoneyFact.RESOLVED,
        payment_id=said.payment_id,
        collection_id=said.collection_id,
        cause_id=said.dispute_id,
        delta_idr=said.decided_idr - said.recorded_idr,
        overage_delta_idr=said.overage_delta_idr,
        remaining_due_idr=said.remaining_due_idr,
        collected_at=said.original_collected_at,
    )
    _change(said.order_id, told, work=work, ports=ports)


def when_collection_corrected(
    event: Recorded[CollectionCorrected], *, work: UnitOfWork, ports: Ports
) -> None:
    said = event.event
    told = Change(
        fact=MoneyFact.CORRECTED,
        payment_id=said.payment_id,
        collection_id=said.collection_id,
        cause_id=said.correction_id,
        delta_idr=said.right_idr - said.wrong_idr,
        overage_delta_idr=said.overage_delta_idr,
        remaining_due_idr=said.remaining_due_idr,
        collected_at=said.original_collected_at,
    )
    _change(said.order_id, told, work=work, ports=ports)


def when_payment_refunded(
    event: Recorded[PaymentRefunded], *, work: UnitOfWork, ports: Ports
) -> None:
    del ports
    said = event.event
    told = Refund(
        payment_id=said.payment_id,
        collection_id=said.original_collection_id,
        refund_id=said.refund_id,
        amount_idr=said.amount_idr,
        collected_at=said.original_collected_at,
    )
    record(work, said.order_id, refund_cash(existing(work, said.order_id), told, at=work.now))


def _change(order_id: str, told: Change, *, work: UnitOfWork, ports: Ports) -> None:
    order = existing(work, order_id)
    record(work, order_id, change_cash(order, told, at=work.now, deadlines=ports.deadlines))

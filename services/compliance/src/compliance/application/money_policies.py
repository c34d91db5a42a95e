"""What compliance does whenever payments tells something about money: it keeps it, and judges."""

from typing import Any

from compliance.application.foreign import (
    CollectionClaimed,
    CollectionConfirmed,
    CollectionCorrected,
    CollectionDisputed,
    CollectionDisputeResolved,
    PaymentReceived,
    PaymentRefunded,
)
from compliance.application.policies import source_of
from compliance.application.ports import Ports
from compliance.application.spending import note_and_record
from compliance.domain.purchase_events import (
    PurchaseClaimed,
    PurchaseConfirmed,
    PurchaseCorrected,
    PurchaseDisputed,
    PurchasePaid,
    PurchaseRefunded,
)
from compliance.domain.words import ReductionCause
from kernel.application.envelope import Recorded
from kernel.application.ports import UnitOfWork


def when_payment_received(
    event: Recorded[PaymentReceived], *, work: UnitOfWork, ports: Ports
) -> None:
    told = event.event
    paid = PurchasePaid(
        order_id=told.order_id,
        source=source_of(event),
        payment_id=told.payment_id,
        paid_idr=told.amount_received_idr - told.overage_idr,
        goods_idr=told.goods_idr,
        delivery_fee_idr=told.delivery_fee_idr,
        remaining_due_idr=told.remaining_due_idr,
        confirmation=told.confirmation,
        strength=told.strength,
        collected_at=told.collected_at,
        collection_id=told.collection_id,
    )
    note_and_record(paid, work=work, ports=ports)


def when_payment_refunded(
    event: Recorded[PaymentRefunded], *, work: UnitOfWork, ports: Ports
) -> None:
    told = event.event
    refunded = PurchaseRefunded(
        order_id=told.order_id,
        source=source_of(event),
        payment_id=told.payment_id,
        refund_id=told.refund_id,
        return_id=told.return_id,
        dispute_id=told.dispute_id,
        collection_id=told.original_collection_id,
        amount_idr=told.amount_idr,
        goods_idr=told.goods_idr,
        delivery_fee_idr=told.delivery_fee_idr,
        rounding_idr=told.rounding_idr,
        overage_idr=told.overage_idr,
        refunded_at=told.refunded_at,
    )
    note_and_record(refunded, work=work, ports=ports)


def when_collection_corrected(
    event: Recorded[CollectionCorrected], *, work: UnitOfWork, ports: Ports
) -> None:
    told = event.event
    corrected = _corrected(
        event,
        correction_id=told.correction_id,
        cause=ReductionCause.CORRECTION,
        decided_at=told.corrected_at,
    )
    note_and_record(corrected, work=work, ports=ports)


def when_dispute_resolved(
    event: Recorded[CollectionDisputeResolved], *, work: UnitOfWork, ports: Ports
) -> None:
    told = event.event
    resolved = _corrected(
        event,
        correction_id=told.dispute_id,
        cause=ReductionCause.DISPUTE,
        decided_at=told.resolved_at,
    )
    note_and_record(resolved, work=work, ports=ports)


def when_collection_disputed(
    event: Recorded[CollectionDisputed], *, work: UnitOfWork, ports: Ports
) -> None:
    told = event.event
    disputed = PurchaseDisputed(
        order_id=told.order_id,
        source=source_of(event),
        dispute_id=told.dispute_id,
        collection_id=told.collection_id,
        buyer_says_idr=told.buyer_says_idr,
        seller_says_idr=told.seller_says_idr,
        reason_code=told.reason_code,
    )
    note_and_record(disputed, work=work, ports=ports)


def when_collection_claimed(
    event: Recorded[CollectionClaimed], *, work: UnitOfWork, ports: Ports
) -> None:
    told = event.event
    claimed = PurchaseClaimed(
        order_id=told.order_id,
        source=source_of(event),
        claim_id=told.claim_id,
        amount_idr=told.amount_idr,
        deadline=told.deadline,
    )
    note_and_record(claimed, work=work, ports=ports)


def when_collection_confirmed(
    event: Recorded[CollectionConfirmed], *, work: UnitOfWork, ports: Ports
) -> None:
    told = event.event
    confirmed = PurchaseConfirmed(
        order_id=told.order_id,
        source=source_of(event),
        collection_id=told.collection_id,
        confirmed_by=told.by,
        amount_idr=told.amount_idr,
    )
    note_and_record(confirmed, work=work, ports=ports)


def _corrected(event: Recorded[Any], **own: Any) -> PurchaseCorrected:
    told = event.event
    return PurchaseCorrected(
        order_id=told.order_id,
        source=source_of(event),
        payment_id=told.payment_id,
        collection_id=told.collection_id,
        goods_delta_idr=told.goods_delta_idr,
        delivery_fee_delta_idr=told.delivery_fee_delta_idr,
        rounding_delta_idr=told.rounding_delta_idr,
        overage_delta_idr=told.overage_delta_idr,
        remaining_due_idr=told.remaining_due_idr,
        original_collected_at=told.original_collected_at,
        **own,
    )

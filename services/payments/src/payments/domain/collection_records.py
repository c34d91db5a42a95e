"""What was said and decided about collected cash, written down complete."""

from datetime import datetime
from typing import Any

from kernel.domain.wib import business_date
from payments.domain.collection_events import (
    CollectionClaimed,
    CollectionConfirmed,
    CollectionCorrected,
    CollectionCorrectionDeclined,
    CollectionCorrectionRequested,
    CollectionDisputed,
    CollectionDisputeResolved,
)
from payments.domain.commands import ClaimCollection, RequestCorrection
from payments.domain.people import Act
from payments.domain.postings import change_entries
from payments.domain.receipts import ReceiptKind, receipt_number
from payments.domain.records import common, holder, is_prior
from payments.domain.state import Collection, Correction, Dispute, Payment
from payments.domain.words import ConfirmedBy, DisputeDecision, DisputeReason, Side


def claimed_event(payment: Payment, command: ClaimCollection, *, at: datetime) -> CollectionClaimed:
    return CollectionClaimed(
        **common(
            payment.terms,
            holder(payment.terms, payment.balance),
            happened=command.claimed_at,
            booked=at,
        ),
        entries=(),
        claim_id=command.claim_id,
        by=Side.BUYER,
        amount_idr=command.amount_idr,
        claimed_at=command.claimed_at,
        deadline=command.deadline,
    )


def confirmed_event(
    payment: Payment,
    collection: Collection,
    *,
    by: ConfirmedBy,
    confirmed_by_id: str | None,
    at: datetime,
) -> CollectionConfirmed:
    return CollectionConfirmed(
        **common(payment.terms, holder(payment.terms, payment.balance), happened=at, booked=at),
        entries=(),
        collection_id=collection.collection_id,
        by=by,
        confirmed_by_id=confirmed_by_id,
        amount_idr=collection.counted_idr,
        remaining_due_idr=payment.left.total_idr,
        confirmed_at=at,
    )


def disputed_event(
    payment: Payment,
    collection: Collection,
    dispute: Dispute,
    reason_code: DisputeReason,
    act: Act,
) -> CollectionDisputed:
    return CollectionDisputed(
        **common(
            payment.terms, holder(payment.terms, payment.balance), happened=act.at, booked=act.at
        ),
        entries=(),
        dispute_id=dispute.dispute_id,
        collection_id=collection.collection_id,
        buyer_says_idr=dispute.buyer_says_idr,
        seller_says_idr=dispute.seller_says_idr,
        recorded_idr=collection.counted_idr,
        reason_code=reason_code,
        raised_by=dispute.raised_by,
        raised_by_id=act.actor_id,
        disputed_at=act.at,
    )


def resolved_event(
    payment: Payment,
    collection: Collection,
    decision: DisputeDecision,
    decided_idr: int,
    act: Act,
) -> CollectionDisputeResolved:
    dispute = collection.dispute
    assert dispute is not None, "only what is in dispute is decided"
    return CollectionDisputeResolved(
        **_change(payment, collection, decided_idr, act),
        dispute_id=dispute.dispute_id,
        collection_id=collection.collection_id,
        receipt_number=receipt_number(
            dispute.dispute_id, business_date(act.at), ReceiptKind.RULING
        ),
        decision=decision,
        buyer_says_idr=dispute.buyer_says_idr,
        seller_says_idr=dispute.seller_says_idr,
        decided_idr=decided_idr,
        recorded_idr=collection.counted_idr,
        decided_by_id=act.actor_id,
        decided_by_role=act.role,
        original_collected_at=collection.collected_at,
        prior_period=is_prior(collection.collected_at, act.at),
        resolved_at=act.at,
    )


def requested_event(
    payment: Payment, collection: Collection, command: RequestCorrection, act: Act
) -> CollectionCorrectionRequested:
    return CollectionCorrectionRequested(
        **common(
            payment.terms, holder(payment.terms, payment.balance), happened=act.at, booked=act.at
        ),
        entries=(),
        correction_id=command.correction_id,
        collection_id=collection.collection_id,
        wrong_idr=collection.counted_idr,
        right_idr=command.right_idr,
        reason_code=command.reason_code,
        requested_by_id=act.actor_id,
        requested_by_role=act.role,
        requested_at=act.at,
    )


def corrected_event(
    payment: Payment,
    collection: Collection,
    correction: Correction,
    act: Act,
    *,
    corrects_event_id: str,
) -> CollectionCorrected:
    return CollectionCorrected(
        **_change(payment, collection, correction.right_idr, act),
        correction_id=correction.correction_id,
        corrects_event_id=corrects_event_id,
        collection_id=collection.collection_id,
        receipt_number=receipt_number(
            f"{payment.terms.payment_id}/{correction.correction_id}",
            business_date(act.at),
            ReceiptKind.CORRECTION,
        ),
        wrong_idr=correction.wrong_idr,
        right_idr=correction.right_idr,
        reason_code=correction.reason_code,
        requested_by_id=correction.requested_by_id,
        requested_by_role=correction.requested_by_role,
        approved_by_id=act.actor_id,
        approved_by_role=act.role,
        original_collected_at=collection.collected_at,
        prior_period=is_prior(collection.collected_at, act.at),
        corrected_at=act.at,
    )


def declined_event(
    payment: Payment, correction: Correction, act: Act
) -> CollectionCorrectionDeclined:
    return CollectionCorrectionDeclined(
        **common(
            payment.terms, holder(payment.terms, payment.balance), happened=act.at, booked=act.at
        ),
        entries=(),
        correction_id=correction.correction_id,
        collection_id=correction.collection_id,
        wrong_idr=correction.wrong_idr,
        right_idr=correction.right_idr,
        declined_by_id=act.actor_id,
        declined_by_role=act.role,
        declined_at=act.at,
    )


def _change(payment: Payment, collection: Collection, right_idr: int, act: Act) -> dict[str, Any]:
    before = payment.balance
    after = before.with_money(right_idr - collection.counted_idr)
    moved = after.applied.less(before.applied)
    held_by = holder(payment.terms, after)
    return {
        **common(payment.terms, held_by, happened=act.at, booked=act.at),
        "entries": change_entries(
            payment.terms, before, after, collected_by_id=collection.collected_by_id
        ),
        "goods_delta_idr": moved.goods_idr,
        "delivery_fee_delta_idr": moved.delivery_fee_idr,
        "rounding_delta_idr": moved.rounding_idr,
        "overage_delta_idr": after.overage_idr - before.overage_idr,
        "remaining_due_idr": after.left.total_idr,
    }

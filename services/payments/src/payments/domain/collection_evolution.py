"""What each event makes of a payment's collections and of the corrections asked for them."""

from collections.abc import Mapping
from dataclasses import replace

from payments.domain.collection_events import (
    CollectionClaimed,
    CollectionConfirmed,
    CollectionCorrected,
    CollectionCorrectionDeclined,
    CollectionCorrectionRequested,
    CollectionDisputed,
    CollectionDisputeResolved,
)
from payments.domain.events import PaymentReceived
from payments.domain.facts import Confirmation
from payments.domain.lifecycles import COLLECTION_LIFE, CORRECTION_LIFE
from payments.domain.state import (
    Collection,
    CollectionStatus,
    Correction,
    CorrectionStatus,
    Dispute,
)
from payments.domain.terms import Terms

_TWO_SIDED = frozenset({Confirmation.CODE, Confirmation.BUYER_TAP, Confirmation.BANK})

Collections = Mapping[str, Collection]
Corrections = Mapping[str, Correction]


def received(collections: Collections, event: PaymentReceived) -> Collections:
    known = collections.get(event.collection_id)
    # A claim is confirmed by an event of its own, whatever confirms it.
    at_once = known is None and event.confirmation in _TWO_SIDED
    target = CollectionStatus.CONFIRMED if at_once else CollectionStatus.RECORDED
    return {
        **collections,
        event.collection_id: Collection(
            collection_id=event.collection_id,
            status=COLLECTION_LIFE.moved(known.status if known else None, event, target),
            counted_idr=event.amount_received_idr,
            says_idr=event.amount_received_idr,
            collected_at=event.collected_at,
            collected_by_id=event.collected_by_id,
            silent_until=event.confirm_until,
        ),
    }


def told(
    collections: Collections,
    event: CollectionClaimed | CollectionConfirmed | CollectionDisputed,
    terms: Terms,
) -> Collections:
    if isinstance(event, CollectionClaimed):
        return _claimed(collections, event, terms)
    known = collections.get(event.collection_id)
    assert known is not None, "only what is recorded or claimed is confirmed or disputed"
    after = (
        _confirmed(known, event)
        if isinstance(event, CollectionConfirmed)
        else _disputed(known, event)
    )
    return {**collections, event.collection_id: after}


def judged(
    collections: Collections, event: CollectionDisputeResolved | CollectionCorrected
) -> Collections:
    known = collections.get(event.collection_id)
    assert known is not None, "only what is recorded or claimed is judged"
    if isinstance(event, CollectionDisputeResolved):
        target, counted_idr = CollectionStatus.RESOLVED, event.decided_idr
    else:
        waiting = known.status is CollectionStatus.RECORDED
        target = CollectionStatus.RECORDED if waiting else CollectionStatus.CORRECTED
        counted_idr = event.right_idr
    status = COLLECTION_LIFE.moved(known.status, event, target)
    return {
        **collections,
        event.collection_id: replace(known, status=status, counted_idr=counted_idr),
    }


def asked(
    corrections: Corrections,
    event: CollectionCorrectionRequested | CollectionCorrectionDeclined,
) -> Corrections:
    if isinstance(event, CollectionCorrectionRequested):
        return _requested(corrections, event)
    return decided(corrections, event)


def decided(
    corrections: Corrections, event: CollectionCorrected | CollectionCorrectionDeclined
) -> Corrections:
    known = corrections.get(event.correction_id)
    assert known is not None, "only what was asked for is decided"
    corrected = isinstance(event, CollectionCorrected)
    target = CorrectionStatus.CORRECTED if corrected else CorrectionStatus.DECLINED
    status = CORRECTION_LIFE.moved(known.status, event, target)
    return {**corrections, event.correction_id: replace(known, status=status)}


def _claimed(collections: Collections, event: CollectionClaimed, terms: Terms) -> Collections:
    known = collections.get(event.claim_id)
    return {
        **collections,
        event.claim_id: Collection(
            collection_id=event.claim_id,
            status=COLLECTION_LIFE.moved(
                known.status if known else None, event, CollectionStatus.CLAIMED
            ),
            counted_idr=0,
            says_idr=event.amount_idr,
            collected_at=event.claimed_at,
            collected_by_id=terms.seller_id,
            silent_until=event.deadline,
        ),
    }


def _confirmed(known: Collection, event: CollectionConfirmed) -> Collection:
    status = COLLECTION_LIFE.moved(known.status, event, CollectionStatus.CONFIRMED)
    return replace(known, status=status)


def _disputed(known: Collection, event: CollectionDisputed) -> Collection:
    dispute = Dispute(
        dispute_id=event.dispute_id,
        raised_by=event.raised_by,
        buyer_says_idr=event.buyer_says_idr,
        seller_says_idr=event.seller_says_idr,
    )
    status = COLLECTION_LIFE.moved(known.status, event, CollectionStatus.DISPUTED)
    return replace(known, status=status, dispute=dispute)


def _requested(corrections: Corrections, event: CollectionCorrectionRequested) -> Corrections:
    known = corrections.get(event.correction_id)
    return {
        **corrections,
        event.correction_id: Correction(
            correction_id=event.correction_id,
            collection_id=event.collection_id,
            status=CORRECTION_LIFE.moved(
                known.status if known else None, event, CorrectionStatus.REQUESTED
            ),
            wrong_idr=event.wrong_idr,
            right_idr=event.right_idr,
            reason_code=event.reason_code,
            requested_by_id=event.requested_by_id,
            requested_by_role=event.requested_by_role,
        ),
    }

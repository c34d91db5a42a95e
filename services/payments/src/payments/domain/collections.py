"""What two people say about the same cash: claimed, confirmed, disputed, and decided by a third."""

from collections.abc import Sequence
from datetime import datetime

from kernel.domain.errors import Invalid, NotFound, Rejected
from kernel.domain.ids import derived_id
from payments.domain.balance import Balance
from payments.domain.collection_events import (
    CollectionClaimed,
    CollectionConfirmed,
    CollectionDisputed,
    CollectionDisputeResolved,
)
from payments.domain.collection_records import (
    claimed_event,
    confirmed_event,
    disputed_event,
    resolved_event,
)
from payments.domain.commands import (
    ClaimCollection,
    DisputeCollection,
    ResolveDispute,
)
from payments.domain.people import (
    Act,
    require_another,
    require_impartial,
    require_side,
    side_of,
)
from payments.domain.state import Collection, CollectionStatus, Dispute, Payment
from payments.domain.terms import AMOUNT_MAX_IDR
from payments.domain.words import ConfirmedBy, DisputeDecision, Side

# Who may object: whoever did not speak first.
_MAY_OBJECT = {CollectionStatus.RECORDED: Side.BUYER, CollectionStatus.CLAIMED: Side.SELLER}


class CollectionUnknown(NotFound):
    code = "collection_unknown"


class CollectionNotOpen(Rejected):
    """It does not wait for this, or not any more."""

    code = "collection_not_open"


class DisputeDecided(Rejected):
    code = "dispute_decided"


class DisputeUnknown(NotFound):
    code = "dispute_unknown"


class DecisionInconsistent(Invalid):
    """The sum that was decided is not what the decision means."""

    code = "decision_inconsistent"


class SumOutOfRange(Invalid):
    code = "sum_out_of_range"


class AlreadyPaidBack(Rejected):
    """So much was paid back, or must be, that no less can have come in."""

    code = "already_paid_back"


def claim(
    payment: Payment, command: ClaimCollection, *, at: datetime
) -> Sequence[CollectionClaimed]:
    """Write down that the buyer says she paid; the seller, or her silence, will confirm it."""
    if command.claim_id in payment.collections or not command.amount_idr:
        return ()
    require_in_range(command.amount_idr)
    return (claimed_event(payment, command, at=at),)


def confirm(payment: Payment, collection_id: str, act: Act) -> Sequence[CollectionConfirmed]:
    """
    Let the buyer agree to what the seller has recorded.

    :raises CollectionNotOpen: it does not wait for her
    :raises SamePerson: she has collected it herself
    """
    require_side(payment.terms, act, Side.BUYER)
    collection = known_collection(payment, collection_id)
    require_another(act, collection.collected_by_id)
    if collection.status is CollectionStatus.CONFIRMED:
        return ()
    _require(collection, CollectionStatus.RECORDED)
    return settle(
        payment, collection_id, by=ConfirmedBy.BUYER, confirmed_by_id=act.actor_id, at=act.at
    )


def require_claim(payment: Payment, collection_id: str, act: Act) -> Collection | None:
    """
    Return the claim that the seller may confirm; None if it is confirmed already.

    :raises CollectionNotOpen: it is no claim, or does not wait for her any more
    :raises SamePerson: she is the buyer too
    """
    require_side(payment.terms, act, Side.SELLER)
    require_another(act, payment.terms.buyer_account_id)
    collection = known_collection(payment, collection_id)
    if collection.status is CollectionStatus.CONFIRMED:
        return None
    _require(collection, CollectionStatus.CLAIMED)
    return collection


def settle(
    payment: Payment,
    collection_id: str,
    *,
    by: ConfirmedBy,
    confirmed_by_id: str | None,
    at: datetime,
) -> Sequence[CollectionConfirmed]:
    """Confirm what is booked, in the name of whoever agrees to it."""
    collection = payment.collections[collection_id]
    confirmed = confirmed_event(payment, collection, by=by, confirmed_by_id=confirmed_by_id, at=at)
    return (confirmed,)


def has_lapsed(
    payment: Payment, collection_id: str, status: CollectionStatus, *, at: datetime
) -> bool:
    """Tell whether it still waits in this state, and the other side has kept silent too long."""
    collection = payment.collections.get(collection_id)
    if collection is None or collection.status is not status:
        return False
    return _is_over(collection, at)


def deem(payment: Payment, collection_id: str, *, at: datetime) -> Sequence[CollectionConfirmed]:
    """Take the buyer's silence for her word."""
    if not has_lapsed(payment, collection_id, CollectionStatus.RECORDED, at=at):
        return ()
    return settle(payment, collection_id, by=ConfirmedBy.DEEMED, confirmed_by_id=None, at=at)


def dispute(payment: Payment, command: DisputeCollection, act: Act) -> Sequence[CollectionDisputed]:
    """
    Object to what the other side says.

    :raises CollectionNotOpen: who acts has said so, or it is confirmed, or the window is over
    """
    side = side_of(payment.terms, act)
    collection = known_collection(payment, command.collection_id)
    if collection.dispute is not None and collection.dispute.raised_by is side:
        return ()
    may = _MAY_OBJECT.get(collection.status) is side
    if not may or _is_over(collection, act.at):
        raise CollectionNotOpen(f"collection {collection.collection_id} is not open to objections")
    require_in_range(command.amount_idr)
    dispute_id = derived_id("payments.dispute", payment.terms.payment_id, collection.collection_id)
    says = {side: command.amount_idr}
    raised = Dispute(
        dispute_id=dispute_id,
        raised_by=side,
        buyer_says_idr=says.get(Side.BUYER, collection.says_idr),
        seller_says_idr=says.get(Side.SELLER, collection.counted_idr),
    )
    return (disputed_event(payment, collection, raised, command.reason_code, act),)


def resolve(
    payment: Payment, command: ResolveDispute, act: Act
) -> Sequence[CollectionDisputeResolved]:
    """
    Decide between the two, and book the difference to what was recorded.

    :raises SamePerson: the officer is one of those who were there
    :raises DecisionInconsistent: the sum does not follow from the decision
    :raises DisputeDecided: another sum was decided before
    :raises AlreadyPaidBack: less than that cannot have come in
    """
    collection, disputed = known_dispute(payment, command.dispute_id)
    require_impartial(payment, act, collection)
    decided_idr = _decided(disputed, command)
    if collection.status is CollectionStatus.RESOLVED:
        if decided_idr != collection.counted_idr:
            raise DisputeDecided("another sum was decided; a decision stands")
        return ()
    after = payment.balance.with_money(decided_idr - collection.counted_idr)
    require_covered(payment, after)
    return (resolved_event(payment, collection, command.decision, decided_idr, act),)


def known_collection(payment: Payment, collection_id: str) -> Collection:
    """:raises CollectionUnknown: the payment has none of this id"""
    collection = payment.collections.get(collection_id)
    if collection is None:
        raise CollectionUnknown(f"there is no collection {collection_id}")
    return collection


def known_dispute(payment: Payment, dispute_id: str) -> tuple[Collection, Dispute]:
    """:raises DisputeUnknown: the payment has none of this id"""
    for collection in payment.collections.values():
        if collection.dispute is not None and collection.dispute.dispute_id == dispute_id:
            return collection, collection.dispute
    raise DisputeUnknown(f"there is no dispute {dispute_id}")


def require_in_range(amount_idr: int) -> None:
    """:raises SumOutOfRange: it is less than nothing, or beyond reason"""
    if not 0 <= amount_idr <= AMOUNT_MAX_IDR:
        raise SumOutOfRange("a sum is between nothing and a million million")


def require_covered(payment: Payment, after: Balance) -> None:
    """:raises AlreadyPaidBack: less would have come in than went back"""
    if after.money_idr >= payment.balance.money_idr:
        return
    held_idr = payment.balance.overage_idr - payment.overpaid_idr
    if after.overage_idr < held_idr or after.applied.total_idr < payment.returned_idr:
        raise AlreadyPaidBack("so much was paid back already, or must be")


def _require(collection: Collection, status: CollectionStatus) -> None:
    if collection.status is not status:
        raise CollectionNotOpen(
            f"collection {collection.collection_id} is {collection.status}, not {status}"
        )


def _is_over(collection: Collection, at: datetime) -> bool:
    return collection.silent_until is not None and at >= collection.silent_until


def _decided(disputed: Dispute, command: ResolveDispute) -> int:
    says = {
        DisputeDecision.BUYER: disputed.buyer_says_idr,
        DisputeDecision.SELLER: disputed.seller_says_idr,
        DisputeDecision.WITHDRAWN: disputed.seller_says_idr
        if disputed.raised_by is Side.BUYER
        else disputed.buyer_says_idr,
    }
    least, most = sorted((disputed.buyer_says_idr, disputed.seller_says_idr))
    meant = says.get(command.decision, command.decided_idr)
    if meant is None or not least <= meant <= most or command.decided_idr not in {None, meant}:
        raise DecisionInconsistent("the sum does not follow from the decision")
    return meant

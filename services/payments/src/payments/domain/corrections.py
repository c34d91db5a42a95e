"""A wrong record put right: asked for by whoever collected, decided by somebody else."""

from collections.abc import Sequence

from kernel.domain.errors import Invalid, NotFound, Rejected
from payments.domain.collection_events import (
    CollectionConfirmed,
    CollectionCorrected,
    CollectionCorrectionDeclined,
    CollectionCorrectionRequested,
)
from payments.domain.collection_records import (
    corrected_event,
    declined_event,
    requested_event,
)
from payments.domain.collections import (
    CollectionNotOpen,
    known_collection,
    require_covered,
    require_in_range,
    settle,
)
from payments.domain.commands import DecideCorrection, RequestCorrection
from payments.domain.evolution import PAYMENT
from payments.domain.people import Act, require_another, require_impartial, require_side
from payments.domain.state import (
    Collection,
    CollectionStatus,
    Correction,
    CorrectionStatus,
    Payment,
)
from payments.domain.words import ConfirmedBy, Side

_CORRECTABLE = frozenset(
    {CollectionStatus.RECORDED, CollectionStatus.CONFIRMED, CollectionStatus.CORRECTED}
)


class CorrectionUnknown(NotFound):
    code = "correction_unknown"


class CorrectionChanged(Rejected):
    """The same correction was asked for before, with other content, or is decided otherwise."""

    code = "correction_changed"


class CorrectionPending(Rejected):
    """Another correction of the same collection waits for its decision."""

    code = "correction_pending"


class CorrectionEmpty(Invalid):
    code = "correction_empty"


Decided = CollectionCorrected | CollectionConfirmed | CollectionCorrectionDeclined


def request_correction(
    payment: Payment, command: RequestCorrection, act: Act
) -> Sequence[CollectionCorrectionRequested]:
    """
    Say that the record is wrong; nothing is booked yet.

    :raises CollectionNotOpen: it is in dispute, or an officer has decided it
    :raises CorrectionPending: another one waits for its decision
    :raises CorrectionChanged: this one was asked for before, with other content
    :raises CorrectionEmpty: the record says so already
    """
    require_side(payment.terms, act, Side.SELLER)
    collection = known_collection(payment, command.collection_id)
    known = payment.corrections.get(command.correction_id)
    if known is not None:
        _require_same(known, command)
        return ()
    _require_correctable(collection)
    if any(_waits_for(one, collection) for one in payment.corrections.values()):
        raise CorrectionPending(f"collection {collection.collection_id} has one already")
    require_in_range(command.right_idr)
    if command.right_idr == collection.counted_idr:
        raise CorrectionEmpty("the record says so already")
    return (requested_event(payment, collection, command, act),)


def decide_correction(
    payment: Payment,
    command: DecideCorrection,
    act: Act,
    *,
    corrects_event_id: str,
) -> Sequence[Decided]:
    """
    Put the record right, or leave it: a second person's word.

    The buyer who agrees to the new figure has confirmed it, too.

    :raises SamePerson: who acts has asked for it, has collected, or is no stranger to the sale
    :raises CorrectionChanged: it was decided otherwise
    :raises CollectionNotOpen: it came into dispute meanwhile
    :raises AlreadyPaidBack: less than that cannot have come in
    """
    correction = known_correction(payment, command.correction_id)
    collection = known_collection(payment, correction.collection_id)
    _require_second(payment, collection, correction, act)
    if correction.status is not CorrectionStatus.REQUESTED:
        return _repeated(correction, command)
    if not command.approve:
        return (declined_event(payment, correction, act),)
    _require_correctable(collection)
    after = payment.balance.with_money(correction.right_idr - collection.counted_idr)
    require_covered(payment, after)
    corrected = corrected_event(
        payment, collection, correction, act, corrects_event_id=corrects_event_id
    )
    return (corrected, *_agreed(payment, corrected, act))


def known_correction(payment: Payment, correction_id: str) -> Correction:
    """:raises CorrectionUnknown: the payment has none of this id"""
    correction = payment.corrections.get(correction_id)
    if correction is None:
        raise CorrectionUnknown(f"there is no correction {correction_id}")
    return correction


def _agreed(
    payment: Payment, corrected: CollectionCorrected, act: Act
) -> Sequence[CollectionConfirmed]:
    after = PAYMENT.evolve(payment, corrected)
    waits = after.collections[corrected.collection_id].status is CollectionStatus.RECORDED
    if not waits or act.role != "buyer":
        return ()
    return settle(
        after,
        corrected.collection_id,
        by=ConfirmedBy.BUYER,
        confirmed_by_id=act.actor_id,
        at=act.at,
    )


def _require_second(
    payment: Payment, collection: Collection, correction: Correction, act: Act
) -> None:
    if act.role == "buyer":
        require_side(payment.terms, act, Side.BUYER)
        terms = payment.terms
        require_another(act, terms.merchant_owner_account_id, collection.collected_by_id)
    else:
        require_impartial(payment, act, collection)
    require_another(act, correction.requested_by_id)


def _require_correctable(collection: Collection) -> None:
    if collection.status not in _CORRECTABLE:
        raise CollectionNotOpen(f"collection {collection.collection_id} is {collection.status}")


def _require_same(known: Correction, command: RequestCorrection) -> None:
    asked = (command.collection_id, command.right_idr, command.reason_code)
    if asked != (known.collection_id, known.right_idr, known.reason_code):
        raise CorrectionChanged(f"correction {known.correction_id} was asked for otherwise")


def _repeated(correction: Correction, command: DecideCorrection) -> Sequence[Decided]:
    if command.approve is not (correction.status is CorrectionStatus.CORRECTED):
        raise CorrectionChanged(f"correction {correction.correction_id} was decided otherwise")
    return ()


def _waits_for(correction: Correction, collection: Collection) -> bool:
    same = correction.collection_id == collection.collection_id
    return same and correction.status is CorrectionStatus.REQUESTED

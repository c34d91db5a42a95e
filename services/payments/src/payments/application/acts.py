"""One function per thing that a person may do about a payment: decide, save, answer."""

from datetime import datetime, timedelta

from kernel.application.ports import UnitOfWork
from kernel.domain.errors import Invalid
from payments.application.handlers import RecordReport, record_report
from payments.application.ports import Ports
from payments.application.providers import HandoverReport
from payments.application.recording import Result, act_of, existing, record, saved, standing
from payments.domain import collections, corrections, refunds
from payments.domain.commands import (
    ConfirmClaim,
    ConfirmCollection,
    ConfirmRefund,
    DecideCorrection,
    DisputeCollection,
    DisputeRefund,
    RecordCollection,
    RecordRefund,
    RequestCorrection,
    ResolveDispute,
    ResolveRefund,
)
from payments.domain.facts import CollectorRole, Confirmation
from payments.domain.payment import was_recorded
from payments.domain.people import require_side
from payments.domain.state import Collection, Payment
from payments.domain.words import ConfirmedBy, Side

# What the clock of a telephone may be ahead of ours.
_AHEAD_MAX = timedelta(minutes=5)


class TimeImpossible(Invalid):
    """It has not happened yet."""

    code = "time_impossible"


class CollectionEmpty(Invalid):
    code = "collection_empty"


def record_collection(command: RecordCollection, *, work: UnitOfWork, ports: Ports) -> Result:
    """
    Book cash that the seller took when no goods changed hands; the buyer may object for a while.

    :raises PaymentUnknown: there is no such payment, or it is not hers
    :raises CollectionEmpty: nothing was collected
    :raises TimeImpossible: it lies in the future
    """
    act, payment = act_of(work), existing(work, command.payment_id)
    require_side(payment.terms, act, Side.SELLER)
    if command.amount_idr <= 0:
        raise CollectionEmpty("nothing was collected")
    report = HandoverReport(
        payment_id=command.payment_id,
        handover_id=command.collection_id,
        cash_idr=command.amount_idr,
        handed_over_at=_happened(command.collected_at, work),
        confirmation=Confirmation.NONE,
        collected_by_id=act.actor_id,
        collected_by_role=CollectorRole.MERCHANT,
        goods=False,
        evidence_sha256=command.evidence_sha256,
    )
    until = work.now + ports.windows.confirmation
    told = RecordReport(provider=payment.terms.provider, report=report, confirm_until=until)
    if not was_recorded(payment, command.collection_id, command.amount_idr):
        record_report(told, work=work, ports=ports)
    return standing(work, command.payment_id)


def confirm_collection(
    command: ConfirmCollection,
    *,
    work: UnitOfWork,
    ports: Ports,  # noqa: ARG001 - the shape of every handler
) -> Result:
    payment = existing(work, command.payment_id)
    confirmed = collections.confirm(payment, command.collection_id, act_of(work))
    return saved(work, command.payment_id, confirmed)


def confirm_claim(command: ConfirmClaim, *, work: UnitOfWork, ports: Ports) -> Result:
    """Book what the buyer says she paid, because the seller agrees."""
    act, payment = act_of(work), existing(work, command.payment_id)
    claimed = collections.require_claim(payment, command.collection_id, act)
    if claimed is not None:
        settle_claim(
            payment,
            claimed,
            by=ConfirmedBy.SELLER,
            confirmed_by_id=act.actor_id,
            work=work,
            ports=ports,
        )
    return standing(work, command.payment_id)


def dispute_collection(
    command: DisputeCollection,
    *,
    work: UnitOfWork,
    ports: Ports,  # noqa: ARG001 - the shape of every handler
) -> Result:
    payment = existing(work, command.payment_id)
    disputed = collections.dispute(payment, command, act_of(work))
    result = saved(work, command.payment_id, disputed)
    known = collections.known_collection(
        existing(work, command.payment_id), command.collection_id
    ).dispute
    return {**result, "dispute_id": known.dispute_id if known else None}


def resolve_dispute(
    command: ResolveDispute,
    *,
    work: UnitOfWork,
    ports: Ports,  # noqa: ARG001 - the shape of every handler
) -> Result:
    payment = existing(work, command.payment_id)
    resolved = collections.resolve(payment, command, act_of(work))
    return saved(work, command.payment_id, resolved)


def request_correction(
    command: RequestCorrection,
    *,
    work: UnitOfWork,
    ports: Ports,  # noqa: ARG001 - the shape of every handler
) -> Result:
    payment = existing(work, command.payment_id)
    requested = corrections.request_correction(payment, command, act_of(work))
    return saved(work, command.payment_id, requested)


def decide_correction(command: DecideCorrection, *, work: UnitOfWork, ports: Ports) -> Result:
    payment = existing(work, command.payment_id)
    correction = corrections.known_correction(payment, command.correction_id)
    decided = corrections.decide_correction(
        payment,
        command,
        act_of(work),
        corrects_event_id=ports.book.last_word_on(command.payment_id, correction.collection_id),
    )
    return saved(work, command.payment_id, decided)


def record_refund(command: RecordRefund, *, work: UnitOfWork, ports: Ports) -> Result:
    payment = existing(work, command.payment_id)
    _happened(command.paid_at, work)
    claimed = refunds.record_refund(
        payment, command, act_of(work), deadline=work.now + ports.windows.refund
    )
    return saved(work, command.payment_id, claimed)


def confirm_refund(
    command: ConfirmRefund,
    *,
    work: UnitOfWork,
    ports: Ports,  # noqa: ARG001 - the shape of every handler
) -> Result:
    payment = existing(work, command.payment_id)
    refunded = refunds.confirm_refund(payment, command, act_of(work))
    return saved(work, command.payment_id, refunded)


def dispute_refund(
    command: DisputeRefund,
    *,
    work: UnitOfWork,
    ports: Ports,  # noqa: ARG001 - the shape of every handler
) -> Result:
    payment = existing(work, command.payment_id)
    disputed = refunds.dispute_refund(payment, command, act_of(work))
    return saved(work, command.payment_id, disputed)


def resolve_refund(
    command: ResolveRefund,
    *,
    work: UnitOfWork,
    ports: Ports,  # noqa: ARG001 - the shape of every handler
) -> Result:
    payment = existing(work, command.payment_id)
    resolved = refunds.resolve_refund(payment, command, act_of(work))
    return saved(work, command.payment_id, resolved)


def settle_claim(
    payment: Payment,
    claimed: Collection,
    *,
    by: ConfirmedBy,
    confirmed_by_id: str | None,
    work: UnitOfWork,
    ports: Ports,
) -> None:
    """Book a claim through its provider, and confirm it, in one append."""
    deemed = by is ConfirmedBy.DEEMED
    report = HandoverReport(
        payment_id=payment.terms.payment_id,
        handover_id=claimed.collection_id,
        cash_idr=claimed.says_idr,
        handed_over_at=claimed.collected_at,
        confirmation=Confirmation.DEEMED if deemed else Confirmation.BUYER_TAP,
        collected_by_id=claimed.collected_by_id,
        collected_by_role=CollectorRole.MERCHANT,
    )
    command = RecordReport(provider=payment.terms.provider, report=report)
    record_report(command, work=work, ports=ports)
    confirmed = collections.settle(
        existing(work, payment.terms.payment_id),
        claimed.collection_id,
        by=by,
        confirmed_by_id=confirmed_by_id,
        at=work.now,
    )
    record(work, payment.terms.payment_id, confirmed)


def _happened(told: datetime | None, work: UnitOfWork) -> datetime:
    if told is not None and told > work.now + _AHEAD_MAX:
        raise TimeImpossible("it has not happened yet")
    return told or work.now

"""Everything that can be said and decided about one payment, for whoever tries it all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from payments_examples import BUYER, CANCEL, EVENING, NOON, OWNER, PAYMENT_ID, REQUEST, RICE, cash

from payments.domain import collections, corrections, refunds
from payments.domain.commands import (
    AdjustDue,
    ClaimCollection,
    ConfirmRefund,
    DecideCorrection,
    DisputeCollection,
    DisputeRefund,
    ExpirePayment,
    NoteFailedAttempt,
    OweRefund,
    RecordRefund,
    RequestCorrection,
    ResolveDispute,
    ResolveRefund,
)
from payments.domain.events import PaymentEvent
from payments.domain.evolution import PAYMENT
from payments.domain.facts import Confirmation, Strength
from payments.domain.payment import (
    adjust,
    cancel,
    expire,
    note_failed_attempt,
    receive,
    request,
)
from payments.domain.people import Act
from payments.domain.refunds import refund_of
from payments.domain.state import Payment
from payments.domain.words import (
    ConfirmedBy,
    CorrectionReason,
    DisputeDecision,
    DisputeReason,
    DueChange,
    RefundCause,
    RefundDisputeReason,
)

LATER = EVENING + timedelta(hours=1)
UNTIL = EVENING + timedelta(days=2)
AFTER = UNTIL + timedelta(hours=1)
OFFICER = "account-of-the-officer"

RETURN_REFUND = refund_of("return-of-rice")
OVER_REFUND = "refund-of-what-was-over"

Events = Sequence[PaymentEvent]
Step = Callable[[Payment], Events]


def by(actor_id: str, role: str, *, at: Any = LATER) -> Act:
    return Act(actor_id=actor_id, role=role, at=at)


BY_BUYER, BY_SELLER = by(BUYER, "buyer"), by(OWNER, "merchant")
BY_OFFICER = by(OFFICER, "catalog_officer")


def asked() -> PaymentEvent:
    [due] = request(None, REQUEST, limits_checked=(), at=NOON)
    return due


def one_sided(amount_idr: int, *, ref: str = "handover") -> Step:
    fact = cash(amount_idr, ref=ref, confirmation=Confirmation.NONE, strength=Strength.ONE_SIDED)
    return lambda payment: receive(payment, fact, at=EVENING, confirm_until=UNTIL)


def coded(amount_idr: int, *, ref: str = "handover") -> Step:
    return lambda payment: receive(payment, cash(amount_idr, ref=ref), at=EVENING)


def claimed(amount_idr: int, *, ref: str = "handover") -> Step:
    command = ClaimCollection(
        payment_id=PAYMENT_ID,
        claim_id=ref,
        amount_idr=amount_idr,
        claimed_at=EVENING,
        deadline=UNTIL,
    )
    return lambda payment: collections.claim(payment, command, at=EVENING)


def settled(*, ref: str = "handover") -> Step:
    """The seller agrees to the claim."""

    def step(payment: Payment) -> Events:
        claim = collections.require_claim(payment, ref, BY_SELLER)
        if claim is None:
            return ()
        fact = cash(claim.says_idr, ref=ref, confirmation=Confirmation.BUYER_TAP)
        received = receive(payment, fact, at=LATER)
        after = folded(payment, received)
        return (
            *received,
            *collections.settle(after, ref, by=ConfirmedBy.SELLER, confirmed_by_id=OWNER, at=LATER),
        )

    return step


def confirmed(*, ref: str = "handover") -> Step:
    return lambda payment: collections.confirm(payment, ref, BY_BUYER)


def deemed(*, ref: str = "handover") -> Step:
    return lambda payment: collections.deem(payment, ref, at=AFTER)


def disputed(amount_idr: int, act: Act = BY_BUYER, *, ref: str = "handover") -> Step:
    command = DisputeCollection(
        payment_id=PAYMENT_ID,
        collection_id=ref,
        amount_idr=amount_idr,
        reason_code=DisputeReason.WRONG_AMOUNT,
    )
    return lambda payment: collections.dispute(payment, command, act)


def resolved(
    decision: DisputeDecision, decided_idr: int | None = None, *, ref: str = "handover"
) -> Step:
    def step(payment: Payment) -> Events:
        dispute = collections.known_collection(payment, ref).dispute
        command = ResolveDispute(
            payment_id=PAYMENT_ID,
            dispute_id=dispute.dispute_id if dispute else "none",
            decision=decision,
            decided_idr=decided_idr,
        )
        return collections.resolve(payment, command, BY_OFFICER)

    return step


def correction_asked(
    right_idr: int, *, ref: str = "handover", correction_id: str = "correction"
) -> Step:
    command = RequestCorrection(
        payment_id=PAYMENT_ID,
        collection_id=ref,
        correction_id=correction_id,
        right_idr=right_idr,
        reason_code=CorrectionReason.TYPING,
    )
    return lambda payment: corrections.request_correction(payment, command, BY_SELLER)


def correction_decided(
    *, approve: bool = True, act: Act = BY_OFFICER, correction_id: str = "correction"
) -> Step:
    command = DecideCorrection(payment_id=PAYMENT_ID, correction_id=correction_id, approve=approve)
    return lambda payment: corrections.decide_correction(
        payment, command, act, corrects_event_id="event"
    )


def owed(amount_idr: int, *, return_id: str = "return-of-rice") -> Step:
    command = OweRefund(
        payment_id=PAYMENT_ID,
        return_id=return_id,
        goods_idr=amount_idr,
        delivery_fee_idr=0,
        amount_idr=amount_idr,
        reason_code="spoiled",
        due_at=LATER,
        refund_by=UNTIL,
    )
    return lambda payment: refunds.owe(payment, command, at=LATER)


def paid_back(
    amount_idr: int,
    *,
    cause: RefundCause = RefundCause.RETURN,
    refund_id: str = RETURN_REFUND,
    act: Act = BY_SELLER,
) -> Step:
    command = RecordRefund(
        payment_id=PAYMENT_ID, refund_id=refund_id, cause=cause, amount_idr=amount_idr
    )
    return lambda payment: refunds.record_refund(payment, command, act, deadline=UNTIL)


def over_paid_back(amount_idr: int, *, refund_id: str = OVER_REFUND) -> Step:
    return paid_back(amount_idr, cause=RefundCause.OVERPAYMENT, refund_id=refund_id)


def refund_confirmed(*, refund_id: str = RETURN_REFUND, act: Act = BY_BUYER) -> Step:
    command = ConfirmRefund(payment_id=PAYMENT_ID, refund_id=refund_id)
    return lambda payment: refunds.confirm_refund(payment, command, act)


def refund_deemed(*, refund_id: str = RETURN_REFUND) -> Step:
    return lambda payment: refunds.deem_refund(payment, refund_id, at=AFTER)


def refund_disputed(*, refund_id: str = RETURN_REFUND, act: Act = BY_BUYER) -> Step:
    command = DisputeRefund(
        payment_id=PAYMENT_ID, refund_id=refund_id, reason_code=RefundDisputeReason.NOT_RECEIVED
    )
    return lambda payment: refunds.dispute_refund(payment, command, act)


def refund_resolved(*, paid: bool, refund_id: str = RETURN_REFUND, act: Act = BY_OFFICER) -> Step:
    command = ResolveRefund(payment_id=PAYMENT_ID, refund_id=refund_id, paid=paid)
    return lambda payment: refunds.resolve_refund(payment, command, act)


def adjusted(goods_idr: int) -> Step:
    command = AdjustDue(
        payment_id=PAYMENT_ID,
        parts=replace(RICE, goods_idr=goods_idr),
        reason=DueChange.REFUSED_AT_DOOR,
        adjusted_at=EVENING,
    )
    return lambda payment: adjust(payment, command, at=EVENING)


def missed(attempt_no: int = 1) -> Step:
    command = NoteFailedAttempt(
        payment_id=PAYMENT_ID,
        delivery_attempt_no=attempt_no,
        reason_code="no_cash",
        fault="buyer",
        next_attempt_at=None,
        failed_at=EVENING,
    )
    return lambda payment: note_failed_attempt(payment, command, at=EVENING)


def cancelled(payment: Payment) -> Events:
    return cancel(payment, CANCEL, at=LATER)


def expired(payment: Payment) -> Events:
    command = ExpirePayment(payment_id=PAYMENT_ID, expired_at=LATER)
    return expire(payment, command, at=LATER)


def folded(payment: Payment | None, events: Events) -> Payment:
    for event in events:
        payment = PAYMENT.evolve(payment, event)
    assert payment is not None
    return payment


def history(*steps: Step) -> list[PaymentEvent]:
    """What is booked when these things happen to a payment of rice, one after the other."""
    told = [asked()]
    for step in steps:
        told += step(folded(None, told))
    return told


def after(*steps: Step) -> Payment:
    return folded(None, history(*steps))


def acts(steps: Mapping[str, Step]) -> Mapping[str, Callable[[Any], Events]]:
    """The same for whoever may meet a payment that does not exist yet."""

    def of(step: Step) -> Callable[[Any], Events]:
        return lambda payment: () if payment is None else step(payment)

    begin = {"asked": lambda payment: (asked(),) if payment is None else ()}
    return begin | {name: of(step) for name, step in steps.items()}

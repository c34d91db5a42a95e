"""What happens between setting out and handing over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from orders_examples import (
    Step,
    accept,
    bring_back,
    call_off,
    claim_it,
    confirm,
    deliver,
    deliver_unseen,
    dispatch,
    dispatch_again,
    expire,
    fail,
    fail_next,
    fetched,
    folded,
    make_ready,
    order_in,
    told,
)
from orders_values import BACK, CALL_OFF, FAILED, HAND_OVER, NOON, ONE, TAP, line_of

from kernel.domain.errors import KernelError
from orders.domain.attempts import FAULTS
from orders.domain.commands import DisposedLine, RefusedLine
from orders.domain.events import (
    DeliveryAttemptFailed,
    OrderCancelled,
    OrderDelivered,
    OrderDispatched,
    OrderExpired,
    OrderReturnedToSeller,
    ReadyForPickup,
)
from orders.domain.evidence import Evidence
from orders.domain.order import Order
from orders.domain.words import (
    AttemptFailure,
    DeclaredBy,
    Disposition,
    Fault,
    HandoverMethod,
    RecipientKind,
    RefusalCode,
    Stage,
    Status,
)

ON_ITS_WAY = (confirm, accept, dispatch)
LATER = NOON + timedelta(days=3)
PICTURE = Evidence(
    sha256="0" * 64, media_type="image/jpeg", ref="0195a1c2-0000-4000-8000-0000000000f1"
)


def refused(step: Step, order: Order) -> str:
    with pytest.raises(KernelError) as refusal:
        step(order)
    return refusal.value.own_code


def part(product_id: str = "rice-5kg", quantity: int = 1) -> RefusedLine:
    return RefusedLine(
        line_id=line_of(product_id),
        quantity=quantity,
        code=RefusalCode.DAMAGED,
        disposition=Disposition.SPOILED,
    )


def test_every_reason_has_a_fault_that_nobody_chooses() -> None:
    assert set(FAULTS) == set(AttemptFailure)


def test_a_promised_attempt_moves_the_deadline() -> None:
    order = folded(told(*ON_ITS_WAY))

    [failed] = fail(order, replace(FAILED, next_attempt_at=LATER))

    assert isinstance(failed, DeliveryAttemptFailed)
    assert (failed.attempt_no, failed.attempts_left, failed.fault) == (1, 2, Fault.BUYER)
    assert failed.deliver_by == LATER + timedelta(days=1)
    after = folded([*told(*ON_ITS_WAY), failed])
    assert after.deliver_by == failed.deliver_by
    assert after.clock == (Stage.DELIVERY, failed.deliver_by)


def test_an_attempt_without_a_promise_moves_nothing() -> None:
    order = folded(told(*ON_ITS_WAY))

    [failed] = fail(order)

    assert isinstance(failed, DeliveryAttemptFailed)
    assert failed.deliver_by == order.deliver_by


@pytest.mark.parametrize(
    "at", [NOON, NOON - ONE, NOON + timedelta(days=3, minutes=1), LATER.replace(tzinfo=None)]
)
def test_the_next_attempt_is_soon(at: datetime) -> None:
    order = folded(told(*ON_ITS_WAY))

    assert refused(lambda one: fail(one, replace(FAILED, next_attempt_at=at)), order) == (
        "next_attempt_impossible"
    )


def test_after_three_attempts_the_goods_go_back() -> None:
    two = folded(told(*ON_ITS_WAY, fail_next, fail_next))
    promising = replace(FAILED, attempt_no=3, next_attempt_at=LATER)
    three = folded(told(*ON_ITS_WAY, fail_next, fail_next, fail_next))

    assert refused(lambda one: fail(one, promising), two) == "next_attempt_impossible"
    assert refused(fail_next, three) == "attempts_exhausted"
    assert dispatch_again(three) == ()


def test_attempts_are_counted_one_by_one() -> None:
    order = folded(told(*ON_ITS_WAY))

    assert refused(lambda one: fail(one, replace(FAILED, attempt_no=2)), order) == (
        "attempt_out_of_order"
    )
    assert refused(lambda one: fail(one, replace(FAILED, attempt_no=0)), order) == (
        "attempt_out_of_order"
    )
    assert fail(folded(told(*ON_ITS_WAY, fail_next))) == ()


def test_a_further_attempt_is_the_second_one() -> None:
    [again] = dispatch_again(folded(told(*ON_ITS_WAY, fail_next)))
    events = told(*ON_ITS_WAY, fail_next, dispatch_again, deliver)

    assert isinstance(again, OrderDispatched)
    assert again.attempt_no == 2
    assert isinstance(events[-1], OrderDelivered)
    assert events[-1].attempt_no == 2


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        ((), Fault.SELLER),
        ((fail_next,), Fault.BUYER),
        ((lambda one: fail(one, replace(FAILED, next_attempt_at=LATER)),), Fault.SELLER),
        (
            (lambda one: fail(one, replace(FAILED, reason_code=AttemptFailure.WEATHER)),),
            Fault.NONE,
        ),
    ],
)
def test_whose_fault_it_is_that_goods_never_arrived(steps: tuple[Step, ...], fault: Fault) -> None:
    [expired] = expire(folded(told(*ON_ITS_WAY, *steps)), Stage.DELIVERY)

    assert isinstance(expired, OrderExpired)
    assert expired.fault is fault


def test_goods_that_go_back_say_why_and_what_became_of_them() -> None:
    lost = DisposedLine(line_id=line_of("snack"), disposition=Disposition.DESTROYED)

    [back] = bring_back(folded(told(*ON_ITS_WAY)), replace(BACK, lines=(lost,)))

    assert isinstance(back, OrderReturnedToSeller)
    assert (back.attempt_no, back.fault) == (1, Fault.SELLER)
    assert [(line.quantity, line.disposition) for line in back.lines] == [
        (2, Disposition.RESALABLE),
        (1, Disposition.DESTROYED),
    ]


def test_the_last_attempt_says_why_goods_go_back() -> None:
    why = replace(BACK, reason_code=None)

    [back] = bring_back(folded(told(*ON_ITS_WAY, fail_next)), why)

    assert isinstance(back, OrderReturnedToSeller)
    assert back.reason_code is AttemptFailure.BUYER_ABSENT
    assert refused(lambda one: bring_back(one, why), folded(told(*ON_ITS_WAY))) == "reason_missing"


def test_a_buyer_who_does_not_come_is_at_fault() -> None:
    events = told(confirm, accept, make_ready, start=fetched())
    ready = events[-1]
    assert isinstance(ready, ReadyForPickup)
    assert ready.collect_by > NOON

    [expired] = expire(folded(events), Stage.PICKUP)

    assert isinstance(expired, OrderExpired)
    assert (expired.stage, expired.fault) == (Stage.PICKUP, Fault.BUYER)


def test_what_is_fetched_is_not_brought_and_the_other_way_round() -> None:
    fetching = folded(told(confirm, accept, start=fetched()))

    assert refused(dispatch, fetching) == "order_for_pickup"
    assert refused(make_ready, order_in(Status.ACCEPTED)) == "order_for_delivery"
    assert refused(make_ready, folded(told(start=fetched()))) == "order_not_dispatchable"
    assert make_ready(order_in(Status.READY_FOR_PICKUP)) == ()


@pytest.mark.parametrize(
    ("kind", "method"),
    [
        (RecipientKind.BUYER, HandoverMethod.BUYER_TAP),
        (RecipientKind.SECURITY, HandoverMethod.RECIPIENT_SIGNATURE),
    ],
)
def test_without_a_code_the_money_has_one_witness(
    kind: RecipientKind, method: HandoverMethod
) -> None:
    command = replace(TAP, recipient_kind=kind, evidence=(PICTURE,))
    order = order_in(Status.DISPATCHED)

    [delivered] = deliver(order, command)

    assert isinstance(delivered, OrderDelivered)
    assert (delivered.handover_method, delivered.code_verified) == (method, False)
    assert delivered.evidence == (PICTURE,)


def test_a_locked_code_leaves_the_other_ways() -> None:
    wrong: Step = lambda order: deliver(order, HAND_OVER, code_is_right=False)  # noqa: E731
    locked = folded(told(*ON_ITS_WAY, *[wrong] * 5))

    assert refused(deliver, locked) == "handover_code_locked"
    assert len(deliver_unseen(locked)) == 1


def test_what_is_refused_at_the_door_is_not_due() -> None:
    command = replace(HAND_OVER, refused=(part(),), cash_idr=84_500)

    [delivered] = deliver(order_in(Status.DISPATCHED), command)

    assert isinstance(delivered, OrderDelivered)
    rice, snack = delivered.lines
    assert (rice.delivered_quantity, rice.refused_quantity) == (1, 1)
    assert (rice.delivered_net_base, rice.line_total_idr) == (5_000, 67_550)
    assert (rice.refusal_code, rice.refused_disposition) == ("damaged", Disposition.SPOILED)
    assert (snack.refused_quantity, snack.refused_disposition) == (0, Disposition.NONE)
    assert delivered.goods_delivered_idr == 79_550
    assert delivered.staple_delivered_idr == 67_550
    assert delivered.delivery_fee_idr == 5_000
    assert (delivered.cash_rounding_idr, delivered.amount_due_idr) == (-50, 84_500)


@pytest.mark.parametrize(
    ("refusals", "code"),
    [
        ((part("rice-5kg", 2), part("snack")), "everything_refused"),
        ((part("rice-5kg", 3),), "refusal_impossible"),
        ((part("rice-5kg", 0),), "refusal_impossible"),
        ((part(), part()), "line_repeated"),
        ((replace(part(), line_id="another"),), "line_unknown"),
    ],
)
def test_refusals_are_of_goods_that_were_brought(
    refusals: tuple[RefusedLine, ...], code: str
) -> None:
    command = replace(HAND_OVER, refused=refusals)

    assert refused(lambda one: deliver(one, command), order_in(Status.DISPATCHED)) == code


@pytest.mark.parametrize(
    "evidence",
    [
        (PICTURE,) * 11,
        (replace(PICTURE, sha256="Bu Sri"),),
        (replace(PICTURE, media_type="image"),),
        (replace(PICTURE, ref="foto Bu Sri.jpg"),),
    ],
)
def test_evidence_has_no_room_for_words(evidence: tuple[Evidence, ...]) -> None:
    command = replace(TAP, evidence=evidence)

    assert refused(lambda one: deliver(one, command), order_in(Status.DISPATCHED)) == (
        "evidence_malformed"
    )


def test_a_buyer_claims_what_the_seller_has_not_recorded() -> None:
    [delivered] = claim_it(order_in(Status.ACCEPTED))

    assert isinstance(delivered, OrderDelivered)
    assert delivered.declared_by is DeclaredBy.BUYER
    assert (delivered.handover_method, delivered.code_verified) == (HandoverMethod.BUYER_TAP, False)
    assert [line.delivered_quantity for line in delivered.lines] == [2, 1]
    assert delivered.collect_by == datetime(2026, 3, 5, 9, tzinfo=UTC)
    assert refused(claim_it, order_in(Status.CONFIRMED)) == "order_not_claimable"


def test_an_officer_says_whose_fault_a_cancellation_is() -> None:
    spoiled = replace(CALL_OFF, goods_disposition=Disposition.SPOILED)

    [cancelled] = call_off(order_in(Status.DISPATCHED), spoiled)

    assert isinstance(cancelled, OrderCancelled)
    assert (cancelled.by, cancelled.stage) == ("officer", "after_dispatch")
    assert (cancelled.fault, cancelled.goods_disposition) == (Fault.SELLER, "spoiled")

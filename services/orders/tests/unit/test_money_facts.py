"""Each fact of payments is answered once, however late it comes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from orders_examples import (
    Decision,
    Step,
    accept,
    agree,
    cancel,
    change,
    confirm,
    correct,
    deliver,
    deliver_unseen,
    dispatch,
    dispute,
    expire,
    folded,
    refund,
    settle,
    told,
)
from orders_values import AGREED, CORRECTED, NOON, ONE, PAID, REFUNDED, RESOLVED

from kernel.domain.errors import KernelError
from orders.domain.events import OrderCompleted, OrderExpired, PaymentNoted
from orders.domain.order import Order
from orders.domain.saga import waits_for_others
from orders.domain.words import CompletedBy, Fault, MoneyFact, PaymentStanding, Stage, Status

WAY = (confirm, accept, dispatch)
PART = replace(PAID, amount_received_idr=100_000, remaining_due_idr=52_100)


def settle_part(order: Order) -> Decision:
    return settle(order, PART)


def names(events: object) -> list[str]:
    return [type(event).__name__ for event in events]  # type: ignore[attr-defined]


def test_cash_with_one_witness_waits_for_the_other() -> None:
    before = told(*WAY, deliver_unseen)

    [noted] = settle(folded(before))
    [agreed, completed] = agree(folded([*before, noted]))

    assert isinstance(noted, PaymentNoted)
    assert noted.standing is PaymentStanding.UNCONFIRMED
    assert isinstance(agreed, PaymentNoted)
    assert agreed.fact is MoneyFact.CONFIRMED
    assert isinstance(completed, OrderCompleted)
    assert (completed.basis, completed.collected_at) == (CompletedBy.CONFIRMED, NOON)


def test_silence_is_agreement_by_another_name() -> None:
    order = folded(told(*WAY, deliver_unseen, settle))

    *_, completed = agree(order, replace(AGREED, deemed=True))

    assert isinstance(completed, OrderCompleted)
    assert completed.basis is CompletedBy.DEEMED


def test_agreement_on_a_part_leaves_the_rest_due() -> None:
    order = folded(told(*WAY, deliver_unseen, settle_part))

    [noted] = agree(order, replace(AGREED, remaining_due_idr=52_100))

    assert isinstance(noted, PaymentNoted)
    assert (noted.standing, noted.remaining_due_idr) == (PaymentStanding.PARTIAL, 52_100)


def test_agreement_after_the_end_changes_nothing_or_is_noted() -> None:
    assert agree(folded(told(*WAY, deliver, settle))) == ()
    assert names(agree(folded(told(confirm, cancel)))) == ["PaymentNoted"]


def test_more_than_is_due_is_owed_back() -> None:
    order = folded(told(*WAY, deliver))
    over = replace(PAID, amount_received_idr=160_000, overage_idr=7_900)

    [noted, completed] = settle(order, over)

    assert isinstance(noted, PaymentNoted)
    assert (noted.standing, noted.refund_due_idr) == (PaymentStanding.OVERPAID, 7_900)
    assert isinstance(completed, OrderCompleted)
    assert completed.paid_idr == 152_100


def test_a_dispute_gives_an_officer_time_and_stops_the_end() -> None:
    events = told(*WAY, deliver_unseen, settle, dispute)
    noted = events[-1]

    assert isinstance(noted, PaymentNoted)
    assert noted.collect_by == NOON + ONE + timedelta(days=14)
    order = folded(events)
    assert order.clock == (Stage.COLLECTION, noted.collect_by)
    assert names(agree(order)) == ["PaymentNoted"]
    assert dispute(order) == ()
    assert waits_for_others(order)
    assert expire(order, Stage.COLLECTION) == ()
    assert isinstance(settle(order, replace(PAID, collection_id="x"))[0], PaymentNoted)


def test_an_officers_word_ends_it_or_says_what_is_missing() -> None:
    disputed = folded(told(*WAY, deliver_unseen, settle, dispute))
    lost = replace(RESOLVED, delta_idr=-152_100, remaining_due_idr=152_100)

    [resolved, completed] = change(disputed)
    [owing] = change(disputed, lost)

    assert isinstance(resolved, PaymentNoted)
    assert resolved.standing is PaymentStanding.RESOLVED
    assert isinstance(completed, OrderCompleted)
    assert completed.basis is CompletedBy.RESOLVED
    assert isinstance(owing, PaymentNoted)
    assert (owing.amount_received_idr, owing.remaining_due_idr) == (-152_100, 152_100)
    assert owing.collect_by is not None


def test_a_correction_of_a_completed_order_leaves_it_completed_and_owing() -> None:
    wrong = replace(CORRECTED, delta_idr=-100_000, remaining_due_idr=100_000)
    events = told(*WAY, deliver, settle, lambda order: change(order, wrong))
    rest = replace(PAID, collection_id="rest", amount_received_idr=100_000)

    order = folded(events)
    [noted] = settle(order, rest)

    assert (order.status, order.money.remaining_idr) == (Status.COMPLETED, 100_000)
    assert order.clock is None
    assert isinstance(noted, PaymentNoted)
    assert (noted.standing, noted.refund_due_idr) == (PaymentStanding.PARTIAL, 0)


def test_a_correction_of_money_after_the_end_changes_what_is_owed_back() -> None:
    order = folded(told(confirm, cancel, settle))
    assert correct(folded(told(*WAY, deliver, settle_part, correct))) == ()

    [noted] = change(order, replace(CORRECTED, delta_idr=-2_100))

    assert isinstance(noted, PaymentNoted)
    assert noted.refund_due_idr == -2_100


def expired_with_the_goods_gone() -> Order:
    """The buyer has the goods, and has paid a part in time."""
    return folded(told(*WAY, deliver, settle_part, lambda order: expire(order, Stage.COLLECTION)))


def test_late_cash_for_goods_that_were_taken_is_no_gift_and_only_more_is_owed_back() -> None:
    rest = replace(
        PAID, collection_id="rest", amount_received_idr=52_500, remaining_due_idr=0, overage_idr=400
    )

    [noted] = settle(expired_with_the_goods_gone(), rest)

    assert isinstance(noted, PaymentNoted)
    assert noted.standing is PaymentStanding.AFTER_END
    assert (noted.amount_received_idr, noted.refund_due_idr) == (52_500, 400)


def test_a_correction_of_cash_for_goods_that_were_taken_owes_back_only_what_is_too_much() -> None:
    more = replace(CORRECTED, delta_idr=53_000, overage_delta_idr=900)

    [noted] = change(expired_with_the_goods_gone(), more)

    assert isinstance(noted, PaymentNoted)
    assert (noted.amount_received_idr, noted.refund_due_idr) == (53_000, 900)


def test_a_refund_is_noted_once() -> None:
    events = told(*WAY, deliver, settle, refund)
    noted = events[-1]

    assert isinstance(noted, PaymentNoted)
    assert (noted.refunded_idr, noted.refund_due_idr) == (1_000, -1_000)
    assert noted.collection_id == PAID.collection_id
    assert refund(folded(events)) == ()
    [late] = refund(folded(told(confirm, cancel)), REFUNDED)
    assert isinstance(late, PaymentNoted)
    assert late.collection_id == "refund-1"


@pytest.mark.parametrize("step", [settle, agree, dispute, change, correct, refund])
def test_no_fact_of_money_can_come_before_the_goods(step: Step) -> None:
    with pytest.raises(KernelError) as refusal:
        step(folded(told(confirm)))

    assert refusal.value.own_code == "payment_before_handover"


def test_cash_that_never_came_is_the_buyers_fault() -> None:
    [expired] = expire(folded(told(*WAY, deliver, settle_part)), Stage.COLLECTION)

    assert isinstance(expired, OrderExpired)
    assert (expired.stage, expired.fault) == (Stage.COLLECTION, Fault.BUYER)


def test_cash_that_nobody_objects_to_completes_the_order_in_the_end() -> None:
    [completed] = expire(folded(told(*WAY, deliver_unseen, settle)), Stage.COLLECTION)

    assert isinstance(completed, OrderCompleted)
    assert completed.basis is CompletedBy.DEEMED


def test_the_clock_of_the_cash_waits_until_payments_has_spoken() -> None:
    order = folded(told(*WAY, deliver))

    assert waits_for_others(order)
    assert expire(order, Stage.COLLECTION) == ()

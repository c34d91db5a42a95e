"""Commands, policies and clocks of attempts, pick-up, returns, officers and disputed cash."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from orders_examples import CountedLoad, ShownCatalogue, ports
from orders_memory import AS_BUYER, AS_OFFICER, AS_SELLER, AS_STRANGER, Desk
from orders_values import (
    ACCEPT_RETURN,
    BACK,
    CALL_OFF,
    CANCEL_SALE,
    CART,
    CLAIM,
    CODE,
    DECLINE_RETURN,
    FAILED,
    FETCHED_CART,
    FETCHED_OFFERS,
    HANDOVER_ID,
    NOON,
    OFFERS,
    RECEIVE_RETURN,
    REQUEST,
    SELLER,
    TAP,
)

from kernel.application.envelope import Context
from kernel.domain.errors import KernelError
from orders.application import (
    handlers,
    money_policies,
    policies,
    return_handlers,
    seller_handlers,
    timers,
)
from orders.application.foreign import MerchantSuspended, StockReserved
from orders.application.foreign_money import (
    CollectionConfirmed,
    CollectionCorrected,
    CollectionDisputed,
    CollectionDisputeResolved,
    PaymentReceived,
    PaymentRefunded,
)
from orders.domain.checkout import Rules
from orders.domain.commands import AcceptOrder, DispatchOrder, MarkReady, ReturnedLine
from orders.domain.limits import Limits
from orders.domain.words import ReturnStatus, Stage, Status

PAID: dict[str, Any] = {"payment_id": "payment-1", "collection_id": HANDOVER_ID}


def place(desk: Desk, cart: Any = CART) -> str:
    [order] = desk.ask(handlers.place_orders, cart, context=AS_BUYER)["orders"]
    order_id = str(order["order_id"])
    desk.hear(policies.when_stock_reserved, StockReserved(order_id=order_id, merchant_id="any"))
    return order_id


def accepted(desk: Desk, cart: Any = CART) -> str:
    order_id = place(desk, cart)
    desk.ask(seller_handlers.accept_order, AcceptOrder(order_id=order_id), context=AS_SELLER)
    return order_id


def dispatched(desk: Desk) -> str:
    order_id = accepted(desk)
    desk.ask(seller_handlers.dispatch_order, DispatchOrder(order_id=order_id), context=AS_SELLER)
    return order_id


def received(order_id: str, **changes: Any) -> PaymentReceived:
    usual = PaymentReceived(
        **PAID,
        order_id=order_id,
        amount_received_idr=CART.expected_total_idr,
        remaining_due_idr=0,
        collected_at=NOON,
    )
    return replace(usual, **changes)


def delivered(desk: Desk, *, code: str | None = CODE) -> str:
    order_id = dispatched(desk)
    command = replace(TAP, order_id=order_id, code=code)
    answer = desk.ask(seller_handlers.hand_over_order, command, context=AS_SELLER)
    assert answer["accepted"]
    return order_id


def bought(desk: Desk) -> str:
    order_id = delivered(desk)
    desk.hear(money_policies.when_payment_received, received(order_id))
    return order_id


def requested(desk: Desk) -> tuple[str, Any]:
    order_id = bought(desk)
    line = desk.order(order_id).placed.lines[0]
    lines = (ReturnedLine(line_id=line.line_id, quantity=1),)
    command = replace(REQUEST, order_id=order_id, lines=lines)
    return order_id, desk.ask(return_handlers.request_return, command, context=AS_BUYER)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(KernelError) as refusal:
        act()
    return refusal.value.own_code


def test_what_is_fetched_is_made_ready_and_waits(desk: Desk) -> None:
    desk = Desk(ShownCatalogue(FETCHED_OFFERS))
    order_id = accepted(desk, FETCHED_CART)

    answer = desk.ask(seller_handlers.mark_ready, MarkReady(order_id=order_id), context=AS_SELLER)

    assert answer["status"] == Status.READY_FOR_PICKUP
    [timer] = desk.store.timers.values()
    assert timer.kind == Stage.PICKUP


def test_attempts_fail_and_goods_go_back(desk: Desk) -> None:
    order_id = dispatched(desk)

    failed = replace(FAILED, order_id=order_id, next_attempt_at=NOON + timedelta(days=3))
    desk.ask(seller_handlers.record_failed_attempt, failed, context=AS_SELLER)
    [timer] = desk.store.timers.values()
    back = replace(BACK, order_id=order_id)
    answer = desk.ask(seller_handlers.return_to_seller, back, context=AS_SELLER)

    assert timer.due_at == NOON + timedelta(days=4)
    assert answer["status"] == Status.RETURNED_TO_SELLER
    assert desk.store.timers == {}


def test_a_buyer_claims_her_own_order(desk: Desk) -> None:
    order_id = dispatched(desk)
    claim = replace(CLAIM, order_id=order_id)

    assert refused(lambda: desk.ask(seller_handlers.claim_handover, claim, context=AS_SELLER)) == (
        "order_not_found"
    )
    answer = desk.ask(seller_handlers.claim_handover, claim, context=AS_BUYER)
    assert answer["status"] == Status.DELIVERED


def test_seller_and_officer_call_off_each_in_their_way(desk: Desk) -> None:
    sale, order = accepted(desk), dispatched(desk)

    as_seller = replace(CANCEL_SALE, order_id=sale)
    assert desk.ask(handlers.cancel_sale, as_seller, context=AS_SELLER)["status"] == "cancelled"
    call_off = replace(CALL_OFF, order_id=order)
    party = Context(actor_id=AS_SELLER.actor_id, actor_role="catalog_officer")
    assert refused(lambda: desk.ask(handlers.call_off_order, call_off, context=party)) == (
        "officer_is_party"
    )
    answer = desk.ask(handlers.call_off_order, call_off, context=AS_OFFICER)
    assert answer["status"] == "cancelled"


def test_limits_count_what_is_placed_meanwhile() -> None:
    full = {
        name: replace(one, seller=replace(SELLER, max_open_orders=1))
        for name, one in OFFERS.items()
    }
    desk = Desk(ShownCatalogue(full))
    place(desk)

    assert refused(lambda: place(desk)) == "seller_full"

    desk = Desk(load=CountedLoad(of_buyer=4))
    desk.ports = replace(
        ports(load=CountedLoad(of_buyer=4)),
        rules=Rules(deadlines=desk.ports.deadlines, limits=Limits(open_orders_max=5)),
    )
    place(desk)
    assert refused(lambda: place(desk)) == "too_many_open_orders"


def test_a_return_goes_its_way(desk: Desk) -> None:
    order_id, answer = requested(desk)
    [timer] = desk.store.timers.values()

    assert answer["status"] == ReturnStatus.REQUESTED
    assert (timer.kind, timer.subject) == ("return_answer", order_id)
    take = replace(ACCEPT_RETURN, order_id=order_id)
    answer = desk.ask(return_handlers.accept_return, take, context=AS_SELLER)
    assert (answer["status"], answer["refund_idr"]) == (ReturnStatus.ACCEPTED, 67_550)
    assert desk.store.timers == {}
    have = replace(RECEIVE_RETURN, order_id=order_id)
    answer = desk.ask(return_handlers.receive_return, have, context=AS_SELLER)
    assert answer["status"] == ReturnStatus.RECEIVED


def test_an_officer_overrules_but_never_in_her_own_order(desk: Desk) -> None:
    order_id, _ = requested(desk)
    decline = replace(DECLINE_RETURN, order_id=order_id)
    take = replace(ACCEPT_RETURN, order_id=order_id)
    party = Context(actor_id=AS_BUYER.actor_id, actor_role="catalog_officer")

    desk.ask(return_handlers.decline_return, decline, context=AS_SELLER)
    assert refused(lambda: desk.ask(return_handlers.accept_return, take, context=AS_STRANGER)) == (
        "order_not_found"
    )
    assert refused(lambda: desk.ask(return_handlers.accept_return, take, context=party)) == (
        "officer_is_party"
    )
    answer = desk.ask(return_handlers.accept_return, take, context=AS_OFFICER)
    assert answer["status"] == ReturnStatus.ACCEPTED


def test_a_return_that_nobody_answers_is_taken(desk: Desk) -> None:
    order_id, _ = requested(desk)
    [timer] = desk.store.timers.values()

    desk.fire(timers.when_a_return_was_not_answered, timer)
    desk.fire(timers.when_a_return_was_not_answered, timer)

    [known] = desk.order(order_id).returns.values()
    assert known.status is ReturnStatus.ACCEPTED
    assert desk.store.timers == {}


def test_agreement_completes_what_was_handed_over_without_a_code(desk: Desk) -> None:
    order_id = delivered(desk, code=None)
    agreed = CollectionConfirmed(
        **PAID, order_id=order_id, by="deemed", remaining_due_idr=0, confirmed_at=NOON
    )

    desk.hear(money_policies.when_payment_received, received(order_id))
    assert desk.order(order_id).status is Status.DELIVERED
    desk.hear(money_policies.when_collection_confirmed, agreed)

    assert desk.order(order_id).status is Status.COMPLETED
    assert desk.store.timers == {}


def test_a_dispute_waits_for_an_officer_and_its_clock_looks_again(desk: Desk) -> None:
    order_id = delivered(desk, code=None)
    disputed = CollectionDisputed(
        **PAID, order_id=order_id, dispute_id="dispute-1", disputed_at=NOON
    )
    resolved = CollectionDisputeResolved(
        **PAID,
        order_id=order_id,
        dispute_id="dispute-1",
        decided_idr=CART.expected_total_idr,
        recorded_idr=CART.expected_total_idr,
        overage_delta_idr=0,
        remaining_due_idr=0,
        original_collected_at=NOON,
    )
    desk.hear(money_policies.when_payment_received, received(order_id))
    desk.hear(money_policies.when_collection_disputed, disputed)
    [timer] = desk.store.timers.values()
    assert timer.due_at == NOON + timedelta(days=14)

    desk.fire(timers.when_the_clock_ran_out, timer)
    [again] = desk.store.timers.values()
    assert again.due_at == timer.due_at + timedelta(days=1)
    desk.hear(money_policies.when_collection_dispute_resolved, resolved)

    assert desk.order(order_id).status is Status.COMPLETED
    assert desk.store.timers == {}


def test_corrections_and_refunds_are_noted(desk: Desk) -> None:
    order_id = bought(desk)
    corrected = CollectionCorrected(
        **PAID,
        order_id=order_id,
        correction_id="correction-1",
        wrong_idr=152_100,
        right_idr=52_100,
        overage_delta_idr=0,
        remaining_due_idr=100_000,
        original_collected_at=NOON,
    )
    refunded = PaymentRefunded(
        payment_id="payment-1",
        order_id=order_id,
        refund_id="refund-1",
        amount_idr=1_000,
        original_collection_id=HANDOVER_ID,
        original_collected_at=NOON,
    )

    for _ in range(2):
        desk.hear(money_policies.when_collection_corrected, corrected)
        desk.hear(money_policies.when_payment_refunded, refunded)

    money = desk.order(order_id).money
    assert (money.received_idr, money.remaining_idr) == (52_100, 100_000)
    assert sum(type(fact).__name__ == "PaymentNoted" for fact in desk.facts()) == 2


def suspended(rule: str) -> MerchantSuspended:
    return MerchantSuspended(merchant_id="m", open_orders_rule=rule, suspended_at=NOON)


def fire_suspension(desk: Desk) -> None:
    timer = desk.store.take_timer("suspension-m")
    desk.fire(timers.when_a_seller_was_suspended, timer)


def test_a_suspension_calls_off_what_was_not_sent_chunk_by_chunk() -> None:
    load = CountedLoad()
    desk = Desk(load=load)
    order_ids = [place(desk) for _ in range(timers.CHUNK + 1)]
    sent = dispatched(desk)
    load.unsent = [*order_ids, sent]

    desk.hear(policies.when_merchant_suspended, suspended("cancel"))
    desk.hear(policies.when_merchant_suspended, suspended("cancel"))
    fire_suspension(desk)
    assert "suspension-m" in desk.store.timers
    fire_suspension(desk)

    assert {desk.order(one).status for one in order_ids} == {Status.CANCELLED}
    assert desk.order(sent).status is Status.DISPATCHED
    assert "suspension-m" not in desk.store.timers


def test_a_suspension_that_lets_orders_finish_calls_nothing_off(desk: Desk) -> None:
    desk.hear(policies.when_merchant_suspended, suspended("finish"))

    assert desk.store.timers == {}

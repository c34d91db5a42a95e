"""What orders does when a neighbour has spoken, also when it speaks late."""

from dataclasses import replace
from datetime import timedelta

import pytest
from orders_memory import AS_BUYER, AS_SELLER, Desk
from orders_values import CART, CODE, HANDOVER_ID, NOON

from kernel.application.ports import Timer
from kernel.domain.errors import KernelError
from orders.application import handlers, money_policies, policies, seller_handlers
from orders.application.foreign import Shortage, StockRejected, StockReserved
from orders.application.foreign_money import PaymentReceived
from orders.application.timers import when_the_clock_ran_out
from orders.domain.commands import AcceptOrder, CancelOrder, DispatchOrder, HandOverOrder
from orders.domain.events import OrderExpired, OrderRejected, PaymentNoted
from orders.domain.words import Fault, RejectionReason, Stage, Status


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def order_id(desk: Desk) -> str:
    [order] = desk.ask(handlers.place_orders, CART, context=AS_BUYER)["orders"]
    return str(order["order_id"])


def reserved(order_id: str) -> StockReserved:
    return StockReserved(order_id=order_id, merchant_id="merchant-of-rice")


def rejected(order_id: str, *codes: str) -> StockRejected:
    reasons = tuple(Shortage(line_id=f"line-{n}", code=code) for n, code in enumerate(codes))
    return StockRejected(order_id=order_id, reasons=reasons)


def received(order_id: str, remaining_due_idr: int = 0) -> PaymentReceived:
    return PaymentReceived(
        payment_id="payment-1",
        order_id=order_id,
        collection_id=HANDOVER_ID,
        amount_received_idr=CART.expected_total_idr - remaining_due_idr,
        remaining_due_idr=remaining_due_idr,
        collected_at=NOON,
    )


def the_clock_of(desk: Desk) -> Timer:
    [timer] = desk.store.timers.values()
    return timer


def test_reserved_stock_confirms_the_order_and_asks_for_the_cash(desk: Desk, order_id: str) -> None:
    desk.hear(policies.when_stock_reserved, reserved(order_id))

    order = desk.order(order_id)
    assert order.status is Status.CONFIRMED
    assert order.payment_id is not None
    assert the_clock_of(desk).due_at == NOON + timedelta(hours=4)


@pytest.mark.parametrize(
    ("codes", "reason"),
    [
        (("out_of_stock",), RejectionReason.OUT_OF_STOCK),
        (("price_changed", "out_of_stock"), RejectionReason.OUT_OF_STOCK),
        (("price_changed",), RejectionReason.PRICE_CHANGED),
        (("out_of_stock", "merchant_paused"), RejectionReason.MERCHANT_UNAVAILABLE),
        (("delisted",), RejectionReason.OTHER),
        (("a-code-of-next-year",), RejectionReason.OTHER),
    ],
)
def test_missing_stock_rejects_the_order_for_one_reason(
    desk: Desk, order_id: str, codes: tuple[str, ...], reason: RejectionReason
) -> None:
    desk.hear(policies.when_stock_rejected, rejected(order_id, *codes))

    *_, event = desk.facts()
    assert isinstance(event, OrderRejected)
    assert event.reason_code is reason
    assert [line.code for line in event.lines] == list(codes)
    assert desk.store.timers == {}


def test_stock_that_is_reserved_too_late_changes_nothing(desk: Desk, order_id: str) -> None:
    desk.fire(when_the_clock_ran_out, the_clock_of(desk))
    before = desk.facts()

    desk.hear(policies.when_stock_reserved, reserved(order_id))

    assert desk.order(order_id).status is Status.EXPIRED
    assert desk.facts() == before  # OrderExpired has told the catalogue to release.
    assert desk.store.timers == {}


def test_stock_that_is_reserved_after_a_cancellation_changes_nothing(
    desk: Desk, order_id: str
) -> None:
    desk.ask(handlers.cancel_order, CancelOrder(order_id=order_id), context=AS_BUYER)

    desk.hear(policies.when_stock_reserved, reserved(order_id))
    desk.hear(policies.when_stock_rejected, rejected(order_id, "out_of_stock"))

    assert desk.order(order_id).status is Status.CANCELLED


def test_stock_that_is_taken_back_is_refused_for_a_person_to_see(desk: Desk, order_id: str) -> None:
    desk.hear(policies.when_stock_reserved, reserved(order_id))

    with pytest.raises(KernelError) as refusal:
        desk.hear(policies.when_stock_rejected, rejected(order_id, "out_of_stock"))

    assert refusal.value.own_code == "reservation_contradicted"


@pytest.mark.parametrize("policy", [policies.when_stock_reserved])
def test_news_of_an_order_that_nobody_placed_is_refused(desk: Desk, policy: object) -> None:
    with pytest.raises(KernelError) as refusal:
        desk.hear(policy, reserved("no-such-order"))  # type: ignore[arg-type]

    assert refusal.value.own_code == "order_not_found"


def delivered(desk: Desk, order_id: str) -> None:
    desk.hear(policies.when_stock_reserved, reserved(order_id))
    desk.ask(seller_handlers.accept_order, AcceptOrder(order_id=order_id), context=AS_SELLER)
    desk.ask(seller_handlers.dispatch_order, DispatchOrder(order_id=order_id), context=AS_SELLER)
    command = HandOverOrder(
        order_id=order_id,
        handover_id=HANDOVER_ID,
        code=CODE,
        cash_idr=CART.expected_total_idr,
    )
    desk.ask(seller_handlers.hand_over_order, command, context=AS_SELLER)


def test_the_whole_cash_completes_a_delivered_order(desk: Desk, order_id: str) -> None:
    delivered(desk, order_id)

    desk.hear(money_policies.when_payment_received, received(order_id))
    desk.hear(money_policies.when_payment_received, received(order_id))

    assert desk.order(order_id).status is Status.COMPLETED
    assert sum(type(fact).__name__ == "OrderCompleted" for fact in desk.facts()) == 1


def test_a_part_of_the_cash_leaves_it_delivered(desk: Desk, order_id: str) -> None:
    delivered(desk, order_id)

    desk.hear(money_policies.when_payment_received, received(order_id, remaining_due_idr=100))

    assert desk.order(order_id).status is Status.DELIVERED


def test_cash_for_a_cancelled_order_is_noted_as_owed_back(desk: Desk, order_id: str) -> None:
    desk.ask(handlers.cancel_order, CancelOrder(order_id=order_id), context=AS_BUYER)

    desk.hear(money_policies.when_payment_received, received(order_id))

    *_, noted = desk.facts()
    assert isinstance(noted, PaymentNoted)
    assert noted.refund_due_idr == CART.expected_total_idr
    assert desk.order(order_id).status is Status.CANCELLED


def test_cash_before_the_goods_waits_for_a_person(desk: Desk, order_id: str) -> None:
    with pytest.raises(KernelError) as refusal:
        desk.hear(money_policies.when_payment_received, received(order_id))

    assert refusal.value.own_code == "payment_before_handover"


def test_a_clock_that_runs_out_ends_the_order_with_stage_and_fault(
    desk: Desk, order_id: str
) -> None:
    desk.hear(policies.when_stock_reserved, reserved(order_id))

    desk.fire(when_the_clock_ran_out, the_clock_of(desk))

    *_, expired = desk.facts()
    assert isinstance(expired, OrderExpired)
    assert (expired.stage, expired.fault) == (Stage.ACCEPTANCE, Fault.SELLER)
    assert expired.deadline == NOON + timedelta(hours=4)
    assert desk.store.timers == {}


def test_a_clock_that_fires_after_the_order_moved_on_changes_nothing(
    desk: Desk, order_id: str
) -> None:
    late = the_clock_of(desk)
    desk.hear(policies.when_stock_reserved, reserved(order_id))
    before = desk.facts()

    desk.fire(when_the_clock_ran_out, late)
    desk.fire(when_the_clock_ran_out, replace(late, kind="dispatch"))

    assert desk.facts() == before
    assert the_clock_of(desk).kind == "acceptance"

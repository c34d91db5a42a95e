"""One order from checkout to its end, through commands, foreign events and clocks."""

from datetime import timedelta

from orders_service import BUYER, OFFICER, SELLING, STRANGER, Town, message, other_stall
from orders_values import CART, NOON

from kernel.adapters.codec import plain
from orders.application.foreign import (
    MerchantRejected,
    ProductDelisted,
    ProductPriceChanged,
    Shortage,
    StapleListSet,
    StockRejected,
)

ORDERED = plain(CART)


def test_an_order_goes_its_way_to_completion(town: Town) -> None:
    order_id = town.place()
    handover_id = town.bring(order_id)
    town.pay(order_id, handover_id)

    page = town.ask("order", BUYER, order_id=order_id)

    assert page["status"] == "completed"
    assert page["paid_idr"] == CART.expected_total_idr
    assert [line["delivered_quantity"] for line in page["lines"]] == [2, 1]
    assert town.events_of(order_id) == [
        "orders.order_placed.v1",
        "orders.order_confirmed.v1",
        "orders.payment_requested.v1",
        "orders.order_accepted.v1",
        "orders.order_dispatched.v1",
        "orders.order_delivered.v1",
        "orders.order_completed.v1",
    ]


def test_a_cart_over_two_sellers_is_one_checkout(town: Town) -> None:
    town.hear("catalog", *other_stall(2))
    lines = [*ORDERED["lines"], {"product_id": "rice-2", "quantity": 1}]

    result = town.done(
        "place_orders", BUYER, **{**ORDERED, "lines": lines, "expected_total_idr": 224_600}
    )

    checkout = town.ask("checkout", BUYER, checkout_id=result["checkout_id"])
    assert {order["merchant_id"] for order in checkout["orders"]} == {
        "merchant-of-rice",
        "merchant-2",
    }
    assert checkout["total_idr"] == result["total_idr"] == 224_600
    assert not checkout["settled"]


def test_a_checkout_is_settled_once_every_order_has_an_answer(town: Town) -> None:
    result = town.done("place_orders", BUYER, **ORDERED)
    town.reserve(result["orders"][0]["order_id"])

    checkout = town.ask("checkout", BUYER, checkout_id=result["checkout_id"])

    assert checkout["settled"]
    assert [order["status"] for order in checkout["orders"]] == ["confirmed"]


def test_a_new_price_counts_at_once_and_the_buyer_is_told(town: Town) -> None:
    changed = ProductPriceChanged(
        product_id="snack",
        new_price_idr=13_000,
        price_per_base=250,
        price_version=2,
        ceiling_status="unknown",
    )
    town.hear("catalog", changed)

    refused = town.tell("place_orders", BUYER, **ORDERED)
    done = town.done("place_orders", BUYER, **{**ORDERED, "expected_total_idr": 153_100})

    assert refused["error"]["family"] == "conflict"
    assert refused["error"]["code"] == "price_changed"
    assert refused["error"]["details"] == {"total_idr": 153_100}
    assert town.app.head() == 1
    assert done["total_idr"] == 153_100


def test_one_buyers_old_price_is_not_her_neighbours_trouble(town: Town) -> None:
    wrong = message("place_orders", BUYER, {**ORDERED, "expected_total_idr": 1}, "a")
    right = message("place_orders", BUYER, ORDERED, "b")

    with town.statements() as sent:
        answers = town.app.execute([right, wrong, right])

    assert [answer.get("error", {}).get("code") for answer in answers] == [
        None,
        "price_changed",
        None,
    ]
    assert answers[0]["ok"] == answers[2]["ok"]
    assert sum("append_events" in one for one in sent) == 1


def test_a_product_that_is_gone_or_a_seller_that_is_not_verified_sells_nothing(
    town: Town,
) -> None:
    town.hear("catalog", ProductDelisted(product_id="snack"))
    delisted = town.tell("place_orders", BUYER, **ORDERED)
    town.hear("catalog", MerchantRejected(merchant_id="merchant-of-rice"))
    rice = {**ORDERED, "lines": ORDERED["lines"][:1]}
    unverified = town.tell("place_orders", BUYER, **rice)

    assert delisted["error"]["code"] == "product_delisted"
    assert unverified["error"]["code"] == "merchant_not_verified"


def test_the_officers_list_decides_what_is_a_staple(town: Town) -> None:
    new_list = StapleListSet(
        list_version="2026-2",
        commodity_code="rice-medium",
        is_staple=False,
        effective_from=NOON.date(),
    )
    town.hear("catalog", new_list)
    town.place()

    [placed] = town.facts("orders.order_placed.v1")

    lines = {line["product_id"]: line for line in placed["lines"]}
    assert lines["rice-5kg"]["staple_list_version"] == "2026-2"
    assert not lines["rice-5kg"]["staple"]


def test_missing_stock_rejects_the_order(town: Town) -> None:
    order_id = town.place()
    shortage = Shortage(line_id="line-1", code="out_of_stock")

    town.hear("catalog", StockRejected(order_id=order_id, reasons=(shortage,)))

    page = town.ask("order", BUYER, order_id=order_id)
    assert (page["status"], page["reason_code"]) == ("rejected", "out_of_stock")


def test_each_clock_ends_the_order_it_was_set_for(town: Town) -> None:
    unanswered, ignored, forgotten, lost = (town.place() for _ in range(4))
    for order_id in (ignored, forgotten, lost):
        town.reserve(order_id)
    for order_id in (forgotten, lost):
        town.done("accept_order", SELLING, order_id=order_id)
    town.done("dispatch_order", SELLING, order_id=lost)

    for days in range(1, 5):
        town.move_to(NOON + timedelta(days=days))

    stages = {
        order_id: (page["status"], page["stage"], page["fault"])
        for order_id in (unanswered, ignored, forgotten, lost)
        for page in [town.ask("order", BUYER, order_id=order_id)]
    }
    assert stages == {
        unanswered: ("expired", "reservation", "platform"),
        ignored: ("expired", "acceptance", "seller"),
        forgotten: ("expired", "dispatch", "seller"),
        lost: ("expired", "delivery", "seller"),
    }
    assert town.rows("select * from timers") == []


def test_a_reservation_that_comes_too_late_finds_the_order_ended(town: Town) -> None:
    order_id = town.place()
    town.move_to(NOON + timedelta(minutes=15))

    town.reserve(order_id)

    assert town.ask("order", BUYER, order_id=order_id)["status"] == "expired"
    assert town.rows("select * from parked") == []


def test_a_seller_acts_on_her_own_orders_alone(town: Town) -> None:
    order_id = town.place()
    town.reserve(order_id)

    foreign = town.tell("accept_order", STRANGER, order_id=order_id)
    missing = town.tell("accept_order", STRANGER, order_id="no-such-order")
    officer = town.tell("accept_order", OFFICER, order_id=order_id)

    assert foreign["error"]["code"] == missing["error"]["code"] == "order_not_found"
    assert officer["error"]["code"] == "role_missing"


def test_wrong_codes_are_counted_across_requests_and_lock_the_order(town: Town) -> None:
    order_id = town.place()
    town.reserve(order_id)
    town.done("accept_order", SELLING, order_id=order_id)
    town.done("dispatch_order", SELLING, order_id=order_id)
    attempt = {
        "order_id": order_id,
        "handover_id": "0195a1c2-0000-4000-8000-0000000000d1",
        "code": "not it",
        "cash_idr": CART.expected_total_idr,
    }

    answers = [town.done("hand_over_order", SELLING, **attempt) for _ in range(5)]
    attempt["code"] = town.code_of(order_id)
    locked = town.tell("hand_over_order", SELLING, **attempt)

    assert [answer["attempts_left"] for answer in answers] == [4, 3, 2, 1, 0]
    assert locked["error"]["code"] == "handover_code_locked"


def test_the_same_request_under_the_same_key_orders_once(town: Town) -> None:
    once = message("place_orders", BUYER, ORDERED, "key-1")

    [first] = town.app.execute([once])
    [second] = town.app.execute([once])

    assert first["ok"] == second["ok"]
    assert second["replayed"]
    assert town.app.head() == 1

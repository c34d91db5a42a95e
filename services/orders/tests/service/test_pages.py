"""One page of truth, lists by whose turn it is, and what a seller packs."""

from typing import Any

from orders_service import BUYER, OFFICER, SELLING, Town
from orders_values import CART, DELIVERY, MERCHANT_ID, NOON, RICE

from kernel.adapters.codec import plain
from kernel.adapters.rebuild import differences_own, rebuild_own
from kernel.domain.ids import new_id
from orders.adapters.happening_rows import HAPPENINGS
from orders.application.foreign import (
    DeliveryArea,
    MerchantPaused,
    MerchantResumed,
    MerchantServiceChanged,
    MerchantSuspended,
    OpenSpan,
    PriceCeilingSet,
    ProductBlocked,
)


def accepted(town: Town) -> str:
    order_id = town.place()
    town.reserve(order_id)
    town.done("accept_order", SELLING, order_id=order_id)
    return order_id


def service(**changes: Any) -> MerchantServiceChanged:
    return MerchantServiceChanged(
        merchant_id=MERCHANT_ID,
        opening_hours=tuple(
            OpenSpan(weekday=day, opens="08:00", closes="17:00") for day in range(6)
        ),
        delivers=True,
        delivery_area=(
            DeliveryArea(
                kelurahan_code=str(DELIVERY.kelurahan_code), fee_idr=5_000, min_order_idr=10_000
            ),
        ),
        **changes,
    )


def test_the_page_tells_what_happened_what_comes_next_and_how_the_money_is(town: Town) -> None:
    order_id = town.place()
    town.pay(order_id, town.bring(order_id))
    line = town.ask("order", BUYER, order_id=order_id)["lines"][0]["line_id"]
    returned = {"return_id": new_id(), "lines": [{"line_id": line, "quantity": 1}]}
    town.done("request_return", BUYER, order_id=order_id, reason_code="defective", **returned)
    town.done("accept_return", SELLING, order_id=order_id, return_id=returned["return_id"])

    page = town.ask("order", OFFICER, order_id=order_id)

    assert [(one["what"], one["by_role"]) for one in page["timeline"]][-4:] == [
        ("order_delivered", "merchant"),
        ("order_completed", "system"),
        ("return_requested", "buyer"),
        ("return_accepted", "merchant"),
    ]
    assert page["money"]["paid_idr"] == CART.expected_total_idr
    assert page["money"]["refund_due_idr"] == 67_550
    assert [one["status"] for one in page["returns"]] == ["accepted"]
    assert [one["what"] for one in page["deadlines"]] == ["return_window"]


def test_the_timeline_can_be_made_anew(town: Town) -> None:
    town.bring(town.place())
    before = town.rows("select * from happenings order by order_id, version")

    assert differences_own(town.database, HAPPENINGS, town.definition.codec) == 0
    rebuild_own(town.database, HAPPENINGS, town.definition.codec)

    assert town.rows("select * from happenings order by order_id, version") == before


def test_lists_by_day_and_by_whose_turn_it_is(town: Town) -> None:
    waiting, ended = accepted(town), town.place()
    town.done("cancel_order", BUYER, order_id=ended)

    def listed(context: dict[str, Any], **params: Any) -> list[str]:
        return [one["order_id"] for one in town.ask("orders", context, **params)["items"]]

    assert listed(SELLING, needs_action=True) == [waiting]
    assert listed(BUYER, needs_action=True) == []
    assert listed(OFFICER, needs_action=True, as_role="officer") == []
    assert listed(SELLING, day="2026-03-02") == [ended, waiting]
    assert listed(SELLING, day="2026-03-03") == []


def test_a_seller_packs_by_product_page_by_page(town: Town) -> None:
    for _ in range(3):
        accepted(town)

    whole = town.ask("pick_list", SELLING)
    first = town.ask("pick_list", SELLING, day="2026-03-03", limit=1)
    rest = town.ask("pick_list", SELLING, day="2026-03-03", cursor=first["next_cursor"])

    assert [(one["product_id"], one["quantity"], one["orders"]) for one in whole["items"]] == [
        ("rice-5kg", 6, 3),
        ("snack", 3, 3),
    ]
    assert first["items"] + rest["items"] == whole["items"]
    assert rest["next_cursor"] is None
    assert town.ask("pick_list", {"actor_id": "x", "actor_role": "merchant"})["items"] == []


def test_what_the_catalogue_says_holds_at_the_next_checkout(town: Town) -> None:
    def refusal() -> str:
        answer = town.tell("place_orders", BUYER, **plain(CART))
        return str(answer["error"]["code"]) if "error" in answer else "placed"

    town.hear("catalog", MerchantPaused(merchant_id=MERCHANT_ID, from_at=NOON, until=None))
    paused = refusal()
    town.hear("catalog", MerchantResumed(merchant_id=MERCHANT_ID), service(max_open_orders=1))
    placed, full = refusal(), refusal()
    town.hear("catalog", service(max_open_orders=9), ProductBlocked(product_id="snack"))
    blocked = refusal()

    assert (paused, placed, full, blocked) == (
        "merchant_paused",
        "placed",
        "seller_full",
        "product_blocked",
    )


def test_a_ceiling_is_written_on_the_line(town: Town) -> None:
    figure = PriceCeilingSet(
        ceiling_id="het-1",
        commodity_code=str(RICE.commodity_code),
        zone="java",
        base_unit="g",
        per_base=1_000,
        ceiling_idr=13_500,
        kind="ceiling",
        market_level="retail",
        effective_from=NOON.date(),
        effective_to=None,
    )
    town.hear("catalog", figure)
    town.place()

    [placed] = town.facts("orders.order_placed.v1")
    [rice] = [line for line in placed["lines"] if line["product_id"] == "rice-5kg"]

    assert (rice["ceiling_id"], rice["ceiling_status"]) == ("het-1", "above")


def test_a_suspension_calls_off_what_was_not_sent(town: Town) -> None:
    waiting, sent = accepted(town), accepted(town)
    town.done("dispatch_order", SELLING, order_id=sent)

    town.hear(
        "catalog",
        MerchantSuspended(merchant_id=MERCHANT_ID, open_orders_rule="cancel", suspended_at=NOON),
    )
    town.timers.fire_due()

    page = town.ask("order", OFFICER, order_id=waiting)
    assert (page["status"], page["reason_code"], page["fault"]) == (
        "cancelled",
        "merchant_suspended",
        "seller",
    )
    assert town.ask("order", OFFICER, order_id=sent)["status"] == "dispatched"
    assert town.tell("place_orders", BUYER, **plain(CART))["error"]["code"] == "merchant_suspended"

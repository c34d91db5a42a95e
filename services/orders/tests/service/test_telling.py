"""A whole order is told to both sides, on a real database; each reads her own."""

from datetime import timedelta
from typing import Any

from orders_service import BUYER, SELLING, STRANGER, Town
from orders_values import BUYER_ID, NOON, SELLER_ID

from kernel.testing.tellers import MemoryTeller, tell_all


def told(town: Town) -> MemoryTeller:
    return tell_all(town.definition, town.database, clock=town.clock)


def read(town: Town, who: dict[str, Any]) -> list[str]:
    items = town.ask("order_notices", who)["items"]
    return [str(one["kind"]) for one in items]


def test_a_whole_order_is_told_to_both_sides(town: Town) -> None:
    order_id = town.place()
    handover_id = town.bring(order_id)
    town.pay(order_id, handover_id)

    channel = told(town)

    assert [(one.to.id, one.kind) for one in channel.given] == [
        (SELLER_ID, "order_received"),
        (BUYER_ID, "order_accepted"),
        (BUYER_ID, "order_on_its_way"),
        (BUYER_ID, "order_completed"),
    ]
    assert {one.params["order_id"] for one in channel.given} == {order_id}
    assert read(town, SELLING) == ["order_received"]
    assert read(town, BUYER) == ["order_completed", "order_on_its_way", "order_accepted"]
    assert read(town, STRANGER) == []


def test_the_channel_finds_the_buyers_number_in_the_vault_and_nowhere_else(town: Town) -> None:
    town.reserve(order_id := town.place())
    town.done("accept_order", SELLING, order_id=order_id)

    [_, accepted] = told(town).given

    assert accepted.contact_ref is not None
    [vault] = town.rows(f"select data from vault where ref = '{accepted.contact_ref}'")  # noqa: S608 - our own text
    phone = vault["data"]["phone"]
    assert phone
    assert phone not in str(town.rows("select * from notices"))


def test_the_silence_of_a_seller_is_told_to_both(town: Town) -> None:
    town.reserve(town.place())
    town.move_to(NOON + timedelta(days=3))

    kinds = {(one.to.id, one.kind) for one in told(town).given}

    assert {(BUYER_ID, "order_expired"), (SELLER_ID, "sale_expired")} <= kinds

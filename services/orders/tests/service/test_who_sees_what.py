"""Each caller sees what is theirs: the code, the address and the list of orders."""

from typing import Any

import pytest
from orders_service import BUYER, OFFICER, SELLING, STRANGER, Town
from orders_values import CART, SELLER_ID

from kernel.adapters.codec import plain
from kernel.domain.errors import KernelError

ADDRESS = {"recipient_name": "Bu Sri", "phone": "0812", "street": "Jalan Ijen 1", "note": "pagi"}
OPERATOR = {"actor_id": "an-operator", "actor_role": "operator"}


def seen(town: Town, context: dict[str, Any], order_id: str) -> dict[str, Any]:
    return town.ask("order", context, order_id=order_id)


def test_the_buyer_sees_her_code_until_the_goods_have_come(town: Town) -> None:
    order_id = town.place()
    while_open = seen(town, BUYER, order_id)
    town.bring(order_id)
    afterwards = seen(town, BUYER, order_id)

    assert len(while_open["handover_code"]) == 6
    assert afterwards["handover_code"] is None
    assert while_open["delivery"] == afterwards["delivery"] == ADDRESS


def test_the_code_of_a_cancelled_order_is_not_shown(town: Town) -> None:
    order_id = town.place()
    town.done("cancel_order", BUYER, order_id=order_id)

    assert seen(town, BUYER, order_id)["handover_code"] is None


def test_the_seller_sees_the_address_from_acceptance_to_the_end(town: Town) -> None:
    order_id = town.place()
    pages = [seen(town, SELLING, order_id)]
    town.reserve(order_id)
    pages.append(seen(town, SELLING, order_id))
    town.done("accept_order", SELLING, order_id=order_id)
    pages.append(seen(town, SELLING, order_id))
    town.pay(order_id, handover_id := town.bring(order_id))
    pages.append(seen(town, SELLING, order_id))

    assert [page["delivery"] for page in pages] == [None, None, ADDRESS, None]
    assert [page["status"] for page in pages] == ["placed", "confirmed", "accepted", "completed"]
    assert handover_id


def test_the_seller_still_sees_it_while_cash_is_outstanding(town: Town) -> None:
    order_id = town.place()
    town.bring(order_id)

    page = seen(town, SELLING, order_id)

    assert (page["status"], page["delivery"]) == ("delivered", ADDRESS)


def test_the_seller_never_sees_the_code_or_who_the_buyer_is(town: Town) -> None:
    order_id = town.place()
    town.reserve(order_id)
    code = town.code_of(order_id)

    page = seen(town, SELLING, order_id)

    assert code not in repr(page)
    assert "handover_code" not in page
    assert "membership_id" not in page
    assert "buyer_account_id" not in page


@pytest.mark.parametrize("officer", [OFFICER, OPERATOR])
def test_an_officer_sees_the_order_and_nobodys_address(town: Town, officer: dict[str, Any]) -> None:
    order_id = town.place()
    town.reserve(order_id)
    town.done("accept_order", SELLING, order_id=order_id)

    page = seen(town, officer, order_id)

    assert page["status"] == "accepted"
    assert not {"delivery", "handover_code", "buyer_account_id", "address_ref"} & set(page)


@pytest.mark.parametrize("known", [True, False])
def test_what_is_not_yours_is_not_found(town: Town, *, known: bool) -> None:
    order_id = town.place() if known else "no-such-order"

    with pytest.raises(KernelError) as refusal:
        seen(town, STRANGER, order_id)

    assert refusal.value.own_code == "order_not_found"


def test_who_buys_from_her_own_stall_sees_the_side_of_her_role(town: Town) -> None:
    as_buyer = {"actor_id": SELLER_ID, "actor_role": "buyer"}
    cart = {**plain(CART), "membership_id": None}
    [order] = town.done("place_orders", as_buyer, **cart)["orders"]

    bought = seen(town, as_buyer, order["order_id"])
    sold = seen(town, SELLING, order["order_id"])

    assert bought["self_purchase"]
    assert "handover_code" in bought
    assert "handover_code" not in sold


def test_another_buyers_checkout_is_not_found(town: Town) -> None:
    result = town.done("place_orders", BUYER, **plain(CART))

    with pytest.raises(KernelError) as refusal:
        town.ask("checkout", {**BUYER, "actor_id": "another"}, checkout_id=result["checkout_id"])

    assert refusal.value.own_code == "checkout_not_found"


def test_a_list_comes_in_pages_the_newest_first(town: Town) -> None:
    placed = [town.place() for _ in range(5)]
    pages, cursor = [], None
    for _ in range(3):
        page = town.ask("orders", BUYER, limit=2, cursor=cursor)
        cursor = page["next_cursor"]
        pages.append([order["order_id"] for order in page["items"]])

    assert pages == [placed[4:2:-1], placed[2:0:-1], placed[:1]]
    assert cursor is None


def test_each_side_lists_its_own(town: Town) -> None:
    order_id = town.place()

    def listed(context: dict[str, Any], **params: Any) -> list[str]:
        items = town.ask("orders", context, **params)["items"]
        return [order["order_id"] for order in items]

    assert listed(BUYER) == [order_id]
    assert listed(BUYER, status="placed") == [order_id]
    assert listed(BUYER, status="completed") == []
    assert listed(SELLING, merchant_id="merchant-of-rice") == [order_id]
    assert listed(SELLING, as_role="merchant", merchant_id="another") == []
    assert listed(STRANGER, as_role="merchant") == []
    assert listed(OFFICER, as_role="catalog_officer") == [order_id]
    assert listed(OPERATOR) == [order_id]


def test_only_an_officer_lists_everybodys_orders(town: Town) -> None:
    with pytest.raises(KernelError) as refusal:
        town.ask("orders", SELLING, as_role="operator")

    assert refusal.value.own_code == "list_not_yours"


def test_nothing_personal_leaves_through_the_feed(town: Town) -> None:
    order_id = town.place()
    code = town.code_of(order_id)
    town.bring(order_id)

    told = repr(town.app.events(0, 1_000))

    assert not any(word in told for word in (*ADDRESS.values(), f'"{code}"'))


def test_erasing_the_address_leaves_the_order(town: Town) -> None:
    order_id = town.place()
    with town.database.transaction() as connection:
        connection.exec_driver_sql("delete from vault")

    page = seen(town, BUYER, order_id)

    assert page["status"] == "placed"
    assert (page["delivery"], page["handover_code"]) == (None, None)

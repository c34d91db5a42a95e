"""Three hundred buyers want one of ten packs at the same time."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from e2e_order import await_status, check_out, insist
from e2e_town import E2eTown, eventually

from malpro_embedded.application.opening import PASSWORD, Buyer

BUYERS = 300
PACKS = 10
AT_ONCE = 32


def test_300_buyers_for_ten_packs_exactly_ten_orders_confirmed_the_others_out_of_stock(
    town: E2eTown,
) -> None:
    shop = town.people.shops[3]
    product_id = _ten_packs(town)
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        buyers = list(crowd.map(lambda number: _newcomer(town, number), range(BUYERS)))

        answers = list(crowd.map(lambda one: check_out(town, one, {product_id: 1}), buyers))
        orders = [answer["orders"][0]["order_id"] for answer in answers]
        ends = list(
            crowd.map(
                lambda pair: await_status(pair[0].caller, pair[1], "confirmed", "rejected"),
                zip(buyers, orders, strict=True),
            )
        )

    assert len(set(orders)) == BUYERS
    assert Counter(ends) == {"confirmed": PACKS, "rejected": BUYERS - PACKS}
    refused = [
        one
        for one, end in zip(zip(buyers, orders, strict=True), ends, strict=True)
        if end == "rejected"
    ]
    reasons = Counter(
        buyer.caller.get(f"/v1/orders/{order_id}")["reason_code"] for buyer, order_id in refused
    )
    assert reasons == {"out_of_stock": BUYERS - PACKS}
    stock = shop.caller.get(f"/v1/products/{product_id}/stock")
    assert (stock["available"], stock["reserved"], stock["committed"]) == (0, PACKS, 0)
    assert stock["received"] == PACKS
    officer = town.people.officers["catalog_officer"]
    kept = Counter(officer.get(f"/v1/orders/{one}/reservation")["status"] for one in orders)
    assert kept == {"reserved": PACKS, "rejected": BUYERS - PACKS}


def _ten_packs(town: E2eTown) -> str:
    shop = town.people.shops[3]
    listed = shop.caller.post(
        "/v1/products",
        {
            "merchant_id": shop.merchant_id,
            "name": "Minyakita subsidi 1 liter",
            "category_code": "staples",
            "commodity_code": "minyakita",
            "base_unit": "ml",
            "pack_content_base": 1000,
            "price_idr": 15_700,
        },
    )
    product_id = str(listed["product_id"])
    shop.caller.post(f"/v1/products/{product_id}/stock-receipts", {"quantity": PACKS})
    shop.products["Minyakita subsidi 1 liter"] = product_id
    eventually(lambda: town.people.public.get(f"/v1/products/{product_id}"), "the packs are listed")
    return product_id


def _newcomer(town: E2eTown, number: int) -> Buyer:
    public, login = town.people.public, f"pembeli-{number}"
    body: dict[str, Any] = {"login": login, "password": PASSWORD, "roles": ["buyer"]}
    insist(lambda: public.post("/v1/accounts", body, key=f"account-of-{login}"))
    token = insist(lambda: public.post("/v1/tokens", {"login": login, "password": PASSWORD}))
    somebody = town.people.buyers[0]
    return Buyer(
        member=somebody.member,
        caller=public.with_token(token["access_token"]),
        membership_id=None,  # type: ignore[arg-type]
    )

"""Two thousand buyers want one of fifty packs in the same minute."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from e2e_order import await_status, checkout_body, insist
from e2e_town import E2eTown, eventually

from malpro_embedded.application.opening import PASSWORD, Buyer

BUYERS = 2_000
PACKS = 50
AT_ONCE = 64


@pytest.mark.timeout(600)
def test_2000_buyers_for_fifty_packs_exactly_fifty_confirmed_the_others_out_of_stock(
    town: E2eTown,
) -> None:
    product_id = _fifty_packs(town)
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        buyers = list(crowd.map(lambda number: _newcomer(town, number), range(BUYERS)))
        body = checkout_body(town, buyers[0], {product_id: 1})
        started = time.monotonic()

        orders = list(crowd.map(lambda one: _one_pack(one, body), buyers))
        placed = time.monotonic()
        ends = list(crowd.map(_end, buyers, orders))

        # Seen with pytest -s; how fast it is, is not for this test to judge.
        seconds = f"{placed - started:.1f} s and {time.monotonic() - placed:.1f} s"
        print("placed and decided in", seconds)  # noqa: T201
        reasons = Counter(crowd.map(_reason, buyers, orders))
        officer = town.people.officers["catalog_officer"]
        kept = Counter(
            crowd.map(lambda one: officer.get(f"/v1/orders/{one}/reservation")["status"], orders)
        )

    assert len(set(orders)) == BUYERS
    assert Counter(ends) == {"confirmed": PACKS, "rejected": BUYERS - PACKS}
    assert reasons == {None: PACKS, "out_of_stock": BUYERS - PACKS}
    assert kept == {"reserved": PACKS, "rejected": BUYERS - PACKS}
    stock = town.people.shops[3].caller.get(f"/v1/products/{product_id}/stock")
    assert (stock["available"], stock["reserved"], stock["committed"]) == (0, PACKS, 0)
    assert stock["received"] == PACKS


def _one_pack(buyer: Buyer, body: dict[str, Any]) -> str:
    key = str(uuid4())
    answer = insist(lambda: buyer.caller.post("/v1/checkouts", body, key=key))
    return str(answer["orders"][0]["order_id"])


def _end(buyer: Buyer, order_id: str) -> str:
    return await_status(buyer.caller, order_id, "confirmed", "rejected")


def _reason(buyer: Buyer, order_id: str) -> str | None:
    reason: str | None = buyer.caller.get(f"/v1/orders/{order_id}")["reason_code"]
    return reason


def _fifty_packs(town: E2eTown) -> str:
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

"""One cart from checkout to completion, by a client that repeats what was not answered."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import requests
from e2e_town import TROUBLES, E2eTown, eventually

from malpro_embedded.application.opening import Buyer, Shop
from malpro_embedded.application.ports import ApiProblem, Caller

PATIENCE_S = 90.0


@dataclass(slots=True)
class Ledger:
    """The client's own account of what it was told, independent of every service."""

    orders: dict[str, int] = field(default_factory=dict)  # order id → amount due


def insist(send: Callable[[], Any]) -> Any:
    """Repeat a request, under the same key, until it is answered or refused for good."""
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            return send()
        except (ApiProblem, requests.RequestException) as error:
            passing = not isinstance(error, ApiProblem) or error.status in {503, 409}
            if not passing or time.monotonic() > end:
                raise
            TROUBLES[type(error).__name__] += 1
        time.sleep(0.2)


def post(caller: Caller, path: str, body: Mapping[str, Any]) -> Any:
    """Send a command as a client does that has lost the answer: twice, and it happens once."""
    key = str(uuid4())
    answer = insist(lambda: caller.post(path, body, key=key))
    assert insist(lambda: caller.post(path, body, key=key)) == answer
    return answer


def check_out(
    town: E2eTown, buyer: Buyer, lines: Mapping[str, int], ledger: Ledger | None = None
) -> dict[str, Any]:
    """Place one cart; `lines` maps product ids to quantities."""
    answer: dict[str, Any] = post(buyer.caller, "/v1/checkouts", checkout_body(town, buyer, lines))
    if ledger:
        ledger.orders |= {one["order_id"]: one["amount_due_idr"] for one in answer["orders"]}
    return answer


def checkout_body(town: E2eTown, buyer: Buyer, lines: Mapping[str, int]) -> dict[str, Any]:
    """Return the request for one cart, with the total as the buyer's page adds it up."""
    return {
        "lines": [{"product_id": one, "quantity": many} for one, many in lines.items()],
        "expected_total_idr": expected_total(town, lines),
        "membership_id": buyer.membership_id,
        "delivery": {
            "kelurahan_code": buyer.member.kelurahan_code,
            "recipient_name": buyer.member.name,
            "phone": buyer.member.phone,
            "street": buyer.member.street,
        },
    }


def expected_total(town: E2eTown, lines: Mapping[str, int]) -> int:
    """Add up as the buyer's page does: one delivery fee a shop, each total down to Rp100."""
    total = 0
    for shop in town.people.shops:
        mine = [one for one in lines if one in shop.products.values()]
        if not mine:
            continue
        due = shop.seller.fee_idr
        for product_id in mine:
            due += _price(town, product_id) * lines[product_id]
        total += due - due % 100
    return total


def _price(town: E2eTown, product_id: str) -> int:
    product = insist(lambda: town.people.public.get(f"/v1/products/{product_id}"))
    return int(product["price_idr"])


def status_of(caller: Caller, order_id: str) -> str:
    return str(caller.get(f"/v1/orders/{order_id}")["status"])


def await_status(caller: Caller, order_id: str, *wanted: str) -> str:
    """Return the order's status once it is one of the wanted."""

    def look() -> str | None:
        status = status_of(caller, order_id)
        return status if status in wanted else None

    return eventually(look, f"order {order_id} is {' or '.join(wanted)}", timeout_s=PATIENCE_S)  # type: ignore[return-value]


def told(caller: Caller) -> Counter[tuple[str, str]]:
    """Return what the caller was told about which order, and how often."""
    found: Counter[tuple[str, str]] = Counter()
    cursor: dict[str, Any] = {}
    while True:
        page = caller.get("/v1/me/notices/orders", limit=200, **cursor)
        found.update((one["about"]["order_id"], one["kind"]) for one in page["items"])
        if not page["next_cursor"]:
            return found
        cursor = {"cursor": page["next_cursor"]}


def deliver(shop: Shop, buyer: Buyer, order_id: str) -> None:
    """Accept, set out, and hand over for the buyer's code and the exact cash."""
    post(shop.caller, f"/v1/orders/{order_id}/acceptance", {})
    post(shop.caller, f"/v1/orders/{order_id}/dispatch", {})
    order = insist(lambda: buyer.caller.get(f"/v1/orders/{order_id}"))
    body = {
        "handover_id": str(uuid4()),
        "code": order["handover_code"],
        "cash_idr": order["amount_due_idr"],
    }
    post(shop.caller, f"/v1/orders/{order_id}/handover", body)


def live_through(town: E2eTown, buyer: Buyer, lines: Mapping[str, int], ledger: Ledger) -> None:
    """Take one cart from checkout to the completion of each of its orders."""
    answer = check_out(town, buyer, lines, ledger)
    for order in answer["orders"]:
        order_id, shop = order["order_id"], town.people.shop_of(order["merchant_id"])
        await_status(buyer.caller, order_id, "confirmed")
        deliver(shop, buyer, order_id)
    for order in answer["orders"]:
        await_status(buyer.caller, order["order_id"], "completed")

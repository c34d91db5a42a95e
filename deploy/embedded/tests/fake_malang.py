"""A city without services: it believes everything, and now and then refuses what it is told."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from malpro_embedded.application.month import Month
from malpro_embedded.application.people import Buyer, People, Shop
from malpro_embedded.application.ports import ApiProblem
from malpro_embedded.domain.cast import Cast

MARCH = datetime(2026, 3, 31, 5, 0, tzinfo=UTC)


@dataclass(slots=True)
class FakeTown:
    time: datetime = MARCH

    def now(self) -> datetime:
        return self.time

    def move_to(self, instant: datetime) -> None:
        self.time = max(self.time, instant)

    def settle(self) -> None:
        """Everybody has heard everything."""

    def check_heads(self) -> None:
        """There is nobody to compare with."""


@dataclass(slots=True)
class FakeMalang:
    """
    :param refuses: of a thousand commands, how many are refused
    :param forbids: those are refused for good
    """

    refuses: int = 0
    forbids: bool = False
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    shops: dict[str, Shop] = field(default_factory=dict)
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    suspended: set[str] = field(default_factory=set)

    def with_token(self, token: str) -> "FakeMalang":
        del token
        return self

    def get(self, path: str, **params: Any) -> Any:
        del params
        parts = path.split("/")
        if parts[-1] == "stock":
            return {"available": self.chance.choice((0, 3, 50))}
        if parts[-1] == "payment":
            refunds = [
                {"refund_id": "r", "cause": "return", "amount_idr": 1_000, "status": status}
                for status in ("due", "refunded")
            ]
            return {"payment_id": str(uuid4()), "refunds": refunds}
        return self.orders[parts[3]]

    def post(self, path: str, body: Mapping[str, Any], *, key: str | None = None) -> Any:
        del key
        self.told.append(path.rsplit("/", 1)[-1])
        if path == "/v1/checkouts":
            return self._checked_out(body)
        if path.endswith("/suspension"):
            self.suspended.add(path.split("/")[3])
        about_an_order = path.startswith(("/v1/orders/", "/v1/payments/"))
        if about_an_order and (self._is_over(path) or self.chance.randrange(1000) < self.refuses):
            raise ApiProblem(403 if self.forbids else 409, {"code": "not_now"})
        right = body.get("code") in {None, "000000", "123456"} and body.get("code") != "000000"
        return {"accepted": right, "code": "handover_code_wrong", "dispute_id": str(uuid4())}

    def _is_over(self, path: str) -> bool:
        """Tell whether it is an order of a seller who was suspended meanwhile."""
        order = self.orders.get(path.split("/")[3])
        return order is not None and order["merchant_id"] in self.suspended

    def _checked_out(self, body: Mapping[str, Any]) -> dict[str, Any]:
        if not self.forbids and self.chance.randrange(1000) < self.refuses:
            raise ApiProblem(
                409, {"code": "price_changed", "details": {"total_idr": body["expected_total_idr"]}}
            )
        by_shop: dict[str, list[dict[str, Any]]] = {}
        for line in body["lines"]:
            by_shop.setdefault(self.shops[line["product_id"]].merchant_id, []).append(line)
        return {"orders": [self._placed(*one) for one in by_shop.items()]}

    def _placed(self, merchant_id: str, wanted: list[dict[str, Any]]) -> dict[str, Any]:
        lines = [
            {
                "line_id": str(uuid4()),
                "product_id": one["product_id"],
                "quantity": one["quantity"],
                "unit_price_idr": 10_000,
                "perishable": bool(number % 2),
            }
            for number, one in enumerate(wanted)
        ]
        goods = 10_000 * sum(one["quantity"] for one in wanted)
        order = {
            "order_id": str(uuid4()),
            "merchant_id": merchant_id,
            "goods_total_idr": goods,
            "delivery_fee_idr": 2_000,
            "amount_due_idr": goods + 2_000,
            "status": self.chance.choice(("confirmed", "rejected")),
            "handover_code": self.chance.choice(("123456", "123456", "000000")),
            "lines": lines,
        }
        self.orders[order["order_id"]] = order
        return order


def month_in(malang: FakeMalang, cast: Cast, seed: int) -> Month:
    """Return the month of these people in a city that believes everything."""
    people = People(public=malang, institution_id="i")
    people.officers = dict.fromkeys(("catalog_officer", "hr_officer", "policy_officer"), malang)
    for number, seller in enumerate(cast.sellers):
        shop = Shop(seller=seller, caller=malang, merchant_id=f"m-{number}")
        shop.products = {good.name: f"p-{number}-{good.name}" for good in seller.goods}
        people.shops.append(shop)
        malang.shops |= dict.fromkeys(shop.products.values(), shop)
    for number, member in enumerate(cast.members):
        people.buyers.append(Buyer(member, malang, f"b-{number}"))
    return Month(people, FakeTown(), cast, seed)

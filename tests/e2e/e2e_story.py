"""What people do in a story, each in one line; time stands still in between."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from e2e_stage import Stage

from kernel.domain.wib import local
from malpro_embedded.application.opening import Buyer, People, Shop
from malpro_embedded.application.ports import Caller

Json = dict[str, Any]


def wib(text: str) -> datetime:
    """Return an instant as people in Malang write it: ``2026-04-02 22:00``."""
    return (datetime.fromisoformat(text) - timedelta(hours=7)).replace(tzinfo=UTC)


def as_local(text: str) -> str:
    """Return an answer's instant as people in Malang write it."""
    return f"{local(datetime.fromisoformat(text)):%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True)
class Told:
    """One town, and everybody in it."""

    stage: Stage
    people: People

    def at(self, text: str) -> None:
        """Let it become that time in Malang; it never goes back."""
        self.stage.move_to(wib(text))

    def shop(self, login: str) -> Shop:
        return next(one for one in self.people.shops if one.seller.login == login)

    def buyer(self, login: str) -> Buyer:
        return next(one for one in self.people.buyers if one.member.login == login)

    def officer(self, role: str) -> Caller:
        return self.people.officers[role]

    def do(self, who: Caller, path: str, **body: Any) -> Json:
        """Send a command, and let everybody hear of it."""
        answer: Json = who.post(path, body)
        self.stage.settle()
        return answer

    def buys(self, buyer: Buyer, lines: dict[str, int], *, fee_idr: int = 0, **more: Any) -> str:
        """Order from one seller, by product id, and return the order's id."""
        goods_idr = sum(self.price(one) * many for one, many in lines.items())
        due = goods_idr + fee_idr
        member = buyer.member
        answer = self.do(
            buyer.caller,
            "/v1/checkouts",
            **{
                "lines": [{"product_id": one, "quantity": many} for one, many in lines.items()],
                "expected_total_idr": due - due % 100,
                "membership_id": buyer.membership_id,
                "delivery": {
                    "kelurahan_code": member.kelurahan_code,
                    "recipient_name": member.name,
                    "phone": member.phone,
                    "street": member.street,
                },
            }
            | more,
        )
        [order] = answer["orders"]
        return str(order["order_id"])

    def price(self, product_id: str) -> int:
        return int(self.people.public.get(f"/v1/products/{product_id}")["price_idr"])

    def available(self, shop: Shop, product_id: str) -> int:
        """Ask the seller's own shelf: the public page may be two seconds old."""
        return int(shop.caller.get(f"/v1/products/{product_id}/stock")["available"])

    def sets_out(self, shop: Shop, order_id: str) -> None:
        self.do(shop.caller, f"/v1/orders/{order_id}/acceptance")
        self.do(shop.caller, f"/v1/orders/{order_id}/dispatch")

    def hands_over(self, shop: Shop, order_id: str, cash_idr: int, **more: Any) -> str:
        """Hand over goods for cash; return the id of the hand-over, made on the device."""
        handover_id = str(uuid4())
        self.do(
            shop.caller,
            f"/v1/orders/{order_id}/handover",
            **{"handover_id": handover_id, "cash_idr": cash_idr} | more,
        )
        return handover_id

    def delivered(self, shop: Shop, buyer: Buyer, order_id: str) -> None:
        """Take a confirmed order through to its completion, under the buyer's code."""
        self.sets_out(shop, order_id)
        order = buyer.caller.get(f"/v1/orders/{order_id}")
        self.hands_over(shop, order_id, order["amount_due_idr"], code=order["handover_code"])
        assert buyer.caller.get(f"/v1/orders/{order_id}")["status"] == "completed"

    def duty(self, buyer: Buyer, period: str = "2026-04") -> Json:
        """Return the buyer's own page about a month."""
        answer: Json = buyer.caller.get(f"/v1/obligations/{buyer.membership_id}/{period}")
        return answer

    def agency(self, code: str) -> str:
        return self.people.agencies[code]

    def summary(self, agency_id: str, period: str = "2026-04") -> Json:
        """Return an agency's figures of a month, its own and those with everything below it."""
        officer, whose = self.officer("hr_officer"), {"institution_id": self.people.institution_id}
        page = officer.get(f"/v1/periods/{period}/agencies", **whose)
        found: Json = next(one for one in page["items"] if one["agency_id"] == agency_id)
        return found

"""The desk at which everybody is registered: accounts, sellers with their goods, members."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from malpro_embedded.application.people import Buyer, People, Shop
from malpro_embedded.application.ports import Caller, Together
from malpro_embedded.domain.cast import PERIOD, Cast, Good, Member, Seller

PASSWORD = "rahasia-sekali-2026"  # noqa: S105 - of invented people, in a town that ends with the demo
_COLUMNS = (
    "reference,name,category_code,commodity_code,base_unit,pack_content_base,price_idr,sold_by,"
    "goods_origin,perishable,returnable,food_permit,halal_status,max_quantity_per_order"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """:param everywhere: the kelurahan in which anybody of the cast lives"""

    people: People
    together: Together
    everywhere: tuple[str, ...]

    def account(self, login: str, roles: Sequence[str]) -> str:
        body = {"login": login, "password": PASSWORD, "roles": list(roles)}
        return str(self.people.public.post("/v1/accounts", body)["account_id"])

    def log_in(self, login: str, password: str = PASSWORD) -> Caller:
        """Return the caller, with all that has been granted until now."""
        answer = self.people.public.post("/v1/tokens", {"login": login, "password": password})
        self.people.tokens[login] = answer["access_token"]
        return self.people.public.with_token(answer["access_token"])

    def officer(self, role: str) -> Caller:
        """Open the account of an officer of the city."""
        login = f"petugas-{role.replace('_', '-')}"
        account_id = self.account(login, ["buyer"])
        grant = {"role": role, "institution_id": self.people.institution_id}
        self.people.officers["operator"].post(f"/v1/accounts/{account_id}/grants", grant)
        return self.log_in(login)

    def shops(self, sellers: Sequence[Seller]) -> list[Shop]:
        """Register sellers and let an officer verify them."""
        return self.together([partial(self._shop, one) for one in sellers])

    def stock(self, shops: Sequence[Shop]) -> None:
        """Let verified sellers list their goods and say how many there are."""
        self.together([partial(self._list, one) for one in shops])
        receipts = [
            partial(receive, shop, good.name, good.stock)
            for shop in shops
            for good in shop.seller.goods
        ]
        self.together(receipts)

    def members(self, members: Sequence[Member]) -> list[Buyer]:
        """Import the members' file, and open an account for each."""
        answer = self.people.officers["hr_officer"].post(
            "/v1/member-imports",
            {
                "institution_id": self.people.institution_id,
                "as_of": f"{PERIOD}-01",
                "mode": "snapshot",
                "csv": members_csv(members),
            },
        )
        memberships = [str(row["membership_id"]) for row in answer["members"]]
        pairs = zip(members, memberships, strict=True)
        return self.together([partial(self._enrol, *pair) for pair in pairs])

    def _shop(self, seller: Seller) -> Shop:
        self.account(seller.login, ["merchant"])
        caller = self.log_in(seller.login)
        answer = caller.post("/v1/merchants", self._registration(seller))
        shop = Shop(seller=seller, caller=caller, merchant_id=answer["merchant_id"])
        farm = seller.kind == "farmer"
        checks = ("ktp_city", "location") if farm else ("ktp_city", "nib")
        verified: dict[str, Any] = {
            "checks": [{"check": one, "result": "pass"} for one in checks],
            **({"nib_grace_until": "2026-06-30"} if farm else {}),
        }
        path = f"/v1/merchants/{shop.merchant_id}/verification"
        self.people.officers["catalog_officer"].post(path, verified)
        return shop

    def _registration(self, seller: Seller) -> Mapping[str, Any]:
        areas = seller.areas or dict.fromkeys(self.everywhere, (seller.fee_idr, 0))
        return {
            "trade_name": seller.trade_name,
            "phone": seller.phone,
            "business_kelurahan_code": seller.kelurahan_code,
            "merchant_kind": seller.kind,
            "supervising_department": seller.department,
            "delivery": {
                "delivers": True,
                "delivery_area": [
                    {"kelurahan_code": code, "fee_idr": fee, "min_order_idr": least}
                    for code, (fee, least) in sorted(areas.items())
                ],
                "pickup_at_stall": seller.pickup,
                "opening_hours": [
                    {"weekday": day, "opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}
                    for day, (opens, closes) in sorted(seller.hours.spans.items())
                ],
            },
        }

    def _list(self, shop: Shop) -> None:
        rows = [_row(number, good) for number, good in enumerate(shop.seller.goods)]
        body = {"merchant_id": shop.merchant_id, "csv": "\n".join((_COLUMNS, *rows)) + "\n"}
        answer = shop.caller.post("/v1/product-imports", body)
        for good, item in zip(shop.seller.goods, answer["items"], strict=True):
            shop.products[good.name] = item["subject_id"]

    def _enrol(self, member: Member, membership_id: str) -> Buyer:
        account_id = self.account(member.login, ["buyer"])
        self.people.officers["hr_officer"].post(
            f"/v1/accounts/{account_id}/grants",
            {"institution_id": self.people.institution_id, "memberships": [membership_id]},
        )
        caller = self.log_in(member.login)
        return Buyer(member=member, caller=caller, membership_id=membership_id)


def receive(shop: Shop, good: str, quantity: int) -> None:
    """Record goods that came in."""
    path = f"/v1/products/{shop.products[good]}/stock-receipts"
    shop.caller.post(path, {"quantity": quantity, "source": "purchase"})


def everywhere(cast: Cast) -> tuple[str, ...]:
    """Return the kelurahan in which members live."""
    return tuple(sorted({one.kelurahan_code for one in cast.members}))


def members_csv(members: Sequence[Member] = ()) -> str:
    """Return the members as the HR office would export them; without any, the first line."""
    columns = (
        "employee_number,name,agency_code,identity_kind,employment_status,grade,position_level,"
        "job_class,tpp_eligible,tpp_ceiling_idr"
    )
    rows = [
        f"{one.employee_number},{one.name},{one.agency_code},{one.identity_kind},active,,"
        f"{one.position},,{'true' if one.tpp_eligible else 'false'},{one.tpp_ceiling_idr or ''}"
        for one in members
    ]
    return "\n".join((columns, *rows)) + "\n"


def _row(number: int, good: Good) -> str:
    return (
        f"G{number:02},{good.name},{good.category_code},{good.commodity_code or ''},"
        f"{good.base_unit},{good.content},{good.price_idr},pack,{good.origin},"
        f"{'true' if good.perishable else 'false'},defects_only,,,{good.most or ''}"
    )

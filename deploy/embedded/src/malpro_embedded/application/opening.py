"""The town before the month: officers, sellers with goods, members with a duty."""

from dataclasses import dataclass, field
from datetime import date

from malpro_embedded.application.ports import Caller, Say, Town
from malpro_embedded.domain.cast import (
    AGENCIES,
    COMMODITIES,
    MEMBERS,
    PERIOD,
    SELLERS,
    Good,
    Member,
    Seller,
)

PASSWORD = "rahasia-sekali-2026"  # noqa: S105 - of invented people, in a town that ends with the demo


@dataclass(slots=True)
class Shop:
    """A seller at work: `products` by the name of the good."""

    seller: Seller
    caller: Caller
    merchant_id: str
    products: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Buyer:
    member: Member
    caller: Caller
    membership_id: str


@dataclass(slots=True)
class People:
    """Everybody who acts in the month."""

    public: Caller
    officers: dict[str, Caller] = field(default_factory=dict)
    shops: list[Shop] = field(default_factory=list)
    buyers: list[Buyer] = field(default_factory=list)
    institution_id: str = ""
    agencies: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def shop_of(self, merchant_id: str) -> Shop:
        return next(shop for shop in self.shops if shop.merchant_id == merchant_id)


def open_town(public: Caller, operator: tuple[str, str], town: Town, say: Say) -> People:
    """Register everybody through the API, and return them."""
    people = People(public=public)
    people.officers["operator"] = _log_in(people, *operator)
    say("the city registers itself and its officers")
    _register_city(people)
    say(f"{len(SELLERS)} sellers register, are verified and list their goods")
    for seller in SELLERS:
        people.shops.append(_open_shop(people, seller, town))
    say(f"{len(MEMBERS)} members are imported from a CSV file, and the duty is enacted")
    _enact_policy(people)
    memberships = _import_members(people)
    for member, membership_id in zip(MEMBERS, memberships, strict=True):
        people.buyers.append(_enrol(people, member, membership_id))
    town.settle()
    return people


def _register_city(people: People) -> None:
    operator = people.officers["operator"]
    city = operator.post("/v1/institutions", {"name": "Pemerintah Kota Malang"})
    people.institution_id = city["institution_id"]
    for role in ("catalog_officer", "hr_officer", "policy_officer", "finance"):
        login = f"petugas-{role.replace('_', '-')}"
        account_id = _register(people, login, [])
        grant = {"role": role, "institution_id": people.institution_id}
        operator.post(f"/v1/accounts/{account_id}/grants", grant)
        people.officers[role] = _log_in(people, login, PASSWORD)
    for agency in AGENCIES:
        answer = people.officers["hr_officer"].post(
            "/v1/agencies",
            {**agency, "institution_id": people.institution_id, "kelurahan_code": "35.73.02.1004"},
        )
        people.agencies[agency["agency_code"]] = answer["agency_id"]
    people.officers["catalog_officer"].post(
        "/v1/commodity-lists",
        {
            "list_version": "2026-1",
            "effective_from": "2026-01-01",
            "legal_basis": "Daftar bahan pokok contoh",
            "commodities": list(COMMODITIES),
        },
    )


def _open_shop(people: People, seller: Seller, town: Town) -> Shop:
    _register(people, seller.login, ["merchant"])
    caller = _log_in(people, seller.login, PASSWORD)
    answer = caller.post(
        "/v1/merchants",
        {
            "trade_name": seller.trade_name,
            "phone": seller.phone,
            "business_kelurahan_code": seller.kelurahan_code,
            "delivery": {
                "delivers": True,
                "delivery_area": [
                    {"kelurahan_code": code, "fee_idr": seller.fee_idr, "min_order_idr": 0}
                    for code in sorted({one.kelurahan_code for one in MEMBERS})
                ],
            },
        },
    )
    shop = Shop(seller=seller, caller=caller, merchant_id=answer["merchant_id"])
    people.officers["catalog_officer"].post(
        f"/v1/merchants/{shop.merchant_id}/verification",
        {"checks": [{"check": "ktp_city", "result": "pass"}, {"check": "nib", "result": "pass"}]},
    )
    town.settle()
    for good in seller.goods:
        shop.products[good.name] = _list_good(shop, good)
    return shop


def _list_good(shop: Shop, good: Good) -> str:
    answer = shop.caller.post(
        "/v1/products",
        {
            "merchant_id": shop.merchant_id,
            "name": good.name,
            "category_code": good.category_code,
            "commodity_code": good.commodity_code,
            "base_unit": good.base_unit,
            "pack_content_base": good.content,
            "price_idr": good.price_idr,
        },
    )
    product_id = str(answer["product_id"])
    shop.caller.post(
        f"/v1/products/{product_id}/stock-receipts", {"quantity": good.stock, "source": "purchase"}
    )
    return product_id


def _enact_policy(people: People) -> None:
    people.officers["policy_officer"].post(
        "/v1/policies",
        {
            "institution_id": people.institution_id,
            "document": {
                "kind": "percent_of_tpp_ceiling",
                "percent_bp": 1_000,
                "floor_idr": 300_000,
            },
            "effective_from": f"{PERIOD}-01",
            "legal_basis": "Peraturan contoh 1/2026",
            "legal_basis_kind": "perwali",
            "announced_on": date(2026, 3, 2).isoformat(),
            "drafted_by_id": people.officers["hr_officer"].get("/v1/me")["account_id"],
        },
    )


def _import_members(people: People) -> list[str]:
    answer = people.officers["hr_officer"].post(
        "/v1/member-imports",
        {
            "institution_id": people.institution_id,
            "as_of": f"{PERIOD}-01",
            "mode": "snapshot",
            "csv": members_csv(),
        },
    )
    return [str(row["membership_id"]) for row in answer["members"]]


def members_csv() -> str:
    """Return the members as the HR office would export them."""
    columns = (
        "employee_number,name,agency_code,identity_kind,employment_status,grade,position_level,"
        "job_class,tpp_eligible,tpp_ceiling_idr"
    )
    rows = [
        f"{one.employee_number},{one.name},{one.agency_code},{one.identity_kind},active,,,,"
        f"{'true' if one.tpp_eligible else 'false'},{one.tpp_ceiling_idr or ''}"
        for one in MEMBERS
    ]
    return "\n".join((columns, *rows)) + "\n"


def _enrol(people: People, member: Member, membership_id: str) -> Buyer:
    account_id = _register(people, member.login, ["buyer"])
    people.officers["hr_officer"].post(
        f"/v1/accounts/{account_id}/grants",
        {"institution_id": people.institution_id, "memberships": [membership_id]},
    )
    caller = _log_in(people, member.login, PASSWORD)
    return Buyer(member=member, caller=caller, membership_id=membership_id)


def _register(people: People, login: str, roles: list[str]) -> str:
    body = {"login": login, "password": PASSWORD, "roles": roles or ["buyer"]}
    answer = people.public.post("/v1/accounts", body)
    return str(answer["account_id"])


def _log_in(people: People, login: str, password: str) -> Caller:
    answer = people.public.post("/v1/tokens", {"login": login, "password": password})
    people.tokens[login] = answer["access_token"]
    return people.public.with_token(answer["access_token"])

"""A city filled in bulk: through the services' own commands, in batches, without HTTP."""

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from gateway.adapters.key_ring import KeyRing
from gateway.adapters.tokens import JwtTokens
from gateway.domain.callers import Caller
from gateway.domain.roles import Grant, Role
from kernel.adapters.clock import SystemClock
from kernel.adapters.database import Database
from kernel.adapters.executor import BATCH_MAX
from kernel.adapters.service import ServiceApp
from kernel.domain.ids import random_id
from kernel.domain.wib import business_date
from malpro_bench.town import Town

T = TypeVar("T")
_KELURAHAN = "35.73.02.1001"
_COLUMNS = (
    "reference,name,category_code,commodity_code,base_unit,pack_content_base,price_idr,sold_by,"
    "goods_origin,perishable,returnable,food_permit,halal_status,max_quantity_per_order"
)
_WORDS = (
    "beras",
    "gula",
    "minyak",
    "telur",
    "tahu",
    "tempe",
    "sayur",
    "ikan",
    "ayam",
    "kopi",
    "teh",
    "susu",
    "roti",
    "kue",
    "sabun",
    "sambal",
    "kecap",
    "garam",
    "bihun",
    "pisang",
    "apel",
    "jeruk",
    "cabai",
    "bawang",
)
_SHOP_PRODUCTS = 500
_MEMBERS_A_FILE = 5_000


class NotTaken(RuntimeError):
    """A service has refused what the city should be made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    product_id: str
    merchant_id: str
    owner_id: str
    name: str
    price_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    account_id: str
    membership_id: str | None
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """:param sellers: the token of each seller, by merchant id"""

    institution_id: str
    products: Sequence[Product]
    buyers: Sequence[Buyer]
    sellers: Mapping[str, str]


class Hall:
    """Gives commands to the services of a town, in this process and on their databases."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._keys = KeyRing(Path(town.fleet.env["MALPRO_SIGNING_KEY_FILE"]))
        self._now = SystemClock().now

    def run(
        self, service: str, route: str, asked: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]
    ) -> list[Mapping[str, Any]]:
        """
        Run commands, each (payload, context), and return their results.

        :raises NotTaken: one was refused
        """
        settings = import_module(f"{service}.settings").Settings.from_env(self._town.fleet.env)
        definition = import_module(f"{service}.bootstrap").define(settings)
        with closing(Database(self._town.database_url(service), pool_size=1)) as database:
            app = ServiceApp(definition, database, clock=SystemClock())
            messages = [
                {"route": route, "payload": payload, "context": context, "key": random_id()}
                for payload, context in asked
            ]
            answers = [one for batch in _batches(messages, BATCH_MAX) for one in app.execute(batch)]
        refused = [one["error"] for one in answers if "error" in one]
        if refused:
            raise NotTaken(f"{service} {route}: {refused[0]}")
        return [one["ok"] for one in answers]

    def token(self, account_id: str, role: Role, *, memberships: Sequence[str] = ()) -> str:
        now = self._now()
        caller = Caller(
            account_id=account_id,
            grants=(Grant(role=role),),
            memberships=tuple(memberships),
            session_id=random_id(),
        )
        signed = JwtTokens(self._keys)
        return signed.sign(caller, issued_at=now, expires_at=now + timedelta(hours=12))


def build_city(
    town: Town, *, products: int, buyers: int, stock: int = 1_000_000, members: bool = True
) -> City:
    """Fill an empty town; return when every service knows what it must know of the others."""
    hall = Hall(town)
    institution = _institution(hall) if members else random_id()
    people = _members(hall, institution, buyers) if members else [None] * buyers
    goods, sellers = _sellers(hall, products, stock)
    accounts = [random_id() for _ in range(buyers)]
    return City(
        institution_id=institution,
        products=goods,
        sellers=sellers,
        buyers=[
            Buyer(
                account_id=account,
                membership_id=member,
                token=hall.token(account, Role.BUYER, memberships=[member] if member else []),
            )
            for account, member in zip(accounts, people, strict=True)
        ],
    )


def as_(role: str, account_id: str | None = None, institution: str | None = None) -> dict[str, Any]:
    return {
        "actor_id": account_id or random_id(),
        "actor_role": role,
        "actor_institution_id": institution,
        "roles": [role],
    }


def _this_month() -> date:
    return business_date(SystemClock().now()).replace(day=1)


def _institution(hall: Hall) -> str:
    operator = as_("operator")
    made = hall.run("compliance", "register_institution", [({"name": "Kota"}, operator)])
    institution = str(made[0]["institution_id"])
    hr, officer = (as_(one, institution=institution) for one in ("hr_officer", "policy_officer"))
    agency = {
        "institution_id": institution,
        "agency_code": "DINAS",
        "name": "Dinas",
        "kelurahan_code": _KELURAHAN,
    }
    hall.run("compliance", "define_agency", [(agency, hr)])
    policy = {
        "institution_id": institution,
        "document": {
            "kind": "percent_of_tpp_ceiling",
            "percent_bp": 1_000,
            "floor_idr": 300_000,
        },
        "effective_from": _this_month().isoformat(),
        "legal_basis": "Peraturan contoh",
        "legal_basis_kind": "perwali",
        "announced_on": (_this_month() - timedelta(days=20)).isoformat(),
        "drafted_by_id": random_id(),
    }
    hall.run("compliance", "enact_policy", [(policy, officer)])
    return institution


def _members(hall: Hall, institution: str, many: int) -> list[str]:
    context = as_("hr_officer", institution=institution)
    head = (
        "employee_number,name,agency_code,identity_kind,employment_status,grade,position_level,"
        "job_class,tpp_eligible,tpp_ceiling_idr\n"
    )
    found = []
    for numbers in _batches(range(many), _MEMBERS_A_FILE):
        rows = (
            f"{employee_number(one)},Pegawai {one},DINAS,pns,active,,staff,,true,4000000\n"
            for one in numbers
        )
        payload = {
            "institution_id": institution,
            "as_of": _this_month().isoformat(),
            "csv": head + "".join(rows),
            "mode": "delta",
        }
        answer = hall.run("compliance", "import_members", [(payload, context)])[0]
        found += [str(row["membership_id"]) for row in answer["members"]]
    return found


def employee_number(number: int) -> str:
    """Return a number as it is given to civil servants: born on, since, man or woman, which."""
    rest, sequence = divmod(number, 999)
    rest, day = divmod(rest, 28)
    years, month = divmod(rest, 12)
    return f"{1970 + years}{month + 1:02}{day + 1:02}2010011{sequence + 1:03}"


def _sellers(hall: Hall, products: int, stock: int) -> tuple[list[Product], dict[str, str]]:
    chance = random.Random(5)  # noqa: S311 - the same goods in every run
    many = max(20, -(-products // _SHOP_PRODUCTS))
    owners = [random_id() for _ in range(many)]
    asked = [(_registration(n), as_("merchant", owner)) for n, owner in enumerate(owners)]
    merchants = [str(one["merchant_id"]) for one in hall.run("catalog", "register_merchant", asked)]
    officer = as_("catalog_officer", institution=random_id())
    checks = [{"check": "ktp_city", "result": "pass"}, {"check": "nib", "result": "pass"}]
    verified = [({"merchant_id": one, "checks": checks}, officer) for one in merchants]
    hall.run("catalog", "verify_merchant", verified)
    each = -(-products // many)
    goods: list[Product] = []
    for owner, merchant in zip(owners, merchants, strict=True):
        made = [_good(chance, number) for number in range(min(each, products - len(goods)))]
        if not made:
            break
        rows = [
            f"G{n:03},{name},staples,,piece,1,{price},pack,resale,false,defects_only,,,"
            for n, (name, price) in enumerate(made)
        ]
        payload = {"merchant_id": merchant, "csv": "\n".join((_COLUMNS, *rows)) + "\n"}
        answer = hall.run("catalog", "import_products", [(payload, as_("merchant", owner))])[0]
        goods += [
            Product(
                product_id=item["subject_id"],
                merchant_id=merchant,
                owner_id=owner,
                name=name,
                price_idr=price,
            )
            for (name, price), item in zip(made, answer["items"], strict=True)
        ]
    receive(hall, goods, stock)
    tokens = {m: hall.token(o, Role.MERCHANT) for o, m in zip(owners, merchants, strict=True)}
    return goods, tokens


def place(hall: Hall, city: City, many: int) -> None:
    """Let orders be there that nobody has to wait for."""
    chance = random.Random(13)  # noqa: S311 - the same orders in every run
    asked = [_order(chance.choice(city.buyers), chance.choice(city.products)) for _ in range(many)]
    hall.run("orders", "place_orders", asked)


def _order(buyer: Buyer, product: Product) -> tuple[dict[str, Any], dict[str, Any]]:
    payload = {
        "lines": [{"product_id": product.product_id, "quantity": 1}],
        "expected_total_idr": product.price_idr,
        "delivery": {
            "kelurahan_code": _KELURAHAN,
            "recipient_name": "Pembeli",
            "phone": "0812",
            "street": "J",
        },
    }
    return payload, as_("buyer", buyer.account_id)


def receive(hall: Hall, goods: Sequence[Product], quantity: int) -> None:
    """Put so much of each on its shelf."""
    asked = [
        (
            {"product_id": one.product_id, "quantity": quantity, "source": "purchase"},
            as_("merchant", one.owner_id),
        )
        for one in goods
    ]
    hall.run("catalog", "receive_stock", asked)


def _registration(number: int) -> dict[str, Any]:
    week = [{"weekday": day, "opens": "00:00", "closes": "23:59"} for day in range(7)]
    return {
        "trade_name": f"Toko {number}",
        "phone": f"0812{number:08d}",
        "business_kelurahan_code": _KELURAHAN,
        "delivery": {
            "delivers": True,
            "delivery_area": [{"kelurahan_code": _KELURAHAN, "fee_idr": 0, "min_order_idr": 0}],
            "opening_hours": week,
        },
    }


def _good(chance: random.Random, number: int) -> tuple[str, int]:
    words = " ".join(chance.sample(_WORDS, 3))
    return f"{words} {number}", chance.randrange(20, 900) * 100


def _batches(whole: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(whole), size):
        yield whole[start : start + size]

"""The ground on which the API is fuzzed: a town in which there is one of everything to be found."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from e2e_stage import stage
from e2e_stage_process import OPERATOR
from e2e_story import Told

from malpro_embedded.adapters.http import Api
from malpro_embedded.application.opening import PASSWORD

PERIOD = "2026-04"
NOBODY = "anonymous"
_START = datetime(2026, 3, 30, 2, 0, tzinfo=UTC)
_OFFICES = (
    "catalog_officer",
    "policy_officer",
    "hr_officer",
    "unit_head",
    "finance",
    "auditor",
)
# Where ids and codes are told, each by somebody who may ask.
_LISTS = (
    ("merchant", "/v1/merchants"),
    ("merchant", "/v1/products"),
    ("merchant", "/v1/orders"),
    ("merchant", "/v1/collections"),
    ("merchant", "/v1/refunds"),
    ("merchant", "/v1/commodities"),
    ("finance", "/v1/finance/payments"),
    ("finance", "/v1/corrections"),
    ("hr_officer", "/v1/agencies"),
    ("hr_officer", "/v1/members"),
)
_KNOWN = frozenset(
    {
        "account_id",
        "agency_code",
        "agency_id",
        "category_code",
        "checkout_id",
        "collection_id",
        "commodity_code",
        "correction_id",
        "dispute_id",
        "draft_id",
        "institution_id",
        "kelurahan_code",
        "line_id",
        "membership_id",
        "merchant_id",
        "order_id",
        "payment_id",
        "period",
        "product_id",
        "refund_id",
        "return_id",
    }
)
_EACH_MAX = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """
    A running town.

    :param logins: a login name and a password by role
    :param known: what is there, by the name that fields and parameters have for it
    """

    url: str
    logins: Mapping[str, tuple[str, str]]
    known: Mapping[str, tuple[str, ...]]

    def token(self, role: str) -> str | None:
        """Return a fresh token, or none for nobody."""
        if role == NOBODY:
            return None
        login, password = self.logins[role]
        answer = Api(self.url).post("/v1/tokens", {"login": login, "password": password})
        return str(answer["access_token"])


@contextmanager
def ground(folder: Path) -> Iterator[Ground]:
    """Open the town, let something of every kind happen, and end it afterwards."""
    with stage(folder, _START) as (clock, people):
        told = Told(clock, people)
        logins = _logins(told)
        callers = {role: _logged_in(clock.url, *login) for role, login in logins.items()}
        told.people.officers.update(callers)
        told.at("2026-04-01 09:00")
        told.do(
            callers["policy_officer"],
            f"/v1/periods/{PERIOD}/opening",
            institution_id=people.institution_id,
        )
        _draft(told)
        _trade(told)
        yield Ground(url=clock.url, logins=logins, known=_known(told, callers))


def _logins(told: Told) -> dict[str, tuple[str, str]]:
    people = told.people
    logins = {"operator": OPERATOR}
    for role in _OFFICES:
        login = f"uji-{role.replace('_', '-')}"
        body = {"login": login, "password": PASSWORD, "roles": ["buyer"]}
        account_id = people.public.post("/v1/accounts", body)["account_id"]
        grant = {"role": role, "institution_id": people.institution_id}
        people.officers["operator"].post(f"/v1/accounts/{account_id}/grants", grant)
        logins[role] = (login, PASSWORD)
    logins["buyer"] = (people.buyers[0].member.login, PASSWORD)
    logins["merchant"] = (people.shops[0].seller.login, PASSWORD)
    return logins


def _logged_in(url: str, login: str, password: str) -> Api:
    public = Api(url)
    return public.with_token(
        public.post("/v1/tokens", {"login": login, "password": password})["access_token"]
    )


def _draft(told: Told) -> None:
    told.do(
        told.officer("policy_officer"),
        "/v1/policy-drafts",
        institution_id=told.people.institution_id,
        document={"kind": "flat", "flat_idr": 50_000},
        effective_from="2026-06-01",
        legal_basis="Rancangan contoh",
        legal_basis_kind="perwali",
        announced_on="2026-04-01",
    )


def _trade(told: Told) -> None:
    """One order for each thing that can become of one."""
    buyer, shop = told.people.buyers[0], told.people.shops[0]
    product_id = next(iter(shop.products.values()))
    [_placed, accepted, sent, claimed, counted, disputed, corrected, returned] = [
        told.buys(buyer, {product_id: 1}, fee_idr=shop.seller.fee_idr) for _ in range(8)
    ]
    told.do(shop.caller, f"/v1/orders/{accepted}/acceptance")
    for order_id in (sent, claimed, counted, disputed):
        told.sets_out(shop, order_id)
    due = int(buyer.caller.get(f"/v1/orders/{counted}")["amount_due_idr"])
    told.do(
        buyer.caller,
        f"/v1/orders/{claimed}/handover-claim",
        handover_id=str(uuid4()),
        cash_idr=due,
    )
    told.hands_over(shop, counted, due)
    told.hands_over(shop, disputed, due)
    _dispute(told, disputed, due)
    for order_id in (corrected, returned):
        told.delivered(shop, buyer, order_id)
    _correct(told, corrected, due)
    _return(told, returned)


def _dispute(told: Told, order_id: str, due: int) -> None:
    buyer = told.people.buyers[0]
    payment = buyer.caller.get(f"/v1/orders/{order_id}/payment")
    collection_id = payment["collections"][0]["collection_id"]
    told.do(
        buyer.caller,
        f"/v1/payments/{payment['payment_id']}/collections/{collection_id}/dispute",
        amount_idr=due - 100,
        reason_code="wrong_amount",
    )


def _correct(told: Told, order_id: str, due: int) -> None:
    shop = told.people.shops[0]
    payment = shop.caller.get(f"/v1/orders/{order_id}/payment")
    told.do(
        shop.caller,
        f"/v1/payments/{payment['payment_id']}/corrections",
        collection_id=payment["collections"][0]["collection_id"],
        correction_id=str(uuid4()),
        right_idr=due - 100,
        reason_code="typing",
    )


def _return(told: Told, order_id: str) -> None:
    buyer, shop = told.people.buyers[0], told.people.shops[0]
    line_id = buyer.caller.get(f"/v1/orders/{order_id}")["lines"][0]["line_id"]
    return_id = str(uuid4())
    lines = [{"line_id": line_id, "quantity": 1}]
    path = f"/v1/orders/{order_id}/returns"
    told.do(buyer.caller, path, return_id=return_id, lines=lines, reason_code="defective")
    told.do(shop.caller, f"{path}/{return_id}/acceptance", resolution="refund", refund_fee=False)


def _known(told: Told, callers: Mapping[str, Api]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {name: {} for name in sorted(_KNOWN)}
    whose = {"institution_id": told.people.institution_id}
    for role, path in _LISTS:
        params = whose if role == "hr_officer" else {}
        on = {"on": "2026-04-01"} if path.endswith("agencies") else {}
        _gather(found, callers[role].get(path, **params, **on))
    _gather(found, {**whose, "period": PERIOD})
    _gather(found, callers["policy_officer"].get("/v1/policy-drafts", **whose))
    for role, caller in callers.items():
        if role in {"buyer", "merchant"}:
            _gather(found, caller.get("/v1/me"))
    for order_id in found["order_id"].copy():
        _gather(found, told.people.buyers[0].caller.get(f"/v1/orders/{order_id}"))
    return {name: tuple(values)[:_EACH_MAX] for name, values in found.items() if values}


def _gather(found: dict[str, dict[str, None]], answer: Any) -> None:
    if isinstance(answer, list):
        for one in answer:
            _gather(found, one)
    elif isinstance(answer, dict):
        for name, value in answer.items():
            if name in found and isinstance(value, str):
                found[name][value] = None
            _gather(found, value)

"""What the report asks the API: every page, as the officer who may, and no more often than that."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from report_city import PERIOD

from malpro_embedded.application.figures_asking import ask
from malpro_embedded.application.ports import Caller

_PAGED: Mapping[str, list[dict[str, Any]]] = {
    "/v1/obligations": [{"agency_id": str(number)} for number in range(450)],
    f"/v1/periods/{PERIOD}/agencies": [{"agency_id": "1"}],
    f"/v1/periods/{PERIOD}/turnover/places": [{"goods_idr": number} for number in range(201)],
    "/v1/finance/days": [],
    "/v1/merchants": [{"merchant_id": "m", "supervising_department": "dispangtan"}],
}
_CHAIN = [f"line {number}" for number in range(1, 1_201)]


@dataclass(slots=True)
class PagingApi:
    """Answers in pages of what was asked for, and counts the requests."""

    asked: Counter[str] = field(default_factory=Counter)

    def with_token(self, token: str) -> "PagingApi":
        del token
        return self

    def post(self, path: str, body: Mapping[str, Any], *, key: str | None = None) -> Any:
        raise AssertionError(f"the report changes nothing: {path} {body} {key}")

    def get(self, path: str, **params: Any) -> Any:
        self.asked[path] += 1
        if path in _PAGED:
            return _page(_PAGED[path], params)
        if path == "/v1/finance/events":
            return _links(params["after"], params["limit"])
        return {"path": path, "orders": 3, **params}


@dataclass(frozen=True, slots=True)
class Office:
    officers: Mapping[str, Caller]
    institution_id: str = "city"


def _page(items: list[dict[str, Any]], params: Mapping[str, Any]) -> dict[str, Any]:
    start = int(params.get("cursor", 0))
    end = start + params["limit"]
    more = end < len(items)
    return {
        "items": items[start:end],
        "next_cursor": str(end) if more else None,
        "totals": {"goods_idr": 1},
        "of_others": {"goods_idr": 0},
    }


def _links(after: int, limit: int) -> dict[str, Any]:
    lines = _CHAIN[after : after + limit]
    items = [{"financeseq": after + at, "envelope": one} for at, one in enumerate(lines, 1)]
    return {"items": items, "after": after + len(lines), "head": len(_CHAIN)}


def test_everything_is_asked_page_by_page_and_once() -> None:
    api = PagingApi()
    roles = ("policy_officer", "finance", "catalog_officer")

    found = ask(Office(dict.fromkeys(roles, api)), PERIOD)

    assert (len(found.obligations), len(found.places), len(found.lines)) == (450, 201, 1_200)
    assert found.lines[-1] == b"line 1200"
    assert found.neighbours == 6
    assert [one["kind"] for one in found.files] == ["reward", "notice", "recommendation"]
    assert found.sellers == {"m": "dispangtan"}
    assert api.asked["/v1/periods/2026-03/orders"] == 1
    assert sum(api.asked.values()) < 30


def test_a_chain_that_does_not_grow_is_not_asked_for_ever() -> None:
    class Stuck(PagingApi):
        def get(self, path: str, **params: Any) -> Any:
            if path == "/v1/finance/events":
                return {"items": [], "after": params["after"], "head": 5}
            return PagingApi.get(self, path, **params)

    roles = ("policy_officer", "finance", "catalog_officer")

    assert ask(Office(dict.fromkeys(roles, Stuck())), PERIOD).lines == []

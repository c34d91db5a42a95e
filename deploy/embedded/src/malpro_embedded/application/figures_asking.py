"""Collects what the report needs from the HTTP API, page by page, as the officers who may ask."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Protocol

from kernel.domain.wib import first_day, next_period
from malpro_embedded.application.figures import Answers
from malpro_embedded.application.ports import Caller

_PAGE = 200
_LINKS = 500
_KINDS = ("reward", "notice", "recommendation")


class Officers(Protocol):
    """Who may ask: callers by their role, and the institution they act for."""

    @property
    def officers(self) -> Mapping[str, Caller]: ...

    @property
    def institution_id(self) -> str: ...


def ask(people: Officers, period: str) -> Answers:
    """Ask everything there is to ask about the month; some forty requests for a whole city."""
    policy, finance = people.officers["policy_officer"], people.officers["finance"]
    own = {"institution_id": people.institution_id}
    month = f"/v1/periods/{period}"
    places = list(_pages(policy, f"{month}/turnover/places", **own))
    return Answers(
        period=policy.get(month, **own),
        outcomes=policy.get(f"{month}/orders"),
        neighbours=sum(
            policy.get(f"/v1/periods/{one}/orders")["orders"]
            for one in (_period_before(period), next_period(period))
        ),
        places=[item for page in places for item in page["items"]],
        place_totals=places[-1]["totals"],
        others=places[-1]["of_others"],
        turnover=policy.get(f"{month}/turnover", **own),
        obligations=list(_items(policy, "/v1/obligations", period=period, **own)),
        agencies=list(_items(policy, f"{month}/agencies", **own)),
        files=[_file(policy, month, kind, own) for kind in _KINDS],
        days=list(_items(finance, "/v1/finance/days")),
        ledger=finance.get("/v1/finance/ledger"),
        head=finance.get("/v1/finance/head"),
        lines=list(_chain(finance)),
        sellers={
            one["merchant_id"]: one["supervising_department"]
            for one in _items(people.officers["catalog_officer"], "/v1/merchants")
        },
    )


def _file(officer: Caller, month: str, kind: str, own: Mapping[str, Any]) -> Mapping[str, Any]:
    answer = officer.get(f"{month}/consequences/file", kind=kind, **own)
    return {**answer, "kind": kind}


def _items(officer: Caller, path: str, **params: Any) -> Iterator[Mapping[str, Any]]:
    for page in _pages(officer, path, **params):
        yield from page["items"]


def _pages(officer: Caller, path: str, **params: Any) -> Iterator[Mapping[str, Any]]:
    cursor: dict[str, Any] = {}
    while True:
        page = officer.get(path, limit=_PAGE, **params, **cursor)
        yield page
        if not page["next_cursor"]:
            return
        cursor = {"cursor": page["next_cursor"]}


def _chain(finance: Caller) -> Iterator[bytes]:
    after = 0
    while True:
        page = finance.get("/v1/finance/events", after=after, limit=_LINKS)
        for one in page["items"]:
            yield one["envelope"].encode()
        if page["after"] == after or page["after"] >= page["head"]:
            return
        after = page["after"]


def _period_before(period: str) -> str:
    return f"{first_day(period) - timedelta(days=1):%Y-%m}"

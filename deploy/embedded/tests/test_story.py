"""What the story does when the town does not play along."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from malpro_embedded.application.agenda import Agenda
from malpro_embedded.application.closing import NotClosed, close_month, obligations
from malpro_embedded.application.month import Month
from malpro_embedded.application.opening import Buyer, People, Shop
from malpro_embedded.application.ports import ApiProblem
from malpro_embedded.domain.cast import MEMBERS, SELLERS, Fate, identifiers
from malpro_embedded.domain.money import rupiah

NOON = datetime(2026, 5, 8, 5, 0, tzinfo=UTC)


@dataclass(slots=True)
class FakeTown:
    time: datetime = NOON
    looks: int = 0

    def now(self) -> datetime:
        return self.time

    def move_to(self, instant: datetime) -> None:
        self.time = max(self.time, instant)

    def settle(self) -> None:
        """Everybody has heard everything."""

    def check_heads(self) -> None:
        self.looks += 1


@dataclass(slots=True)
class FakeCaller:
    """Answers each path with the next of its prepared answers, the last one for ever."""

    answers: dict[str, list[Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def with_token(self, token: str) -> "FakeCaller":
        del token
        return self

    def get(self, path: str, **params: Any) -> Any:
        del params
        return self._next(path)

    def post(self, path: str, body: Mapping[str, Any], *, key: str | None = None) -> Any:
        del body, key
        return self._next(path)

    def _next(self, path: str) -> Any:
        self.asked.append(path)
        answers = self.answers[path]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def people_with(officer: FakeCaller) -> People:
    return People(public=officer, officers={"policy_officer": officer, "hr_officer": officer})


def test_a_month_that_does_not_close_is_told() -> None:
    month = {"status": "open", "cut_off_at": "2026-05-08T17:00:00Z"}
    town = FakeTown()

    with pytest.raises(NotClosed, match="2026-04 is still open"):
        close_month(people_with(FakeCaller({"/v1/periods/2026-04": [month]})), town)

    assert town.looks > 1


def test_a_month_is_asked_until_it_is_closed() -> None:
    cut_off = {"cut_off_at": "2026-05-08T17:00:00Z"}
    answers = [
        cut_off | {"status": "open"},
        cut_off | {"status": "open"},
        cut_off | {"status": "closed"},
    ]

    closed = close_month(people_with(FakeCaller({"/v1/periods/2026-04": answers})), FakeTown())

    assert closed["status"] == "closed"


def test_obligations_are_read_page_by_page() -> None:
    items = [{"membership_id": str(number)} for number in range(3)]
    pages = [{"items": items[:2], "next_cursor": "c"}, {"items": items[2:], "next_cursor": None}]

    assert obligations(people_with(FakeCaller({"/v1/obligations": pages}))) == items


def test_an_unexpected_refusal_ends_the_story() -> None:
    shop = Shop(seller=SELLERS[0], caller=FakeCaller(), merchant_id="m-1")
    shop.products = {good.name: f"p-{number}" for number, good in enumerate(SELLERS[0].goods)}
    other = Shop(seller=SELLERS[1], caller=FakeCaller(), merchant_id="m-2")
    other.products = {good.name: f"q-{number}" for number, good in enumerate(SELLERS[1].goods)}
    products = [*shop.products.values(), *other.products.values()]
    public = FakeCaller({f"/v1/products/{one}": [{"price_idr": 1_000}] for one in products})
    refusal = ApiProblem(422, {"code": "area_not_served", "detail": "too far"})
    caller = FakeCaller({"/v1/checkouts": [refusal]})
    month = Month(
        People(public=public, shops=[shop, other], buyers=[Buyer(MEMBERS[0], caller, "b-1")]),
        FakeTown(time=NOON - timedelta(days=60)),
    )

    with pytest.raises(ApiProblem, match="422 area_not_served: too far"):
        month.live(lambda _: None)

    assert month.refused == {"area_not_served": 1}


def test_the_agenda_does_everything_in_the_order_of_time() -> None:
    done: list[str] = []
    agenda = Agenda(FakeTown())
    agenda.at(NOON + timedelta(hours=2), lambda: done.append("late"))
    agenda.at(NOON, lambda: agenda.at(NOON + timedelta(hours=1), lambda: done.append("added")))

    agenda.run(lambda _instant, _done, _total: None)

    assert done == ["added", "late"]
    assert (agenda.done, agenda.total) == (3, 3)


def test_every_fate_is_in_the_cast_and_identifiers_are_planted() -> None:
    fates = {fate for member in MEMBERS for _, fate in member.baskets}

    assert fates == set(Fate)
    assert len(set(identifiers())) == len(identifiers()) == 58
    assert rupiah(1_234_567) == "Rp1.234.567"

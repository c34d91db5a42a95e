"""What the story does when the town does not play along, and that a seed decides everything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from malpro_embedded.application.agenda import Act, Agenda, Lane
from malpro_embedded.application.closing import NotClosed, close_month, obligations
from malpro_embedded.application.month import Month
from malpro_embedded.application.people import Buyer, People, Shop
from malpro_embedded.application.ports import ApiProblem
from malpro_embedded.application.shelf import Shelf
from malpro_embedded.domain.cast import Cast, identifiers
from malpro_embedded.domain.city import MALANG, SMALL, invent
from malpro_embedded.domain.days import phase, shopping_days, weight
from malpro_embedded.domain.few import FEW, MEMBERS, SELLERS
from malpro_embedded.domain.money import rupiah
from malpro_embedded.domain.places import BY_CODE, KELURAHAN

NOON = datetime(2026, 5, 8, 5, 0, tzinfo=UTC)
MARCH = datetime(2026, 3, 31, 5, 0, tzinfo=UTC)


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
    answers = [cut_off | {"status": status} for status in ("open", "open", "open", "closed")]

    closed = close_month(people_with(FakeCaller({"/v1/periods/2026-04": answers})), FakeTown())

    assert closed["status"] == "closed"


def test_obligations_are_read_page_by_page() -> None:
    items = [{"membership_id": str(number)} for number in range(3)]
    pages = [{"items": items[:2], "next_cursor": "c"}, {"items": items[2:], "next_cursor": None}]

    assert obligations(people_with(FakeCaller({"/v1/obligations": pages}))) == items


def month_with(refusal: ApiProblem) -> Month:
    """Return the month of one buyer, whose every cart is refused."""
    shop = Shop(seller=SELLERS[0], caller=FakeCaller(), merchant_id="m-1")
    shop.products = {good.name: f"p-{number}" for number, good in enumerate(SELLERS[0].goods)}
    caller = FakeCaller({"/v1/checkouts": [refusal]})
    people = People(public=caller, shops=[shop], buyers=[Buyer(MEMBERS[0], caller, "b-1")])
    cast = Cast(name="one", agencies=(), sellers=SELLERS[:1], members=MEMBERS[:1])
    return Month(people, FakeTown(time=MARCH), cast)


def test_an_unexpected_refusal_ends_the_story() -> None:
    month = month_with(ApiProblem(422, {"code": "area_not_served", "detail": "too far"}))
    month.life.agenda = Agenda(month.town)
    month.begin()

    with pytest.raises(ApiProblem, match="422 area_not_served: too far"):
        month.live(datetime(2026, 4, 30, tzinfo=UTC))

    assert month.refused == {"area_not_served": 1}


def test_the_agenda_does_everything_in_the_order_of_time_and_lanes() -> None:
    done: list[str] = []

    def moment(_: datetime, lanes: Mapping[Lane, Sequence[Act]]) -> None:
        for lane in sorted(lanes):
            for act in lanes[lane]:
                act()

    agenda = Agenda(FakeTown())
    agenda.at(NOON + timedelta(hours=2), "late", lambda: done.append("late"))
    agenda.at(NOON, "b", lambda: done.append("b"))
    agenda.at(NOON, "a", lambda: done.append("a"))
    agenda.at(NOON, "c", lambda: done.append("prices"), Lane.STOCK)
    added = NOON + timedelta(hours=1)
    agenda.at(NOON, "d", lambda: agenda.at(added, "e", lambda: done.append("added")))

    agenda.run(moment, until=NOON + timedelta(hours=2))
    assert done == ["prices", "a", "b", "added"]
    agenda.run(moment)

    assert done[-1] == "late"
    assert (agenda.done, agenda.total) == (6, 6)


def test_a_shelf_knows_what_a_price_was_and_never_promises_too_much() -> None:
    shelf = Shelf()
    shelf.price("p", NOON, 1_000)
    shelf.price("p", NOON + timedelta(hours=2), 1_100)
    shelf.left["p"] = 3
    shelf.begin(date(2026, 5, 8))
    shelf.take([("p", 2)])

    assert shelf.price_at("p", NOON - timedelta(days=1)) == 1_000
    assert shelf.price_at("p", NOON + timedelta(hours=1)) == 1_000
    assert shelf.price_at("p", NOON + timedelta(hours=2)) == shelf.newest("p") == 1_100
    assert (shelf.morning["p"], shelf.left["p"]) == (3, 1)
    assert shelf.enough([("p", 1)])
    assert not shelf.enough([("p", 1), ("p", 1)])


@pytest.mark.parametrize("name", [SMALL, MALANG])
def test_the_same_seed_invents_the_same_city(name: str) -> None:
    assert invent(name, 7) == invent(name, 7)
    assert invent(name, 7) != invent(name, 8)


def test_malang_is_as_large_as_it_was_at_the_launch() -> None:
    city = invent(MALANG, 2026)

    departments = [one.department for one in city.sellers]
    assert len(KELURAHAN) == 57
    assert (departments.count("diskopindag"), departments.count("dispangtan")) == (119, 46)
    assert (len(city.agencies), len(city.members)) == (40, 700)
    assert {one.agency_code for one in city.members} == {one.code for one in city.agencies}
    assert {one.identity_kind for one in city.members} == {"pns", "pppk", "pppk_part_time"}
    assert all(one.kelurahan_code in BY_CODE for one in city.sellers)
    assert all(one.kelurahan_code in BY_CODE for one in city.members)
    assert len(set(identifiers(city))) > 2 * (165 + 2 * 700) - 100


def test_the_small_city_begins_with_the_people_of_the_readme() -> None:
    small = invent(SMALL, 2026)

    assert small.members[: len(FEW.members)] == FEW.members
    assert small.sellers[: len(FEW.sellers)] == FEW.sellers
    assert (len(small.sellers), len(small.members)) == (12, 20)
    assert len(identifiers(FEW)) == 58


def test_staples_are_never_above_their_ceiling() -> None:
    ceilings = {"rice_medium": 13_500, "rice_premium": 14_900, "rice_sphp": 12_500}
    ceilings |= {"minyakita": 15_700, "sugar": 17_500}

    goods = [good for one in invent(MALANG, 3).sellers for good in one.goods]

    capped = [good for good in goods if good.commodity_code in ceilings]
    assert capped
    for good in capped:
        assert good.price_idr * 1_000 <= ceilings[good.commodity_code or ""] * good.content


def test_a_duty_is_a_tenth_and_never_below_the_floor() -> None:
    duties = {one.login: one.duty_idr for one in FEW.members}

    assert (duties["slamet"], duties["lilis"], duties["fitri"]) == (1_040_000, 300_000, 0)
    assert rupiah(1_234_567) == "Rp1.234.567"


def test_more_is_bought_in_the_pay_week_and_less_on_a_holiday() -> None:
    month = Month(People(public=FakeCaller()), FakeTown())
    days = shopping_days(month.life.luck("days"), 4, (2, 6))

    assert weight(date(2026, 4, 2)) > weight(date(2026, 4, 21)) > weight(date(2026, 4, 19))
    assert weight(date(2026, 4, 3)) < weight(date(2026, 4, 2))
    assert [phase(date(2026, 4, day)) for day in (2, 9, 10, 14, 30)] == [
        "pay week",
        "everyone now",
        "ordinary days",
        "TPP week",
        "the last days",
    ]
    assert len(set(days)) == 4
    assert days == sorted(days)

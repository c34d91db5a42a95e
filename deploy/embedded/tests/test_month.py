"""A month in a city that believes everything: all that people can do, they do."""

from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from fake_malang import FakeMalang, month_in
from rich.console import Console

from malpro_embedded.adapters.crowd import Crowd
from malpro_embedded.adapters.progress import MonthBar
from malpro_embedded.application.month import Month
from malpro_embedded.application.ports import ApiProblem
from malpro_embedded.domain.cast import Extra, Fate
from malpro_embedded.domain.city import SMALL, invent
from malpro_embedded.domain.prints import print_of

CUT_OFF = datetime(2026, 5, 8, 17, 0, tzinfo=UTC)


def lived(
    seed: int, *, mishaps: int = 1, refuses: int = 0, forbids: bool = False, closed: bool = False
) -> Month:
    cast = replace(invent(SMALL, seed), mishaps=mishaps)
    month = month_in(FakeMalang(refuses=refuses, forbids=forbids), cast, seed)
    month.begin()
    month.life.closed = closed
    month.live(CUT_OFF)
    month.life.closed = True
    month.live()
    return month


def test_the_same_seed_is_the_same_month_and_another_seed_another() -> None:
    def told(month: Month) -> tuple[object, ...]:
        return month.fates, month.extras, month.refused, len(month.order_ids)

    assert told(lived(5)) == told(lived(5))
    assert told(lived(5)) != told(lived(6))


def test_every_fate_and_everything_else_happens_to_somebody() -> None:
    fates: set[str] = set()
    extras: set[str] = set()
    for seed in range(40):
        month = lived(
            seed,
            mishaps=(1, 5, 25)[seed % 3],
            refuses=(0, 0, 0, 120, 400)[seed % 5],
            closed=seed % 10 == 1,
        )
        fates |= month.fates.keys()
        extras |= month.extras.keys()

    assert fates == set(Fate)
    assert extras == set(Extra)


def test_where_every_shop_is_closed_nobody_buys_anything() -> None:
    cast = replace(invent(SMALL, 3), rush=None)
    month = month_in(FakeMalang(), cast, 3)
    month.begin()
    month.life.away = {shop.merchant_id for shop in month.people.shops}

    month.live(datetime(2026, 4, 5, tzinfo=UTC))

    assert month.order_ids == []


def test_what_is_forbidden_is_no_part_of_the_story() -> None:
    with pytest.raises(ApiProblem, match="403 not_now"):
        lived(1, refuses=1000, forbids=True)


def test_a_print_leaves_ids_and_the_order_of_one_moment_out() -> None:
    first = {"order_id": "a-1", "status": "placed", "paid_idr": 5, "lines": [{"n": 1}, {"n": 2}]}
    other = {"order_id": "b-2", "status": "placed", "paid_idr": 5, "lines": [{"n": 2}, {"n": 1}]}
    said: list[tuple[str, dict[str, Any]]] = [
        ("orders.order_placed.v1", first),
        ("x.y.v1", {"position": 1}),
    ]

    same = print_of([("x.y.v1", {"position": 9}), ("orders.order_placed.v1", other)])

    assert print_of(said) == same
    assert print_of([("orders.order_placed.v1", other | {"paid_idr": 6}), said[1]]) != same
    assert print_of([("orders.order_placed.v1", other | {"status": "x"}), said[1]]) != same


def test_the_bar_is_a_line_now_and_then_where_there_is_no_terminal() -> None:
    lines: list[str] = []
    with MonthBar(lines.append, Console(file=StringIO())) as bar:
        bar.show(CUT_OFF, 12, 3, 4)
        bar.show(CUT_OFF, 13, 4, 4)

    assert lines == ["Sat 09 May 00:00 · what is left of April · 12 orders · 3 of 4 acts"]


def test_the_bar_is_drawn_on_a_terminal() -> None:
    screen = StringIO()
    with MonthBar(lambda _: None, Console(file=screen, force_terminal=True, width=120)) as bar:
        bar.show(CUT_OFF, 12, 3, 4)

    assert "3 of 4 acts · 12 orders" in screen.getvalue()


def test_a_crowd_returns_each_result_in_its_place() -> None:
    crowd = Crowd(4)

    assert crowd.together([lambda: 1, lambda: 2, lambda: 3]) == [1, 2, 3]
    assert crowd.together([lambda: 4]) == [4]
    assert crowd.together([]) == []


def test_somebody_is_found_by_what_identifies_her() -> None:
    people = month_in(FakeMalang(), invent(SMALL, 1), 1).people

    assert people.shop_of("m-2").seller is people.shops[2].seller
    assert people.buyer_of("b-3") is people.buyers[3]

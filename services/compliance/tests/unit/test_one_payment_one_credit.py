"""A payment told twice is credited once, even with guards taken away: each of them is enough."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from compliance_memory import MemoryCity, rows_of
from compliance_service import BUDI, MARCH_10

from compliance.adapters.tables import obligations, spends
from compliance.domain import purchase, spend
from kernel.adapters.memory import MemoryTransaction
from kernel.domain.errors import Conflict
from kernel.domain.ids import new_id

Break = Callable[[pytest.MonkeyPatch], None]


def not_known_from_before(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(purchase, "_knows", lambda *_: False)


def not_known_as_settled(patch: pytest.MonkeyPatch) -> None:
    recorded = purchase._recorded  # noqa: SLF001 - it is broken on purpose

    def forgetful(known: Any, event: Any) -> Any:
        return replace(recorded(known, event), settled=known.settled)

    patch.setattr(purchase, "_recorded", forgetful)


def not_known_by_its_id(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(spend, "spend_id_of", lambda *_: new_id())


def not_unique_in_the_store(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(MemoryTransaction, "_guard_uniques", lambda *_: None)


GUARDS: dict[str, Break] = {
    "known": not_known_from_before,
    "settled": not_known_as_settled,
    "id": not_known_by_its_id,
    "unique": not_unique_in_the_store,
}


def told_twice(off: Iterable[str], patch: pytest.MonkeyPatch) -> MemoryCity:
    city = MemoryCity()
    [budi] = city.enrol(BUDI)
    city.enact()
    city.move_to(MARCH_10)
    city.buy(budi, "order-1")
    for name in off:
        GUARDS[name](patch)
    # The store refuses what is not unique for as long as it is told.
    with suppress(Conflict):
        city.hear_all_again()
    return city


@pytest.mark.parametrize(
    "off", [one for size in range(4) for one in combinations(GUARDS, size)], ids="-".join
)
def test_whichever_guards_are_off_the_last_one_holds(
    off: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    city = told_twice(off, monkeypatch)

    [row] = rows_of(city, obligations)
    assert row["credited_idr"] == 200_000
    assert len(rows_of(city, spends)) == 1


def test_without_any_guard_it_would_be_credited_again(monkeypatch: pytest.MonkeyPatch) -> None:
    city = told_twice(GUARDS, monkeypatch)

    [row] = rows_of(city, obligations)
    assert row["credited_idr"] > 200_000
    assert len({one["payment_event_id"] for one in rows_of(city, spends)}) == 1

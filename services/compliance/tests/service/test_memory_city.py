"""A city in memory lives as one on PostgreSQL: the same events, and the same rows everywhere."""

import pytest
from compliance_history import live
from compliance_memory import Dice, MemoryCity, rows_of
from compliance_service import City

from compliance.adapters.codecs import OWN
from compliance.adapters.read_models import PROJECTIONS
from kernel.adapters import schema
from kernel.domain import ids

TABLES = (
    *(table for one in PROJECTIONS for table in one.tables),
    schema.subscriptions,
    schema.timers,
    schema.vault,
)


def test_a_city_in_memory_tells_and_keeps_the_same(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, told = {}, {}

    for name in ("postgres", "memory"):
        dice = Dice()
        monkeypatch.setattr(ids, "secrets", dice)
        monkeypatch.setattr(ids, "time", dice)
        city = City(database_url) if name == "postgres" else MemoryCity()
        live(city)
        assert rows_of(city, schema.parked) == []
        told[name] = city.app.units.read_after(0, 1000)
        kept[name] = {table.name: rows_of(city, table) for table in TABLES}
        city.close()

    missing = set(OWN.types) - {one.type for one in told["memory"]}
    assert missing == set(), "the history should tell everything once"
    assert told["memory"] == told["postgres"]
    for table in TABLES:
        assert kept["memory"][table.name] == kept["postgres"][table.name], table.name
        assert kept["memory"][table.name], f"{table.name} is empty"

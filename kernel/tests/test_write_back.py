"""Rows that are kept back while they change come out as if each change had been written."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
import sqlalchemy as sa
from kernel_counting import COUNTING, SUMS, TOTALS, counting_database, message, sums, totals
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from kernel.adapters.clock import ManualClock
from kernel.adapters.database import Database
from kernel.adapters.projections import Projection, add, insert_new, load_rows, upsert
from kernel.adapters.service import ServiceApp
from kernel.adapters.store import read_after, recorded
from kernel.adapters.write_back import WriteBack
from kernel.testing.counters import CODEC, NOON


class Colour(StrEnum):
    RED = "red"


AWKWARD = sa.Table(
    "awkward",
    sa.MetaData(),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("word", sa.Text),
    sa.Column("yes", sa.Boolean),
    sa.Column("price", sa.Numeric),
    sa.Column("day", sa.Date),
    sa.Column("at", sa.DateTime(timezone=True)),
    sa.Column("notes", JSONB),
)
LISTED = sa.Table(
    "listed",
    sa.MetaData(),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("words", ARRAY(sa.Text)),
)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with counting_database(database_url) as database:
        AWKWARD.metadata.create_all(database._engine)  # noqa: SLF001 - the test's own tables
        LISTED.metadata.create_all(database._engine)  # noqa: SLF001
        yield database


def rows(connection: sa.Connection, table: sa.Table) -> list[tuple[Any, ...]]:
    query = sa.select(table).order_by(*table.primary_key)
    return [tuple(row) for row in connection.execute(query)]


@pytest.mark.parametrize("kept", [0, 1, 3, 1000])
@pytest.mark.parametrize(("projection", "table"), [(TOTALS, totals), (SUMS, sums)])
def test_however_few_are_kept_the_rows_are_those_of_the_live_table(
    database: Database, projection: Projection, table: sa.Table, kept: int
) -> None:
    app = ServiceApp(COUNTING, database, clock=ManualClock(NOON))
    app.execute([message(n, counter=f"c{n * 7 % 11}") for n in range(60)])
    back = WriteBack(kept)

    with database.transaction() as connection:
        live = rows(connection, table)
        connection.execute(sa.delete(table))
        events = [recorded(CODEC, one) for one in read_after(connection, 0, 100)]
        for start in range(0, 60, 5):
            with back.on(connection):
                projection.apply(back, events[start : start + 5])
        back.finish(connection)

        assert rows(connection, table) == live


def awkward(key: str) -> dict[str, Any]:
    return {
        "id": key,
        "word": "a\tb\\n\nc\rd \\N",
        "yes": True,
        "price": Decimal("1.50"),
        "day": date(2026, 11, 24),
        "at": datetime(2026, 11, 24, 5, tzinfo=UTC),
        "notes": {"said": 'a "tab\t" and \\', "colour": Colour.RED, "none": None, "list": (1, 2)},
    }


def nothing(key: str) -> dict[str, Any]:
    return {column.name: None for column in AWKWARD.columns} | {"id": key}


def test_what_is_copied_reads_like_what_is_inserted(database: Database) -> None:
    with database.transaction() as connection:
        insert_new(connection, AWKWARD, [awkward("a"), nothing("b")])
        inserted = rows(connection, AWKWARD)
        connection.execute(sa.delete(AWKWARD))
        back = WriteBack()
        with back.on(connection):
            insert_new(back, AWKWARD, [awkward("a"), nothing("b")])
            early = load_rows(back, AWKWARD, [("a",)])[("a",)]
        back.finish(connection)

        assert rows(connection, AWKWARD) == inserted
        assert early["notes"]["list"] == [1, 2]
        assert tuple(early.values()) == inserted[0]


def test_what_cannot_be_copied_is_inserted(database: Database) -> None:
    back = WriteBack()

    with database.transaction() as connection:
        with back.on(connection):
            upsert(back, LISTED, [{"id": "a", "words": ["x", "y"]}])
        back.finish(connection)

        assert rows(connection, LISTED) == [("a", ["x", "y"])]


def test_sums_that_were_written_are_added_to(database: Database) -> None:
    back = WriteBack(kept=0)

    with database.transaction() as connection:
        for amount in (3, 4):
            with back.on(connection):
                add(back, sums, [{"sign": "plus", "amount": amount, "events": 1}])
        back.finish(connection)

        assert rows(connection, sums) == [("plus", 7, 2)]

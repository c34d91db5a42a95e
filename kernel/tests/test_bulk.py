"""Many rows in one parameter arrive as they would one by one."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from kernel.adapters.bulk import insert_returning, insert_rows, or_add, or_replace
from kernel.adapters.database import Database
from kernel.adapters.storable import NotStorable

ODD = sa.Table(
    "odd ones",
    sa.MetaData(),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("order", sa.BigInteger, nullable=False),
    sa.Column("told", JSONB),
    sa.Column("known", JSONB(none_as_null=True)),
    sa.Column("raw", sa.LargeBinary),
    sa.Column("at", sa.DateTime(timezone=True)),
    sa.Column("on", sa.Date),
    sa.Column("sure", sa.Boolean),
)
ONE = {
    "key": 'O\'Brien "x" \\ %(rows)s é 🍚',
    "order": 2**62,
    "told": {"a": [1, None, "b"]},
    "known": ["x"],
    "raw": b"\x00\xff\\x",
    "at": datetime(2026, 3, 2, 4, 5, 6, 789, UTC),
    "on": date(2026, 3, 2),
    "sure": True,
}
EMPTY = dict.fromkeys(ONE) | {"key": "empty", "order": 0}


@pytest.fixture
def database(database_url: str) -> Database:
    database = Database(database_url)
    with database.transaction() as connection:
        ODD.create(connection)
    return database


def test_every_kind_of_value_comes_back(database: Database) -> None:
    with database.transaction() as connection:
        insert_rows(connection, ODD, [ONE, EMPTY])
        rows = [dict(row) for row in connection.execute(sa.select(ODD)).mappings()]

    assert rows == [ONE, EMPTY]


def test_null_is_json_or_a_gap_as_with_single_rows(database: Database) -> None:
    gaps = sa.select(ODD.c.told.is_(None), ODD.c.known.is_(None))
    with database.transaction() as connection:
        connection.execute(sa.insert(ODD), [EMPTY])
        alone = connection.execute(gaps).one()
        connection.execute(sa.delete(ODD))
        insert_rows(connection, ODD, [EMPTY])

        assert connection.execute(gaps).one() == alone


def test_rows_beyond_one_statement_are_written_too(database: Database) -> None:
    rows = [{"key": f"{n:05}", "order": n} for n in range(2_345)]
    with database.transaction() as connection:
        found = insert_returning(connection, ODD, rows, "returning key")

        assert [key for (key,) in found] == [row["key"] for row in rows]


def test_a_row_replaces_the_one_there_or_adds_to_it(database: Database) -> None:
    counts = sa.Table(
        "counts",
        sa.MetaData(),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("order", sa.BigInteger, nullable=False),
    )
    with database.transaction() as connection:
        counts.create(connection)
        insert_rows(connection, counts, [{"key": "a", "order": 5}])
        insert_rows(connection, counts, [{"key": "a", "order": 7}], or_replace(counts))
        insert_rows(connection, counts, [{"key": "a", "order": 1}], or_add(counts))

        assert connection.execute(sa.select(counts.c.order)).scalar() == 8


@pytest.mark.parametrize("text", ["half \ud800", "nul \x00"])
def test_what_cannot_be_stored_is_refused(database: Database, text: str) -> None:
    with pytest.raises(NotStorable), database.transaction() as connection:
        insert_rows(connection, ODD, [ONE | {"key": text}])

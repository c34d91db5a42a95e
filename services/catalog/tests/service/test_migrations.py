"""What the migrations build is what the tables say, down to the constraints that guard stock."""

from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from catalog.adapters import tables
from catalog.entrypoints.cli import MIGRATIONS
from kernel.adapters.database import Database
from kernel.adapters.migrations import current_revision, migrate


def test_the_tables_after_the_migrations_are_those_of_the_code(database: Database) -> None:
    with database.transaction() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_object": lambda _, name, kind, *__: (
                    kind != "table" or name in tables.metadata.tables
                ),
            },
        )

        assert compare_metadata(context, tables.metadata) == []


@pytest.mark.parametrize("table", tables.metadata.sorted_tables, ids=str)
def test_the_checks_after_the_migrations_are_those_of_the_code(
    database: Database, table: sa.Table
) -> None:
    with database.transaction() as connection:
        found = {
            check["name"] for check in sa.inspect(connection).get_check_constraints(table.name)
        }

    assert found == {
        constraint.name
        for constraint in table.constraints
        if isinstance(constraint, sa.CheckConstraint)
    }


def test_migrating_again_changes_nothing(database_url: str) -> None:
    migrate(database_url, MIGRATIONS)
    migrate(database_url, MIGRATIONS)

    assert current_revision(database_url) == "0002"


@pytest.mark.parametrize(
    "amounts",
    [
        {"received": 1, "available": -1, "reserved": 2, "committed": 0},
        {"received": 1, "available": 2, "reserved": -1, "committed": 0},
        {"received": 1, "available": 2, "reserved": 0, "committed": -1},
        {"received": 3, "available": 1, "reserved": 1, "committed": 0},
        {"received": 1, "available": 2, "reserved": 0, "committed": 0, "written_off": -1},
        {"received": 2, "available": 2, "reserved": 0, "committed": 0, "adjusted": -1},
    ],
)
def test_the_database_itself_refuses_stock_that_cannot_be(
    database: Database, amounts: dict[str, Any]
) -> None:
    shelf = {
        "product_id": "p",
        "merchant_id": "m",
        "unit": "pack",
        "listed": True,
        "price_idr": 1,
        "price_version": 1,
        "max_quantity_per_order": None,
    }

    with pytest.raises(sa.exc.IntegrityError), database.transaction() as connection:
        connection.execute(sa.insert(tables.stock).values(shelf | amounts))

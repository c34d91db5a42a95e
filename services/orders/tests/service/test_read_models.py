"""Tables come from migrations, rows from events, and both can be made anew."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from orders_service import BUYER, SELLING, Town
from orders_values import MERCHANT_ID, NOON

from kernel.adapters.migrations import current_revision
from kernel.adapters.rebuild import differences_own, rebuild_own
from orders.adapters.order_rows import ORDERS
from orders.adapters.tables import metadata
from orders.application.foreign import MerchantServiceChanged, OpenSpan


@pytest.fixture
def lived_in(town: Town) -> Town:
    """A town in which orders have had every kind of fate."""
    paid, delivered, declined, cancelled, silent = (town.place() for _ in range(5))
    town.pay(paid, town.bring(paid))
    town.bring(delivered)
    town.reserve(declined)
    town.done("decline_order", SELLING, order_id=declined, reason_code="no_stock")
    town.done("cancel_order", BUYER, order_id=cancelled)
    town.pay(cancelled, "late-money")
    town.move_to(NOON + timedelta(minutes=15))
    assert town.ask("order", BUYER, order_id=silent)["status"] == "expired"
    return town


def test_the_migrations_make_the_tables_that_the_code_knows(town: Town) -> None:
    def ours(_: Any, name: str | None, kind: str, *__: Any) -> bool:
        return kind != "table" or name in metadata.tables

    with town.database.transaction() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": ours}
        )
        assert compare_metadata(context, metadata) == []

    assert current_revision(town.database.url) == "0003"


def test_the_migrations_keep_the_rule_of_amounts(lived_in: Town) -> None:
    with pytest.raises(sa.exc.IntegrityError), lived_in.database.transaction() as connection:
        connection.exec_driver_sql("update orders set amount_due_idr = amount_due_idr + 1")


def test_read_models_rebuilt_equal_live_ones(lived_in: Town) -> None:
    before = lived_in.rows("select * from orders order by order_id")
    codec = lived_in.definition.codec

    assert differences_own(lived_in.database, ORDERS, codec) == 0
    assert rebuild_own(lived_in.database, ORDERS, codec) == lived_in.app.head()

    assert lived_in.rows("select * from orders order by order_id") == before


def test_a_row_that_was_changed_by_hand_is_found(lived_in: Town) -> None:
    with lived_in.database.transaction() as connection:
        connection.exec_driver_sql("update orders set status = 'completed' where status = 'placed'"
                                   " or status = 'declined'")  # fmt: skip

    assert differences_own(lived_in.database, ORDERS, lived_in.definition.codec) == 2


def test_every_promise_that_orders_can_check_holds(lived_in: Town) -> None:
    open_order = lived_in.place()

    breaches = {check.name: lived_in.rows(check.query) for check in lived_in.definition.checks}

    assert breaches == {check.name: [] for check in lived_in.definition.checks}
    assert open_order


@pytest.mark.parametrize(
    ("name", "harm"),
    [
        ("every_open_order_has_a_clock", "delete from timers where kind = 'reservation'"),
        ("a_completed_order_is_paid_in_full", "update orders set paid_idr = 1"),
    ],
)
def test_a_promise_that_is_broken_is_found(lived_in: Town, name: str, harm: str) -> None:
    lived_in.place()
    with lived_in.database.transaction() as connection:
        connection.exec_driver_sql(harm)

    [check] = [one for one in lived_in.definition.checks if one.name == name]

    assert len(lived_in.rows(check.query)) == 1


def test_money_after_the_end_shows_as_owed_back(lived_in: Town) -> None:
    [row] = lived_in.rows("select * from orders where status = 'cancelled'")

    assert row["refund_due_idr"] == row["paid_idr"] == 152_100


def test_every_event_names_the_settings_it_was_made_under(lived_in: Town) -> None:
    rows = lived_in.rows("select distinct metadata->>'settings_version' as version from events")

    assert [row["version"] for row in rows] == [lived_in.settings.version]


def test_a_seller_whose_hours_cannot_be_read_keeps_the_old_ones(town: Town) -> None:
    changed = MerchantServiceChanged(
        merchant_id=MERCHANT_ID,
        opening_hours=(OpenSpan(weekday=0, opens="early", closes="late"),),
        delivers=False,
        delivery_area=(),
    )

    town.hear("catalog", changed)

    assert town.place()
    [parked] = town.rows("select type from parked")
    assert parked["type"] == "catalog.merchant_service_changed.v1"

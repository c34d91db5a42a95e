"""Tables come from migrations, rows from events, and what breaks a promise is found."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from compliance_service import (
    BUDI,
    MARCH,
    MARCH_10,
    MARCH_BEGINS,
    MIGRATIONS,
    SRI,
    TONO,
    City,
    Person,
)

from compliance.adapters.tables import metadata
from compliance.application.foreign import OrderDeclined
from compliance.bootstrap import contract
from kernel.adapters.migrations import current_revision, migrate
from kernel.adapters.rebuild import differences_own, rebuild_own

READ_MODELS = [projection.name for projection in contract().projections]


@pytest.fixture
def lived_in(city: City) -> City:
    """A city in which a month has been lived and closed, and the next one is under way."""
    budi, sri, tono = city.enrol(BUDI, SRI, TONO)
    city.agency("UPT", parent_agency_id=city.agencies["DINKOP"])
    city.enact(consequences={"rewards": [{"code": "gold", "from_bp": 10_000}]})
    draft = city.policy_payload()
    del draft["drafted_by_id"]
    city.done("draft_policy", city.officer("policy_officer"), **draft)
    city.move_to(MARCH_BEGINS)
    city.move_to(MARCH_10)
    city.buy(budi, "order-1")
    city.buy(tono, "order-2")
    city.buy(None, "order-3")
    city.hear("orders", city.placed("order-4", sri), OrderDeclined(order_id="order-4"))
    city.hear("payments", city.paid("order-5"))
    city.hear("orders", city.placed("order-6", sri), city.delivered("order-6"))
    at = city.past_cut_off()
    city.caught_up(at)
    city.move_to(at)
    city.move_to(at)
    city.enrol(Person(number=BUDI.number, name="Budi Planted", agency="BKAD"), SRI, TONO)
    city.hear("payments", city.paid("order-6"))
    assert [row["status"] for row in city.rows("select status from periods order by period")] == [
        "closed",
        "open",
    ]
    return city


def _ours(name: str | None, kind: str, _: object) -> bool:
    return kind != "table" or name in metadata.tables


def test_the_migrated_tables_are_the_tables_of_the_code(city: City) -> None:
    with city.database.transaction() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": _ours, "compare_type": True}
        )

        assert compare_metadata(context, metadata) == []


def test_migrating_twice_changes_nothing(city: City) -> None:
    migrate(city.database.url, MIGRATIONS)

    assert current_revision(city.database.url) == "0005"


def test_all_promises_hold_of_an_honest_life(lived_in: City) -> None:
    assert lived_in.broken() == {}


@pytest.mark.parametrize("name", READ_MODELS)
def test_a_rebuilt_read_model_is_the_live_one(lived_in: City, name: str) -> None:
    [projection] = [one for one in lived_in.definition.projections if one.name == name]
    [table] = projection.tables
    database, codec = lived_in.database, lived_in.definition.codec
    before = sorted(str(dict(row)) for row in lived_in.rows(f"select * from {table.name}"))  # noqa: S608
    assert before
    assert differences_own(database, projection, codec) == 0

    lived_in.run_sql(f"delete from {table.name}")  # noqa: S608 - a name of our own
    assert differences_own(database, projection, codec) == len(before)
    rebuild_own(database, projection, codec)

    after = sorted(str(dict(row)) for row in lived_in.rows(f"select * from {table.name}"))  # noqa: S608
    assert after == before


def test_a_rebuilt_service_goes_on(lived_in: City) -> None:
    for projection in lived_in.definition.projections:
        rebuild_own(lived_in.database, projection, lived_in.definition.codec)

    lived_in.hear("orders", lived_in.placed("order-5", None), lived_in.delivered("order-5"))

    assert len(lived_in.facts("spend_recorded")) == 5
    assert lived_in.broken() == {}


@pytest.mark.parametrize(
    ("check", "damage"),
    [
        (
            "an obligation holds what its spends were credited",
            "update obligations set credited_idr = credited_idr + 1",
        ),
        ("a closed month stands as it was assessed", "update obligations set assessment = null"),
        ("a purchase that is handed over and paid is recorded", "delete from spends"),
    ],
)
def test_a_damaged_book_is_found(lived_in: City, check: str, damage: str) -> None:
    lived_in.run_sql(damage)

    assert check in lived_in.broken()


@pytest.mark.parametrize(
    ("check", "name", "changes"),
    [
        (
            "every credit and its refusals add up to one payment",
            "spend_credited",
            {"credited_idr": 7},
        ),
        ("no spend is credited twice", "spend_credited", {"credit_id": "another"}),
        ("no payment is spent twice", "spend_recorded", {"spend_id": "another"}),
    ],
)
def test_a_forged_event_is_found(
    lived_in: City, check: str, name: str, changes: dict[str, object]
) -> None:
    lived_in.forge(name, **changes)

    assert check in lived_in.broken()


def test_money_after_the_close_is_recorded_as_too_late(lived_in: City) -> None:
    late = lived_in.facts("spend_credited")[-1]

    assert (late["period"], late["order_id"], late["credited_idr"]) == (MARCH, "order-6", 0)
    assert late["not_credited"] == [{"code": "after_cut_off", "amount_idr": 210_000}]

"""The operator rebuilds read models and verifies every promise that one database can show."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kernel_operator import Operator, operator
from psycopg2 import sql

from kernel.adapters.inspection import STORE_CHECKS


@pytest.fixture
def at_work(
    database_url: str, amqp_url: str, unique_name: str, tmp_path: Path
) -> Iterator[Operator]:
    """An operator of a service that is migrated and has counted."""
    with operator(unique_name, tmp_path, database_url=database_url, amqp_url=amqp_url) as one:
        assert one.admin("migrate").code == 0
        one.count(1, 2, 3)
        yield one


@pytest.fixture
def with_copies(at_work: Operator) -> Operator:
    """An operator of a service that has heard itself too."""
    at_work.serve()
    assert at_work.admin("subscriptions", "catch-up", at_work.name).code == 0
    return at_work


def test_read_models_are_listed_with_their_source(at_work: Operator) -> None:
    assert at_work.admin("projection", "list").rows == [
        {"name": "totals", "source": at_work.name, "tables": ["totals"]},
        {"name": "copies", "source": at_work.name, "tables": ["copies"]},
    ]


def test_an_own_read_model_is_verified_and_mended(at_work: Operator) -> None:
    well = at_work.admin("projection", "verify", "totals")
    at_work.tamper("update totals set total = 99")
    spoilt = at_work.admin("projection", "verify", "totals")
    rebuilt = at_work.admin("projection", "rebuild", "totals")
    mended = at_work.admin("projection", "verify", "totals")

    assert (well.code, spoilt.code, rebuilt.code, mended.code) == (0, 1, 0, 0)
    assert spoilt.row == {"projection": "totals", "holds": False, "rows_that_differ": 2}
    assert rebuilt.row == {"rebuilt": "totals", "position": 3}
    assert mended.row == {"projection": "totals", "holds": True, "rows_that_differ": 0}


def test_a_copy_of_foreign_data_is_verified_and_mended_from_the_feed(
    with_copies: Operator,
) -> None:
    well = with_copies.admin("projection", "verify")
    with_copies.tamper("delete from copies")
    spoilt = with_copies.admin("projection", "verify")
    rebuilt = with_copies.admin("projection", "rebuild", "copies")
    mended = with_copies.admin("projection", "verify", "copies")

    assert [row["holds"] for row in well.rows] == [True, True]
    assert (well.code, spoilt.code, rebuilt.code, mended.code) == (0, 1, 0, 0)
    assert [(row["projection"], row["holds"]) for row in spoilt.rows] == [
        ("totals", True),
        ("copies", False),
    ]
    assert rebuilt.row["rebuilt"] == "copies"
    assert rebuilt.row["position"] == with_copies.admin("subscriptions", "list").row["position"]


def test_a_copy_cannot_be_rebuilt_while_its_producer_is_away(at_work: Operator) -> None:
    row = sql.SQL("insert into subscriptions values ({name}, {name}, 3)")
    at_work.tamper(row.format(name=sql.Literal(at_work.name)))

    outcome = at_work.admin("projection", "rebuild", "copies")

    assert outcome.code == 1
    assert ": service_absent: " in outcome.errors[0]
    assert len(outcome.errors) == 1


def test_all_promises_hold_in_a_healthy_database(at_work: Operator) -> None:
    outcome = at_work.admin("verify")

    assert outcome.code == 0
    assert all(row["holds"] for row in outcome.rows)
    named = {row.get("check") or row["projection"] for row in outcome.rows}
    assert named == {check.name for check in STORE_CHECKS} | {"no_total_is_negative", "totals"}


UNLOCK = (
    "grant all on events to current_user",
    "alter table events disable trigger user",
)
LOCK = ("alter table events enable trigger user",)
PARK = (
    "insert into parked (consumer, producer, position, stream_id, type, event, status,"
    " reason_code, attempts, parked_at)"
    " values ('c', 'p', {position}, 's', 't', '{{}}', '{status}', 'r', 1, now())"
)
BROKEN: list[tuple[str, tuple[str, ...]]] = [
    (
        "positions_are_contiguous",
        (*UNLOCK, "update events set position = 5 where position = 3", *LOCK),
    ),
    (
        "versions_of_a_stream_are_contiguous",
        (*UNLOCK, "update events set version = 5 where position = 3", *LOCK),
    ),
    ("events_cannot_be_changed", ("alter table events disable trigger events_are_immutable",)),
    ("events_cannot_be_changed", ("drop trigger events_are_not_truncated on events",)),
    (
        "nothing_is_parked_that_is_not_yet_reached",
        (PARK.format(position=9, status="discarded"),),
    ),
    (
        "nothing_is_parked",
        (
            "insert into subscriptions values ('c', 'p', 2)",
            PARK.format(position=2, status="parked"),
        ),
    ),
    ("the_relay_is_not_ahead_of_the_store", ("update relay set position = 4",)),
    ("no_total_is_negative", ("update totals set total = -1",)),
    ("totals", ("update totals set total = 7",)),
]


@pytest.mark.parametrize(("promise", "statements"), BROKEN)
def test_a_promise_that_is_broken_is_found_and_named(
    at_work: Operator, promise: str, statements: tuple[str, ...]
) -> None:
    at_work.tamper(*statements)

    outcome = at_work.admin("verify")

    assert outcome.code == 1
    broken = [_name(row) for row in outcome.rows if not row["holds"]]
    assert promise in broken
    # A store that was tampered with no longer gives the rows that it once gave.
    assert set(broken) <= {promise, "totals"}


def test_every_promise_of_the_store_has_been_broken_once() -> None:
    assert {check.name for check in STORE_CHECKS} <= {name for name, _ in BROKEN}


def _name(row: dict[str, Any]) -> str:
    return str(row.get("check") or row["projection"])

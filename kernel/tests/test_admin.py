"""The operator's command: migrations, roles, events, and what it says to bad input."""

import signal
import socket
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from kernel_operator import MIGRATIONS, Operator, Outcome, operator

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"
COMMANDS = (
    "migrate",
    "events show",
    "events tail",
    "events export",
    "relay status",
    "subscriptions list",
    "subscriptions catch-up",
    "parked list",
    "parked show",
    "parked retry",
    "parked discard",
    "projection list",
    "projection rebuild",
    "projection verify",
    "timers list",
    "broker doctor",
    "verify",
)


@pytest.fixture
def fresh(database_url: str, unique_name: str, tmp_path: Path) -> Iterator[Operator]:
    """An operator before an empty database."""
    amqp_url = f"memory://{unique_name}"
    with operator(unique_name, tmp_path, database_url=database_url, amqp_url=amqp_url) as one:
        yield one


@pytest.fixture
def at_work(fresh: Operator) -> Operator:
    """An operator of a service that is migrated and has counted."""
    assert fresh.admin("migrate").code == 0
    fresh.count(1, 2, 3)
    fresh.count(4, counter="b")
    return fresh


def refusal(outcome: Outcome) -> str:
    """Return the code of the one line that was said."""
    assert outcome.code == 1
    assert outcome.rows == []
    [line] = outcome.errors
    _, code, text = line.split(": ", 2)
    assert text
    return code


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_design_exists_and_says_what_it_does(
    fresh: Operator, command: str
) -> None:
    outcome = fresh.admin(*command.split(), "--help")

    assert (outcome.code, outcome.errors) == (0, [])
    assert f"admin {command}" in outcome.out[0]
    assert outcome.out[2].strip()


def test_migrating_twice_changes_nothing(fresh: Operator) -> None:
    first, again = fresh.admin("migrate"), fresh.admin("migrate")

    assert first.row == {"before": None, "now": "0001", "left": [], "app_role": None}
    assert again.row == {"before": "0001", "now": "0001", "left": [], "app_role": None}


def test_two_migrations_at_once_take_turns(fresh: Operator) -> None:
    jobs = [fresh.start("admin", "migrate") for _ in range(3)]

    assert [job.wait() for job in jobs] == [0, 0, 0]
    assert [job.errors() for job in jobs] == ["", "", ""]
    assert [job.reads(1)[0]["now"] for job in jobs] == ["0001"] * 3
    assert fresh.admin("migrate").row["before"] == "0001"


@pytest.fixture
def growing(fresh: Operator, tmp_path: Path) -> Operator:
    """An operator with three more revisions: an index, a contraction, and one behind it."""
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    (folder / "env.py").write_text((MIGRATIONS / "env.py").read_text())
    first = (MIGRATIONS / "versions" / "0001_first.py").read_text()
    (folder / "versions" / "0001_first.py").write_text(first)
    index = (
        "    with op.get_context().autocommit_block():\n"
        "        op.create_index('totals_by_total', 'totals', ['total'],"
        " postgresql_concurrently=True)"
    )
    steps = {"0002": index, "0003": "    op.drop_column('copies', 'total')", "0004": "    pass"}
    for number, step in steps.items():
        phase = "phase = 'contract'\n" if number == "0003" else ""
        text = (
            f"from alembic import op\nrevision = '{number}'\n{phase}"
            f"down_revision = '{int(number) - 1:04}'\ndef upgrade():\n{step}\n"
        )
        (folder / "versions" / f"{number}_next.py").write_text(text)
    fresh.migrations = folder
    return fresh


def test_an_expansion_stops_before_what_the_version_before_cannot_bear(growing: Operator) -> None:
    expanded = growing.admin("migrate", "--expand")
    again = growing.admin("migrate", "--expand")
    contracted = growing.admin("migrate")

    assert (expanded.row["now"], expanded.row["left"]) == ("0002", ["0003", "0004"])
    assert (again.row["now"], again.row["left"]) == ("0002", ["0003", "0004"])
    assert (contracted.row["now"], contracted.row["left"]) == ("0004", [])


def test_a_revision_that_fails_leaves_those_before_it(growing: Operator) -> None:
    growing.admin("migrate", "--expand")
    growing.tamper("alter table copies rename column total to sum")

    with pytest.raises(sa.exc.ProgrammingError):
        growing.admin("migrate")

    assert growing.admin("migrate", "--expand").row["now"] == "0002"


def test_a_database_that_is_newer_than_the_program_is_left_alone(at_work: Operator) -> None:
    at_work.tamper("update alembic_version set version_num = '0999'")

    assert refusal(at_work.admin("migrate")) == "revision_unknown"


def test_a_role_that_is_not_there_is_refused(at_work: Operator) -> None:
    assert refusal(at_work.admin("migrate", "--app-role", "nobody-at-all")) == "role_unknown"


def test_a_stream_is_shown_oldest_first_with_iso_dates(at_work: Operator) -> None:
    shown = at_work.admin("events", "show", "counter-a")

    assert [row["data"] for row in shown.rows] == [{"number": 1}, {"number": 2}, {"number": 3}]
    assert [row["version"] for row in shown.rows] == [1, 2, 3]
    assert shown.rows[0]["type"] == "testing.counted.v1"
    assert shown.rows[0]["metadata"]["actor_id"] == "somebody"
    recorded_at = datetime.fromisoformat(shown.rows[0]["recorded_at"])
    assert recorded_at.tzinfo is not None


def test_the_tail_begins_behind_a_position(at_work: Operator) -> None:
    tail = at_work.admin("events", "tail", "--after", "2")

    assert [row["position"] for row in tail.rows] == [3, 4]


def test_the_tail_follows_until_it_is_interrupted(at_work: Operator) -> None:
    following = at_work.start("admin", "events", "tail", "--follow")
    following.reads(4)

    at_work.count(5)

    assert following.reads(1)[0]["data"] == {"number": 5}
    assert following.end(signal.SIGINT) == 130
    assert following.errors().strip() == ""


def test_everything_is_exported_and_counted(at_work: Operator) -> None:
    export = at_work.admin("events", "export")

    assert [row["position"] for row in export.rows] == [1, 2, 3, 4]
    assert export.errors == ["4 events"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["events", "show", "counter-z"], "stream_unknown"),
        (["projection", "rebuild", "nothing"], "projection_unknown"),
        (["projection", "verify", "nothing"], "projection_unknown"),
        (["subscriptions", "catch-up", "nobody"], "subscription_unknown"),
        (["parked", "show", "nobody", "1"], "parked_event_unknown"),
        (["parked", "retry", "nobody", "counter-a"], "parked_event_unknown"),
        (["parked", "discard", "nobody", "1"], "parked_event_unknown"),
        (["broker", "doctor"], "broker_unavailable"),
        (["events", "show"], "usage"),
        (["events", "tail", "--after", "-1"], "usage"),
        (["events", "tail", "--since", "1"], "usage"),
        (["parked", "list", "--limit", "0"], "usage"),
        (["parked", "show", "nobody", "first"], "usage"),
        (["timers", "list", "--limit", "many"], "usage"),
        (["burn"], "usage"),
    ],
)
def test_bad_input_is_one_line_with_a_code(
    at_work: Operator, arguments: list[str], code: str
) -> None:
    away = "amqp://nobody@127.0.0.1:1//"

    assert refusal(at_work.admin(*arguments, MALPRO_AMQP_URL=away)) == code


NEEDS_THE_DATABASE = [
    ["migrate"],
    ["events", "show", "counter-a"],
    ["events", "tail"],
    ["events", "export"],
    ["relay", "status"],
    ["subscriptions", "list"],
    ["parked", "list"],
    ["timers", "list"],
    ["projection", "verify", "totals"],
    ["projection", "rebuild", "totals"],
    ["verify"],
]


@pytest.mark.parametrize("arguments", NEEDS_THE_DATABASE, ids=" ".join)
def test_a_database_that_is_away_is_one_line_with_a_code(
    fresh: Operator, arguments: list[str]
) -> None:
    away = {f"MALPRO_{fresh.name.upper()}_DATABASE_URL": NOWHERE}

    assert refusal(fresh.admin(*arguments, **away)) == "database_unavailable"


@pytest.mark.parametrize("arguments", NEEDS_THE_DATABASE[1:], ids=" ".join)
def test_a_database_that_was_never_migrated_is_one_line_with_a_code(
    fresh: Operator, arguments: list[str]
) -> None:
    assert refusal(fresh.admin(*arguments)) == "schema_missing"


@pytest.mark.parametrize(
    ("variable", "value", "code"),
    [
        ("MALPRO_{}_DATABASE_URL", None, "setting_missing"),
        ("MALPRO_{}_DATABASE_URL", "mysql://secret@here/db", "setting_invalid"),
        ("MALPRO_{}_DATABASE_URL", "secret", "setting_invalid"),
        ("MALPRO_AMQP_URL", None, "setting_missing"),
        ("MALPRO_AMQP_URL", "http://secret", "setting_invalid"),
        ("MALPRO_AMQP_URL", "amqp://[secret", "setting_invalid"),
        ("MALPRO_PACE_MS", "secret", "setting_invalid"),
        ("MALPRO_PACE_MS", "-1", "setting_invalid"),
        ("MALPRO_{}_PACE_MS", "secret", "setting_invalid"),
        ("MALPRO_WORK_POOL_SIZE", "1", "setting_invalid"),
        ("MALPRO_CHECK_S", "secret", "setting_invalid"),
        ("MALPRO_CHECK_S", "nan", "setting_invalid"),
        ("MALPRO_{}_METRICS_ADDRESS", "secret", "setting_invalid"),
        ("MALPRO_{}_METRICS_ADDRESS", "127.0.0.1:99999", "setting_invalid"),
    ],
)
@pytest.mark.parametrize("command", [["work"], ["serve"], ["admin", "verify"]], ids=" ".join)
def test_a_setting_that_is_missing_or_wrong_is_named_and_its_value_is_not(
    fresh: Operator, command: list[str], variable: str, value: str | None, code: str
) -> None:
    name = variable.format(fresh.name.upper())

    outcome = fresh.run(*command, **{name: value})

    assert refusal(outcome) == code
    assert name in outcome.errors[0]
    assert "secret" not in outcome.errors[0]


def test_a_setting_that_is_empty_counts_as_not_set(at_work: Operator) -> None:
    assert at_work.admin("subscriptions", "list", MALPRO_PACE_MS="").code == 0


def test_an_address_for_metrics_that_is_taken_is_refused(at_work: Operator) -> None:
    variable = f"MALPRO_{at_work.name.upper()}_METRICS_ADDRESS"

    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        working = at_work.start("work", **{variable: address})
        assert working.wait() == 1

    assert "metrics_address_taken" in working.errors()


def test_without_a_command_it_shows_what_there_is(fresh: Operator) -> None:
    outcome = fresh.run()

    assert outcome.code == 1
    assert {"serve", "work", "admin"} <= set(" ".join(outcome.errors).split())

"""The operator looks after what travels: relay, subscriptions, parked events, timers, broker."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from kernel_operator import Operator, operator, until
from kombu import Connection
from tallying.bootstrap import SECRET

from kernel.adapters.rpc_wire import service_queue
from kernel.adapters.topology import declare_queue, queue_name


@pytest.fixture
def at_work(
    database_url: str, amqp_url: str, unique_name: str, tmp_path: Path
) -> Iterator[Operator]:
    """An operator of a service that is migrated and has counted, one unlucky number too."""
    with operator(unique_name, tmp_path, database_url=database_url, amqp_url=amqp_url) as one:
        assert one.admin("migrate").code == 0
        one.count(1, 13, 2, counter="a")
        one.count(3, counter="b")
        yield one


def test_the_relay_says_how_far_it_is_behind(at_work: Operator) -> None:
    status = at_work.admin("relay", "status")

    assert status.row == {
        "relay": "main",
        "head": 4,
        "published": 0,
        "behind": 4,
        "published_at": None,
        "leader": None,
    }


def test_a_relay_publishes_once_more_from_where_it_is_told_and_says_who_leads(
    at_work: Operator,
) -> None:
    queue = queue_name("listener", at_work.name)
    with Connection(at_work.env["MALPRO_AMQP_URL"]) as connection:
        declare_queue(connection.channel(), "listener", at_work.name)
        working = at_work.start("work")
        until(lambda: at_work.admin("relay", "status").row["behind"] == 0)
        already = connection.channel().queue_declare(queue, passive=True).message_count

        again = at_work.admin("relay", "republish", "main", "--from", "2")

        assert again.row == {"relay": "main", "published": 1}
        until(lambda: _depth(connection, queue) > already)
        # Overtaken by the operator, it may stand by for a moment.
        until(lambda: _leader(at_work).endswith(f":{working.pid}"))
        connection.channel().queue_delete(queue)


def test_a_relay_that_the_schema_does_not_know_yet_is_one_line_with_a_code(
    at_work: Operator,
) -> None:
    at_work.tamper("delete from relay")

    status = at_work.admin("relay", "status")

    assert status.code == 1
    assert "schema_missing" in status.errors[0]


def test_what_was_never_published_is_not_published_again(at_work: Operator) -> None:
    early = at_work.admin("relay", "republish", "main", "--from", "2")
    unknown = at_work.admin("relay", "republish", "side", "--from", "1")

    assert early.code == unknown.code == 1
    assert "not_published_yet" in early.errors[0]
    assert "relay_unknown" in unknown.errors[0]


def test_subscriptions_are_listed_before_they_have_begun(at_work: Operator) -> None:
    listed = at_work.admin("subscriptions", "list")

    assert listed.row == {
        "producer": at_work.name,
        "position": 0,
        "caught_up_at": None,
        "parked": 0,
    }


def test_a_subscription_is_caught_up_by_hand_and_what_fails_is_parked(at_work: Operator) -> None:
    at_work.serve()

    caught_up = at_work.admin("subscriptions", "catch-up", at_work.name, MALPRO_ATTEMPTS_MAX="2")

    # It hears what it says itself, so the head has moved on meanwhile.
    assert caught_up.row == {"producer": at_work.name, "position": 6}
    assert at_work.admin("subscriptions", "list").row["parked"] == 2
    parked = at_work.admin("parked", "list")
    assert [(row["position"], row["reason_code"], row["attempts"]) for row in parked.rows] == [
        (2, "count_unlucky", 2),
        (3, "stream_parked", 0),
    ]
    assert "event" not in parked.rows[0]
    assert datetime.fromisoformat(parked.rows[0]["parked_at"]).tzinfo is not None
    assert at_work.admin("events", "show", "tally-a").rows[0]["data"] == {"number": 1}
    assert SECRET not in "".join(caught_up.errors)


def test_catching_up_without_the_producer_is_one_line_with_a_code(at_work: Operator) -> None:
    outcome = at_work.admin("subscriptions", "catch-up", at_work.name)

    assert outcome.code == 1
    assert outcome.errors == [
        f"{at_work.name}: service_absent: {at_work.name} has never been there"
    ]


@pytest.fixture
def troubled(at_work: Operator) -> Operator:
    """An operator with two parked events of one stream."""
    at_work.serve()
    at_work.admin("subscriptions", "catch-up", at_work.name, MALPRO_ATTEMPTS_MAX="1")
    return at_work


def test_a_parked_event_is_shown_whole(troubled: Operator) -> None:
    shown = troubled.admin("parked", "show", troubled.name, "2").row

    assert shown["event"]["data"] == {"number": 13}
    assert (shown["stream_id"], shown["status"]) == ("counter-a", "parked")


def test_a_stream_is_retried_in_order_once_its_reason_is_gone(troubled: Operator) -> None:
    in_vain = troubled.admin("parked", "retry", troubled.name, "counter-a")
    retried = troubled.admin("parked", "retry", troubled.name, "counter-a", TALLYING_UNLUCKY="0")

    assert in_vain.code == 1
    assert in_vain.row == {"applied": 0, "left": 2, "reason_code": "count_unlucky"}
    assert SECRET not in "".join(in_vain.errors)
    assert (retried.code, retried.errors) == (0, [])
    assert retried.row == {"applied": 2, "left": 0, "reason_code": None}
    heard = troubled.admin("events", "show", "tally-a").rows
    assert [row["data"]["number"] for row in heard] == [1, 13, 2]
    assert troubled.admin("parked", "list").rows == []


def test_a_parked_event_is_let_go_and_the_stream_goes_on(troubled: Operator) -> None:
    discarded = troubled.admin("parked", "discard", troubled.name, "2")
    again = troubled.admin("parked", "discard", troubled.name, "2")
    retried = troubled.admin("parked", "retry", troubled.name, "counter-a")

    assert discarded.row == {"producer": troubled.name, "position": 2, "status": "discarded"}
    assert (again.code, again.rows) == (1, [])
    assert retried.row == {"applied": 1, "left": 0, "reason_code": None}
    heard = troubled.admin("events", "show", "tally-a").rows
    assert [row["data"]["number"] for row in heard] == [1, 2]
    assert troubled.admin("parked", "show", troubled.name, "2").row["status"] == "discarded"


def test_timers_are_listed_the_earliest_first(at_work: Operator) -> None:
    at_work.count(7, counter="late")
    at_work.tamper(
        "insert into timers (timer_id, kind, subject, due_at, data)"
        " values ('t', 'alarm', 'x', '2020-01-02T03:04:05+07:00', '{}')"
    )

    first, second = at_work.admin("timers", "list").rows

    assert first["timer_id"] == "t"
    assert datetime.fromisoformat(first["due_at"]) == datetime(2020, 1, 1, 20, 4, 5, tzinfo=UTC)
    assert second["timer_id"] == "forgotten-late"
    assert len(at_work.admin("timers", "list", "--limit", "1").rows) == 1


def test_the_doctor_names_a_queue_that_is_missing(at_work: Operator) -> None:
    found = at_work.admin("broker", "doctor")

    assert found.code == 1
    assert [row["queue"] for row in found.rows] == [
        service_queue(at_work.name),
        queue_name(at_work.name, at_work.name),
    ]
    assert [row["ok"] for row in found.rows] == [False, False]
    assert "`serve` has never run" in found.rows[0]["advice"]
    assert "`work` has never run" in found.rows[1]["advice"]


def test_the_doctor_finds_all_well_while_serve_and_work_run_and_notices_when_one_ends(
    at_work: Operator,
) -> None:
    at_work.serve()
    working = at_work.start("work")
    until(lambda: at_work.admin("broker", "doctor").code == 0)
    well = at_work.admin("broker", "doctor").rows

    working.end()
    ill = at_work.admin("broker", "doctor")
    _delete(at_work)

    assert [(row["ok"], row["consumers"], row["advice"]) for row in well] == [(True, 1, "")] * 2
    assert ill.code == 1
    assert [row["ok"] for row in ill.rows] == [True, False]
    assert "is `work` running?" in ill.rows[1]["advice"]


def _delete(operator: Operator) -> None:
    with Connection(operator.env["MALPRO_AMQP_URL"]) as connection:
        connection.channel().queue_delete(queue_name(operator.name, operator.name))


def _leader(one: Operator) -> str:
    return str(one.admin("relay", "status").row["leader"])


def _depth(connection: Connection, queue: str) -> int:
    return int(connection.channel().queue_declare(queue, passive=True).message_count)

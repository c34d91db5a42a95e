"""The operator sees what was told and what was not, and has it tried again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kernel_operator import Operator, operator, until
from tallying.bootstrap import owner_of

OWNERS = [f"account:{owner_of(counter)}" for counter in "ab"]
ASIDE = "update notices set status = 'failed', attempts = 8, reason_code = 'no_number'"


@pytest.fixture
def at_work(
    database_url: str, amqp_url: str, unique_name: str, tmp_path: Path
) -> Iterator[Operator]:
    """An operator of a service that has counted twice, and told it to the log."""
    with operator(unique_name, tmp_path, database_url=database_url, amqp_url=amqp_url) as one:
        assert one.admin("migrate").code == 0
        one.count(1, counter="a")
        one.count(3, counter="b")
        yield one


def test_work_tells_and_status_says_so(at_work: Operator) -> None:
    before = at_work.admin("notices", "status").row
    assert (before["position"], before["behind"], before["told"]) == (0, 2, 0)
    running = at_work.start("work")

    until(lambda: at_work.admin("notices", "status").row["told"] == 2)

    assert running.end() == 0
    told = [line for line in running.log_lines() if line["event"] == "notice.told"]
    assert [(line["kind"], line["to"]) for line in told] == [
        ("counted", OWNERS[0]),
        ("counted", OWNERS[1]),
    ]
    status = at_work.admin("notices", "status").row
    assert {name: status[name] for name in ("waiting", "failed", "passed_over")} == {
        "waiting": 0,
        "failed": 0,
        "passed_over": 0,
    }


def test_what_was_put_aside_is_listed_and_tried_again(at_work: Operator) -> None:
    first = at_work.start("work")
    until(lambda: at_work.admin("notices", "status").row["told"] == 2)
    assert first.end() == 0
    at_work.tamper(ASIDE)

    listed = at_work.admin("notices", "failed").rows
    retried = at_work.admin("notices", "retry", listed[0]["notice_id"])
    rest = at_work.admin("notices", "retry", "--all")

    assert [(row["addressee"], row["attempts"], row["reason_code"]) for row in listed] == [
        (OWNERS[0], 8, "no_number"),
        (OWNERS[1], 8, "no_number"),
    ]
    assert "params" not in listed[0]
    assert (retried.row, rest.row) == ({"retried": 1}, {"retried": 1})
    assert at_work.admin("notices", "failed", "--limit", "1").rows == []
    assert at_work.admin("notices", "status").row["waiting"] == 2
    second = at_work.start("work")
    until(lambda: at_work.admin("notices", "status").row["told"] == 2)
    assert second.end() == 0


@pytest.mark.parametrize("notice", ["nonsense", "0193a3f0-a000-7cc1-8a51-6a3f1b2c4d5e"])
def test_a_notice_that_was_not_put_aside_is_unknown(at_work: Operator, notice: str) -> None:
    refused = at_work.admin("notices", "retry", notice)

    assert refused.code == 1
    assert "notice_unknown" in refused.errors[0]


@pytest.mark.parametrize("arguments", [(), ("0193a3f0-a000-7cc1-8a51-6a3f1b2c4d5e", "--all")])
def test_retry_wants_one_or_all(at_work: Operator, arguments: tuple[str, ...]) -> None:
    refused = at_work.admin("notices", "retry", *arguments)

    assert refused.code == 1
    assert "usage" in refused.errors[0]


def test_a_service_that_tells_nobody_says_so(at_work: Operator) -> None:
    refused = at_work.admin("notices", "status", TALLYING_TELLS="0")

    assert refused.code == 1
    assert "nothing_told" in refused.errors[0]

"""Every event of payments has one place in the finance chain, and no link can change unseen."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from payments_chain import assert_whole, links, live
from payments_mortal import BATCH, CHAIN, killed
from payments_world import World

from payments.adapters import finance_chain, finance_queries
from payments.adapters.finance_chain import extend_chain


def test_every_event_is_chained_in_order_and_again_changes_nothing(payments: World) -> None:
    live(payments, 3)
    assert not extend_chain(payments.app.database)
    live_before = links(payments)
    assert not extend_chain(payments.app.database)

    assert len(live_before) == 6
    assert links(payments) == live_before
    assert_whole(payments)


def test_the_feed_gives_the_stored_bytes_page_by_page(payments: World) -> None:
    live(payments, 2)
    extend_chain(payments.app.database)
    with payments.app.database.transaction() as connection:
        query = sa.text("select envelope from finance_chain order by financeseq")
        stored = [bytes(row.envelope).decode() for row in connection.execute(query)]

    found, after = [], 0
    while page := payments.ask("finance_events", "auditor", after=after, limit=3)["items"]:
        found += [one["envelope"] for one in page]
        after = page[-1]["financeseq"]

    assert found == stored


def test_a_page_never_promises_what_it_does_not_give(
    payments: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The chain grows while the page is read; readers believe its head."""
    head = finance_queries._head  # noqa: SLF001 - one of the two statements that it grows between

    def grow() -> None:
        live(payments, 1, start=len(payments.booked))
        extend_chain(payments.app.database)

    def growing_head(connection: sa.Connection) -> dict[str, Any]:
        grow()
        found = head(connection)
        grow()
        return found

    monkeypatch.setattr(finance_queries, "_head", growing_head)
    page = payments.ask("finance_events", "finance", after=0, limit=500)

    assert [one["financeseq"] for one in page["items"]] == [1, 2]
    assert page["after"] == page["head"] == 2


def test_workers_take_turns(payments: World, monkeypatch: pytest.MonkeyPatch) -> None:
    live(payments, 6)
    monkeypatch.setattr(finance_chain, "BATCH", 1)
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: extend_chain(payments.app.database), range(15)))

    assert len(links(payments)) == len(payments.booked)
    assert_whole(payments)


@pytest.mark.parametrize(
    "line", ["locked_head", "read_after", "links_after", "joined", "_row", "move_head"]
)
def test_who_dies_before_the_commit_leaves_nothing(
    payments: World, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    live(payments, 2)

    class Killed(BaseException):
        pass

    def die(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(finance_chain, line, die)
        with pytest.raises(Killed):
            extend_chain(payments.app.database)
    assert links(payments) == []

    extend_chain(payments.app.database)
    assert_whole(payments)


def test_a_killed_process_leaves_whole_batches_and_the_next_goes_on(payments: World) -> None:
    live(payments, 8)
    for line in CHAIN:
        killed(payments, line)
    assert len(links(payments)) == BATCH * len(CHAIN)

    extend_chain(payments.app.database)
    assert_whole(payments)


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        (
            "update finance_chain set envelope = set_byte(envelope, 30, 65) where financeseq = 2",
            "every_link_has_the_hash_of_its_bytes",
        ),
        ("delete from finance_chain where financeseq = 2", "the_finance_chain_has_no_hole"),
        (
            "update finance_chain set financeseq = 9 - financeseq where financeseq in (2, 3)",
            "every_link_names_the_one_before",
        ),
        (
            (
                "insert into finance_chain select 99, 99, gen_random_uuid(), prevhash, hash,"
                " envelope from finance_chain where financeseq = 2"
            ),
            "every_link_tells_its_event",
        ),
    ],
)
def test_damage_is_found(payments: World, damage: str, check: str) -> None:
    live(payments, 2)
    extend_chain(payments.app.database)
    payments.run_sql("alter table finance_chain disable trigger user")
    payments.run_sql(damage)

    assert check in payments.broken()

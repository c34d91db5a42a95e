"""Each way to break a promise of the store is caught by the test that is there for it."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from threading import Event
from typing import Any

import pytest

from kernel.adapters import idempotency, relay
from kernel.adapters.checkpoints import Checkpoint
from kernel.adapters.database import Database
from kernel.adapters.deliveries import Delivery
from kernel.adapters.guard_row import GuardRow, Held
from kernel.adapters.idempotency import StoredAnswer, claim
from kernel.adapters.leadership import Leadership
from kernel.adapters.memory import MemoryDatabase, MemorySeat, MemoryTransaction
from kernel.adapters.memory.transaction import APPENDS
from kernel.adapters.outlets import Batch
from kernel.adapters.schema import STORE_V1
from kernel.adapters.seat import Seat
from kernel.adapters.storage import AnyDatabase, AnyTransaction
from kernel.adapters.store import StoredEvent
from kernel.adapters.subscriber import Subscriber
from kernel.testing.answer_contracts import AnswerContract
from kernel.testing.append_contracts import AppendContract
from kernel.testing.guard_contracts import GuardContract
from kernel.testing.relay_store_contracts import RelayStoreContract
from kernel.testing.stores import LOCK_S, InMemory, OnPostgres
from kernel.testing.storing import SmallService
from kernel.testing.subscriber_store_contracts import SubscriberFixtures, SubscriberStoreContract


@contextmanager
def expect_breach() -> Iterator[None]:
    """Expect a test of a contract to fail."""
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        yield


class NoLock(dict[Hashable, Any]):
    """Lets everybody have the lock that orders the store."""

    def setdefault(self, lock: Hashable, holder: Any = None) -> Any:
        return holder if lock == APPENDS else super().setdefault(lock, holder)

    def __delitem__(self, lock: Hashable) -> None:
        self.pop(lock, None)


class UnlockedMemory(MemoryDatabase):
    """Numbers events from a sequence, as they come, without a lock."""

    def __init__(self) -> None:
        super().__init__(lock_timeout_s=LOCK_S)
        self.locks = NoLock()
        self._numbers = count()

    def last_number(self, appended: Sequence[StoredEvent]) -> int:
        del appended
        return next(self._numbers)


class Unguarded(GuardRow):
    """Reads the row and does not hold it."""

    def hold(self, connection: AnyTransaction) -> Held:
        return Held(position=self.position(connection), clear=False)


def guarded_outside(database: AnyDatabase) -> type[GuardRow]:
    """Return a guard that moves the row in a transaction of its own, before the other one ends."""

    class Outside(Unguarded):
        def move(self, connection: AnyTransaction, position: int) -> None:
            del connection
            with database.transaction() as other:
                GuardRow.hold(self, other)
                GuardRow.move(self, other, position)

    return Outside


class HastyRelay(relay.Relay):
    """Notes down what it is about to publish."""

    def _publish(self, batch: Batch, seat: Seat, stop: Event) -> bool:
        seat.advance(seat.checkpoint(), batch.last, at=self._clock.now())
        return super()._publish(batch, seat, stop)


class EverybodyLeadsInMemory(MemorySeat):
    def take(self) -> bool:
        super().take()
        return True


class EverybodyLeads(Leadership):
    def take(self) -> bool:
        super().take()
        return True


def everybody_leads(database: AnyDatabase, checkpoint: Checkpoint, *, lease_s: float) -> Seat:
    if isinstance(database, MemoryDatabase):
        return EverybodyLeadsInMemory(database, checkpoint, lease_s=lease_s)
    assert isinstance(database, Database)
    return EverybodyLeads(database, checkpoint, lease_s=lease_s)


def another_append(database: Database, changes: Mapping[str, str], *before: str) -> None:
    """Change the function that appends, after some statements."""
    [append] = [one for one in STORE_V1 if "create function append_events" in one]
    told = append.replace("create function", "create or replace function")
    for line, instead in changes.items():
        assert line in told
        told = told.replace(line, instead)
    with database.transaction() as connection:
        for statement in (*before, told):
            connection.exec_driver_sql(statement.replace("%", "%%"))


class AcknowledgesFirst(Subscriber):
    """Lets the broker forget what is not kept yet. The feed would heal it, so it is down."""

    def _gather(self) -> list[Delivery]:
        batch = super()._gather()
        if batch:
            self._deliveries.ack(batch)
        return batch


class NeverHeals(Subscriber):
    """Does not look what it may have missed."""

    def _when_idle(self, stop: Event) -> None:
        """Wait for news."""


class BrokenVariants(SubscriberFixtures):
    """Variants for any store; the healthy ones pass the same tests in test_stores.py."""

    def test_no_guard_row(self, database: AnyDatabase) -> None:
        service = SmallService(database, guard=Unguarded)
        with expect_breach():
            GuardContract().test_another_worker_with_the_same_run_does_not_apply_it_meanwhile(
                service
            )

    def test_guard_row_outside_the_transaction(self, database: AnyDatabase) -> None:
        service = SmallService(database, guard=guarded_outside(database))
        with expect_breach():
            GuardContract().test_what_a_worker_that_died_has_not_committed_is_applied_by_the_next(
                service, "last"
            )

    def test_idempotency_row_outside_the_transaction(
        self, database: AnyDatabase, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def outside(_: Any, answers: Sequence[StoredAnswer], *, at: datetime) -> bool:
            with database.transaction() as other:
                return claim(other, answers, at=at)

        monkeypatch.setattr(idempotency, "claim", outside)
        with expect_breach():
            AnswerContract().test_what_a_process_that_died_has_not_done_is_done_when_asked_again(
                SmallService(database), "last"
            )

    def test_checkpoint_before_confirm(self, database: AnyDatabase) -> None:
        contract = RelayStoreContract()
        contract.relay = HastyRelay
        with expect_breach():
            contract.test_what_was_not_confirmed_is_published_by_the_next(database)

    def test_relay_without_leader(
        self, database: AnyDatabase, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(relay, "open_seat", everybody_leads)
        with expect_breach():
            RelayStoreContract().test_while_one_leads_nobody_else_publishes(database)

    def test_acknowledge_before_commit(self, service: SmallService) -> None:
        contract = SubscriberStoreContract()
        contract.subscriber = AcknowledgesFirst
        with expect_breach():
            contract.test_what_a_worker_that_died_took_and_did_not_keep_comes_again(service)

    def test_healing_switched_off_and_the_last_message_lost(self, service: SmallService) -> None:
        contract = SubscriberStoreContract()
        contract.subscriber = NeverHeals
        with expect_breach():
            contract.test_a_message_that_was_lost_is_fetched_whichever_it_was(service, 3)


class TestBrokenInMemory(InMemory, BrokenVariants):
    def test_unlocked_append(self) -> None:
        with expect_breach():
            AppendContract().test_an_append_is_not_overtaken_by_one_that_came_later(
                UnlockedMemory()
            )

    def test_no_expected_version(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(MemoryTransaction, "_check_versions", lambda *_: None)
        with expect_breach():
            AppendContract().test_of_two_who_read_the_same_version_one_is_refused(MemoryDatabase())


class TestBrokenOnPostgres(OnPostgres, BrokenVariants):
    def test_unlocked_append(self, database: Database) -> None:
        numbered = "select coalesce(max(position), 0) into last_position from events;"
        from_a_sequence = "select nextval('numbers') - 1 into last_position;"
        changes = {"perform pg_advisory_xact_lock(4711);": "", numbered: from_a_sequence}
        another_append(database, changes, "create sequence numbers")
        with expect_breach():
            AppendContract().test_an_append_is_not_overtaken_by_one_that_came_later(database)

    def test_no_expected_version_and_no_key_that_would_refuse_it(self, database: Database) -> None:
        unguarded = "alter table events drop constraint events_stream_id_version_key"
        another_append(database, {"if wrong is not null then": "if false then"}, unguarded)
        with expect_breach():
            AppendContract().test_of_two_who_read_the_same_version_one_is_refused(database)

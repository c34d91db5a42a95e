"""Any interleaving of transactions leaves what a plain list of events would hold."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import count

import sqlalchemy as sa
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kernel.adapters.database import Database, LockBusy
from kernel.adapters.memory import MemoryDatabase
from kernel.adapters.schema import install_store_v1
from kernel.adapters.storage import AnyDatabase, AnyTransaction
from kernel.adapters.store import load_streams, read_after
from kernel.domain.errors import Conflict, KernelError
from kernel.testing.append_contracts import new, put
from kernel.testing.counters import CODEC, Counted

STREAMS = st.sampled_from("ab")
OPEN_MAX = 3


@dataclass(slots=True)
class Open:
    """A transaction that goes on, and what a plain model says of it."""

    context: AbstractContextManager[AnyTransaction]
    transaction: AnyTransaction
    read: dict[str, int] = field(default_factory=dict)
    written: list[tuple[str, int]] = field(default_factory=list)

    def version(self, stream: str, committed: int) -> int:
        """Return what the model finds by reading the stream: its own events come last."""
        return committed + sum(1 for name, _ in self.written if name == stream)


class StoreMachine(RuleBasedStateMachine):
    """
    Transactions that read, append, commit and roll back in turn.

    The model: a list of what was committed, and who has the one lock of all appends.
    """

    database: AnyDatabase

    def __init__(self) -> None:
        super().__init__()
        self.committed: list[tuple[str, int]] = []
        self.open: list[Open] = []
        self.tailed: list[int] = []

    def versions(self, stream: str) -> int:
        return sum(1 for name, _ in self.committed if name == stream)

    @precondition(lambda self: len(self.open) < OPEN_MAX)
    @rule()
    def begin(self) -> None:
        context = self.database.transaction()
        self.open.append(Open(context, context.__enter__()))

    @precondition(lambda self: self.open)
    @rule(which=st.integers(0, OPEN_MAX - 1), stream=STREAMS)
    def read(self, which: int, stream: str) -> None:
        one = self.open[which % len(self.open)]
        loaded = load_streams(one.transaction, CODEC, [f"counter-{stream}"])
        events = loaded.get(f"counter-{stream}", [])

        expected = one.version(stream, self.versions(stream))
        assert [e.number for e in events if isinstance(e, Counted)] == list(range(1, expected + 1))
        one.read[stream] = len(events)

    @precondition(lambda self: self.open)
    @rule(which=st.integers(0, OPEN_MAX - 1), stream=STREAMS, many=st.integers(1, 2))
    def append(self, which: int, stream: str, many: int) -> None:
        one = self.open[which % len(self.open)]
        at = one.read.get(stream, 0)
        wanted = [(stream, at + number) for number in range(1, many + 1)]
        busy = any(other.written for other in self.open if other is not one)
        current = at == one.version(stream, self.versions(stream))
        try:
            put(one.transaction, *[new(name, version) for name, version in wanted])
        except Exception as error:  # noqa: BLE001 - PostgreSQL's own, until the transaction ends
            told = self._fail(one, error)
            assert isinstance(told, LockBusy if busy else Conflict)
            assert busy or not current
        else:
            assert current
            assert not busy
            one.written += wanted
            one.read[stream] = at + many

    @precondition(lambda self: self.open)
    @rule(which=st.integers(0, OPEN_MAX - 1))
    def commit(self, which: int) -> None:
        one = self.open.pop(which % len(self.open))
        one.context.__exit__(None, None, None)
        self.committed += one.written

    @precondition(lambda self: self.open)
    @rule(which=st.integers(0, OPEN_MAX - 1))
    def roll_back(self, which: int) -> None:
        one = self.open[which % len(self.open)]
        self._fail(one, ValueError("changed my mind"))

    @invariant()
    def whoever_reads_behind_sees_every_event_once_and_in_order(self) -> None:
        with self.database.transaction() as transaction:
            after = self.tailed[-1] if self.tailed else 0
            self.tailed += [one.position for one in read_after(transaction, after, 100)]
            stored = [(one.stream_id, one.version) for one in read_after(transaction, 0, 1000)]
        assert self.tailed == list(range(1, len(self.committed) + 1))
        assert stored == [(f"counter-{name}", version) for name, version in self.committed]

    def teardown(self) -> None:
        for one in list(self.open):
            self._fail(one, ValueError("the end"))

    def _fail(self, one: Open, error: Exception) -> Exception:
        """End the transaction with an error, as a block does, and return what comes out of it."""
        self.open.remove(one)
        try:
            one.context.__exit__(type(error), error, error.__traceback__)
        except KernelError as told:
            return told
        return error


def check(machine: type[StoreMachine], *, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


def test_in_memory() -> None:
    class InMemory(StoreMachine):
        def __init__(self) -> None:
            super().__init__()
            ticks = count()
            # Nobody else runs while one waits, so waiting is over at once.
            self.database = MemoryDatabase(now=lambda: float(next(ticks)), wait=lambda: None)

    check(InMemory, examples=150, steps=40)


def test_on_postgres(database_url: str) -> None:
    database = Database(database_url, pool_size=OPEN_MAX + 1, lock_timeout_s=0.02)

    class OnPostgres(StoreMachine):
        def __init__(self) -> None:
            super().__init__()
            self.database = database
            with database.transaction() as connection:
                connection.execute(sa.text("drop schema public cascade"))
                connection.execute(sa.text("create schema public"))
                install_store_v1(connection)

    check(OnPostgres, examples=12, steps=30)
    database.close()

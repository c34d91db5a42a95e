"""What every event store promises. Subclass, provide `store`, inherit the rest."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from kernel.application.event_store import EventStore
from kernel.application.ports import Timer
from kernel.application.unit_of_work import NewEvent
from kernel.domain.errors import Conflict, Invalid
from kernel.domain.ids import new_id
from kernel.testing.counters import COUNTER, NOON, NOTE, SOMEBODY, Counted, Noted, count

# Every example of an inherited property has its own streams, so sharing a store is harmless.
SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.differing_executors]
APPENDERS = 8
APPENDS = 25


def add(store: EventStore, key: str, *numbers: int) -> None:
    with store.begin() as work, work.scope(SOMEBODY):
        work.add(COUNTER, key, count(*numbers))


def total(store: EventStore, key: str) -> int | None:
    with store.begin() as work:
        return work.get(COUNTER, key)


def staged(stream: str, version: int) -> NewEvent:
    return NewEvent(
        event=Counted(number=1),
        event_id=new_id(),
        stream_id=stream,
        stream_type="counter",
        version=version,
        occurred_at=NOON,
        context=SOMEBODY,
    )


class EventStoreContract:
    """Streams keep their versions, positions are contiguous, and a unit of work is whole."""

    def test_an_unknown_stream_has_no_state(self, store: EventStore) -> None:
        assert total(store, "nobody") is None
        assert store.head() == 0

    def test_what_was_appended_is_read_back_in_order(self, store: EventStore) -> None:
        add(store, "a", 1, 2)
        add(store, "a", 3)

        read = store.read_after(0, 10)
        assert [one.event for one in read] == count(1, 2, 3)
        assert [(one.position, one.version) for one in read] == [(1, 1), (2, 2), (3, 3)]
        assert total(store, "a") == 6

    def test_reading_after_a_position_is_limited(self, store: EventStore) -> None:
        add(store, "a", 1, 2, 3, 4)

        assert [one.position for one in store.read_after(1, 2)] == [2, 3]
        assert store.head() == 4

    def test_an_event_keeps_who_did_it_and_why(self, store: EventStore) -> None:
        with store.begin() as work, work.scope(SOMEBODY):
            work.add(COUNTER, "a", count(1))

        [one] = store.read_after(0, 1)
        assert one.metadata["actor_id"] == "somebody"
        assert one.metadata["actor_role"] == "buyer"
        assert one.metadata["correlation_id"] == SOMEBODY.correlation_id
        assert "roles" not in one.metadata
        assert (one.stream_id, one.stream_type, one.key) == ("counter-a", "counter", "a")
        assert one.type == "testing.counted.v1"

    def test_a_stale_expected_version_is_refused(self, store: EventStore) -> None:
        add(store, "a", 1)

        with pytest.raises(Conflict), store.begin() as late, late.scope(SOMEBODY):
            late.get(COUNTER, "a")
            add(store, "a", 2)
            late.add(COUNTER, "a", count(3))

        assert total(store, "a") == 3

    def test_a_too_high_expected_version_is_refused(self, store: EventStore) -> None:
        add(store, "a", 1)

        with pytest.raises(Conflict), store.begin() as work:
            work.staged.events.append(staged("counter-a", 3))

        assert store.head() == 1

    def test_a_version_left_out_within_one_append_is_refused(self, store: EventStore) -> None:
        with pytest.raises(Conflict), store.begin() as work:
            work.staged.events.extend([staged("counter-a", 1), staged("counter-a", 3)])

        assert store.head() == 0

    def test_several_streams_are_appended_together_or_not_at_all(self, store: EventStore) -> None:
        add(store, "b", 1)

        with pytest.raises(Conflict), store.begin() as work, work.scope(SOMEBODY):
            work.preload([(COUNTER, "a"), (COUNTER, "b")])
            add(store, "b", 2)
            work.add(COUNTER, "a", count(10))
            work.add(COUNTER, "b", count(10))

        assert total(store, "a") is None
        assert total(store, "b") == 3

    def test_a_unit_of_work_sees_what_it_has_added(self, store: EventStore) -> None:
        with store.begin() as work:
            with work.scope(SOMEBODY):
                assert work.context == SOMEBODY
                work.add(COUNTER, "a", count(1))
                assert (work.get(COUNTER, "a"), work.version(COUNTER, "a")) == (1, 1)
            with work.scope(SOMEBODY):
                work.add(COUNTER, "a", count(2))
                assert (work.get(COUNTER, "a"), work.version(COUNTER, "a")) == (3, 2)

        assert total(store, "a") == 3

    def test_a_refused_scope_leaves_nothing_and_its_neighbours_go_on(
        self, store: EventStore
    ) -> None:
        with store.begin() as work:
            with work.scope(SOMEBODY):
                work.add(COUNTER, "a", count(1))
            with suppress(ValueError), work.scope(SOMEBODY):
                work.add(COUNTER, "a", count(100))
                work.schedule(Timer(timer_id="t", kind="k", subject="a", due_at=NOON))
                raise ValueError
            with work.scope(SOMEBODY):
                work.add(COUNTER, "a", count(2))
            assert work.staged.timers == {}

        assert [one.event for one in store.read_after(0, 10)] == count(1, 2)

    def test_an_exception_in_the_block_writes_nothing(self, store: EventStore) -> None:
        with pytest.raises(ValueError, match="stop"), store.begin() as work:
            with work.scope(SOMEBODY):
                work.add(COUNTER, "a", count(1))
            raise ValueError("stop")

        assert store.head() == 0

    def test_a_lookup_that_another_reference_has_is_refused(self, store: EventStore) -> None:
        with store.begin() as work, work.scope(SOMEBODY):
            work.seal("ref-1", "number", {"number": "1"}, lookup="hash")
            work.seal("ref-2", "phone", {"number": "1"}, lookup="hash")
            work.seal("ref-3", "number", {"number": "1"})

        with pytest.raises(Conflict), store.begin() as work, work.scope(SOMEBODY):
            work.add(COUNTER, "a", count(1))
            work.seal("ref-4", "number", {"number": "1"}, lookup="hash")
        with store.begin() as work, work.scope(SOMEBODY):
            work.seal("ref-1", "number", {"number": "2"}, lookup="hash")

        assert store.head() == 0

    def test_what_is_staged_outside_of_a_scope_is_a_bug_and_not_lost_in_silence(
        self, store: EventStore
    ) -> None:
        with store.begin() as work:
            for stage in (
                lambda: work.context,
                lambda: work.add(COUNTER, "a", count(1)),
                lambda: work.schedule(Timer(timer_id="t", kind="k", subject="a", due_at=NOON)),
                lambda: work.cancel("t"),
                lambda: work.seal("ref-1", "address", {}),
            ):
                with pytest.raises(RuntimeError, match="scope"):
                    stage()

    def test_a_scope_within_a_scope_is_a_bug(self, store: EventStore) -> None:
        with store.begin() as work, work.scope(SOMEBODY):
            work.add(COUNTER, "a", count(1))
            with pytest.raises(RuntimeError, match="scope"), work.scope(SOMEBODY):
                work.add(COUNTER, "a", count(2))

        assert total(store, "a") == 1

    def test_a_stream_that_was_said_to_be_new_and_is_not_is_refused(
        self, store: EventStore
    ) -> None:
        add(store, "a", 1)

        with pytest.raises(Conflict), store.begin() as work, work.scope(SOMEBODY):
            work.add(COUNTER, "a", count(2), new=True)

        assert total(store, "a") == 1

    @pytest.mark.parametrize(
        "text", ["\x00", "a\x00b", "\ud800", "x" * 1_000_000], ids=["NUL", "in", "half", "long"]
    )
    def test_an_event_that_cannot_be_stored_or_sent_is_refused_and_nothing_is_written(
        self, store: EventStore, text: str
    ) -> None:
        with pytest.raises(Invalid), store.begin() as work, work.scope(SOMEBODY):
            work.add(COUNTER, "a", count(1))
            work.add(NOTE, "b", [Noted(text=text)])

        assert store.head() == 0
        assert total(store, "a") is None

    @settings(max_examples=50, deadline=None, suppress_health_check=SHARED)
    @given(
        st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
        st.integers(-(2**63), 2**63 - 1),
    )
    def test_every_other_text_and_number_comes_back_as_it_was(
        self, store: EventStore, text: str, number: int
    ) -> None:
        name = f"{new_id()}-{text}"

        with store.begin() as work, work.scope(SOMEBODY):
            work.add(NOTE, name, [Noted(text=text)])
            work.add(COUNTER, name, count(number))

        with store.begin() as work:
            assert (work.get(NOTE, name), work.get(COUNTER, name)) == (text, number)

    def test_the_time_of_an_event_is_an_instant_wherever_it_was_told(
        self, store: EventStore
    ) -> None:
        told = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=7)))

        with store.begin() as work, work.scope(SOMEBODY):
            work.add(COUNTER, "a", count(1), occurred_at=told)
            work.add(COUNTER, "a", count(2))

        first, second = store.read_after(0, 2)
        assert first.occurred_at == told
        assert first.occurred_at.utcoffset() == timedelta(0)
        assert second.occurred_at == work.now

    @pytest.mark.parametrize(
        "told",
        [
            datetime(2026, 3, 2, 12, 0),  # noqa: DTZ001 - the point is that it has no zone
            datetime.min.replace(tzinfo=timezone(timedelta(hours=7))),
            datetime.max.replace(tzinfo=timezone(timedelta(hours=-7))),
        ],
        ids=["naive", "before all time", "after all time"],
    )
    def test_a_time_that_nobody_could_read_again_is_refused_at_once(
        self, store: EventStore, told: datetime
    ) -> None:
        with store.begin() as work, work.scope(SOMEBODY), pytest.raises(Invalid):
            work.add(COUNTER, "a", count(1), occurred_at=told)

        assert store.head() == 0

    def test_of_many_writers_to_one_stream_each_success_is_kept(self, store: EventStore) -> None:
        done = _at_once(lambda _: _until_accepted(store, "hot"))

        assert done == APPENDERS * APPENDS
        assert total(store, "hot") == APPENDERS * APPENDS

    def test_8_concurrent_appenders_and_a_tailing_reader_that_misses_nothing_and_sees_no_hole(
        self, store: EventStore
    ) -> None:
        seen: list[int] = []
        finished = threading.Event()

        def tail() -> None:
            while not finished.is_set() or store.head() > len(seen):
                seen.extend(one.position for one in store.read_after(len(seen), 100))

        reader = threading.Thread(target=tail)
        reader.start()
        done = _at_once(lambda number: _many(store, f"w{number}"))
        finished.set()
        reader.join(30)

        assert done == APPENDERS * APPENDS
        assert seen == list(range(1, APPENDERS * APPENDS * 2 + 1))

    @settings(max_examples=20, deadline=None, suppress_health_check=SHARED)
    @given(writes=st.lists(st.tuples(st.sampled_from("ab"), st.integers(-5, 5)), max_size=12))
    def test_folding_a_stream_gives_what_its_writers_put_in(
        self, store: EventStore, writes: list[tuple[str, int]]
    ) -> None:
        name = new_id()
        before = store.head()

        for key, number in writes:
            add(store, f"{name}-{key}", number)

        for key in "ab":
            put = [number for k, number in writes if k == key]
            assert (total(store, f"{name}-{key}") or 0) == sum(put)
        assert store.head() == before + len(writes)


def _many(store: EventStore, key: str) -> int:
    for number in range(APPENDS):
        add(store, key, number, number)
    return APPENDS


def _until_accepted(store: EventStore, key: str) -> int:
    done = 0
    while done < APPENDS:
        with suppress(Conflict):
            add(store, key, 1)
            done += 1
    return done


def _at_once(work: Callable[[int], int]) -> int:
    results: list[int] = []
    threads = [
        threading.Thread(target=lambda n=n: results.append(work(n))) for n in range(APPENDERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sum(results)

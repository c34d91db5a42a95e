"""Read models made anew beside the live ones, then swapped; and compared with a fresh replay."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from kernel.adapters.cloudevents import Incoming
from kernel.adapters.codec import Codec
from kernel.adapters.database import Database
from kernel.adapters.definition import Subscription
from kernel.adapters.filling import Filling
from kernel.adapters.guard_row import GuardRow
from kernel.adapters.parked import left_out
from kernel.adapters.projections import AnyRecorded, Projection
from kernel.adapters.sequence import PAGE_MAX, FeedBroken
from kernel.adapters.shadow import Shadow
from kernel.adapters.store import hold_appends, read_after, recorded
from kernel.application.ports import Feed
from kernel.domain.errors import Conflict

BATCH = 1_000
# Beside the locks of the append (4711), the relay (4712) and the migrations (4713).
REBUILD_LOCK = 4714


class RebuildRunning(Conflict):
    code = "rebuild_running"


class RebuildDisturbed(Conflict):
    """Parked events were settled meanwhile: what the new tables hold is no longer right."""

    code = "rebuild_disturbed"


@dataclass(frozen=True, slots=True)
class Page:
    """What follows a position: the events to apply, and how far it was read."""

    events: list[AnyRecorded]
    reached: int


# Reads on from a position; a page that reaches no further is the end.
ReadPage = Callable[[int], Page]


def rebuild_own(database: Database, projection: Projection, codec: Codec) -> int:
    """
    Rebuild a read model of the service's own events; return the position it stands at.

    Readers see the old rows until the swap, which holds the tables only for the tail.

    :raises RebuildRunning: somebody else rebuilds it
    """
    with _rebuilding(database, projection) as shadow:
        reached = _fill(database, shadow, _read_ahead(_own_reader(database, codec)))
        with database.transaction() as connection:
            # In the order of writers: the tables of read models, then the lock of the append.
            shadow.hold_live(connection)
            hold_appends(connection)
            reached = _replay(connection, shadow, _own_pages(connection, codec), reached)
            shadow.swap(connection)
    return reached


def rebuild_foreign(
    database: Database,
    projection: Projection,
    subscription: Subscription,
    feed: Feed,
    *,
    consumer: str,
) -> int:
    """
    Rebuild a copy of foreign data from its producer's feed; return the position it stands at.

    Parked and discarded events were never applied, so they are left out. The subscription waits at
    its guard row only for the tail.

    :raises RebuildRunning: somebody else rebuilds it
    :raises RebuildDisturbed: parked events were settled at the same time; rebuild again
    :raises Unavailable: the producer does not answer
    """
    guard = GuardRow(consumer=consumer, producer=subscription.producer)
    with _rebuilding(database, projection) as shadow:
        with database.transaction() as connection:
            position, parked = guard.position(connection), left_out(connection, guard)
        read = _foreign_pages(subscription, feed, until=position, without=parked)
        reached = _fill(database, shadow, _pages(read))
        with database.transaction() as connection:
            held = guard.lock(connection)
            now_parked = left_out(connection, guard)
            if parked - now_parked:
                raise RebuildDisturbed("parked events were settled meanwhile; rebuild again")
            shadow.hold_live(connection)
            tail = _foreign_pages(subscription, feed, until=held, without=now_parked)
            _replay(connection, shadow, tail, reached)
            shadow.swap(connection)
    return held


def differences_own(database: Database, projection: Projection, codec: Codec) -> int:
    """Return how many rows of a read model differ from a fresh replay of the store."""
    with _looking(database, projection) as (connection, shadow):
        _replay(connection, shadow, _own_pages(connection, codec), 0)
        return shadow.differences(connection)


def differences_foreign(
    database: Database,
    projection: Projection,
    subscription: Subscription,
    feed: Feed,
    *,
    consumer: str,
) -> int:
    """
    Return how many rows of a copy differ from a fresh replay of its producer's feed.

    :raises Unavailable: the producer does not answer
    """
    guard = GuardRow(consumer=consumer, producer=subscription.producer)
    with _looking(database, projection) as (connection, shadow):
        read = _foreign_pages(
            subscription,
            feed,
            until=guard.position(connection),
            without=left_out(connection, guard),
        )
        _replay(connection, shadow, read, 0)
        return shadow.differences(connection)


@contextmanager
def _rebuilding(database: Database, projection: Projection) -> Iterator[Shadow]:
    # Two at once would fill the same tables. The lock lives and dies with its session.
    with closing(database.session()) as session, session.cursor() as cursor:
        cursor.execute(
            "select pg_try_advisory_lock(%s, hashtext(%s))", (REBUILD_LOCK, projection.name)
        )
        if cursor.fetchone() != (True,):
            raise RebuildRunning(f"{projection.name} is being rebuilt by somebody else")
        shadow = Shadow(projection, f"rebuild_{projection.name}")
        with database.transaction() as connection:
            shadow.make(connection)
        yield shadow
        # A session that is closed keeps its lock until its backend has noticed.
        cursor.execute("select pg_advisory_unlock_all()")


@contextmanager
def _looking(database: Database, projection: Projection) -> Iterator[tuple[sa.Connection, Shadow]]:
    # One snapshot for the store and the read model, and nothing of it stays.
    shadow = Shadow(projection, f"verify_{projection.name}_{os.getpid()}")
    with database.transaction() as connection:
        connection.execute(sa.text("set transaction isolation level repeatable read"))
        shadow.make(connection)
        yield connection, shadow
        connection.rollback()


def _fill(database: Database, shadow: Shadow, pages: Iterable[Page]) -> int:
    """Apply all these pages and make the tables ready to be swapped; return where they stand."""
    reached, filling = 0, Filling(shadow)
    for page in pages:
        with database.transaction() as connection:
            filling.apply(connection, page.events)
        reached = page.reached
    with database.transaction() as connection:
        filling.finish(connection)
        shadow.complete(connection)
    with database.transaction() as connection:
        shadow.analyze(connection)
    return reached


def _pages(read: ReadPage) -> Iterator[Page]:
    after = 0
    while (page := read(after)).reached != after:
        yield page
        after = page.reached


def _read_ahead(read: ReadPage) -> Iterator[Page]:
    """Read the next page while the last one is being applied."""
    after = 0
    with ThreadPoolExecutor(1) as reader:
        ahead = reader.submit(read, after)
        while (page := ahead.result()).reached != after:
            after = page.reached
            ahead = reader.submit(read, after)
            yield page


def _replay(connection: sa.Connection, shadow: Shadow, read: ReadPage, after: int) -> int:
    while (page := read(after)).reached != after:
        shadow.apply(connection, page.events)
        after = page.reached
    return after


def _own_reader(database: Database, codec: Codec) -> ReadPage:
    def read(after: int) -> Page:
        with database.transaction() as connection:
            return _own_pages(connection, codec)(after)

    return read


def _own_pages(connection: sa.Connection, codec: Codec) -> ReadPage:
    def read(after: int) -> Page:
        stored = read_after(connection, after, BATCH)
        reached = stored[-1].position if stored else after
        return Page([recorded(codec, one) for one in stored], reached)

    return read


def _foreign_pages(
    subscription: Subscription, feed: Feed, *, until: int, without: frozenset[int]
) -> ReadPage:
    producer, codec = subscription.producer, subscription.codec

    def read(after: int) -> Page:
        if after >= until:
            return Page([], after)
        page = feed.events(producer, after, min(PAGE_MAX, until - after))
        events = [Incoming.of(producer, one) for one in page]
        if not events or events[0].position != after + 1:
            raise FeedBroken(f"the feed does not have the event after position {after}")
        wanted = (one for one in events if codec.knows(one.type) and one.position not in without)
        return Page([one.recorded(codec) for one in wanted], events[-1].position)

    return read

"""The event store: streams in, one contiguous sequence of positions out."""

from collections.abc import Generator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from kernel.adapters.codec import Codec, loads
from kernel.adapters.prepared import Prepared
from kernel.adapters.storable import encode_storable
from kernel.adapters.storage import store_function
from kernel.application.envelope import Recorded
from kernel.application.unit_of_work import NewEvent
from kernel.domain.events import Event

_STREAMS = Prepared(
    "select stream_id, type, data::text from events"
    " where stream_id = any($1) order by stream_id, version",
    "text[]",
)
_FIRST = Prepared(
    "select stream_id, type, data::text from events where stream_id = any($1) and version = 1",
    "text[]",
)
_LATER = sa.text(
    "select type, data::text as data from events"
    " where stream_id = :stream and version > :version order by version"
)
_AFTER = Prepared(
    "select position, event_id::text, stream_id, stream_type, version, type,"
    " data::text, metadata::text, occurred_at, recorded_at from events"
    " where position > $1 order by position limit $2",
    "bigint",
    "bigint",
)
_BEHIND = Prepared(
    "select position, event_id::text, stream_id, stream_type, version, type,"
    " data::text, metadata::text, occurred_at, recorded_at from events"
    " where position > (select position from relay where name = $1) order by position limit $2",
    "text",
    "bigint",
)
_HEAD = Prepared("select max(position) from events")
_OF_TYPES = sa.text(
    "select position, event_id::text as event_id, stream_id, stream_type, version, type,"
    " data::text, metadata::text, occurred_at, recorded_at from events"
    " where position > :after and position <= :upto and type = any(:types) order by position"
)
# An event may have a megabyte.
_AT_ONCE = 20
_HISTORY = sa.text(
    "select position, event_id::text as event_id, stream_id, stream_type, version, type,"
    " data::text, metadata::text, occurred_at, recorded_at from events"
    " where stream_id = :stream order by version"
)
_APPEND = Prepared(
    "select append_events($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    "text[]",
    "text[]",
    "int[]",
    "text[]",
    "uuid[]",
    "jsonb[]",
    "jsonb[]",
    "timestamptz[]",
    "timestamptz",
)
# In one message: else the lock would be held until this process is on the processor again, and has
# said COMMIT.
_AND_COMMIT = b"; commit"


class StoredEvent(msgspec.Struct, frozen=True, kw_only=True):
    """
    A row as it is stored, not decoded: what the relay and the feed pass on as it stands.

    One is made for every event that is read, and a struct costs a tenth of a frozen dataclass.
    """

    position: int
    event_id: str
    stream_id: str
    stream_type: str
    version: int
    type: str
    data: str
    metadata: Mapping[str, Any]
    occurred_at: datetime
    recorded_at: datetime


def _stored(row: Any) -> StoredEvent:
    # By place, and the JSON not by the driver: hundreds of thousands are read in a rebuild.
    position, event_id, stream_id, stream_type, version, type_, data, metadata, *times = row
    occurred_at, recorded_at = times
    return StoredEvent(
        position=position,
        event_id=event_id,
        stream_id=stream_id,
        stream_type=stream_type,
        version=version,
        type=type_,
        data=data,
        metadata=loads(metadata),
        occurred_at=occurred_at,
        recorded_at=recorded_at,
    )


@store_function
def load_streams(
    connection: sa.Connection, codec: Codec, streams: Sequence[str]
) -> dict[str, list[Event]]:
    """Return the events of all these streams, in one question."""
    loaded: dict[str, list[Event]] = {}
    for stream, type_, data in _STREAMS.rows(connection, list(streams)):
        loaded.setdefault(stream, []).append(codec.decode(type_, data))
    return loaded


@store_function
def load_after(
    connection: sa.Connection, codec: Codec, stream: str, version: int
) -> Generator[Event, None, None]:
    """Yield the events of a stream that follow a version; only a few are in memory at once."""
    query = _LATER.execution_options(yield_per=_AT_ONCE)
    with connection.execute(query, {"stream": stream, "version": version}) as rows:
        for row in rows:
            yield codec.decode(row.type, row.data)


@store_function
def load_first(connection: sa.Connection, codec: Codec, streams: Iterable[str]) -> dict[str, Event]:
    """Return the event with which each of these streams began, in one question."""
    rows = _FIRST.rows(connection, sorted(set(streams)))
    return {stream: codec.decode(type_, data) for stream, type_, data in rows}


@store_function
def read_after(connection: sa.Connection, after: int, limit: int) -> list[StoredEvent]:
    """Return the events that follow a position, in order, at most `limit`."""
    return [_stored(row) for row in _AFTER.rows(connection, after, limit)]


@store_function
def read_behind(connection: sa.Connection, name: str, limit: int) -> list[StoredEvent]:
    """Return the events behind the checkpoint of that name, at most `limit`, by one question."""
    return [_stored(row) for row in _BEHIND.rows(connection, name, limit)]


@store_function
def read_types(
    connection: sa.Connection, types: Iterable[str], *, after: int, upto: int
) -> Generator[StoredEvent, None, None]:
    """
    Yield the events of these types between two positions, the last included, in order.

    A few are read at once; whoever closes it leaves the others where they are.
    """
    span = {"after": after, "upto": upto, "types": list(types)}
    with connection.execute(_OF_TYPES.execution_options(yield_per=_AT_ONCE), span) as rows:
        for row in rows:
            yield _stored(row)


@store_function
def read_stream(connection: sa.Connection, stream: str) -> list[StoredEvent]:
    """Return one stream's events, in order; empty when there is no such stream."""
    rows = connection.execute(_HISTORY, {"stream": stream})
    return [_stored(row) for row in rows]


@store_function
def head(connection: sa.Connection) -> int:
    """Return the last position; 0 in an empty store."""
    [[last]] = _HEAD.rows(connection)
    return last or 0


@store_function
def hold_appends(connection: sa.Connection) -> None:
    """Take the append lock: until this transaction ends nobody else appends."""
    connection.execute(sa.text("select pg_advisory_xact_lock(4711)"))


def recorded(codec: Codec, stored: StoredEvent) -> Recorded[Event]:
    """Decode a stored row."""
    return Recorded(
        event=codec.decode(stored.type, stored.data),
        event_id=stored.event_id,
        stream_id=stored.stream_id,
        stream_type=stored.stream_type,
        version=stored.version,
        type=stored.type,
        position=stored.position,
        occurred_at=stored.occurred_at,
        recorded_at=stored.recorded_at,
        metadata=stored.metadata,
    )


def about_to_be(codec: Codec, new: Iterable[NewEvent], *, at: datetime) -> list[Recorded[Event]]:
    """Show staged events as the read models will see them, before they have a position."""
    return [
        Recorded(
            event=one.event,
            event_id=one.event_id,
            stream_id=one.stream_id,
            stream_type=one.stream_type,
            version=one.version,
            type=codec.name(one.event),
            position=0,
            occurred_at=one.occurred_at,
            recorded_at=at,
            metadata=one.context.metadata(),
        )
        for one in new
    ]


@store_function
def append(
    connection: sa.Connection, codec: Codec, new: Sequence[Recorded[Event]], *, at: datetime
) -> int:
    """
    Append to all streams or to none, and return the last position.

    It must be the last statement of its transaction: it takes the lock that orders the whole store.

    :raises NotStorable: a text holds what PostgreSQL cannot hold
    :raises EventTooLarge: an event is too large to be published
    :raises sqlalchemy.exc.DBAPIError: with SQLSTATE ``MP001``, a stream is not at the version read
        (`Database.transaction` turns it into `Conflict`)
    """
    [[position]] = _APPEND.rows(connection, *_arguments(codec, new, at))
    return int(position)


@store_function
def append_and_commit(
    connection: sa.Connection, codec: Codec, new: Sequence[Recorded[Event]], *, at: datetime
) -> None:
    """
    Append as `append` does and end the transaction with it, so that nobody waits for us.

    Whatever follows on the connection is in another transaction.
    """
    with _APPEND.sent(connection, *_arguments(codec, new, at), ending=_AND_COMMIT):
        pass


def _arguments(codec: Codec, new: Sequence[Recorded[Event]], at: datetime) -> Sequence[object]:
    return (
        [one.stream_id for one in new],
        [one.stream_type for one in new],
        [one.version for one in new],
        [one.type for one in new],
        [one.event_id for one in new],
        [codec.encode(one.event) for one in new],
        [encode_storable(one.metadata).decode() for one in new],
        [one.occurred_at for one in new],
        at,
    )

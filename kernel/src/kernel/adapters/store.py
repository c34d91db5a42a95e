"""The event store: streams in, one contiguous sequence of positions out."""

from collections.abc import Generator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

from kernel.adapters.codec import Codec, loads
from kernel.adapters.schema import events
from kernel.adapters.storable import encode_storable
from kernel.adapters.storage import store_function
from kernel.application.envelope import Recorded
from kernel.application.unit_of_work import NewEvent
from kernel.domain.events import Event

_STREAMS = sa.text(
    "select stream_id, type, data::text as data from events"
    " where stream_id = any(:streams) order by stream_id, version"
)
_FIRST = sa.text(
    "select stream_id, type, data::text as data from events"
    " where stream_id = any(:streams) and version = 1"
)
_LATER = sa.text(
    "select type, data::text as data from events"
    " where stream_id = :stream and version > :version order by version"
)
_AFTER = sa.text(
    "select position, event_id::text as event_id, stream_id, stream_type, version, type,"
    " data::text, metadata::text, occurred_at, recorded_at from events"
    " where position > :after order by position limit :limit"
)
_BEHIND = sa.text(
    "select position, event_id::text as event_id, stream_id, stream_type, version, type,"
    " data::text, metadata::text, occurred_at, recorded_at from events"
    " where position > (select position from relay where name = :name)"
    " order by position limit :limit"
)
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
_CALL = (
    "select append_events(:streams, :stream_types, :versions, :types, cast(:ids as uuid[]),"
    " cast(:data as jsonb[]), cast(:metadata as jsonb[]), :occurred, :recorded)"
)
_PARAMETERS = (
    sa.bindparam("streams", type_=ARRAY(sa.Text)),
    sa.bindparam("stream_types", type_=ARRAY(sa.Text)),
    sa.bindparam("versions", type_=ARRAY(sa.Integer)),
    sa.bindparam("types", type_=ARRAY(sa.Text)),
    sa.bindparam("occurred", type_=ARRAY(TIMESTAMP(timezone=True))),
    sa.bindparam("recorded", type_=TIMESTAMP(timezone=True)),
)
_APPEND = sa.text(_CALL).bindparams(*_PARAMETERS)
# In one message: else the lock would be held until this process is on the processor again, and has
# said COMMIT. The driver still believes in a transaction, and is left in one.
_APPEND_AND_COMMIT = sa.text(f"{_CALL}; commit and chain").bindparams(*_PARAMETERS)


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
    for row in connection.execute(_STREAMS, {"streams": list(streams)}):
        loaded.setdefault(row.stream_id, []).append(codec.decode(row.type, row.data))
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
    rows = connection.execute(_FIRST, {"streams": sorted(set(streams))})
    return {row.stream_id: codec.decode(row.type, row.data) for row in rows}


@store_function
def read_after(connection: sa.Connection, after: int, limit: int) -> list[StoredEvent]:
    """Return the events that follow a position, in order, at most `limit`."""
    rows = connection.execute(_AFTER, {"after": after, "limit": limit})
    return [_stored(row) for row in rows]


@store_function
def read_behind(connection: sa.Connection, name: str, limit: int) -> list[StoredEvent]:
    """Return the events behind the checkpoint of that name, at most `limit`, by one question."""
    rows = connection.execute(_BEHIND, {"name": name, "limit": limit})
    return [_stored(row) for row in rows]


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
    return int(connection.execute(sa.select(sa.func.max(events.c.position))).scalar() or 0)


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
    return int(connection.execute(_APPEND, _arguments(codec, new, at)).scalar_one())


@store_function
def append_and_commit(
    connection: sa.Connection, codec: Codec, new: Sequence[Recorded[Event]], *, at: datetime
) -> None:
    """
    Append as `append` does and end the transaction with it, so that nobody waits for us.

    Whatever follows on the connection is in another transaction.
    """
    connection.execute(_APPEND_AND_COMMIT, _arguments(codec, new, at))


def _arguments(codec: Codec, new: Sequence[Recorded[Event]], at: datetime) -> dict[str, Any]:
    return {
        "streams": [one.stream_id for one in new],
        "stream_types": [one.stream_type for one in new],
        "versions": [one.version for one in new],
        "types": [one.type for one in new],
        "ids": [one.event_id for one in new],
        "data": [codec.encode(one.event) for one in new],
        "metadata": [encode_storable(one.metadata).decode() for one in new],
        "occurred": [one.occurred_at for one in new],
        "recorded": at,
    }

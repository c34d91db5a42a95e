"""The functions of the event store, answered from lists."""

from collections.abc import Generator, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

from kernel.adapters import store
from kernel.adapters.answering import only_read, only_read_briefly
from kernel.adapters.checkpoints import hint
from kernel.adapters.codec import Codec, loads
from kernel.adapters.memory.transaction import APPENDS, MemoryTransaction
from kernel.adapters.outlets import event_stored_at
from kernel.adapters.prepared import gathered
from kernel.adapters.schema import relay
from kernel.adapters.storable import encode_storable
from kernel.adapters.store import StoredEvent
from kernel.application.envelope import Recorded
from kernel.domain.events import Event


@store.load_streams.on(MemoryTransaction)
def _load_streams(
    transaction: MemoryTransaction, codec: Codec, streams: Sequence[str]
) -> dict[str, list[Event]]:
    stored = transaction.streams(streams)
    decoded = transaction.remembered(codec)
    return {
        name: [_decode(codec, one, decoded) for one in events]
        for name, events in stored.items()
        if events
    }


def _decode(
    codec: Codec, stored: StoredEvent, decoded: dict[int, tuple[StoredEvent, Event]]
) -> Event:
    # Nobody can change an event, so everybody may have the same.
    known = decoded.get(id(stored))
    if known is None:
        known = decoded[id(stored)] = stored, codec.decode(stored.type, stored.data)
    return known[1]


@store.load_after.on(MemoryTransaction)
def _load_after(
    transaction: MemoryTransaction, codec: Codec, stream: str, version: int
) -> Generator[Event, None, None]:
    for one in transaction.streams([stream]).get(stream, ())[version:]:
        yield codec.decode(one.type, one.data)


@store.load_first.on(MemoryTransaction)
def _load_first(
    transaction: MemoryTransaction, codec: Codec, streams: Iterable[str]
) -> dict[str, Event]:
    stored = transaction.streams(sorted(set(streams)))
    return {
        name: codec.decode(events[0].type, events[0].data)
        for name, events in stored.items()
        if events
    }


@store.read_after.on(MemoryTransaction)
def _read_after(transaction: MemoryTransaction, after: int, limit: int) -> list[StoredEvent]:
    return transaction.events_after(after, limit)


@store.read_behind.on(MemoryTransaction)
def _read_behind(transaction: MemoryTransaction, name: str, limit: int) -> list[StoredEvent]:
    row = transaction.row(relay, (name,))
    return transaction.events_after(row["position"] if row else 0, limit)


@store.read_types.on(MemoryTransaction)
def _read_types(
    transaction: MemoryTransaction, types: Iterable[str], *, after: int, upto: int
) -> Generator[StoredEvent, None, None]:
    wanted = frozenset(types)
    for one in transaction.events_after(after, max(0, upto - after)):
        if one.type in wanted and one.position <= upto:
            yield one


@store.read_stream.on(MemoryTransaction)
def _read_stream(transaction: MemoryTransaction, stream: str) -> list[StoredEvent]:
    return list(transaction.streams([stream])[stream])


@store.head.on(MemoryTransaction)
def _head(transaction: MemoryTransaction) -> int:
    return transaction.head()


@store.hold_appends.on(MemoryTransaction)
def _hold_appends(transaction: MemoryTransaction) -> None:
    transaction.hold(APPENDS)


@store.append.on(MemoryTransaction)
def _append(
    transaction: MemoryTransaction, codec: Codec, new: Sequence[Recorded[Event]], *, at: datetime
) -> int:
    return transaction.append(
        [
            {
                "event_id": one.event_id,
                "stream_id": one.stream_id,
                "stream_type": one.stream_type,
                "version": one.version,
                "type": one.type,
                "data": codec.encode(one.event),
                "metadata": loads(encode_storable(one.metadata)),
                "occurred_at": one.occurred_at,
                "recorded_at": at,
            }
            for one in new
        ]
    )


@store.append_and_commit.on(MemoryTransaction)
def _append_and_commit(
    transaction: MemoryTransaction, codec: Codec, new: Sequence[Recorded[Event]], *, at: datetime
) -> None:
    # Its lock is held for no longer than its commit: nothing runs between them.
    _append(transaction, codec, new, at=at)


@event_stored_at.on(MemoryTransaction)
def _event_stored_at(transaction: MemoryTransaction, position: int) -> datetime | None:
    found = transaction.events_after(position - 1, 1)
    return found[0].recorded_at if found and found[0].position == position else None


@hint.on(MemoryTransaction)
def _hint(transaction: MemoryTransaction, channel: str) -> None:
    transaction.hints[channel] = None


@gathered.on(MemoryTransaction)
def _gathered(transaction: MemoryTransaction) -> AbstractContextManager[None]:
    del transaction
    # Nothing is sent, so nothing need travel together.
    return nullcontext()


@only_read.on(MemoryTransaction)
def _only_read(transaction: MemoryTransaction) -> None:
    transaction.read_only = True


@only_read_briefly.on(MemoryTransaction)
def _only_read_briefly(transaction: MemoryTransaction, statement_ms: int) -> None:
    del statement_ms
    # What is in memory is read before anybody could lose patience.
    transaction.read_only = True

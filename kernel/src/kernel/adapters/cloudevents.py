"""Stored events as CloudEvents 1.0, the one shape of messages and feeds alike."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from kernel.adapters.codec import Codec
from kernel.adapters.store import StoredEvent
from kernel.application.envelope import Recorded
from kernel.domain.events import Event

CONTENT_TYPE = "application/cloudevents-batch+json"

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[dict[str, Any]]).decode


def envelope(producer: str, stored: StoredEvent) -> dict[str, Any]:
    """Return the CloudEvent; `data` stays the JSON text that PostgreSQL gave."""
    metadata = stored.metadata
    return {
        "specversion": "1.0",
        "id": stored.event_id,
        "source": f"/{producer}",
        "type": stored.type,
        "subject": stored.stream_id,
        "time": _instant(stored.occurred_at),
        "datacontenttype": "application/json",
        "streamtype": stored.stream_type,
        "streamversion": stored.version,
        "position": stored.position,
        "recordedtime": _instant(stored.recorded_at),
        "correlationid": metadata.get("correlation_id"),
        "causationid": metadata.get("causation_id"),
        "traceparent": metadata.get("traceparent"),
        "data": msgspec.Raw(stored.data.encode()),
    }


def pack(producer: str, stored: list[StoredEvent]) -> bytes:
    """Return one message body for consecutive events."""
    return _encode([envelope(producer, one) for one in stored])


def grouped(
    stored: Iterable[StoredEvent], *, events_max: int, bytes_max: int
) -> Iterator[list[StoredEvent]]:
    """Yield consecutive events in groups within both limits; a lone event may be larger."""
    group: list[StoredEvent] = []
    size = 0
    for one in stored:
        if group and (len(group) == events_max or size + len(one.data) > bytes_max):
            yield group
            group, size = [], 0
        group.append(one)
        size += len(one.data)
    if group:
        yield group


def unpack(body: bytes) -> list[dict[str, Any]]:
    """
    Return the CloudEvents of one message body.

    :raises msgspec.DecodeError: it is not a JSON list of objects
    """
    return _decode(body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A foreign event as it came in; `data` is not decoded until somebody wants it."""

    producer: str
    position: int
    stream_id: str
    type: str
    cloudevent: Mapping[str, Any]

    @classmethod
    def of(cls, producer: str, cloudevent: Mapping[str, Any]) -> "Incoming":
        """:raises KeyError: it is not one of our CloudEvents"""
        return cls(
            producer=producer,
            position=cloudevent["position"],
            stream_id=cloudevent["subject"],
            type=cloudevent["type"],
            cloudevent=cloudevent,
        )

    @property
    def correlation_id(self) -> str | None:
        value: str | None = self.cloudevent.get("correlationid")
        return value

    def recorded(self, codec: Codec) -> Recorded[Event]:
        """
        Decode it with the consumer's own view of the type.

        :raises UnknownEventType: the consumer has no view of this type
        :raises EventMalformed: the data does not have the shape of the view
        """
        c = self.cloudevent
        return Recorded(
            event=codec.decode(self.type, dict(c["data"])),
            event_id=c["id"],
            stream_id=self.stream_id,
            stream_type=c["streamtype"],
            version=c["streamversion"],
            type=self.type,
            position=self.position,
            occurred_at=datetime.fromisoformat(c["time"]),
            recorded_at=datetime.fromisoformat(c["recordedtime"]),
            metadata={
                "correlation_id": c.get("correlationid"),
                "causation_id": c.get("causationid"),
                "traceparent": c.get("traceparent"),
            },
        )


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")

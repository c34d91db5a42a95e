"""What travels with an event: who, why, on whose behalf, and where it stands in the store."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from kernel.domain.events import Event
from kernel.domain.ids import new_id

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """
    Who asks, in which role, and which earlier fact is the cause.

    The fields are those of the metadata of every event (design, ``event-fields.md`` section 0).
    `roles` and `memberships` are what the gateway vouches for; they are not stored.
    """

    actor_id: str | None = None
    actor_role: str = "system"
    actor_system: str | None = None
    actor_institution_id: str | None = None
    on_behalf_of_id: str | None = None
    authority_ref: str | None = None
    channel: str = "web"
    device_id: str | None = None
    command_id: str = field(default_factory=new_id)
    correlation_id: str = field(default_factory=new_id)
    causation_id: str | None = None
    traceparent: str | None = None
    occurred_at_source: str = "server"
    device_clock_offset_ms: int | None = None
    uploaded_late: bool = False
    import_batch_id: str | None = None
    import_row: int | None = None
    settings_version: str = "unknown"
    corrects_event_id: str | None = None
    roles: tuple[str, ...] = ()
    memberships: tuple[str, ...] = ()

    def metadata(self) -> dict[str, Any]:
        """Return what is stored with the event."""
        # All values are immutable; `asdict` would copy each of them, for every event of a batch.
        return {name: getattr(self, name) for name in _STORED}

    def acting(self, **changes: Any) -> "Context":
        return replace(self, **changes)


_STORED = tuple(one.name for one in fields(Context) if one.name not in {"roles", "memberships"})


def system_context(
    actor_system: str, *, channel: str = "timer", cause: str | None = None
) -> Context:
    """Return the context of an act that no person asked for."""
    return Context(actor_system=actor_system, channel=channel, causation_id=cause)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded(Generic[E]):
    """
    An event with its place in a store.

    `position` is global within the producer and contiguous; it is 0 while the event waits for the
    append that ends its own unit of work. `version` counts from 1 within the stream.
    """

    event: E
    event_id: str
    stream_id: str
    stream_type: str
    version: int
    type: str
    position: int
    occurred_at: datetime
    recorded_at: datetime
    metadata: Mapping[str, Any]

    @property
    def key(self) -> str:
        """The stream's own part of its name: the order id of ``order-<id>``."""
        return self.stream_id.removeprefix(f"{self.stream_type}-")

    def caused(self, actor_system: str) -> Context:
        """Return the context of what a policy does because of this event."""
        return Context(
            actor_system=actor_system,
            channel="timer",
            command_id=self.event_id,
            correlation_id=self.metadata.get("correlation_id") or self.event_id,
            causation_id=self.event_id,
            traceparent=self.metadata.get("traceparent"),
        )

"""One example of every event, made from its shape alone and always the same."""

import enum
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from kernel.application.envelope import Recorded
from kernel.domain.events import Event
from kernel.domain.ids import derived_id

T = TypeVar("T")
E = TypeVar("E", bound=Event)

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
_PLAIN: Mapping[type, Callable[[str], Any]] = {
    bool: lambda _: True,
    int: lambda name: 1 if name.endswith(("version", "_no", "number")) else len(name) * 100,
    float: lambda _: 1.5,
    datetime: lambda _: NOON,
    date: lambda _: NOON.date(),
}


def example(kind: type[T]) -> T:
    """Return an instance of the dataclass, every field filled in."""
    hints = get_type_hints(kind)
    return kind(**{one.name: _value(hints[one.name], one.name) for one in fields(kind)})  # type: ignore[arg-type]


def recorded(event: E, *, type_: str, stream_type: str) -> Recorded[E]:
    """Return the event as the store would give it."""
    return Recorded(
        event=event,
        event_id="event-1",
        stream_id=f"{stream_type}-1",
        stream_type=stream_type,
        version=2,
        type=type_,
        position=7,
        occurred_at=NOON,
        recorded_at=NOON,
        metadata={},
    )


def _value(hint: Any, name: str) -> Any:
    origin = get_origin(hint)
    if origin in (types.UnionType, Union):
        return _value(next(arg for arg in get_args(hint) if arg is not type(None)), name)
    if origin is tuple:
        return (_value(get_args(hint)[0], name),)
    if origin is not None and issubclass(origin, Mapping):
        return {name: _value(get_args(hint)[1], name)}
    return _simple(hint, name)


def _simple(hint: Any, name: str) -> Any:
    if hint is Any:
        return name
    if is_dataclass(hint):
        return example(hint)  # type: ignore[arg-type]
    if issubclass(hint, enum.Enum):
        return next(iter(hint))
    if hint is str:
        return _text(name)
    return _PLAIN[hint](name)


def _text(name: str) -> str:
    if name.endswith(("_id", "_ref", "_ids")):
        return derived_id("example", name)
    return name.replace("_", "-")

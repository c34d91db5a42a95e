"""Events to JSON and back, through registered names that outlive every rename of a class."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

import msgspec

from kernel.adapters.storable import NotStorable, checked
from kernel.domain.errors import Invalid
from kernel.domain.events import Event

# Brokers refuse messages beyond a size, and an event that cannot be published stops the relay.
EVENT_BYTES_MAX = 1_000_000

Json = dict[str, Any]


class UnknownEventType(Invalid):
    code = "unknown_event_type"


class EventMalformed(Invalid):
    code = "event_malformed"


class EventTooLarge(Invalid):
    code = "event_too_large"


@dataclass(frozen=True, slots=True)
class Upcaster:
    """Turns the data of one published type into the data of the next, purely."""

    to: str
    change: Callable[[Json], Json]


class Codec:
    """
    One registry: ``orders.order_placed.v1`` ↔ `OrderPlaced`.

    Old types stay readable for ever through upcasters, which are applied in a chain.
    """

    def __init__(
        self,
        types: Mapping[str, type[Event]],
        upcasters: Mapping[str, Upcaster] = MappingProxyType({}),
    ) -> None:
        """:raises ValueError: old types do not all end in a registered one, and in only one way"""
        self.types = dict(types)
        self.upcasters = dict(upcasters)
        _check_chains(self.types, self.upcasters)
        self._names = {kind: name for name, kind in self.types.items()}
        self._encode = msgspec.json.Encoder().encode
        self._decoders = {
            name: msgspec.json.Decoder(kind).decode for name, kind in self.types.items()
        }

    def knows(self, type_: str) -> bool:
        return type_ in self.types or type_ in self.upcasters

    def name(self, event: Event) -> str:
        """
        Return the registered name.

        :raises KeyError: the event was never registered, which is a bug
        """
        return self._names[type(event)]

    def names_of(self, kinds: Container[type[Event]]) -> frozenset[str]:
        """Return every registered name, old ones included, whose events become one of these."""
        return frozenset(
            name
            for name in (*self.types, *self.upcasters)
            if self.types[self._newest(name)] in kinds
        )

    def _newest(self, name: str) -> str:
        while (upcaster := self.upcasters.get(name)) is not None:
            name = upcaster.to
        return name

    def encode(self, event: Event) -> str:
        """
        Return the event's data as JSON text.

        :raises NotStorable: a text in it holds what PostgreSQL cannot hold
        :raises EventTooLarge: it has more than `EVENT_BYTES_MAX` bytes
        """
        try:
            encoded = checked(self._encode(event))
        except UnicodeEncodeError:
            raise NotStorable("a text holds half a character, which cannot be stored") from None
        if len(encoded) > EVENT_BYTES_MAX:
            raise EventTooLarge(f"{self.name(event)} has more than {EVENT_BYTES_MAX} bytes")
        return encoded.decode()

    def decode(self, type_: str, data: str | bytes | Json) -> Event:
        """
        Rebuild an event from its data, as JSON text or as plain values.

        :raises UnknownEventType: nobody registered that type
        :raises EventMalformed: the data does not have the shape of the type
        """
        try:
            return self._decode(type_, data)
        except msgspec.ValidationError as error:
            raise EventMalformed(f"{type_}: {error}") from error

    def _decode(self, type_: str, data: str | bytes | Json) -> Event:
        # Most are of today's type: a name is never both of today and of old.
        decode = self._decoders.get(type_)
        if decode is None:
            return self._decode_old(type_, data)
        if isinstance(data, dict):
            return msgspec.convert(data, self.types[type_])
        event: Event = decode(data)
        return event

    def _decode_old(self, type_: str, data: str | bytes | Json) -> Event:
        if type_ not in self.upcasters:
            raise UnknownEventType(f"no event is registered as {type_}")
        plain: Json = data if isinstance(data, dict) else msgspec.json.decode(data)
        while (upcaster := self.upcasters.get(type_)) is not None:
            type_, plain = upcaster.to, upcaster.change(plain)
        return self._decode(type_, plain)


def _check_chains(types: Mapping[str, type[Event]], upcasters: Mapping[str, Upcaster]) -> None:
    if both := types.keys() & upcasters.keys():
        raise ValueError(f"registered both as a type and as an old one: {sorted(both)}")
    for start in upcasters:
        name = start
        for _ in upcasters:
            name = upcasters[name].to if name in upcasters else name
        if name not in types:
            raise ValueError(f"{start} never becomes a registered type")


def schema_of(event_type: type[Event]) -> Json:
    """Return the JSON Schema (2020-12) of the event's data."""
    return msgspec.json.schema(event_type)


dumps = msgspec.json.Encoder().encode
loads = msgspec.json.Decoder().decode
plain = partial(msgspec.to_builtins)

"""What travels through the in-process broker, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Outcome(Enum):
    """What the broker says of a publish, as a publisher confirm would."""

    ROUTED = "routed"
    UNROUTED = "unrouted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A message as its publisher gave it; every queue stores a copy of its own."""

    exchange: str
    routing_key: str
    body: bytes
    headers: Mapping[str, Any] = field(default_factory=dict)
    properties: Mapping[str, Any] = field(default_factory=dict)

    @property
    def persistent(self) -> bool:
        return self.properties.get("delivery_mode") == 2  # noqa: PLR2004 - AMQP's own word for it

    @property
    def lifetime_s(self) -> float | None:
        expiration = self.properties.get("expiration")
        return None if expiration is None else int(expiration) / 1000


@dataclass(slots=True, kw_only=True)
class Stored:
    """A message in one queue. `number` is its place, which it keeps when it is given back."""

    publication: Publication
    number: int
    expires_at: float | None
    returns: int = 0

    @property
    def redelivered(self) -> bool:
        return self.returns > 0

    def expired(self, now: float) -> bool:
        return self.expires_at is not None and self.expires_at <= now

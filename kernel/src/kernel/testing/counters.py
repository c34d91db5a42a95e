"""The smallest aggregate there is, on which the kernel's own promises are tested."""

from dataclasses import dataclass
from datetime import UTC, datetime

from kernel.adapters.codec import Codec
from kernel.application.envelope import Context
from kernel.domain.errors import Rejected
from kernel.domain.events import Event
from kernel.domain.streams import Kind

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
SOMEBODY = Context(actor_id="somebody", actor_role="buyer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted(Event):
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(Event):
    """Something that somebody wrote, of any length and in any script."""

    text: str


class CountNegative(Rejected):
    code = "count_negative"


def evolve(total: int | None, event: Counted) -> int:
    return (total or 0) + event.number


def note(_: str | None, event: Noted) -> str:
    return event.text


COUNTER = Kind("counter", evolve)
NOTE = Kind("note", note)
CODEC = Codec({"testing.counted.v1": Counted, "testing.noted.v1": Noted})


def count(*numbers: int) -> list[Counted]:
    return [Counted(number=number) for number in numbers]

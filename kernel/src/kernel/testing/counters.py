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


class CountNegative(Rejected):
    code = "count_negative"


def evolve(total: int | None, event: Counted) -> int:
    return (total or 0) + event.number


COUNTER = Kind("counter", evolve)
CODEC = Codec({"testing.counted.v1": Counted})


def count(*numbers: int) -> list[Counted]:
    return [Counted(number=number) for number in numbers]

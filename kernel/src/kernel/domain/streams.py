"""A kind of stream: its name, and how its events fold into a state."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from kernel.domain.events import Event

S = TypeVar("S")
E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True, eq=False)
class Kind(Generic[S, E]):
    """
    One aggregate's streams: ``order`` holds ``order-<id>`` for every order.

    :param long: they grow so long that a process had better remember their states, which must be
        immutable, than fold them anew each time
    """

    name: str
    evolve: Callable[[S | None, E], S]
    long: bool = False

    def stream(self, key: str) -> str:
        return f"{self.name}-{key}"

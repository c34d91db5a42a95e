"""A kind of stream: its name, and how its events fold into a state."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from kernel.domain.events import Event

S = TypeVar("S")
E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True, eq=False)
class Kind(Generic[S, E]):
    """One aggregate's streams: ``order`` holds ``order-<id>`` for every order."""

    name: str
    evolve: Callable[[S | None, E], S]

    def stream(self, key: str) -> str:
        return f"{self.name}-{key}"

"""Given these events, when this decision, then these events or this error."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Generic, TypeVar

from kernel.domain.events import Event
from kernel.domain.streams import Kind

S = TypeVar("S")
E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class Scenario(Generic[S, E]):
    """``Scenario(ORDER).given(PLACED, CONFIRMED).state`` is what a decider gets."""

    kind: Kind[S, E]
    history: Sequence[E] = ()

    def given(self, *history: E) -> "Scenario[S, E]":
        return Scenario(self.kind, history)

    @property
    def state(self) -> S:
        state = reduce(self.kind.evolve, self.history, None)
        assert state is not None, "a scenario needs at least one event"
        return state

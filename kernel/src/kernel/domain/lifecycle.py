"""A state machine as one table: `evolve` moves along it, and its picture is drawn from it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from kernel.domain.events import Event

S = TypeVar("S", bound=StrEnum)

_BEGINNING_AND_END = "[*]"


@dataclass(frozen=True, slots=True)
class Arrow:
    """
    What one event does to a state.

    :param source: None: it does not exist yet
    :param label: in which case, where one event leads to several states
    """

    source: StrEnum | None
    event: type[Event]
    target: StrEnum
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """The states of one kind of thing, and every way from one to the next: there are no others."""

    name: str
    arrows: tuple[Arrow, ...]
    _targets: dict[tuple[StrEnum | None, type[Event]], frozenset[StrEnum]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def moved(self, source: StrEnum | None, event: Event, target: S) -> S:
        """Return the target; a way that the table does not know is a bug, not a refusal."""
        known = target in self.targets(source, type(event))
        assert known, f"{self.name}: no arrow {source} -{type(event).__name__}-> {target}"
        return target

    def targets(self, source: StrEnum | None, event: type[Event]) -> frozenset[StrEnum]:
        # Every event that is folded asks, and there are few different questions.
        found = self._targets.get((source, event))
        if found is None:
            found = self._targets[source, event] = frozenset(
                one.target for one in self.arrows if one.event is event and one.source == source
            )
        return found

    @property
    def states(self) -> tuple[StrEnum, ...]:
        """Every state, in the order in which the table first leads to it."""
        return tuple(dict.fromkeys(arrow.target for arrow in self.arrows))

    @property
    def events(self) -> tuple[type[Event], ...]:
        return tuple(dict.fromkeys(arrow.event for arrow in self.arrows))

    @property
    def ends(self) -> frozenset[StrEnum]:
        """The states that nothing leads out of."""
        left = {arrow.source for arrow in self.arrows if arrow.source != arrow.target}
        return frozenset(self.states) - left

    def mermaid(self) -> str:
        """Return the state diagram, as Mermaid draws it."""
        return "\n".join(("stateDiagram-v2", *(f"    {line}" for line in self._lines())))

    def _lines(self) -> Iterator[str]:
        for arrow in self.arrows:
            case = f" ({arrow.label})" if arrow.label else ""
            source = arrow.source or _BEGINNING_AND_END
            yield f"{source} --> {arrow.target}: {arrow.event.__name__}{case}"
        for state in self.states:
            if state in self.ends:
                yield f"{state} --> {_BEGINNING_AND_END}"

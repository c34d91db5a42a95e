"""What a lifecycle owes its readers: every arrow happens, and no other ever does.

Subclass in the service's tests, set the attributes, inherit the rest.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pytest

from kernel.domain.errors import KernelError
from kernel.domain.events import Event
from kernel.domain.lifecycle import Arrow, Lifecycle
from kernel.domain.streams import Kind

State = StrEnum | None
Act = Callable[[Any], Sequence[Event]]


@dataclass(frozen=True, slots=True)
class _Step:
    """One event that an act really brought about, from one state to the next."""

    source: State
    event: Event
    target: State


class LifecycleContract(ABC):
    """
    Every arrow, and every arrow that must not exist, as a test of its own.

    :param lifecycle: the table under test
    :param kind: the aggregate whose events it is about
    """

    lifecycle: Lifecycle
    kind: Kind[Any, Any]

    @classmethod
    @abstractmethod
    def histories(cls) -> Sequence[Sequence[Event]]:
        """Return accepted histories that together end in every state; the empty one is added."""

    @classmethod
    @abstractmethod
    def acts(cls) -> Mapping[str, Act]:
        """Return every decision there is: aggregate (None before the first event) to events."""

    @classmethod
    def status_of(cls, aggregate: Any) -> State:
        """Return the state; None while the thing does not exist."""
        return None if aggregate is None else aggregate.status

    @classmethod
    def aggregates(cls) -> list[Any]:
        return _remembered(
            cls,
            "_aggregates",
            lambda: [None, *(_folded(cls, one) for one in cls.histories() if one)],
        )

    @classmethod
    def steps(cls) -> list[_Step]:
        return _remembered(cls, "_steps", lambda: list(_every_step(cls)))

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        life = type(self).lifecycle
        if "arrow" in metafunc.fixturenames:
            metafunc.parametrize("arrow", life.arrows, ids=_said)
        if "gap" in metafunc.fixturenames:
            metafunc.parametrize("gap", list(_gaps(life)), ids=_gap_said)

    def test_every_state_has_a_history(self) -> None:
        reached = {self.status_of(one) for one in self.aggregates()}

        assert reached >= set(self.lifecycle.states)

    def test_the_arrow_happens(self, arrow: Arrow) -> None:
        shown = {(step.source, type(step.event), step.target) for step in self.steps()}

        assert (arrow.source, arrow.event, arrow.target) in shown

    def test_the_arrow_does_not_exist(self, gap: tuple[State, type[Event]]) -> None:
        source, event_type = gap

        assert not [step for step in self.steps() if (step.source, type(step.event)) == gap], (
            "an act brought it about"
        )
        event = next(step.event for step in self.steps() if type(step.event) is event_type)
        for aggregate in self.aggregates():
            if self.status_of(aggregate) == source:
                with pytest.raises(AssertionError):
                    self.kind.evolve(aggregate, event)


def _remembered(
    suite: type[LifecycleContract], name: str, make: Callable[[], list[Any]]
) -> list[Any]:
    """Return what was made once for the suite: every arrow asks for it."""
    if name not in suite.__dict__:
        setattr(suite, name, make())
    found: list[Any] = suite.__dict__[name]
    return found


def _every_step(suite: type[LifecycleContract]) -> Iterator[_Step]:
    for aggregate in suite.aggregates():
        for act in suite.acts().values():
            yield from _walk(suite, aggregate, act)


def _walk(suite: type[LifecycleContract], aggregate: Any, act: Act) -> Iterator[_Step]:
    try:
        events = act(aggregate)
    except KernelError:
        return
    for event in events:
        before, aggregate = aggregate, suite.kind.evolve(aggregate, event)
        if type(event) in suite.lifecycle.events:
            yield _Step(suite.status_of(before), event, suite.status_of(aggregate))


def _folded(suite: type[LifecycleContract], history: Sequence[Event]) -> Any:
    aggregate = None
    for event in history:
        aggregate = suite.kind.evolve(aggregate, event)
    return aggregate


def _gaps(life: Lifecycle) -> Iterator[tuple[State, type[Event]]]:
    for source in (None, *life.states):
        for event in life.events:
            if not life.targets(source, event):
                yield source, event


def _said(arrow: Arrow) -> str:
    return f"{arrow.source}-{arrow.event.__name__}-{arrow.target}"


def _gap_said(gap: tuple[State, type[Event]]) -> str:
    return f"{gap[0]}-{gap[1].__name__}"

"""What a service is made of, as data: the kernel's loops and doors are driven by this alone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa

from kernel.adapters.chores import Chore
from kernel.adapters.codec import Codec
from kernel.adapters.outlets import Outlet, events_outlet
from kernel.adapters.projections import Projection
from kernel.application.envelope import Context, Recorded
from kernel.application.ports import Timer, UnitOfWork
from kernel.application.telling import Make
from kernel.domain.errors import KernelError
from kernel.domain.events import Event
from kernel.domain.notices import Text
from kernel.domain.streams import Kind

Needs = Iterable[tuple[Kind[Any, Any], str]]
Result = Mapping[str, Any]
Known = Mapping[str, Any]


def _nothing(_: Any) -> Needs:
    return ()


def _nothing_known(_: Any, __: Sequence[Recorded[Any]]) -> Known:
    return {}


class HandleCommand(Protocol):
    def __call__(self, command: Any, *, work: UnitOfWork, ports: Any) -> Result | None: ...


class HandleEvent(Protocol):
    def __call__(self, event: Recorded[Any], *, work: UnitOfWork, ports: Any) -> None: ...


class HandleTimer(Protocol):
    def __call__(self, timer: Timer, *, work: UnitOfWork, ports: Any) -> None: ...


class AnswerQuestion(Protocol):
    def __call__(self, question: Any, *, connection: Any, context: Context) -> Result: ...


class AnswerByTheClock(Protocol):
    def __call__(
        self, question: Any, *, connection: Any, context: Context, now: datetime
    ) -> Result: ...


class AnswerAll(Protocol):
    def __call__(
        self, questions: Sequence[Any], *, connection: Any, contexts: Sequence[Context]
    ) -> Sequence[Result | KernelError]: ...


class AnswerAllByTheClock(Protocol):
    def __call__(
        self,
        questions: Sequence[Any],
        *,
        connection: Any,
        contexts: Sequence[Context],
        now: datetime,
    ) -> Sequence[Result | KernelError]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """
    A route that changes something.

    :param type: the command's dataclass; a request's payload must have its shape
    :param roles: who may ask; the service checks ownership in the handler besides
    :param needs: the streams the handler will ask for, loaded for a whole batch in one question
    :param prepare: reads what a batch of commands needs from the ports, in one question
    :param prepare_callers: the same for what must be known of those who ask
    """

    type: type[Any]
    handle: HandleCommand
    roles: frozenset[str]
    needs: Callable[[Any], Needs] = _nothing
    prepare: Callable[[Sequence[Any], Any], None] | None = None
    prepare_callers: Callable[[Sequence[Context], Any], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """
    A route that only reads. `answer` raises `NotFound` for what is not the caller's.

    :param by_clock: the answer depends on the time, which it is told as `now`
    :param answer_all: gives several at once the answers, or the refusals, that they would get one
        by one, with fewer statements
    """

    type: type[Any]
    answer: AnswerQuestion | AnswerByTheClock
    roles: frozenset[str]
    by_clock: bool = False
    answer_all: AnswerAll | AnswerAllByTheClock | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Whenever that foreign event, do this. `needs` are our own streams that it will ask for."""

    handle: HandleEvent
    needs: Callable[[Recorded[Any]], Needs] = _nothing
    prepare: Callable[[Sequence[Recorded[Any]], Any], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTimer:
    handle: HandleTimer
    needs: Callable[[Timer], Needs] = _nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """
    What a service takes from one producer.

    :param codec: this service's own views of the producer's events, only the fields it reads
    :param policies: by view class
    :param projections: copies of foreign data, kept beside our own tables
    :param pace_s: busy cycles start at least this far apart, where nobody waits for what follows: a
        transaction then carries more. A lone event does not wait for it.
    """

    producer: str
    codec: Codec
    policies: Mapping[type[Event], Policy] = field(default_factory=dict)
    projections: Sequence[Projection] = ()
    pace_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One promise that this database alone can check: the query returns one row per breach."""

    name: str
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """
    Whom a service tells what of its own events.

    :param makers: by event class, pure
    :param texts: what addressees read, by kind
    :param known: reads, by stream, what the makers must know besides a batch of events; only what
        never changes, so that the same event always gives the same notice
    """

    makers: Mapping[type[Event], Make]
    texts: Mapping[str, Text]
    known: Callable[[sa.Connection, Sequence[Recorded[Any]]], Known] = _nothing_known


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDefinition:
    """
    One service.

    :param outlets: what is published beside the events
    :param ports: makes the handlers' ports for one transaction, of the kind of store that the
        service's tables are in
    :param pace_s: how long news may gather where operations have set nothing: longer where nobody
        stands at a door and waits for what comes of it
    :param settings_version: hash of timers, windows, rounding and limits in force
    """

    name: str
    codec: Codec
    commands: Mapping[str, Command]
    questions: Mapping[str, Question]
    subscriptions: Sequence[Subscription] = ()
    projections: Sequence[Projection] = ()
    timers: Mapping[str, OnTimer] = field(default_factory=dict)
    ports: Callable[[Any], Any]
    checks: Sequence[Check] = ()
    chores: Sequence[Chore] = ()
    outlets: Sequence[Outlet] = ()
    telling: Telling | None = None
    pace_s: float = 0.005
    settings_version: str = "1"

    @property
    def all_outlets(self) -> tuple[Outlet, ...]:
        """What is published: the events first, as of every service."""
        return (events_outlet(self.name), *self.outlets)

"""The definition of the small service."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from kernel_counting import COUNTING, Count, fold, handle, totals

from kernel.adapters.codec import Codec
from kernel.adapters.definition import (
    Check,
    Command,
    Policy,
    Question,
    ServiceDefinition,
    Subscription,
    Telling,
)
from kernel.adapters.projections import AnyRecorded, Key, Row, RowProjection
from kernel.application.envelope import Context, Recorded
from kernel.application.ports import Timer, UnitOfWork
from kernel.application.telling import Draft, account
from kernel.domain.errors import Rejected
from kernel.domain.ids import derived_id
from kernel.domain.notices import Text
from kernel.testing.counters import COUNTER, Counted
from kernel.testing.messaging import TALLY, Heard
from tallying.settings import Settings

BROKEN = 666
FORGOTTEN = 7
# Stands for a person's data, which must never show up anywhere.
SECRET = "Jalan Ijen 25"

copies = sa.Table(
    "copies",
    totals.metadata,
    sa.Column("counter_id", sa.Text, primary_key=True),
    sa.Column("total", sa.BigInteger, nullable=False),
)
CODEC = Codec({"testing.counted.v1": Counted, "testing.heard.v1": Heard})
HEARING = Codec({"testing.counted.v1": Counted})


TEXTS = {"counted": Text(id="Terhitung {number}.", en="Counted {number}.")}


class CountUnlucky(Rejected):
    code = "count_unlucky"


def keys(recorded: AnyRecorded) -> list[Key]:
    return [(recorded.key,)] if isinstance(recorded.event, Counted) else []


def copy(row: Row | None, recorded: AnyRecorded, key: Key) -> Row:
    return {"counter_id": key[0], "total": (row["total"] if row else 0) + recorded.event.number}


def count(command: Count, *, work: UnitOfWork, ports: Any) -> Mapping[str, Any]:
    if command.number == BROKEN:
        raise ZeroDivisionError(SECRET)
    work.seal(command.counter_id, "address", {"street": SECRET})
    if command.number == FORGOTTEN:
        work.schedule(_timer(work, command.counter_id, kind="forgotten"))
    return handle(command, work=work, ports=ports)


@dataclass(frozen=True, slots=True, kw_only=True)
class Riddle:
    """A question whose answer is a bug."""


def answer_riddle(
    question: Riddle, *, connection: sa.Connection, context: Context
) -> Mapping[str, Any]:
    raise ZeroDivisionError(SECRET, question, connection, context)


def define(settings: Settings) -> ServiceDefinition:
    """Return the service; it is a consumer of its own events."""

    def when_counted(event: Recorded[Counted], *, work: UnitOfWork, ports: object) -> None:
        del ports
        if event.event.number == settings.unlucky:
            raise CountUnlucky(SECRET, street=SECRET)
        work.add(TALLY, event.key, [Heard(number=event.event.number)])
        work.schedule(_timer(work, event.key, kind="alarm", after=timedelta(days=1)))

    return ServiceDefinition(
        name=settings.kernel.service,
        codec=CODEC,
        commands={
            "count": Command(
                type=Count,
                handle=count,
                roles=frozenset({"buyer"}),
                needs=lambda command: [(COUNTER, command.counter_id)],
            )
        },
        questions={
            **COUNTING.questions,
            "riddle": Question(type=Riddle, answer=answer_riddle, roles=frozenset({"buyer"})),
        },
        subscriptions=[
            Subscription(
                producer=settings.kernel.service,
                codec=HEARING,
                policies={Counted: Policy(handle=when_counted)},
                projections=[RowProjection("copies", copies, keys=keys, fold=copy)],
            )
        ],
        projections=[RowProjection("totals", totals, keys=keys, fold=fold)],
        ports=lambda _: None,
        telling=Telling(makers={Counted: counted}, texts=TEXTS) if settings.tells else None,
        checks=[Check(name="no_total_is_negative", query="select * from totals where total < 0")],
    )


def owner_of(counter_id: str) -> str:
    return derived_id("owner", counter_id)


def counted(recorded: Recorded[Counted], _: Mapping[str, Any]) -> Iterable[Draft]:
    params = {"number": recorded.event.number}
    yield Draft(kind="counted", to=account(owner_of(recorded.key)), params=params)


def _timer(work: UnitOfWork, subject: str, *, kind: str, after: timedelta = timedelta(0)) -> Timer:
    return Timer(timer_id=f"{kind}-{subject}", kind=kind, subject=subject, due_at=work.now + after)

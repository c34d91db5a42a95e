"""A small service that counts: commands, questions, a read model, on the kernel alone."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kernel.adapters.database import Database
from kernel.adapters.definition import Check, Command, Question, ServiceDefinition
from kernel.adapters.projections import AddingProjection, AnyRecorded, Key, Row, RowProjection
from kernel.adapters.schema import install_store_v1
from kernel.application.envelope import Context
from kernel.application.ports import UnitOfWork
from kernel.domain.errors import NotFound
from kernel.testing.counters import CODEC, COUNTER, Counted, CountNegative

metadata = sa.MetaData()
totals = sa.Table(
    "totals",
    metadata,
    sa.Column("counter_id", sa.Text, primary_key=True),
    sa.Column("total", sa.BigInteger, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)
sums = sa.Table(
    "sums",
    metadata,
    sa.Column("sign", sa.Text, primary_key=True),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("events", sa.BigInteger, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    counter_id: str
    number: int
    refuse_after: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GetTotal:
    counter_id: str


def handle(command: Count, *, work: UnitOfWork, ports: Any) -> Mapping[str, Any]:
    del ports
    if command.number < 0:
        raise CountNegative("numbers are not negative", number=command.number)
    work.add(COUNTER, command.counter_id, [Counted(number=command.number)])
    if command.refuse_after:
        raise CountNegative("changed my mind")
    return {"total": work.get(COUNTER, command.counter_id)}


def answer(question: GetTotal, *, connection: sa.Connection, context: Context) -> dict[str, Any]:
    row = connection.execute(sa.select(totals).where(totals.c.counter_id == question.counter_id))
    found = row.mappings().first()
    if found is None or context.actor_id == "stranger":
        raise NotFound("there is no such counter")
    return dict(found)


def fold(row: Row | None, recorded: AnyRecorded, key: Key) -> Row | None:
    total = row["total"] if row else 0
    return {
        "counter_id": key[0],
        "total": total + recorded.event.number,
        "version": recorded.version,
    }


def changes(recorded: AnyRecorded) -> list[Row]:
    sign = "plus" if recorded.event.number >= 0 else "minus"
    return [{"sign": sign, "amount": recorded.event.number, "events": 1}]


TOTALS = RowProjection("totals", totals, keys=lambda recorded: [(recorded.key,)], fold=fold)
SUMS = AddingProjection("sums", sums, changes=changes)

COUNTING = ServiceDefinition(
    name="testing",
    codec=CODEC,
    commands={
        "count": Command(
            type=Count,
            handle=handle,
            roles=frozenset({"buyer"}),
            needs=lambda command: [(COUNTER, command.counter_id)],
        )
    },
    questions={
        "total": Question(type=GetTotal, answer=answer, roles=frozenset({"buyer", "operator"}))
    },
    projections=(TOTALS, SUMS),
    ports=lambda _: None,
    checks=(Check(name="totals_are_positive", query="select * from totals where total < 0"),),
)


def message(
    number: int, *, counter: str = "a", key: str | None = None, **changed: Any
) -> dict[str, Any]:
    context = {"actor_id": "somebody", "actor_role": "buyer"} | changed.pop("context", {})
    payload = {"counter_id": counter, "number": number} | changed
    return {"route": "count", "key": key, "payload": payload, "context": context}


@contextmanager
def counting_database(url: str) -> Iterator[Database]:
    """Lend the database, with the store and the read models of this service in it."""
    database = Database(url, pool_size=8)
    with database.transaction() as connection:
        install_store_v1(connection)
        metadata.create_all(connection)
    yield database
    database.close()

"""The same city on a database in memory, and the dice that make two cities the same."""

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from typing import Any

import sqlalchemy as sa
from compliance_service import City

from compliance.adapters.memory import memory_ports
from compliance.bootstrap import define
from kernel.adapters.definition import ServiceDefinition
from kernel.adapters.memory import MemoryDatabase, MemoryTransaction


class MemoryCity(City):
    """Compliance as the simulation runs it."""

    def __init__(self) -> None:
        super().__init__("postgresql://")

    def prepared(self, database_url: str) -> Any:  # noqa: ARG002 - there is none
        return MemoryDatabase()

    def defined(self) -> ServiceDefinition:
        return replace(define(self.settings), ports=memory_ports(self.settings))


class Dice:
    """Stands in for `secrets` and `time` where ids are made: the same ids in both cities."""

    def __init__(self) -> None:
        self._random = random.Random(5)
        self._milliseconds = count(1_772_000_000_000)

    def randbits(self, bits: int) -> int:
        return self._random.getrandbits(bits)

    def time_ns(self) -> int:
        return next(self._milliseconds) * 1_000_000


def rows_of(city: City, table: sa.Table) -> Sequence[dict[str, Any]]:
    """Return all rows, in the order of their keys, from whichever store."""
    with city.database.transaction() as transaction:
        if isinstance(transaction, MemoryTransaction):
            return transaction.rows(table)
        keys = [_as_python_sorts(column) for column in table.primary_key]
        ordered = transaction.execute(sa.select(table).order_by(*keys))
        return [dict(row) for row in ordered.mappings()]


def _as_python_sorts(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    return column.collate("C") if isinstance(column.type, sa.Text) else column

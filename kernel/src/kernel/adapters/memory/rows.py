"""The functions of read models, answered by dicts."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from kernel.adapters.memory.shapes import shape_of
from kernel.adapters.memory.transaction import MemoryTransaction
from kernel.adapters.projections import Key, Row, add, insert_new, load_rows, upsert


@load_rows.on(MemoryTransaction)
def _load_rows(
    transaction: MemoryTransaction, table: sa.Table, keys: Iterable[Key]
) -> dict[Key, Row]:
    return transaction.locked(table, keys)


@insert_new.on(MemoryTransaction)
def _insert_new(transaction: MemoryTransaction, table: sa.Table, rows: Sequence[Row]) -> None:
    transaction.insert(table, sorted(rows, key=shape_of(table).key))


@upsert.on(MemoryTransaction)
def _upsert(transaction: MemoryTransaction, table: sa.Table, rows: Sequence[Row]) -> None:
    transaction.upsert(table, sorted(rows, key=shape_of(table).key))


@add.on(MemoryTransaction)
def _add(transaction: MemoryTransaction, table: sa.Table, rows: Sequence[Row]) -> None:
    transaction.add(table, sorted(rows, key=shape_of(table).key))

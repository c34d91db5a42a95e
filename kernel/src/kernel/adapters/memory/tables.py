"""The committed rows of one table, and the indexes over them."""

from collections.abc import Iterable
from itertools import count

from kernel.adapters.memory.shapes import Key, Row, Shape, Values, values_of

Names = tuple[str, ...]


class MemoryTable:
    """Rows by primary key, as they are kept. Nobody changes a row: it is replaced."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.rows: dict[Key, Row] = {}
        # By columns: how to take them out of a row, and the keys of the rows with those values.
        self._indexes: dict[Names, tuple[Values, dict[Key, set[Key]]]] = {}
        self.numbers = count(1)
        for names, _ in shape.uniques:
            self._index(names)

    def found(self, names: Names, values: Key) -> Iterable[Key]:
        """Return the keys of the rows with these values."""
        return self._index(names).get(values, ())

    def put(self, key: Key, row: Row | None) -> None:
        """Replace a row; None takes it away."""
        before = self.rows.pop(key, None) if row is None else self.rows.get(key)
        if row is not None:
            self.rows[key] = row
        for values_in, index in self._indexes.values():
            _move(
                index,
                key,
                None if before is None else values_in(before),
                None if row is None else values_in(row),
            )

    def _index(self, names: Names) -> dict[Key, set[Key]]:
        if names not in self._indexes:
            values_in, index = values_of(names), dict[Key, set[Key]]()
            for key, row in self.rows.items():
                index.setdefault(values_in(row), set()).add(key)
            self._indexes[names] = values_in, index
        return self._indexes[names][1]


def _move(index: dict[Key, set[Key]], key: Key, before: Key | None, after: Key | None) -> None:
    if before == after:
        return
    if before is not None:
        keys = index[before]
        keys.discard(key)
        if not keys:
            del index[before]
    if after is not None:
        index.setdefault(after, set()).add(key)

"""Personal data in the one table that may be erased."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from kernel.adapters.bulk import insert_rows, or_replace
from kernel.adapters.prepared import Prepared
from kernel.adapters.schema import vault
from kernel.adapters.storage import store_function
from kernel.application.unit_of_work import Sealed

# Every page with something personal on it asks this.
_OPEN = Prepared("select ref, data from vault where ref = any($1)", "text[]")


class SqlVault:
    """The vault of one service, within the caller's transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def open(self, refs: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        return dict(_OPEN.rows(self._connection, list(refs)))

    def find(self, kind: str, lookups: Sequence[str]) -> Mapping[str, str]:
        query = sa.select(vault.c.lookup, vault.c.ref).where(
            vault.c.kind == kind, vault.c.lookup.in_(list(lookups))
        )
        return {row.lookup: row.ref for row in self._connection.execute(query)}

    def erase(self, refs: Sequence[str]) -> int:
        """Destroy the data; the events that point at it stay. Return how many there were."""
        statement = sa.delete(vault).where(vault.c.ref.in_(list(refs)))
        return self._connection.execute(statement).rowcount


@store_function
def write_sealed(connection: sa.Connection, sealed: Sequence[Sealed], *, at: datetime) -> None:
    """Write staged personal data, 1,000 in a statement; a reference already there is replaced."""
    if sealed:
        insert_rows(connection, vault, sealed_rows(sealed, at=at), or_replace(vault))


def sealed_rows(sealed: Sequence[Sealed], *, at: datetime) -> list[dict[str, Any]]:
    """Return the rows of what is sealed, the last of each reference, in order."""
    rows = {
        one.ref: {
            "ref": one.ref,
            "kind": one.kind,
            "lookup": one.lookup,
            "data": dict(one.data),
            "sealed_at": at,
        }
        for one in sealed
    }
    return [rows[ref] for ref in sorted(rows)]

"""Attempts to log in, counted under a row lock; by hash, so that no name is written down twice."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from gateway.adapters.tables import login_attempts
from gateway.domain.attempts import Attempts
from kernel.adapters.database import Database

# Names that nobody has are counted too, so old rows have to go.
_KEPT_FOR = timedelta(days=1)
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class SqlAttemptBook:
    """The port `AttemptBook`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, login: str, next_: Callable[[Attempts | None], Attempts]) -> None:
        table = login_attempts
        mine = table.c.login_hash == _hashed(login)
        with self._database.transaction() as connection:
            fresh = {"login_hash": _hashed(login), "attempts": 0, "last_at": _NEVER}
            connection.execute(insert(table).values(fresh).on_conflict_do_nothing())
            row = connection.execute(sa.select(table).where(mine).with_for_update()).one()
            before = Attempts(count=row.attempts, last_at=row.last_at) if row.attempts else None
            after = next_(before)
            connection.execute(
                sa.update(table).where(mine).values(attempts=after.count, last_at=after.last_at)
            )

    def forget(self, login: str, *, at: datetime) -> None:
        table = login_attempts
        mine = table.c.login_hash == _hashed(login)
        with self._database.transaction() as connection:
            connection.execute(sa.delete(table).where(mine | (table.c.last_at < at - _KEPT_FOR)))


def _hashed(login: str) -> str:
    return hashlib.sha256(login.encode()).hexdigest()

"""Fixed statements that PostgreSQL parses and plans once per connection, sent in few messages.

The driver knows no prepared statements and sends what it is told at once, so both are done here. In
a unit of work a statement without an answer waits, and travels with the next one; whatever else is
sent on the connection sends it first, and so does COMMIT. Its error then comes with a later
statement of the same transaction.
"""

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg2
import sqlalchemy as sa
from psycopg2 import errors

from kernel.adapters.storage import store_function
from kernel.domain.errors import Conflict

# A plan suits the size that its tables had. All are made anew when the connection has twice the
# age: a table that grows evenly from nothing is at most twice as large as its plans believe.
_FIRST_PLANS_S, _PLANS_S_MAX = 1.0, 60.0
# Beyond it a message saves no time any more, and only takes memory.
_WAITING_BYTES_MAX = 1_000_000
_KEY = "kernel.prepared"
_numbers = itertools.count(1)
_hearers: list[Callable[[str], None]] = []


class _Schema:
    """How often this process has found a table other than it was prepared for."""

    changes = 0


@dataclass(slots=True)
class _Session:
    """What one connection has prepared, and what waits to be sent."""

    names: set[str] = field(default_factory=set)
    waiting: list[bytes] = field(default_factory=list)
    gathers: bool = False
    since: float = field(default_factory=time.monotonic)
    lasts_s: float = _FIRST_PLANS_S
    changes: int = field(default_factory=lambda: _Schema.changes)

    def send(self, cursor: Any, last: bytes | None = None) -> None:
        """Send what waits and the last statement, as one message."""
        message = b"; ".join(self.waiting if last is None else (*self.waiting, last))
        self.waiting.clear()
        try:
            cursor.execute(message)
        except errors.FeatureNotSupported as error:
            # A column has another type now, and the rows of a plan may not change.
            _Schema.changes += 1
            raise Conflict("a table was altered meanwhile") from error

    def forget_old_plans(self, cursor: Any) -> None:
        now = time.monotonic()
        if self.changes == _Schema.changes and now - self.since < self.lasts_s:
            return
        # What waits was written under the names that go.
        self.send(cursor, b"deallocate all")
        self.names.clear()
        self.since, self.changes = now, _Schema.changes
        self.lasts_s = min(_PLANS_S_MAX, 2 * self.lasts_s)


class Prepared:
    """
    One statement, with ``$1``, ``$2`` … for its parameters.

    There must be few in a process: each stays in every connection.

    :param types: what PostgreSQL calls the types of the parameters
    """

    def __init__(self, text: str, *types: str) -> None:
        self.text = text
        self.name = f"prepared_{next(_numbers)}"
        declared = f" ({', '.join(types)})" if types else ""
        self._prepare = f"prepare {self.name}{declared} as {text}"
        # The elements of an array would be texts, were they not told what they are.
        values = ", ".join(f"%s::{one}" if one.endswith("[]") else "%s" for one in types)
        self._execute = f"execute {self.name}{f' ({values})' if types else ''}"

    def rows(self, connection: sa.Connection, *values: object) -> list[tuple[Any, ...]]:
        """
        Execute it, and return its rows as the driver reads them.

        :raises Conflict: a table was altered since it was prepared; another attempt will do
        :raises sqlalchemy.exc.DBAPIError: as if SQLAlchemy had sent it
        """
        with self.sent(connection, *values) as cursor:
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def sent(
        self, connection: sa.Connection, *values: object, ending: bytes = b""
    ) -> Iterator[Any]:
        """
        Execute it, and lend the driver's cursor that has its answer; raises as `rows` does.

        :param ending: what else is sent in the same message, from ``;`` on
        """
        with _cursor(connection, self.text) as (cursor, session):
            session.send(cursor, self._written(cursor, session, values) + ending)
        with cursor:
            yield cursor

    def run(self, connection: sa.Connection, *values: object) -> None:
        """Execute it: later where the caller gathers, else at once; raises as `rows` does."""
        if _session(connection).gathers:
            self.later(connection, *values)
        else:
            self.rows(connection, *values)

    def later(self, connection: sa.Connection, *values: object) -> None:
        """Execute it with the next statement, or with COMMIT if there is none."""
        with _cursor(connection, self.text) as (cursor, session):
            session.waiting.append(self._written(cursor, session, values))
            if sum(map(len, session.waiting)) > _WAITING_BYTES_MAX:
                session.send(cursor)
        cursor.close()

    def _written(self, cursor: Any, session: _Session, values: tuple[object, ...]) -> bytes:
        session.forget_old_plans(cursor)
        if self.name not in session.names:
            cursor.execute(self._prepare)
            session.names.add(self.name)
        for hear in _hearers:
            hear(self.text)
        written: bytes = cursor.mogrify(self._execute, values)
        return written


def plain_later(connection: sa.Connection, text: bytes) -> None:
    """Send a statement that is not worth preparing with the next one; trusted text."""
    _session(connection).waiting.append(text)


def send_waiting(connection: sa.Connection, last: bytes | None = None) -> None:
    """
    Send what waits, if anything does; whoever takes the driver's cursor must do so first.

    :param last: what is sent after it, in the same message
    :raises sqlalchemy.exc.DBAPIError: one of the statements failed
    """
    if not connection.invalidated and _session(connection).waiting:
        with _cursor(connection, "what waited") as (cursor, session):
            session.send(cursor, last)
        cursor.close()


@store_function
def gathered(connection: sa.Connection) -> AbstractContextManager[None]:
    """Within the block, let statements without an answer travel together."""
    return _gathering(_session(connection))


@contextmanager
def _gathering(session: _Session) -> Iterator[None]:
    session.gathers = True
    try:
        yield
    finally:
        session.gathers = False


@contextmanager
def overheard(hear: Callable[[str], None]) -> Iterator[None]:
    """Tell, within the block, the text of every statement that is executed from here."""
    _hearers.append(hear)
    try:
        yield
    finally:
        _hearers.remove(hear)


@contextmanager
def _cursor(connection: sa.Connection, text: str) -> Iterator[tuple[Any, _Session]]:
    cursor = connection.connection.cursor()
    try:
        yield cursor, _session(connection)
    except BaseException as error:
        if isinstance(error, Exception) and not isinstance(error, psycopg2.Error):
            cursor.close()
            raise
        # Errors leave, and dead connections go, exactly as if SQLAlchemy had sent it. A greenthread
        # that was killed has left an answer unread, so its connection goes too.
        connection._handle_dbapi_exception(error, text, None, cursor, None)  # noqa: SLF001


def _session(connection: sa.Connection) -> _Session:
    # It dies with the driver's connection.
    session: _Session | None = connection.info.get(_KEY)
    if session is None:
        session = connection.info[_KEY] = _Session()
    return session


@sa.event.listens_for(sa.Engine, "before_cursor_execute")
def _before_any_other(connection: sa.Connection, *_: Any) -> None:
    send_waiting(connection)


@sa.event.listens_for(sa.Engine, "commit")
def _before_commit(connection: sa.Connection) -> None:
    send_waiting(connection, b"commit")


@sa.event.listens_for(sa.Engine, "rollback")
def _after_all(connection: sa.Connection) -> None:
    if not connection.invalidated:
        _session(connection).waiting.clear()

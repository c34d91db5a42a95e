"""psycopg2's connection, whose transactions begin and end within messages that are sent anyway.

By itself the driver sends BEGIN alone, before the first statement, and cannot know that a message
ended the transaction. Here it believes in autocommit, and what is asked is libpq, which always
knows, without asking the server.
"""

from typing import Any

from psycopg2 import sql
from psycopg2.extensions import TRANSACTION_STATUS_IDLE, connection, cursor

_BEGIN = "begin"


class Connection(connection):
    """
    Begins a transaction with the first statement, as the driver does, but in its message.

    :ivar alone: every statement stands alone, and none begins a transaction
    """

    alone = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.autocommit = True
        self.cursor_factory = _Cursor

    def cursor(self, name: Any = None, *args: Any, **options: Any) -> Any:
        if name is None:
            return super().cursor(*args, **options)
        # The driver wants this where it believes in no transaction. Nothing is held beyond ours,
        # as long as it is closed before.
        begin_alone(self)
        return super().cursor(name, *args, **{**options, "withhold": True})

    def commit(self) -> None:
        self._end("commit")

    def rollback(self) -> None:
        self._end("rollback")

    def _end(self, how: str) -> None:
        if is_idle(self):
            return
        with super().cursor() as one:
            cursor.execute(one, how)


class _Cursor(cursor):
    def execute(self, query: Any, vars: Any = None) -> None:  # noqa: A002 - the driver's name
        super().execute(_begun(query, self) if _must_begin(self.connection) else query, vars)

    def executemany(self, query: Any, vars_list: Any) -> None:
        begin_alone(self.connection)
        super().executemany(query, vars_list)

    def copy_expert(self, *args: Any, **options: Any) -> None:
        begin_alone(self.connection)
        super().copy_expert(*args, **options)


def is_idle(one: connection) -> bool:
    """Tell whether no transaction is open; a connection that broke is not idle."""
    return one.get_transaction_status() == TRANSACTION_STATUS_IDLE


def _must_begin(one: Any) -> bool:
    return is_idle(one) and not one.alone


def begin_alone(one: Any) -> None:
    """Begin a transaction by a message of its own, where it cannot travel."""
    if _must_begin(one):
        with connection.cursor(one) as alone:
            cursor.execute(alone, _BEGIN)


def _begun(query: Any, one: cursor) -> Any:
    if isinstance(query, bytes):
        return b"%b; %b" % (_BEGIN.encode(), query)
    text = query.as_string(one) if isinstance(query, sql.Composable) else query
    return f"{_BEGIN}; {text}"

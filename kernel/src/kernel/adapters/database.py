"""One PostgreSQL database: its connections, and its failures in the kernel's own words."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import msgspec
import psycopg2
import sqlalchemy as sa
from psycopg2 import errorcodes

from kernel.adapters.driver import Connection
from kernel.adapters.storable import NotStorable
from kernel.domain.errors import Conflict, KernelError, Unavailable

WRONG_VERSION = "MP001"
# The append trusts that a statement after the lock sees what was committed before it.
_SESSION = (
    "-c timezone=UTC -c default_transaction_isolation=read\\ committed"
    " -c idle_in_transaction_session_timeout=30000"
    # What is prepared is prepared for any number of keys; see kernel.adapters.prepared.
    " -c plan_cache_mode=force_generic_plan"
)
# A server that vanished without a word is noticed within seconds, not hours.
_KEEPALIVE: Mapping[str, Any] = {
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
_CONFLICTS = frozenset(
    {
        WRONG_VERSION,
        errorcodes.UNIQUE_VIOLATION,
        errorcodes.SERIALIZATION_FAILURE,
        errorcodes.DEADLOCK_DETECTED,
    }
)
_NOT_STORABLE = frozenset(
    {
        errorcodes.NUMERIC_VALUE_OUT_OF_RANGE,
        errorcodes.INVALID_TEXT_REPRESENTATION,
        errorcodes.CHARACTER_NOT_IN_REPERTOIRE,
        errorcodes.UNTRANSLATABLE_CHARACTER,
        errorcodes.DATETIME_FIELD_OVERFLOW,
    }
)


class DatabaseUnavailable(Unavailable):
    code = "database_unavailable"


class LockBusy(Unavailable):
    """Somebody else has held the row for longer than we may wait."""

    code = "lock_busy"


class StatementLate(Unavailable):
    """A statement took longer than its transaction allows."""

    code = "statement_late"


class SchemaMissing(Unavailable):
    code = "schema_missing"


class RoleTooWeak(Unavailable):
    """The role we connect as may not do this: some of `admin` is for the owner of the tables."""

    code = "role_too_weak"


_MEANINGS: Mapping[str, tuple[type[KernelError], str]] = {
    errorcodes.LOCK_NOT_AVAILABLE: (LockBusy, "a row is locked by somebody else"),
    errorcodes.QUERY_CANCELED: (StatementLate, "a statement took longer than it may"),
    errorcodes.UNDEFINED_TABLE: (SchemaMissing, "there is no such table: run `admin migrate`"),
    errorcodes.INSUFFICIENT_PRIVILEGE: (RoleTooWeak, "the database role may not do this"),
}


class Database:
    """
    A pool of connections to one service's database (psycopg2, in eventlet and out of it).

    Errors of the driver leave as `Conflict`, `LockBusy`, `NotStorable` or `DatabaseUnavailable`;
    others are bugs.
    """

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 8,
        application_name: str = "malpro",
        lock_timeout_s: float = 5.0,
    ) -> None:
        self.url = url
        self._engine = sa.create_engine(
            sa.make_url(url).set(drivername="postgresql+psycopg2"),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=10,
            # A few connections do most of the work, and have their plans and catalogues at hand.
            pool_use_lifo=True,
            # Parameters can be personal data; an error's text ends in a log.
            hide_parameters=True,
            json_serializer=_to_json,
            json_deserializer=msgspec.json.decode,
            connect_args={
                "options": f"{_SESSION} -c lock_timeout={lock_timeout_s * 1000:.0f}",
                "application_name": application_name,
                "connect_timeout": 5,
                "connection_factory": Connection,
                **_KEEPALIVE,
            },
        )

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """
        Run one transaction, committed at the end of the block.

        :raises Conflict: somebody else wrote first
        :raises NotStorable: a value is beyond what its column can hold
        :raises Unavailable: the database is away, or a lock was not to be had in time
        """
        with translated(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """
        Ask questions of which each stands alone: every one sees what is committed by then.

        It is for reading, and cheaper than a transaction of one question. What must be changed, or
        seen at the same moment, is a matter for `transaction`.

        :raises Unavailable: the database is away
        """
        with translated(), self._engine.connect() as connection, _no_transaction(connection):
            yield connection

    def session(self, application_name: str = "malpro") -> "psycopg2.extensions.connection":
        """
        Open a connection of its own, outside the pool, in autocommit.

        :raises DatabaseUnavailable: the database is away
        """
        dsn = (
            sa.make_url(self.url).set(drivername="postgresql").render_as_string(hide_password=False)
        )
        try:
            connection: psycopg2.extensions.connection = psycopg2.connect(
                dsn,
                options="-c timezone=UTC",
                application_name=application_name,
                connect_timeout=5,
                **_KEEPALIVE,
            )
        except psycopg2.OperationalError as error:
            raise DatabaseUnavailable("the database does not answer") from error
        connection.autocommit = True
        return connection

    def close(self) -> None:
        self._engine.dispose()


@contextmanager
def _no_transaction(connection: sa.Connection) -> Iterator[None]:
    # SQLAlchemy's own way of asking for it ends in a SET, one more round trip.
    driver: Any = connection.connection.dbapi_connection
    driver.alone = True
    try:
        yield
    finally:
        driver.alone = False


def _to_json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's errors into the five families."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        told = _told(error)
        if told is None:
            raise
        raise told from error
    except sa.exc.TimeoutError as error:
        raise DatabaseUnavailable("every connection is in use") from error


def _told(error: sa.exc.DBAPIError) -> KernelError | None:
    """Return what the error means; None for a bug."""
    code: str = getattr(error.orig, "pgcode", None) or ""
    if code in _CONFLICTS:
        return Conflict(_first_line(error))
    if code in _NOT_STORABLE:
        return NotStorable("a value is beyond what its column can hold")
    if (told := meaning(code)) is not None:
        return told
    if error.connection_invalidated or isinstance(error.orig, psycopg2.OperationalError):
        return DatabaseUnavailable("the database does not answer")
    return None


def meaning(sqlstate: str | None) -> KernelError | None:
    """Return what one of PostgreSQL's codes tells an operator; None if it tells nothing."""
    family, message = _MEANINGS.get(sqlstate or "", (None, ""))
    return family(message) if family else None


def _first_line(error: sa.exc.DBAPIError) -> str:
    # The driver's further lines can hold values of the row, so they stay out of messages.
    return str(error.orig).splitlines()[0]

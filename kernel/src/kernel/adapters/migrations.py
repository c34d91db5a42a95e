"""Schema migrations: one history per service, run by a job and never by a replica."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command, context
from alembic.config import Config
from alembic.script import Script, ScriptDirectory
from alembic.util import CommandError

from kernel.adapters.database import translated
from kernel.domain.errors import Rejected, Unavailable

# Beside the locks of the append (4711) and of the relay (4712). Two jobs at once take turns; the
# second finds nothing left to do. It asks again and again: a session that stands and waits would
# stand in the way of an index that is made concurrently.
_LOCK = "select pg_try_advisory_lock(4713)"
_UNLOCK = "select pg_advisory_unlock(4713)"
_PATIENCE_S = 300.0
_ASK_S = 0.2
CONTRACT = "contract"


class MigrationRunning(Unavailable):
    code = "migration_running"


class RevisionUnknown(Rejected):
    """The database is at a revision that this version of the service has never heard of."""

    code = "revision_unknown"


def migrate(database_url: str, migrations: Path, *, expand_only: bool = False) -> Sequence[str]:
    """
    Bring the database to the newest schema; running it again changes nothing.

    A revision that the version before could not live with says ``phase = "contract"``.

    :param expand_only: stop before the first such revision
    :return: the revisions that are left, the next one first
    :raises MigrationRunning: another migration takes too long
    :raises RevisionUnknown: the database is newer than this program
    :raises Unavailable: the database is away, a table was in use for too long, or the role may not
        change the schema
    """
    config = Config()
    config.set_main_option("script_location", str(migrations))
    with _connection(database_url) as connection, _alone(connection), _explained():
        pending = _pending(config, _current(connection))
        connection.commit()
        todo = _expansion(pending) if expand_only else pending
        if todo:
            config.attributes["connection"] = connection
            command.upgrade(config, todo[-1].revision)
    return [one.revision for one in pending[len(todo) :]]


def current_revision(database_url: str) -> str | None:
    """Return the revision the database is at; None for an empty one."""
    with _connection(database_url) as connection:
        return _current(connection)


def run_env() -> None:
    """Run the revisions on the connection that `migrate` gave; called by each `env.py`."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


def _pending(config: Config, current: str | None) -> list[Script]:
    scripts = ScriptDirectory.from_config(config)
    scripts.get_revisions(current or "base")
    newest_first = scripts.iterate_revisions("head", current or "base")
    return [one for one in newest_first if one.revision != current][::-1]


def _expansion(pending: Sequence[Script]) -> Sequence[Script]:
    phases = [getattr(one.module, "phase", None) for one in pending]
    return pending[: phases.index(CONTRACT)] if CONTRACT in phases else pending


def _current(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("select version_num from alembic_version")).scalar()


@contextmanager
def _connection(database_url: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(
        sa.make_url(database_url).set(drivername="postgresql+psycopg2"),
        poolclass=sa.NullPool,
        hide_parameters=True,
        connect_args={"options": "-c timezone=UTC -c lock_timeout=5000", "connect_timeout": 5},
    )
    with translated(), engine.connect() as connection:
        yield connection


@contextmanager
def _alone(connection: sa.Connection) -> Iterator[None]:
    end = time.monotonic() + _PATIENCE_S
    while not connection.execute(sa.text(_LOCK)).scalar_one():
        connection.commit()
        if time.monotonic() > end:
            raise MigrationRunning("another migration is running and does not end")
        time.sleep(_ASK_S)
    # The lock belongs to the session; each revision has a transaction of its own.
    connection.commit()
    yield
    connection.execute(sa.text(_UNLOCK))
    connection.commit()


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except CommandError as error:
        raise RevisionUnknown(str(error)) from error

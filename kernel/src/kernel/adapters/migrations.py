"""Schema migrations: one history per service, run by a job and never by a replica."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command, context
from alembic.config import Config

# Beside the locks of the append (4711) and of the relay (4712). Two jobs at once take turns; the
# second finds nothing left to do.
_LOCK = "select pg_advisory_lock(4713)"
_UNLOCK = "select pg_advisory_unlock(4713)"


def migrate(database_url: str, migrations: Path, *, revision: str = "head") -> None:
    """Bring the database to a revision; running it again changes nothing."""
    engine = _engine(database_url)
    try:
        with engine.connect() as connection:
            connection.execute(sa.text(_LOCK))
            config = Config()
            config.set_main_option("script_location", str(migrations))
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            connection.execute(sa.text(_UNLOCK))
            connection.commit()
    finally:
        engine.dispose()


def current_revision(database_url: str) -> str | None:
    """Return the revision the database is at; None for an empty one."""
    engine = _engine(database_url)
    try:
        with engine.connect() as connection:
            if not sa.inspect(connection).has_table("alembic_version"):
                return None
            return connection.execute(sa.text("select version_num from alembic_version")).scalar()
    finally:
        engine.dispose()


def run_env() -> None:
    """Run the revisions on the connection that `migrate` gave; called by each `env.py`."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


def _engine(database_url: str) -> sa.Engine:
    return sa.create_engine(
        sa.make_url(database_url).set(drivername="postgresql+psycopg2"),
        poolclass=sa.NullPool,
        connect_args={"options": "-c timezone=UTC -c lock_timeout=5000", "connect_timeout": 5},
    )

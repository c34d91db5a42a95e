"""How far each relay has published: where that is noted, who moves it, and how it is moved back."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from kernel.adapters.database import SchemaMissing
from kernel.adapters.schema import relay
from kernel.adapters.storage import store_function
from kernel.domain.errors import Rejected


class NotPublishedYet(Rejected):
    code = "not_published_yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """
    A row of the table `relay`.

    :param lock: the advisory lock of whoever may move it, see docs/messaging.md
    :param hint: the channel that is notified when there may be something new
    """

    name: str
    lock: int
    hint: str


MAIN = Checkpoint(name="main", lock=4712, hint="events")


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """:param at: when something was last published"""

    position: int
    at: datetime | None


@store_function
def published(connection: sa.Connection, checkpoint: Checkpoint = MAIN) -> Published:
    """
    Return where the checkpoint is.

    :raises SchemaMissing: there is none
    """
    query = sa.select(relay).where(relay.c.name == checkpoint.name)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise SchemaMissing(f"the relay {checkpoint.name} has no checkpoint: run `admin migrate`")
    return Published(position=row.position, at=row.published_at)


def leader_of(connection: sa.Connection, checkpoint: Checkpoint) -> str | None:
    """Return the name of the session that may move the checkpoint; None if there is none."""
    query = sa.text(
        "select a.application_name from pg_locks l join pg_stat_activity a using (pid)"
        " where l.locktype = 'advisory' and l.granted and l.classid = 0 and l.objid = :lock"
        " and l.objsubid = 1 and a.datname = current_database()"
    )
    name: str | None = connection.execute(query, {"lock": checkpoint.lock}).scalar()
    return name


@store_function
def move_back(connection: sa.Connection, checkpoint: Checkpoint, start: int) -> None:
    """
    Let the relay publish once more from a position on. The leader finds out by itself.

    :raises NotPublishedYet: the relay has not come as far as that
    """
    before = start - 1
    moved = connection.execute(
        sa.update(relay)
        .where(relay.c.name == checkpoint.name, relay.c.position >= before)
        .values(position=before)
    )
    if not moved.rowcount:
        raise NotPublishedYet(f"position {start} was not published yet")
    hint(connection, checkpoint.hint)


@store_function
def hint(connection: sa.Connection, channel: str) -> None:
    """Wake up who listens on the channel, once this transaction is committed."""
    connection.execute(sa.select(sa.func.pg_notify(channel, "")))

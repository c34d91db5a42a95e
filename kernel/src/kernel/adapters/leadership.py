"""The one session that may move a relay's checkpoint, and how it is lost and taken over."""

import os
import select
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import singledispatch
from typing import Any

import psycopg2

from kernel.adapters.checkpoints import MAIN, Checkpoint
from kernel.adapters.database import Database, meaning
from kernel.adapters.seat import LeadershipLost, Seat


@singledispatch
def open_seat(database: Any, checkpoint: Checkpoint, *, lease_s: float) -> Seat:
    """
    Sit down to lead, or to wait for it.

    :param database: a `Database`, or another store's that has registered its own seats
    """
    return Leadership(database, checkpoint, lease_s=lease_s)


class Leadership(Seat):
    """
    A PostgreSQL session of its own that holds, or waits for, a relay's lock.

    The lock lives and dies with the session. PostgreSQL ends a session that is silent for
    `lease_s`, so that a leader whose process was stopped does not lead for ever; whoever holds it
    says something three times as often. Big results are read elsewhere: a session that is stuck in
    sending one to a stopped process would not count as silent.
    """

    def __init__(
        self, database: Database, checkpoint: Checkpoint = MAIN, *, lease_s: float
    ) -> None:
        super().__init__(lease_s / 3)
        self._checkpoint = checkpoint
        self._session: Any = database.session(_own_name(checkpoint))
        self._spoke_at = time.monotonic()
        self._ask("select set_config('idle_session_timeout', %s, false)", f"{lease_s * 1000:.0f}")
        # A checkpoint that is lost in a crash only repeats events, which consumers skip.
        self._ask("select set_config('synchronous_commit', 'off', false)")

    def take(self) -> bool:
        taken = bool(self._ask("select pg_try_advisory_lock(%s)", self._checkpoint.lock)[0])
        if taken:
            with self._lost():
                self._session.cursor().execute(f"listen {self._checkpoint.hint}")
        return taken

    def checkpoint(self) -> int:
        query = "select position from relay where name = %s"
        return int(self._ask(query, self._checkpoint.name)[0])

    def advance(self, start: int, end: int, *, at: datetime) -> None:
        moved = self._ask(
            "with moved as (update relay set position = %s, published_at = %s"
            " where name = %s and position = %s returning 1) select count(*) from moved",
            end,
            at,
            self._checkpoint.name,
            start,
        )
        if moved[0] != 1:
            raise LeadershipLost("somebody else has moved the checkpoint")

    def forget_hints(self) -> None:
        self._session.notifies.clear()

    def wait(self, timeout_s: float) -> None:
        self.ping()
        if self._session.notifies:
            return
        with self._lost():
            select.select([self._session], [], [], min(timeout_s, self._ping_s))
            self._session.poll()

    def ping(self) -> None:
        if time.monotonic() - self._spoke_at > self._ping_s:
            self._ask("select 1")

    def close(self) -> None:
        self._session.close()

    def _ask(self, query: str, *arguments: Any) -> tuple[Any, ...]:
        with self._lost(), self._session.cursor() as cursor:
            cursor.execute(query, arguments)
            self._spoke_at = time.monotonic()
            row: tuple[Any, ...] = cursor.fetchone()
            return row

    @contextmanager
    def _lost(self) -> Iterator[None]:
        try:
            yield
        except psycopg2.Error as error:
            if (told := meaning(error.pgcode)) is not None:
                raise told from error
            gone = isinstance(error, psycopg2.OperationalError | psycopg2.InterfaceError)
            if not (gone or self._session.closed):
                raise
            raise LeadershipLost("the session that held the lead is gone") from error


def _own_name(checkpoint: Checkpoint) -> str:
    # So that an operator sees which of the workers leads.
    return f"relay-{checkpoint.name}@{socket.gethostname()}:{os.getpid()}"

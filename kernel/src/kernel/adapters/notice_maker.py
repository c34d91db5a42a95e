"""The chore that turns a service's own events into notices, once each, by position."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from kernel.adapters.bugs import bug_report
from kernel.adapters.chores import Chore
from kernel.adapters.codec import Codec, plain
from kernel.adapters.database import Database
from kernel.adapters.definition import ServiceDefinition, Telling
from kernel.adapters.metrics import NOTICES_FAILED, NOTICES_LAG, NOTICES_PASSED_OVER
from kernel.adapters.notices import (
    NoticeStatus,
    Place,
    is_behind,
    locked_place,
    move,
    new_row,
    write_new,
)
from kernel.adapters.store import StoredEvent, head, read_types, recorded
from kernel.application.envelope import Recorded
from kernel.application.ports import Clock
from kernel.application.telling import Notice, TellingTerms, notice_of

log = logging.getLogger(__name__)

# What one transaction may take on: so many positions, so much of events.
SPAN = 500
BYTES_MAX = 1_000_000


class NoticeMaker:
    """
    Reads on from the checkpoint; notices and checkpoint are one transaction.

    The lock on the checkpoint makes workers take turns. What is too old is kept for its addressee
    to read, and not told; what is older than that is not even made.
    """

    def __init__(
        self, name: str, codec: Codec, telling: Telling, *, terms: TellingTerms, clock: Clock
    ) -> None:
        self._name = name
        self._codec = codec
        self._telling = telling
        self._terms = terms
        self._clock = clock
        self._types = codec.names_of(telling.makers)

    def step(self, database: Database) -> bool:
        """Make the notices of the next events; tell whether there are more."""
        now = self._clock.now()
        with database.transaction() as connection:
            last = head(connection)
            if not is_behind(connection, last):
                # Nearly always: a lock would make each idle look a write.
                return False
            place = locked_place(connection)
            upto = self._make(connection, place, min(last, place.position + SPAN), now)
        NOTICES_LAG.labels(service=self._name).set(last - upto)
        return upto < last

    def _make(self, connection: sa.Connection, place: Place, upto: int, now: datetime) -> int:
        """Make notices of the next events, at most up to there; return how far it came."""
        if upto <= place.position:
            return place.position
        stored, upto = self._next(connection, place.position, upto)
        made = list(self._made(connection, [recorded(self._codec, one) for one in stored]))
        news = now - self._terms.max_age
        kept = now - self._terms.kept_for
        write_new(
            connection,
            [
                new_row(notice, position=position, status=_status(notice, news), at=now)
                for position, notice in made
                if notice.happened_at >= kept
            ],
        )
        passed_over = sum(1 for _, notice in made if notice.happened_at < news)
        NOTICES_PASSED_OVER.labels(service=self._name).inc(passed_over)
        move(connection, Place(position=upto, passed_over=place.passed_over + passed_over))
        return upto

    def _next(
        self, connection: sa.Connection, after: int, upto: int
    ) -> tuple[list[StoredEvent], int]:
        """Return the next events, at least one, and how far they reach if they are too much."""
        stored: list[StoredEvent] = []
        size = 0
        with closing(read_types(connection, self._types, after=after, upto=upto)) as found:
            for one in found:
                size += len(one.data)
                if stored and size > BYTES_MAX:
                    return stored, stored[-1].position
                stored.append(one)
        return stored, upto

    def _made(
        self, connection: sa.Connection, events: Sequence[Recorded[Any]]
    ) -> Iterator[tuple[int, Notice]]:
        known = self._telling.known(connection, events) if events else {}
        for one in events:
            make = self._telling.makers[type(one.event)]
            try:
                drafts = list(make(one, known.get(one.stream_id)))
            except Exception as error:  # noqa: BLE001 - whatever is wrong with it
                # One event that nobody can word must not silence all that come after it.
                NOTICES_FAILED.labels(service=self._name, code="unmade").inc()
                log.error("notice.unmade", extra={"cause": one.event_id, **bug_report(error)})  # noqa: TRY400 - an error's own words may quote a row
                continue
            for draft in drafts:
                yield one.position, notice_of(draft, one, plain(draft.params))


def making_chore(definition: ServiceDefinition, *, terms: TellingTerms, clock: Clock) -> Chore:
    """Return the chore of a service that tells people something."""
    telling = definition.telling
    assert telling is not None, "asked of a service that tells"
    maker = NoticeMaker(definition.name, definition.codec, telling, terms=terms, clock=clock)
    return Chore(name="notices", step=maker.step)


def _status(notice: Notice, news: datetime) -> NoticeStatus:
    return NoticeStatus.WAITING if notice.happened_at >= news else NoticeStatus.PASSED_OVER

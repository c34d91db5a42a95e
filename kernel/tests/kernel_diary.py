"""A small service that tells somebody of every number it counts, and loses its workers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from kernel.adapters.clock import ManualClock
from kernel.adapters.database import Database
from kernel.adapters.definition import ServiceDefinition, Telling
from kernel.adapters.inbox import notices_question
from kernel.adapters.notice_maker import NoticeMaker
from kernel.adapters.notice_teller import Channel, NoticeTeller
from kernel.adapters.schema import install_notices_v1, install_store_v1
from kernel.adapters.service import ServiceApp
from kernel.application.envelope import Recorded
from kernel.application.telling import Draft, TellingTerms, account, membership
from kernel.domain.notices import Text
from kernel.testing.counters import CODEC, COUNTER, NOON, SOMEBODY, Counted, count
from kernel.testing.mortals import Killed
from kernel.testing.tellers import MemoryTeller

UNTOLD, UNSPEAKABLE, TWICE = 0, 666, 2
TERMS = TellingTerms(attempts_max=3, patience_s=30.0)


def counted(recorded: Recorded[Counted], known: Mapping[str, Any]) -> Iterable[Draft]:
    """Tell the counter's owner; of a two also the member; of a nought nobody."""
    number = recorded.event.number
    if number == UNSPEAKABLE:
        raise ZeroDivisionError(known)
    if number == UNTOLD:
        return
    params = {"count_id": recorded.key, "due_idr": number, "told_at": recorded.recorded_at}
    yield Draft(kind="counted", to=account(known["owner"]), params=params)
    if number == TWICE:
        yield Draft(kind="counted_twice", to=membership("member-1"), params=params)


def owners(_: sa.Connection, events: Sequence[Recorded[Any]]) -> dict[str, dict[str, Any]]:
    return {one.stream_id: {"owner": one.key} for one in events}


TELLING = Telling(
    makers={Counted: counted},
    texts={
        "counted": Text(id="Terhitung {due_idr}.", en="Counted {due_idr}."),
        "counted_twice": Text(id="Terhitung, {told_at}.", en="Counted, {told_at}."),
    },
    known=owners,
)
DIARY = ServiceDefinition(
    name="diary",
    codec=CODEC,
    commands={},
    questions={"notices": notices_question(TELLING, roles=["buyer"])},
    ports=lambda _: None,
    telling=TELLING,
)


class Diary:
    """The service, its clock, and one worker after the other."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        with self.database.transaction() as connection:
            install_store_v1(connection)
            install_notices_v1(connection)
        self.clock = ManualClock(NOON)
        self.app = ServiceApp(DIARY, self.database, clock=self.clock)
        self.channel = MemoryTeller()
        self.maker, self.teller = self.new_maker(), self.new_teller()

    def new_maker(self) -> NoticeMaker:
        return NoticeMaker("diary", CODEC, TELLING, terms=TERMS, clock=self.clock)

    def new_teller(self, channel: Channel | None = None) -> NoticeTeller:
        return NoticeTeller(
            "diary",
            TELLING,
            terms=TERMS,
            clock=self.clock,
            channel=channel or (lambda *_: self.channel),
        )

    def happen(self, counter: str, *numbers: int) -> None:
        with self.app.units.begin() as work, work.scope(SOMEBODY):
            work.add(COUNTER, counter, count(*numbers))

    def make(self) -> None:
        while self.maker.step(self.database):
            pass

    def tell(self) -> None:
        self.make()
        while self.teller.step(self.database):
            pass

    def pass_time(self, span: timedelta) -> datetime:
        self.clock.advance(span)
        return self.clock.now()

    def told(self) -> list[tuple[str, int]]:
        """Return to whom which numbers came, in the order in which they arrived."""
        return [(one.to.id, one.params["due_idr"]) for one in self.channel.told.values()]

    def statuses(self) -> list[tuple[int, str, int]]:
        """Return of every notice the number, its status, and how often it was tried."""
        query = (
            "select (params ->> 'due_idr')::int as number, status, attempts from notices"
            " order by position, notice_id"
        )
        return [(row["number"], row["status"], row["attempts"]) for row in self.rows(query)]

    def rows(self, query: str) -> list[Mapping[str, Any]]:
        with self.database.transaction() as connection:
            return [dict(row) for row in connection.execute(sa.text(query)).mappings()]


class Mortal(Database):
    """A database whose user dies at the very moment when the so-manieth transaction begins."""

    def __init__(self, url: str, *, dies_at: int) -> None:
        super().__init__(url)
        self._left = dies_at

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        self._left -= 1
        if self._left == 0:
            raise Killed
        with super().transaction() as connection:
            yield connection

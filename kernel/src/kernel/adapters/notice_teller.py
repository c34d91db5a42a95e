"""The chore that tells what is to be told: claims some notices, hands them over, settles them."""

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

from kernel.adapters.chores import Chore
from kernel.adapters.courier import AWAY_AFTER, BATCH_S, Courier, Outcome, Verdict
from kernel.adapters.database import Database
from kernel.adapters.definition import ServiceDefinition, Telling
from kernel.adapters.metrics import NOTICES_FAILED, NOTICES_PASSED_OVER, NOTICES_TOLD
from kernel.adapters.notices import Claimed, NoticeStatus, Settled, claim, settle
from kernel.adapters.teller_door import open_teller
from kernel.adapters.vault import SqlVault
from kernel.application.ports import Clock
from kernel.application.telling import Notice, Teller, TellerPorts, TellingTerms
from kernel.domain.errors import Unavailable
from kernel.domain.notices import Text, rendered

BATCH = 200
# Whoever is killed or told to stop has to repeat no more than this.
SETTLE_S = 1.0
_FIRST_REST_S, _LONGEST_REST_S = 60.0, 3600.0


# Lets the channel in that the terms name.
Channel = Callable[[TellingTerms, TellerPorts], Teller]


def _by_its_name(terms: TellingTerms, ports: TellerPorts) -> Teller:
    return open_teller(terms.teller, terms.config, ports)


class TellerAway(Unavailable):
    """Nobody in a row could be reached: it is not worthwhile to go on at once."""

    code = "teller_away"


class NoticeTeller:
    """
    Tells what waits, at least once.

    Who dies before a notice is settled leaves its claim to run out: it is told again, with the same
    id. No transaction is open while the channel works. Who could not be reached rests for a while.
    """

    def __init__(
        self,
        name: str,
        telling: Telling,
        *,
        terms: TellingTerms,
        clock: Clock,
        channel: Channel = _by_its_name,
    ) -> None:
        self._name = name
        self._channel = channel
        self._telling = telling
        self._terms = terms
        self._clock = clock
        self._lease = timedelta(seconds=BATCH_S + terms.patience_s + 60)
        self._resting: dict[str, datetime] = {}
        self._courier: Courier | None = None

    def step(self, database: Database) -> bool:
        """
        Tell the next notices; tell whether there may be more.

        :raises Unavailable: the channel does not stand ready, hangs or is away
        """
        courier = self._courier = self._courier or self._enabled(database)
        courier.expect_back()
        now = self._clock.now()
        with database.transaction() as connection:
            claimed = claim(connection, now=now, lease=self._lease, limit=BATCH)
        if not claimed:
            return False
        settled: list[Settled] = []
        with closing(self._settled(courier, claimed, now)) as outcomes:
            for part in _parts(outcomes):
                with database.transaction() as connection:
                    settle(connection, part, at=now)
                settled += part
        self._count(claimed, settled)
        self._give_up_for_now(settled)
        return len(claimed) == BATCH

    def _enabled(self, database: Database) -> Courier:
        def contact(ref: str) -> Mapping[str, Any] | None:
            with database.transaction() as connection:
                return SqlVault(connection).open([ref]).get(ref)

        ports = TellerPorts(
            clock=self._clock,
            text=self._text,
            contact=contact,
            patience_s=self._terms.patience_s,
        )
        return Courier(self._channel(self._terms, ports), patience_s=self._terms.patience_s)

    def _text(self, notice: Notice) -> Text:
        pattern = self._telling.texts[notice.kind]
        return rendered(pattern, notice.params, at=self._clock.now())

    def _settled(
        self, courier: Courier, claimed: Iterable[Claimed], now: datetime
    ) -> Generator[Settled, None, None]:
        self._resting = {key: until for key, until in self._resting.items() if until > now}
        to_tell: dict[str, Claimed] = {}
        for one in claimed:
            until = self._resting.get(one.notice.to.key)
            if one.notice.happened_at < now - self._terms.max_age:
                yield _kept(one, NoticeStatus.PASSED_OVER, now)
            elif until:
                yield _kept(one, NoticeStatus.WAITING, until)
            else:
                to_tell[one.notice.notice_id] = one
        for notice, outcome in courier.carry([one.notice for one in to_tell.values()]):
            yield self._judged(to_tell[notice.notice_id], outcome, now)

    def _judged(self, one: Claimed, outcome: Outcome, now: datetime) -> Settled:
        if outcome.verdict is Verdict.NOT_TRIED:
            return _kept(one, NoticeStatus.WAITING, self._resting.get(one.notice.to.key, now))
        again_at = now + timedelta(seconds=_rest_s(one.attempts))
        if outcome.verdict is Verdict.LATER:
            self._resting[one.notice.to.key] = again_at
        return Settled(
            notice_id=one.notice.notice_id,
            claim=one.attempts,
            status=self._status(one, outcome),
            attempts=one.attempts,
            due_at=again_at,
            reason_code=outcome.code,
        )

    def _status(self, one: Claimed, outcome: Outcome) -> NoticeStatus:
        if outcome.verdict is Verdict.TOLD:
            return NoticeStatus.TOLD
        last = outcome.verdict is Verdict.REFUSED or one.attempts >= self._terms.attempts_max
        return NoticeStatus.FAILED if last else NoticeStatus.WAITING

    def _count(self, claimed: Iterable[Claimed], settled: Iterable[Settled]) -> None:
        kinds = {one.notice.notice_id: one.notice.kind for one in claimed}
        for one in settled:
            if one.status is NoticeStatus.TOLD:
                NOTICES_TOLD.labels(service=self._name, kind=kinds[one.notice_id]).inc()
            elif one.status is NoticeStatus.PASSED_OVER:
                NOTICES_PASSED_OVER.labels(service=self._name).inc()
            elif one.reason_code:
                NOTICES_FAILED.labels(service=self._name, code=one.reason_code).inc()

    def _give_up_for_now(self, settled: Sequence[Settled]) -> None:
        # Who was refused was answered.
        missed = [
            one
            for one in settled
            if one.reason_code
            and (one.status is NoticeStatus.WAITING or one.attempts >= self._terms.attempts_max)
        ]
        told = any(one.status is NoticeStatus.TOLD for one in settled)
        if len(missed) >= AWAY_AFTER and not told:
            raise TellerAway("the channel takes nothing")


def telling_chore(definition: ServiceDefinition, *, terms: TellingTerms, clock: Clock) -> Chore:
    """Return the chore of a service that tells people something."""
    assert definition.telling is not None, "asked of a service that tells"
    teller = NoticeTeller(definition.name, definition.telling, terms=terms, clock=clock)
    return Chore(name="telling", step=teller.step)


def _parts(outcomes: Iterable[Settled]) -> Iterator[list[Settled]]:
    part: list[Settled] = []
    since = time.monotonic()
    for one in outcomes:
        part.append(one)
        if time.monotonic() - since >= SETTLE_S:
            yield part
            part, since = [], time.monotonic()
    if part:
        yield part


def _kept(one: Claimed, status: NoticeStatus, due_at: datetime) -> Settled:
    """Return a notice that the channel was not given: it was no attempt."""
    return Settled(
        notice_id=one.notice.notice_id,
        claim=one.attempts,
        status=status,
        attempts=one.attempts - 1,
        due_at=due_at,
    )


def _rest_s(attempts: int) -> float:
    rest_s: float = _FIRST_REST_S * 2 ** (attempts - 1)
    return min(rest_s, _LONGEST_REST_S)

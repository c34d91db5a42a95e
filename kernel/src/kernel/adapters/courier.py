"""Hands notices to a channel that may be slow, away or broken, and waits for none of them long."""

import logging
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from queue import Empty, Queue
from threading import Event, Thread

from kernel.adapters.bugs import bug_report, reason_code
from kernel.application.telling import Notice, Teller
from kernel.domain.errors import KernelError, Refusal, Unavailable

log = logging.getLogger(__name__)

# Somebody else's call cannot be ended; so many may hang before no other is begun.
HANGING_MAX = 4
# So many different addressees in a row: it is the channel, not they.
AWAY_AFTER = 5
BATCH_S = 30.0
TOO_SLOW = "too_slow"


class TellerHangs(Unavailable):
    code = "teller_hangs"


class Verdict(StrEnum):
    TOLD = "told"
    LATER = "later"
    REFUSED = "refused"
    NOT_TRIED = "not_tried"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one notice; the code says why it was not told."""

    verdict: Verdict
    code: str | None = None


_TOLD = Outcome(verdict=Verdict.TOLD)
_NOT_TRIED = Outcome(verdict=Verdict.NOT_TRIED)
_TOO_SLOW = Outcome(verdict=Verdict.LATER, code=TOO_SLOW)


class Courier:
    """
    Takes notices to one channel, in order, in a thread of its own that is left if it hangs.

    An addressee who could not be reached is not tried again in the same batch; when the channel
    itself seems away, or a batch takes too long, the rest of it is not tried.
    """

    def __init__(self, teller: Teller, *, patience_s: float, batch_s: float = BATCH_S) -> None:
        self._teller = teller
        self._patience_s = patience_s
        self._batch_s = batch_s
        self._hanging: list[Thread] = []

    def expect_back(self) -> None:
        """:raises TellerHangs: too many calls have not come back yet to begin another"""
        self._hanging = [one for one in self._hanging if one.is_alive()]
        if len(self._hanging) >= HANGING_MAX:
            raise TellerHangs("the channel does not come back")

    def carry(self, notices: Sequence[Notice]) -> Generator[tuple[Notice, Outcome], None, None]:
        """Yield what became of each notice; whoever closes it lets the rest be untold."""
        trip = _Trip(notices, ends=time.monotonic() + self._batch_s)
        while trip.rest:
            yield from self._ride(trip)

    def _ride(self, trip: "_Trip") -> Iterator[tuple[Notice, Outcome]]:
        """Yield outcomes until the end, or until one does not come."""
        rest, outcomes, stop = trip.rest, Queue[Outcome](), Event()
        thread = Thread(target=self._tell, args=(trip, rest, outcomes, stop), daemon=True)
        thread.start()
        try:
            for done, notice in enumerate(rest, start=1):
                try:
                    outcome = outcomes.get(timeout=self._patience_s)
                except Empty:
                    stop.set()
                    self._hanging.append(thread)
                    trip.ran_into(notice)
                    outcome = _TOO_SLOW
                trip.rest = rest[done:]
                yield notice, outcome
                if outcome is _TOO_SLOW:
                    return
        finally:
            # Nobody notes down what it would still tell.
            stop.set()

    def _tell(
        self, trip: "_Trip", notices: Sequence[Notice], outcomes: Queue[Outcome], stop: Event
    ) -> None:
        for notice in notices:
            outcome = _NOT_TRIED if trip.avoids(notice) else self._try(notice)
            if stop.is_set():
                return
            if outcome.verdict is Verdict.LATER:
                trip.ran_into(notice)
            elif outcome is not _NOT_TRIED:
                trip.got_through()
            outcomes.put(outcome)

    def _try(self, notice: Notice) -> Outcome:
        try:
            self._teller.tell(notice)
        except Refusal as refusal:
            return Outcome(verdict=Verdict.REFUSED, code=refusal.own_code)
        except KernelError as error:
            return Outcome(verdict=Verdict.LATER, code=error.own_code)
        except Exception as error:  # noqa: BLE001 - somebody else's code may fail in any way
            log.error(  # noqa: TRY400 - an error's own words may quote a number
                "notice.broken", extra={"notice": notice.notice_id, **bug_report(error)}
            )
            return Outcome(verdict=Verdict.LATER, code=reason_code(error))
        return _TOLD


class _Trip:
    """One batch under way, and whom it has run into."""

    def __init__(self, notices: Sequence[Notice], *, ends: float) -> None:
        self.rest = notices
        self._ends = ends
        self._troubled: set[str] = set()
        self._in_a_row = 0

    def avoids(self, notice: Notice) -> bool:
        away = self._in_a_row >= AWAY_AFTER or time.monotonic() >= self._ends
        return away or notice.to.key in self._troubled

    def ran_into(self, notice: Notice) -> None:
        self._troubled.add(notice.to.key)
        self._in_a_row += 1

    def got_through(self) -> None:
        self._in_a_row = 0

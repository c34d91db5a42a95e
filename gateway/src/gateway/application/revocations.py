"""Sessions that have ended, known in this process without a question for every request."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Lock

from gateway.application.account_ports import Sessions
from gateway.domain.sessions import SessionRevoked
from kernel.application.ports import Clock
from kernel.domain.errors import Unavailable

log = logging.getLogger(__name__)

# Clocks differ, and a transaction may have begun long before it is seen.
_OVERLAP = timedelta(minutes=1)


class Revocations:
    """
    What has been revoked lately, asked for as one list at most every `pace_s` seconds.

    While one request asks, others go on with a list of up to twice that age; older, they wait. If
    the database is away, nobody can revoke there either: what is known stays known.

    :param remembered_for: how long an access token lives; after that its session does not matter
    """

    def __init__(
        self,
        sessions: Sessions,
        *,
        clock: Clock,
        monotonic: Callable[[], float],
        remembered_for: timedelta,
        pace_s: float = 2.0,
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._monotonic = monotonic
        self._remembered_for = remembered_for
        self._pace_s = pace_s
        self._asked_at: float | None = None
        self._known_until: datetime | None = None
        self._revoked: dict[str, datetime] = {}
        self._is_away = False
        self._lock = Lock()

    def check(self, session_id: str | None) -> None:
        """
        Let a session pass that goes on.

        :raises SessionRevoked: it has ended
        """
        self._keep_up()
        if session_id in self._revoked:
            raise SessionRevoked("this session has ended; log in again")

    def look_again(self) -> None:
        """Ask before the next request is let in: this process has just ended a session."""
        self._asked_at = None

    def _keep_up(self) -> None:
        age_s = self._age_s()
        if age_s < self._pace_s:
            return
        # Where the database was away a moment ago, only one waits to see whether it still is.
        must_wait = age_s >= 2 * self._pace_s and not self._is_away
        if not self._lock.acquire(blocking=must_wait):
            return
        try:
            if self._age_s() >= self._pace_s:
                self._ask()
        finally:
            self._lock.release()

    def _age_s(self) -> float:
        return float("inf") if self._asked_at is None else self._monotonic() - self._asked_at

    def _ask(self) -> None:
        now = self._clock.now()
        oldest = now - self._remembered_for - _OVERLAP
        since = oldest if self._known_until is None else self._known_until - _OVERLAP
        try:
            found: Sequence[str] = self._sessions.ended_since(max(since, oldest))
        except Unavailable as error:
            self._is_away = True
            log.warning("revocations.unknown", extra={"code": error.own_code})
        else:
            kept = {one: at for one, at in self._revoked.items() if at > oldest}
            self._revoked = kept | dict.fromkeys(found, now)
            self._known_until = now
            self._is_away = False
        self._asked_at = self._monotonic()

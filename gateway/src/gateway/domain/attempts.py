"""Guessing a password takes attempts, and attempts are counted for every name, known or not."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.domain.refusals import TooMany


class LoginLocked(TooMany):
    code = "login_locked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """Attempts on one login name since the last that succeeded."""

    count: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptLimits:
    """:param locked_for: how long after its last attempt a name stays locked"""

    attempts_max: int = 5
    locked_for: timedelta = timedelta(minutes=15)


def attempt(before: Attempts | None, *, at: datetime, limits: AttemptLimits) -> Attempts:
    """
    Count one more attempt, before its password is looked at.

    Counting first means that a hundred attempts at the same moment are a hundred attempts. An
    attempt on a locked name is refused and not counted, so nobody can keep a name locked for ever
    by asking.

    :raises LoginLocked: the name is locked
    """
    if before is None or at >= before.last_at + limits.locked_for:
        return Attempts(count=1, last_at=at)
    if before.count >= limits.attempts_max:
        left = before.last_at + limits.locked_for - at
        raise LoginLocked(
            "too many attempts on this login name", retry_after_s=1 + int(left.total_seconds())
        )
    return Attempts(count=before.count + 1, last_at=at)

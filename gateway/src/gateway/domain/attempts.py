"""Guessing a password takes attempts, and attempts are counted for every name, known or not."""

import ipaddress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from gateway.domain.refusals import TooMany

# So many networks have to work together to lock a name for everybody.
_NETWORKS = 10
_IPV6_OF_ONE_HOUSE = 64
_NETWORKS_KEPT = 4096


class LoginLocked(TooMany):
    code = "login_locked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """Attempts on one login name since the last that succeeded."""

    count: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptLimits:
    """
    How often a password may be guessed.

    :param attempts_max: for one name from one network
    :param locked_for: how long after its last attempt a name stays locked
    """

    attempts_max: int = 5
    locked_for: timedelta = timedelta(minutes=15)

    @property
    def from_everywhere(self) -> "AttemptLimits":
        """
        Limits for one name from all networks together.

        Were they the same, anybody could keep anybody from logging in with five requests.
        """
        return replace(self, attempts_max=self.attempts_max * _NETWORKS)


@lru_cache(_NETWORKS_KEPT)
def network_of(address: str | None) -> str:
    """Return what one caller cannot change by herself: an IPv4 address, or an IPv6 network."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((int(ip), _IPV6_OF_ONE_HOUSE), strict=False))


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

"""Sessions: one log-in, kept alive by refresh tokens of which each is good for one use."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from gateway.domain.refusals import Forbidden, Unauthenticated
from kernel.domain.errors import Rejected


class RefreshRefused(Unauthenticated):
    code = "refresh_refused"


class SessionRevoked(Unauthenticated):
    code = "session_revoked"


class AccountLocked(Forbidden):
    code = "account_locked"


class OwnAccount(Rejected):
    code = "own_account"


class PasswordMissing(Rejected):
    """The account was opened by another issuer's token, and never had a password."""

    code = "password_missing"


class LockReason(StrEnum):
    LOST_DEVICE = "lost_device"
    LEFT_OFFICE = "left_office"
    ABUSE = "abuse"
    INVESTIGATION = "investigation"
    OWN_REQUEST = "own_request"
    OTHER = "other"


class Verdict(StrEnum):
    """What a refresh token that is presented deserves."""

    RENEWED = "renewed"
    REPEATED = "repeated"
    REUSED = "reused"
    REVOKED = "revoked"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """
    A refresh token that somebody presents, and how its session stands.

    :param successor_used: the token that came after it has been used too, so its answer arrived
    """

    session_id: str
    account_id: str
    expires_at: datetime
    used_at: datetime | None = None
    successor_used: bool = False
    revoked: bool = False


def judge(presented: Presented, *, at: datetime, repeat_within: timedelta) -> Verdict:
    """
    Return what the token deserves: used twice, it has been stolen, and ends its whole session.

    A client whose answer was lost asks again at once. Within a moment, and as long as nobody has
    used what was answered, it is given the same answer.
    """
    if presented.revoked:
        return Verdict.REVOKED
    if presented.used_at is not None:
        asks_again = at < presented.used_at + repeat_within and not presented.successor_used
        return Verdict.REPEATED if asks_again else Verdict.REUSED
    return Verdict.RENEWED if at < presented.expires_at else Verdict.EXPIRED


def successor(token: str, seed: str) -> str:
    """
    Return the refresh token that follows: the same for the same seed, so that it need not be kept.

    Whoever reads the seeds still needs the token, of which only the hash is stored.
    """
    made = hmac.digest(seed.encode(), token.encode(), "sha256")
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def hashed(token: str) -> str:
    """Return what is stored of a token of 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_secret() -> str:
    """Return 256 random bits, as text."""
    return secrets.token_urlsafe(32)

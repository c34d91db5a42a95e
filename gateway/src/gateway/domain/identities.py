"""People whom somebody else knows: an issuer, its subject, and the account that both mean here."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from kernel.domain.errors import Conflict, Rejected, Unavailable

# How far an issuer's clock may be from ours.
SKEW = timedelta(seconds=60)


class IdentityTaken(Conflict):
    code = "identity_taken"


class IssuerUnknown(Rejected):
    code = "issuer_unknown"


class IssuerUnavailable(Unavailable):
    """Its keys are not known, and it does not tell them."""

    code = "issuer_unavailable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """:param subject_hash: the subject itself may be a NIP or an e-mail address, and is not kept"""

    issuer: str
    subject_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetime:
    """:param starts_at: None: it always was good"""

    ends_at: datetime
    starts_at: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        return now >= self.ends_at + SKEW

    def is_to_come(self, now: datetime) -> bool:
        return self.starts_at is not None and now < self.starts_at - SKEW


def identity(issuer: str, subject: str) -> Identity:
    """Return who the issuer's subject is; the same subject of another issuer is somebody else."""
    content = f"{issuer}\x00{subject}".encode()
    return Identity(issuer=issuer, subject_hash=hashlib.sha256(content).hexdigest())

"""What the gateway asks of its own database, and of other issuers: accounts and who they are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from gateway.domain.accounts import Account
from gateway.domain.attempts import Attempts
from gateway.domain.identities import Identity, Lifetime
from gateway.domain.roles import Grant
from gateway.domain.sessions import LockReason, Presented, Verdict

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    account_id: str
    password_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    A command of the gateway's own, as it is remembered for a repeat.

    :param request: what was asked, secrets left out
    """

    actor: str
    route: str
    key: str
    request: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """Roles and memberships an officer has just given."""

    account_id: str
    by_id: str
    grants: tuple[Grant, ...] = ()
    memberships: tuple[str, ...] = ()


class Accounts(Protocol):
    """Accounts and the answers already given, in one database and one transaction."""

    def answered(self, asked: Asked) -> Json | None:
        """
        Return the answer given to the same key before, if there is one.

        :raises KeyReused: the key came with another request
        """
        ...

    def register(
        self, account: Account, credentials: Credentials, login: str, *, asked: Asked, at: datetime
    ) -> None:
        """
        Store a new account and the answer {account_id}.

        :raises LoginTaken: somebody has that login name
        :raises InProgress: the same key is being worked on
        """
        ...

    def give(self, granted: Granted, *, asked: Asked, at: datetime) -> Json:
        """
        Store grants and memberships; what the account has already stays. Return the answer.

        :raises AccountNotFound: there is no such account
        :raises MembershipTaken: a membership belongs to another account
        :raises InProgress: the same key is being worked on
        """
        ...

    def credentials(self, login: str) -> Credentials | None: ...

    def get(self, account_id: str) -> Account | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Refresh:
    """A refresh token as it is stored."""

    token_hash: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """What follows a refresh token, if it may be renewed."""

    seed: str
    refresh: Refresh


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """
    What became of a refresh token that was presented.

    :param seed: what its successor is made from, now or since its first use
    """

    verdict: Verdict
    session_id: str
    account_id: str
    seed: str | None


class Sessions(Protocol):
    """Log-ins and their refresh tokens. A session that was revoked stays so."""

    def start(self, session_id: str, refresh: Refresh, *, seen: Credentials, at: datetime) -> None:
        """
        Start a session of the account whose credentials were seen.

        :raises AccountLocked: an operator has locked it
        :raises LoginRefused: its password has just become another
        """
        ...

    def present(
        self,
        token_hash: str,
        judge: Callable[[Presented], Verdict],
        *,
        next_: Next,
        at: datetime,
    ) -> Outcome | None:
        """
        Judge the token, one at a time in its session, and do what it deserves; None: unknown.

        Renewed: it is used, and what is next is stored. Reused: its session is revoked.
        """
        ...

    def owner(self, token_hash: str) -> Presented | None:
        """Return what is known of the token, without using it."""
        ...

    def end(self, session_id: str, *, at: datetime) -> None: ...

    def end_all(self, account_id: str, *, at: datetime) -> None: ...

    def ended_since(self, since: datetime) -> Sequence[str]:
        """Return the sessions revoked then or later."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCredentials(Credentials):
    login: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChange:
    """
    A new password, in the account's own hand.

    :param seen: the credentials that were looked at
    :param session_id: the session that stays; every other ends
    """

    seen: Credentials
    password_hash: str
    session_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Locking:
    """:param reason: None: the account is unlocked"""

    account_id: str
    by_id: str
    reason: LockReason | None


class Safety(Protocol):
    """What keeps an account its owner's: its password, and an operator's lock."""

    def credentials_of(self, account_id: str) -> OwnCredentials | None:
        """Return them; None: there is no such account, or it has no password."""
        ...

    def change_password(self, change: PasswordChange, *, asked: Asked, at: datetime) -> Json:
        """
        Store the password, end the other sessions, and return the answer.

        :raises LoginRefused: the password seen has just become another
        :raises InProgress: the same key is being worked on
        """
        ...

    def lock(self, locking: Locking, *, asked: Asked, at: datetime) -> Json:
        """
        Lock the account and end its sessions, or unlock it; return the answer.

        :raises AccountNotFound: there is no such account
        :raises InProgress: the same key is being worked on
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalClaims:
    """What another issuer's token says, once we know that it is that. It may have expired."""

    identity: Identity
    lifetime: Lifetime


class ExternalTokens(Protocol):
    """Tokens of the issuers that are trusted besides ourselves."""

    def read(self, token: str) -> ExternalClaims | None:
        """
        Return the claims; None: it is of no issuer that is trusted.

        :raises TokenInvalid: it names one that has not made it, or not for us
        :raises IssuerUnavailable: its issuer's keys are not known
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAccount:
    account: Account
    locked: bool


class Identities(Protocol):
    def account_of(self, identity: Identity, *, at: datetime) -> KnownAccount:
        """Return the account that the identity speaks for; at first use a buyer's is opened."""
        ...

    def link(self, identity: Identity, account_id: str, *, asked: Asked, at: datetime) -> Json:
        """
        Let the identity speak for the account, and return the answer.

        :raises IdentityTaken: it speaks for another
        :raises InProgress: the same key is being worked on
        """
        ...


class AttemptBook(Protocol):
    """Attempts by login name; the name itself is not written down."""

    def count(self, login: str, next_: Callable[[Attempts | None], Attempts]) -> None:
        """Replace the name's attempts by what follows them, one writer at a time."""
        ...

    def forget(self, login: str, *, at: datetime) -> None:
        """Forget the name's attempts, and all that nobody has touched for a day."""
        ...

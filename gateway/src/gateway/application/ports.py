"""What the gateway asks of the outside world."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from gateway.domain.accesses import Reason, Result, Subjects
from gateway.domain.accounts import Account
from gateway.domain.attempts import Attempts
from gateway.domain.callers import Caller
from gateway.domain.roles import Grant, Role
from gateway.domain.sessions import LockReason, Presented, Verdict
from kernel.application.envelope import Context
from kernel.application.ports import Clock

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """
    One command on its way to a service.

    :param key: the client's Idempotency-Key; the service answers a repeat without doing it again
    """

    route: str
    payload: Json
    context: Context
    key: str


class Services(Protocol):
    """The services behind the gateway."""

    def execute(
        self, service: str, commands: Sequence[Message], *, deadline_s: float
    ) -> Sequence[Json]:
        """
        Return one answer per command, in order: {"ok": …, "replayed": …} or {"error": …}.

        :raises Unavailable: no answer; some or all of it may have happened
        """
        ...

    def ask(
        self, service: str, question: str, params: Json, context: Context, *, deadline_s: float = 5
    ) -> Json:
        """
        Return the answer.

        :raises KernelError: as the service refuses
        :raises Unavailable: no answer
        """
        ...

    def head(self, service: str) -> int:
        """
        Return the service's last position, quickly.

        :raises Unavailable: no answer within a second
        """
        ...


class Hasher(Protocol):
    """Hashes passwords, slowly on purpose."""

    def hash(self, password: str) -> str: ...

    def verify(self, password_hash: str, password: str) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a token says, once its signature is known to be ours. It may have expired."""

    caller: Caller
    expires_at: datetime


class Tokens(Protocol):
    def sign(self, caller: Caller, *, issued_at: datetime, expires_at: datetime) -> str: ...

    def read(self, token: str) -> Claims:
        """
        Return the claims of a token that we signed, expired or not.

        :raises TokenInvalid: it is not ours
        """
        ...

    def public_keys(self) -> Sequence[Json]:
        """Return the keys that verify our tokens, as JSON Web Keys."""
        ...


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


class AttemptBook(Protocol):
    """Attempts by login name; the name itself is not written down."""

    def count(self, login: str, next_: Callable[[Attempts | None], Attempts]) -> None:
        """Replace the name's attempts by what follows them, one writer at a time."""
        ...

    def forget(self, login: str, *, at: datetime) -> None:
        """Forget the name's attempts, and all that nobody has touched for a day."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """
    An officer has looked at something that is not hers, or was refused. Ids and codes only.

    :param operation: what she asked, as in the table of permissions
    :param refusal_code: why she saw nothing
    """

    account_id: str
    role: Role
    institution_id: str | None
    operation: str
    params: Json
    reason: Reason
    result: Result
    refusal_code: str | None
    subjects: Subjects
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessPage:
    """:param cursor: the page after the one that gave it"""

    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessQuery:
    """:param account_id: only by this officer; :param subject_id: only what concerns this"""

    account_id: str | None = None
    subject_id: str | None = None


class AccessLog(Protocol):
    """Accesses, recorded for good. Pages are {items, next_cursor}, the newest first."""

    def record(self, access: Access, *, at: datetime) -> None: ...

    def of_subjects(self, subject_ids: Sequence[str], *, page: AccessPage) -> Json:
        """Return what concerns any of them; `about` says which."""
        ...

    def within(self, institution_id: str | None, query: AccessQuery, *, page: AccessPage) -> Json:
        """Return what officers of the institution, or of none, have looked at."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Everything outside, in one hand. `clock` tells real time: tokens do not live in a demo's."""

    services: Services
    accounts: Accounts
    sessions: Sessions
    safety: Safety
    attempts: AttemptBook
    accesses: AccessLog
    hasher: Hasher
    tokens: Tokens
    clock: Clock

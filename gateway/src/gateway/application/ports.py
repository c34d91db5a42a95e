"""What the gateway asks of the outside world."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from gateway.domain.accounts import Account
from gateway.domain.attempts import Attempts
from gateway.domain.callers import Caller
from gateway.domain.roles import Grant
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


class AttemptBook(Protocol):
    """Attempts by login name; the name itself is not written down."""

    def count(self, login: str, next_: Callable[[Attempts | None], Attempts]) -> None:
        """Replace the name's attempts by what follows them, one writer at a time."""
        ...

    def forget(self, login: str, *, at: datetime) -> None:
        """Forget the name's attempts, and all that nobody has touched for a day."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivilegedRead:
    """An officer has looked at something that is not hers. Ids only."""

    account_id: str
    role: str
    institution_id: str | None
    operation: str
    params: Json
    request_id: str


class ReadLog(Protocol):
    def record(self, read: PrivilegedRead, *, at: datetime) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Everything outside, in one hand. `clock` tells real time: tokens do not live in a demo's."""

    services: Services
    accounts: Accounts
    attempts: AttemptBook
    reads: ReadLog
    hasher: Hasher
    tokens: Tokens
    clock: Clock

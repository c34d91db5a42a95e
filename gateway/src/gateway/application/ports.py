"""What the gateway asks of the outside world."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from gateway.application.account_ports import (
    Accounts,
    AttemptBook,
    ExternalTokens,
    Identities,
    Json,
    Safety,
    Sessions,
)
from gateway.domain.accesses import Reason, Result, Subjects
from gateway.domain.callers import Caller
from gateway.domain.files import StoredFile
from gateway.domain.roles import Role
from kernel.application.envelope import Context
from kernel.application.ports import Clock


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question on its way to a service."""

    question: str
    params: Json
    context: Context


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
class StoredContent:
    sha256: str
    bytes: int


class Contents(Protocol):
    """What is in files, by its fingerprint."""

    def put(self, pieces: Iterator[bytes]) -> StoredContent:
        """Store all of it, or nothing if the pieces break off with an error."""
        ...

    def read(self, sha256: str) -> Iterator[bytes]: ...


class Files(Protocol):
    """Whose files there are."""

    def add(self, file: StoredFile, *, quota_bytes: int) -> StoredFile | None:
        """Return the file as it is kept now: this, or the owner's same one; None: no room."""
        ...

    def get(self, file_id: str) -> StoredFile | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Everything outside, in one hand. `clock` tells real time: tokens do not live in a demo's."""

    services: Services
    accounts: Accounts
    sessions: Sessions
    safety: Safety
    identities: Identities
    external_tokens: ExternalTokens
    attempts: AttemptBook
    accesses: AccessLog
    files: Files
    contents: Contents
    hasher: Hasher
    tokens: Tokens
    clock: Clock

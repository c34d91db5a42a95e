"""The outside world of the gateway, small enough to read: ports kept in memory, and people."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from gateway_memory import (
    MemoryAccessLog,
    MemoryAccounts,
    MemoryAttemptBook,
    MemoryIdentities,
    MemorySafety,
    MemorySessions,
    Watch,
)

from gateway.application.account_ports import ExternalClaims, Json
from gateway.application.identities import ExternalCallers
from gateway.application.ports import Claims, Message, Ports, StoredContent
from gateway.application.recognition import Doorkeeper
from gateway.application.requests import Request
from gateway.application.revocations import Revocations
from gateway.application.tokens import LoginRules, TokenInvalid
from gateway.domain.attempts import AttemptLimits
from gateway.domain.callers import Caller
from gateway.domain.files import StoredFile
from gateway.domain.identities import Lifetime, identity
from gateway.domain.roles import Grant, Role
from kernel.adapters.clock import ManualClock
from kernel.application.envelope import Context
from kernel.domain.errors import KernelError, to_wire
from kernel.domain.ids import derived_id

NOON = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)  # In Malang, a Monday.
TOWN = derived_id("institution", "town")
UNIVERSITY = derived_id("institution", "university")
SITI = derived_id("account", "siti")  # She buys.
BUDI = derived_id("account", "budi")  # He sells.
RINA = derived_id("account", "rina")  # An HR officer of the town.
SITIS_MEMBERSHIP = derived_id("membership", "siti")
SITIS_SESSION = derived_id("session", "siti")
PASSWORD = "beras-telur-gula"
REQUEST_ID = derived_id("request", "1")
LIMITS = AttemptLimits(attempts_max=3, locked_for=timedelta(minutes=15))


def caller(
    *grants: Grant,
    account_id: str = SITI,
    memberships: tuple[str, ...] = (),
    session_id: str | None = None,
) -> Caller:
    return Caller(
        account_id=account_id, grants=grants, memberships=memberships, session_id=session_id
    )


def holding(role: Role, institution_id: str | None = None) -> Grant:
    return Grant(role=role, institution_id=institution_id)


def request_of(who: Caller, role: Role | None = None) -> Request:
    return Request(caller=who, request_id=REQUEST_ID, role=role)


BUYING = caller(holding(Role.BUYER), memberships=(SITIS_MEMBERSHIP,))
SELLING = caller(holding(Role.MERCHANT), account_id=BUDI)
OPERATING = caller(holding(Role.OPERATOR), account_id=derived_id("account", "operator"))
HIRING = caller(holding(Role.HR_OFFICER, TOWN), account_id=RINA)


@dataclass
class FakeServices:
    """
    Services that answer what they are told to, and remember what they were asked.

    An answer is a result, an error to raise, or a function of the params or payload. It is kept
    under the name of the command or question, or under the name and the role that is used.
    """

    answers: dict[Any, Any] = field(default_factory=dict)
    asked: list[tuple[str, str, Json, Context]] = field(default_factory=list)
    executed: list[tuple[str, list[Message]]] = field(default_factory=list)
    down: dict[str, KernelError] = field(default_factory=dict)

    def execute(
        self, service: str, commands: Sequence[Message], *, deadline_s: float
    ) -> Sequence[Json]:
        assert deadline_s > 0
        if service in self.down:
            raise self.down[service]
        self.executed.append((service, list(commands)))
        return [self._execute(one) for one in commands]

    def _execute(self, message: Message) -> Json:
        try:
            return {
                "ok": self._answer(message.route, message.payload, message.context),
                "replayed": False,
            }
        except KernelError as error:
            return {"error": to_wire(error)}

    def ask(
        self, service: str, question: str, params: Json, context: Context, *, deadline_s: float = 5
    ) -> Json:
        assert deadline_s > 0
        if service in self.down:
            raise self.down[service]
        self.asked.append((service, question, params, context))
        answer: Json = self._answer(question, params, context)
        return answer

    def head(self, service: str) -> int:
        if service in self.down:
            raise self.down[service]
        return 1

    @property
    def silent(self) -> bool:
        """True while nothing has reached any service."""
        return not self.asked and not self.executed

    def forget(self) -> None:
        """Forget what was asked, not what to answer."""
        self.asked.clear()
        self.executed.clear()

    @property
    def messages(self) -> list[Message]:
        return [message for _, batch in self.executed for message in batch]

    def _answer(self, name: str, given: Json, context: Context) -> Any:
        answer = self.answers.get((name, context.actor_role), self.answers.get(name, {}))
        if isinstance(answer, KernelError):
            raise answer
        return answer(given) if callable(answer) else answer


@dataclass
class MemoryFiles:
    """The port `Files` in a dictionary."""

    files: dict[str, StoredFile] = field(default_factory=dict)

    def add(self, file: StoredFile, *, quota_bytes: int) -> StoredFile | None:
        own = [one for one in self.files.values() if one.account_id == file.account_id]
        for one in own:
            if (one.sha256, one.media_type) == (file.sha256, file.media_type):
                return one
        if sum(one.bytes for one in own) + file.bytes > quota_bytes:
            return None
        self.files[file.file_id] = file
        return file

    def get(self, file_id: str) -> StoredFile | None:
        return self.files.get(file_id)


@dataclass
class MemoryContents:
    """The port `Contents` in a dictionary."""

    contents: dict[str, bytes] = field(default_factory=dict)

    def put(self, pieces: Iterator[bytes]) -> StoredContent:
        content = b"".join(pieces)
        fingerprint = hashlib.sha256(content).hexdigest()
        self.contents[fingerprint] = content
        return StoredContent(sha256=fingerprint, bytes=len(content))

    def read(self, sha256: str) -> Iterator[bytes]:
        yield self.contents[sha256]


@dataclass
class ReversingHasher:
    """Hashes by writing backwards, and remembers how often it had to work."""

    verified: int = 0

    def hash(self, password: str) -> str:
        return password[::-1]

    def verify(self, password_hash: str, password: str) -> bool:
        self.verified += 1
        return password_hash == password[::-1]


class CounterTokens:
    """Tokens that are numbers."""

    def __init__(self) -> None:
        self._issued: dict[str, Claims] = {}

    def sign(self, caller: Caller, *, issued_at: datetime, expires_at: datetime) -> str:
        assert issued_at < expires_at
        assert caller.session_id is not None
        token = f"token-{len(self._issued) + 1}"
        self._issued[token] = Claims(caller=caller, expires_at=expires_at)
        return token

    def read(self, token: str) -> Claims:
        if token not in self._issued:
            raise TokenInvalid("the token is not one of ours")
        return self._issued[token]

    def public_keys(self) -> Sequence[Json]:
        return []


@dataclass
class SpokenTokens:
    """Other issuers' tokens, as a test says what each of them claims."""

    claims: dict[str, ExternalClaims] = field(default_factory=dict)

    def read(self, token: str) -> ExternalClaims | None:
        return self.claims.get(token)


def claims_of(
    subject: str, *, issuer: str = "https://sso.example.go.id", starts_at: datetime = NOON
) -> ExternalClaims:
    lifetime = Lifetime(ends_at=NOON + timedelta(hours=1), starts_at=starts_at)
    return ExternalClaims(identity=identity(issuer, subject), lifetime=lifetime)


@dataclass
class World:
    """Everything outside, with a name for each part that a test looks at."""

    services: FakeServices = field(default_factory=FakeServices)
    accounts: MemoryAccounts = field(default_factory=MemoryAccounts)
    accesses: MemoryAccessLog = field(default_factory=MemoryAccessLog)
    files: MemoryFiles = field(default_factory=MemoryFiles)
    contents: MemoryContents = field(default_factory=MemoryContents)
    hasher: ReversingHasher = field(default_factory=ReversingHasher)
    clock: ManualClock = field(default_factory=lambda: ManualClock(NOON))
    tokens: CounterTokens = field(default_factory=CounterTokens)
    attempts: MemoryAttemptBook = field(default_factory=MemoryAttemptBook)
    external_tokens: SpokenTokens = field(default_factory=SpokenTokens)
    watch: Watch = field(default_factory=Watch)

    def __post_init__(self) -> None:
        self.sessions = MemorySessions(self.accounts)
        self.safety = MemorySafety(self.accounts, self.sessions)
        self.revocations = Revocations(
            self.sessions,
            clock=self.clock,
            monotonic=self.watch,
            remembered_for=timedelta(hours=1),
        )
        self.identities = MemoryIdentities(self.accounts)
        self.keeper = Doorkeeper(
            revocations=self.revocations, externals=ExternalCallers(monotonic=self.watch)
        )

    @property
    def ports(self) -> Ports:
        return Ports(
            services=self.services,
            accounts=self.accounts,
            attempts=self.attempts,
            sessions=self.sessions,
            safety=self.safety,
            identities=self.identities,
            external_tokens=self.external_tokens,
            accesses=self.accesses,
            files=self.files,
            contents=self.contents,
            hasher=self.hasher,
            tokens=self.tokens,
            clock=self.clock,
        )

    @property
    def login_rules(self) -> LoginRules:
        return LoginRules(unknown_hash=self.hasher.hash("nobody"), attempts=LIMITS)


def membership_in(institution_id: str) -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
    """Compliance's answer for memberships that all belong to one institution."""
    return lambda params: {**params, "institution_id": institution_id}

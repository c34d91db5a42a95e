"""Wire the rooms together, once: the only module that knows every adapter by name."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from gateway.adapters import signing_keys
from gateway.adapters.accesses import SqlAccessLog
from gateway.adapters.accounts import SqlAccounts
from gateway.adapters.attempts import SqlAttemptBook
from gateway.adapters.file_store import FolderContents
from gateway.adapters.files import SqlFiles
from gateway.adapters.identities import SqlIdentities
from gateway.adapters.key_ring import KeyRing
from gateway.adapters.metrics import EDGE_BATCH_COMMANDS
from gateway.adapters.oidc import OidcTokens
from gateway.adapters.oidc_settings import load_issuers
from gateway.adapters.passwords import Argon2Hasher
from gateway.adapters.safety import SqlSafety
from gateway.adapters.services import RpcServices
from gateway.adapters.sessions import SqlSessions
from gateway.adapters.tokens import JwtTokens
from gateway.application.accounts import Registration, open_operator
from gateway.application.batching import EdgeBatcher, Gate
from gateway.application.caching import BriefCache
from gateway.application.identities import ExternalCallers
from gateway.application.limits import Patience, RateLimiter, endless
from gateway.application.ports import Hasher, Message, Ports, Services
from gateway.application.recognition import Doorkeeper
from gateway.application.revocations import Revocations
from gateway.application.tokens import LoginRules
from gateway.settings import SERVICES, Settings
from kernel.adapters.clock import SystemClock
from kernel.adapters.database import Database
from kernel.adapters.migrations import migrate as migrate_database
from kernel.application.ports import Clock, Rpc
from kernel.domain.ids import random_id

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
EXECUTE_S = 5.0
_CATALOGUE_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """
    The gateway, before anybody can reach it.

    :param senders: the batcher of each service
    :param pages: catalogue answers, a moment old
    """

    settings: Settings
    ports: Ports
    login_rules: LoginRules
    keeper: Doorkeeper
    limiter: RateLimiter
    senders: Mapping[str, EdgeBatcher[Message]]
    pages: BriefCache[Any]
    monotonic: Callable[[], float] = time.monotonic
    patience: Patience = endless


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What differs between a green process, the embedded mode and a test."""

    hasher: Hasher | None = None
    clock: Clock | None = None
    make_gate: Callable[[], Gate] = threading.Event
    monotonic: Callable[[], float] = time.monotonic
    patience: Patience = endless


def build(settings: Settings, *, services: Services, parts: Parts | None = None) -> App:
    """
    Build the gateway on its database and its keys.

    :raises SigningKeyMissing: `gateway admin keys` has not been run
    :raises OidcFileUnsuitable: the file of other issuers is not as it must be
    """
    parts = parts or Parts()
    database = Database(
        settings.database_url, pool_size=settings.pool_size, application_name="gateway serve"
    )
    contents = FolderContents(settings.files_dir or settings.signing_key_file.parent / "files")
    contents.sweep()
    ports = Ports(
        services=services,
        accounts=SqlAccounts(database),
        attempts=SqlAttemptBook(database),
        sessions=SqlSessions(database),
        safety=SqlSafety(database),
        identities=SqlIdentities(database),
        external_tokens=OidcTokens(load_issuers(settings.oidc_file), monotonic=parts.monotonic),
        accesses=SqlAccessLog(database),
        files=SqlFiles(database),
        contents=contents,
        hasher=parts.hasher or hasher(settings),
        tokens=JwtTokens(KeyRing(settings.signing_key_file, monotonic=parts.monotonic)),
        clock=parts.clock or SystemClock(),
    )
    return assemble(settings, ports=ports, parts=parts)


def assemble(settings: Settings, *, ports: Ports, parts: Parts) -> App:
    """Build the gateway from ready ports."""
    return App(
        settings=settings,
        ports=ports,
        login_rules=LoginRules(
            unknown_hash=ports.hasher.hash(random_id()),
            token_lifetime=settings.token_lifetime,
            refresh_lifetime=settings.refresh_lifetime,
            repeat_within=settings.refresh_repeat,
            attempts=settings.attempts,
        ),
        keeper=Doorkeeper(
            revocations=Revocations(
                ports.sessions,
                clock=ports.clock,
                monotonic=parts.monotonic,
                remembered_for=settings.token_lifetime,
            ),
            externals=ExternalCallers(monotonic=parts.monotonic),
        ),
        limiter=RateLimiter(
            per_s=settings.requests_per_s,
            burst=settings.requests_burst,
            monotonic=parts.monotonic,
        ),
        senders={name: _sender(name, settings, ports.services, parts) for name in SERVICES},
        pages=BriefCache(lifetime_s=_CATALOGUE_S, monotonic=parts.monotonic),
        monotonic=parts.monotonic,
        patience=parts.patience,
    )


def services_over(rpc: Rpc, *, make_gate: Callable[[], Gate] = threading.Event) -> Services:
    """Return the services behind an RPC client; questions that meet there travel together."""
    return RpcServices(rpc, make_gate=make_gate)


def hasher(settings: Settings) -> Hasher:
    """Return the hasher of passwords. It takes its time: a green process wraps it."""
    return Argon2Hasher(memory_kib=settings.hash_memory_kib)


def migrate(database_url: str) -> None:
    """Bring the gateway's database to the newest shape."""
    migrate_database(database_url, MIGRATIONS)


def make_signing_key(path: Path, *, rotate: bool = False) -> str:
    """Make the signing key unless there is one; return the id of the key that signs."""
    return signing_keys.make_signing_key(path, rotate=rotate)


def signing_key_ids(path: Path) -> list[str]:
    """Return the ids of the keys in the file; the first one signs."""
    return [key.key_id for key in signing_keys.load_signing_keys(path)]


def retire_signing_key(path: Path, key_id: str) -> None:
    """
    Take a key out of the file; a gateway that runs notices within a second.

    :raises SigningKeyUnknown: it is not there
    :raises SigningKeyInUse: it is the one that signs
    """
    signing_keys.retire_signing_key(path, key_id)


def create_operator(database_url: str, *, login: str, password: str) -> str:
    """
    Return the id of an account that may give roles to others, opened now or before.

    :raises LoginRefused: the account is there, and has another password
    """
    database = Database(database_url, pool_size=1, application_name="gateway admin")
    try:
        ports = _AccountPorts(
            accounts=SqlAccounts(database),
            attempts=SqlAttemptBook(database),
            hasher=Argon2Hasher(),
            clock=SystemClock(),
        )
        asked_for = Registration(login=login, password=password)
        return open_operator(asked_for, key=random_id(), ports=ports)
    finally:
        database.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class _AccountPorts:
    accounts: SqlAccounts
    attempts: SqlAttemptBook
    hasher: Hasher
    clock: Clock


def _sender(
    name: str, settings: Settings, services: Services, parts: Parts
) -> EdgeBatcher[Message]:
    return EdgeBatcher(
        partial(services.execute, name, deadline_s=EXECUTE_S),
        limits=settings.batches,
        make_gate=parts.make_gate,
        observe=EDGE_BATCH_COMMANDS.labels(service=name).observe,
    )

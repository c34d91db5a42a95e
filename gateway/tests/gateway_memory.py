"""The gateway's own tables, kept in memory: ports that unit tests lean on."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from gateway.application.account_ports import (
    Asked,
    Credentials,
    Granted,
    Json,
    KnownAccount,
    Locking,
    Next,
    Outcome,
    OwnCredentials,
    PasswordChange,
    Refresh,
)
from gateway.application.accounts import KeyReused, described
from gateway.application.ports import Access, AccessPage, AccessQuery
from gateway.domain.accounts import (
    Account,
    AccountNotFound,
    LoginRefused,
    LoginTaken,
    MembershipTaken,
)
from gateway.domain.attempts import Attempts
from gateway.domain.identities import Identity, IdentityTaken
from gateway.domain.roles import Grant, Role
from gateway.domain.sessions import AccountLocked, Presented, Verdict
from kernel.domain.errors import Unavailable
from kernel.domain.ids import random_id


class Watch:
    """A monotonic clock that is moved by hand."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


class MemoryAccounts:
    """The port `Accounts` in dictionaries, in one thread."""

    def __init__(self) -> None:
        self.locked: set[str] = set()
        self._accounts: dict[str, Account] = {}
        self._credentials: dict[str, Credentials] = {}
        self._owners: dict[str, str] = {}
        self._answers: dict[tuple[str, str, str], tuple[Json, Json]] = {}

    def answered(self, asked: Asked) -> Json | None:
        stored = self._answers.get((asked.actor, asked.route, asked.key))
        if stored is None:
            return None
        if stored[0] != asked.request:
            raise KeyReused("this key was used for another request")
        return stored[1]

    def register(
        self, account: Account, credentials: Credentials, login: str, *, asked: Asked, at: datetime
    ) -> None:
        assert at.tzinfo is not None
        if login in self._credentials:
            raise LoginTaken("somebody has that login name")
        self._accounts[account.account_id] = account
        self._credentials[login] = credentials
        self.remember(asked, {"account_id": account.account_id})

    def give(self, granted: Granted, *, asked: Asked, at: datetime) -> Json:
        assert at.tzinfo is not None
        before = self._accounts.get(granted.account_id)
        if before is None:
            raise AccountNotFound("there is no such account")
        if any(
            self._owners.get(one, before.account_id) != before.account_id
            for one in granted.memberships
        ):
            raise MembershipTaken("one of them belongs to another account")
        self._owners.update(dict.fromkeys(granted.memberships, before.account_id))
        after = Account(
            account_id=before.account_id,
            grants=tuple(dict.fromkeys((*before.grants, *granted.grants))),
            memberships=tuple(dict.fromkeys((*before.memberships, *granted.memberships))),
        )
        self._accounts[after.account_id] = after
        return self.remember(asked, described(after))

    def add(self, account: Account) -> None:
        self._accounts[account.account_id] = account

    def add_role(self, account_id: str, grant: Grant) -> None:
        before = self._accounts[account_id]
        self._accounts[account_id] = replace(before, grants=(*before.grants, grant))

    def close(self, account_id: str) -> None:
        del self._accounts[account_id]

    def set_password(self, account_id: str, password_hash: str) -> None:
        login = self.login_of(account_id)
        assert login is not None
        self._credentials[login] = Credentials(account_id=account_id, password_hash=password_hash)

    def login_of(self, account_id: str) -> str | None:
        found = (one for one, known in self._credentials.items() if known.account_id == account_id)
        return next(found, None)

    def credentials(self, login: str) -> Credentials | None:
        return self._credentials.get(login)

    def get(self, account_id: str) -> Account | None:
        return self._accounts.get(account_id)

    def remember(self, asked: Asked, answer: Json) -> Json:
        self._answers[asked.actor, asked.route, asked.key] = (asked.request, answer)
        return answer


class MemoryAttemptBook:
    """The port `AttemptBook` in a dictionary."""

    def __init__(self) -> None:
        self._attempts: dict[str, Attempts] = {}

    def count(self, login: str, next_: Callable[[Attempts | None], Attempts]) -> None:
        self._attempts[login] = next_(self._attempts.get(login))

    def forget(self, login: str, *, at: datetime) -> None:
        assert at.tzinfo is not None
        self._attempts.pop(login, None)


@dataclass
class _Token:
    session_id: str
    expires_at: datetime
    used_at: datetime | None = None
    seed: str | None = None
    successor_hash: str | None = None


class MemorySessions:
    """The port `Sessions` in dictionaries, in one thread."""

    def __init__(self, accounts: MemoryAccounts) -> None:
        self._accounts = accounts
        self._owners: dict[str, str] = {}
        self._tokens: dict[str, _Token] = {}
        self._ended: dict[str, datetime] = {}
        self.is_down = False
        self.asked = 0

    def start(self, session_id: str, refresh: Refresh, *, seen: Credentials, at: datetime) -> None:
        assert at.tzinfo is not None
        login = self._accounts.login_of(seen.account_id)
        if login is None or self._accounts.credentials(login) != seen:
            raise LoginRefused("the login name or the password is wrong")
        if seen.account_id in self._accounts.locked:
            raise AccountLocked("this account is locked")
        self._owners[session_id] = seen.account_id
        self._add(session_id, refresh)

    def present(
        self,
        token_hash: str,
        judge: Callable[[Presented], Verdict],
        *,
        next_: Next,
        at: datetime,
    ) -> Outcome | None:
        presented = self.owner(token_hash)
        if presented is None:
            return None
        token, verdict = self._tokens[token_hash], judge(presented)
        if verdict is Verdict.RENEWED:
            token.used_at, token.seed = at, next_.seed
            token.successor_hash = next_.refresh.token_hash
            self._add(token.session_id, next_.refresh)
        elif verdict is Verdict.REUSED:
            self.end(token.session_id, at=at)
        return Outcome(
            verdict=verdict,
            session_id=token.session_id,
            account_id=presented.account_id,
            seed=token.seed,
        )

    def owner(self, token_hash: str) -> Presented | None:
        token = self._tokens.get(token_hash)
        if token is None:
            return None
        after = self._tokens.get(token.successor_hash or "")
        return Presented(
            session_id=token.session_id,
            account_id=self._owners[token.session_id],
            expires_at=token.expires_at,
            used_at=token.used_at,
            successor_used=after is not None and after.used_at is not None,
            revoked=token.session_id in self._ended,
        )

    def end(self, session_id: str, *, at: datetime) -> None:
        self._ended.setdefault(session_id, at)

    def end_all(self, account_id: str, *, at: datetime, but: str | None = None) -> None:
        for session_id, owner in self._owners.items():
            if owner == account_id and session_id != but:
                self.end(session_id, at=at)

    def ended_since(self, since: datetime) -> Sequence[str]:
        self.asked += 1
        if self.is_down:
            raise Unavailable("the database does not answer")
        return [one for one, at in self._ended.items() if at >= since]

    def _add(self, session_id: str, refresh: Refresh) -> None:
        self._tokens[refresh.token_hash] = _Token(session_id, refresh.expires_at)


class MemorySafety:
    """The port `Safety`, on the accounts and sessions in memory."""

    def __init__(self, accounts: MemoryAccounts, sessions: MemorySessions) -> None:
        self._accounts = accounts
        self._sessions = sessions

    def credentials_of(self, account_id: str) -> OwnCredentials | None:
        login = self._accounts.login_of(account_id)
        if login is None:
            return None
        known = self._accounts.credentials(login)
        assert known is not None
        return OwnCredentials(login=login, **asdict(known))

    def change_password(self, change: PasswordChange, *, asked: Asked, at: datetime) -> Json:
        account_id = change.seen.account_id
        if self.credentials_of(account_id) != change.seen:
            raise LoginRefused("the password has just become another")
        self._accounts.set_password(account_id, change.password_hash)
        self._sessions.end_all(account_id, at=at, but=change.session_id)
        return self._accounts.remember(asked, {"account_id": account_id})

    def lock(self, locking: Locking, *, asked: Asked, at: datetime) -> Json:
        account_id, locks = locking.account_id, locking.reason is not None
        if self._accounts.get(account_id) is None:
            raise AccountNotFound("there is no such account")
        if locks:
            self._accounts.locked.add(account_id)
            self._sessions.end_all(account_id, at=at)
        else:
            self._accounts.locked.discard(account_id)
        return self._accounts.remember(asked, {"account_id": account_id, "locked": locks})


class MemoryIdentities:
    """The port `Identities`, on the accounts in memory."""

    def __init__(self, accounts: MemoryAccounts) -> None:
        self._accounts = accounts
        self._owners: dict[Identity, str] = {}
        self.asked = 0

    def account_of(self, identity: Identity, *, at: datetime) -> KnownAccount:
        assert at.tzinfo is not None
        self.asked += 1
        if identity not in self._owners:
            account = Account(account_id=random_id(), grants=(Grant(role=Role.BUYER),))
            self._accounts.add(account)
            self._owners[identity] = account.account_id
        known = self._accounts.get(self._owners[identity])
        assert known is not None
        return KnownAccount(account=known, locked=known.account_id in self._accounts.locked)

    def link(self, identity: Identity, account_id: str, *, asked: Asked, at: datetime) -> Json:
        assert at.tzinfo is not None
        if self._owners.setdefault(identity, account_id) != account_id:
            raise IdentityTaken("this identity speaks for another account")
        answer = {"account_id": account_id, "issuer": identity.issuer}
        return self._accounts.remember(asked, answer)


@dataclass
class MemoryAccessLog:
    """The port `AccessLog` as a list."""

    records: list[tuple[datetime, Access]] = field(default_factory=list)

    def record(self, access: Access, *, at: datetime) -> None:
        assert at.tzinfo is not None
        # What is not plain JSON the database does not take.
        assert json.loads(json.dumps(access.params)) == access.params
        self.records.append((at, access))

    @property
    def accesses(self) -> list[Access]:
        return [access for _, access in self.records]

    def of_subjects(self, subject_ids: Sequence[str], *, page: AccessPage) -> Json:
        mine = set(subject_ids)
        found = [
            item | {"about": sorted(mine & set(access.subjects.ids))}
            for item, access in self._newest()
            if mine & set(access.subjects.ids)
        ]
        return _page(found, page)

    def within(self, institution_id: str | None, query: AccessQuery, *, page: AccessPage) -> Json:
        found = [
            item
            for item, access in self._newest()
            if access.institution_id in (None, institution_id)
            and query.account_id in (None, access.account_id)
            and (query.subject_id is None or query.subject_id in access.subjects.ids)
        ]
        return _page(found, page)

    def _newest(self) -> list[tuple[dict[str, object], Access]]:
        numbered = list(enumerate(self.records, 1))
        return [(_shown(number, at, access), access) for number, (at, access) in numbered[::-1]]


def _shown(number: int, at: datetime, access: Access) -> dict[str, object]:
    return {
        "access_id": str(number),
        "at": at,
        "account_id": access.account_id,
        "role": str(access.role),
        "institution_id": access.institution_id,
        "operation": access.operation,
        "params": dict(access.params),
        "purpose_code": str(access.reason.purpose),
        "case_ref": access.reason.case_ref,
        "result": str(access.result),
        "refusal_code": access.refusal_code,
        "subject_counts": dict(access.subjects.counts),
        "request_id": access.request_id,
    }


def _page(found: list[dict[str, object]], page: AccessPage) -> Json:
    rest = [
        one for one in found if page.cursor is None or int(str(one["access_id"])) < int(page.cursor)
    ]
    items = rest[: page.limit]
    more = len(rest) > page.limit
    return {"items": items, "next_cursor": items[-1]["access_id"] if more else None}

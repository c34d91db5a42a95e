"""Sessions and their refresh tokens in PostgreSQL; of a token only the hash is written."""

from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa

from gateway.adapters.tables import accounts, refresh_tokens, sessions
from gateway.application.account_ports import Credentials, Next, Outcome, Refresh
from gateway.domain.accounts import LoginRefused
from gateway.domain.sessions import AccountLocked, Presented, Verdict
from kernel.adapters.database import Database


class SqlSessions:
    """The port `Sessions`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, session_id: str, refresh: Refresh, *, seen: Credentials, at: datetime) -> None:
        with self._database.transaction() as connection:
            _still_good(connection, seen)
            row = {"session_id": session_id, "account_id": seen.account_id, "started_at": at}
            connection.execute(sa.insert(sessions).values(row))
            _add(connection, session_id, refresh)
            _forget_old(connection, at)

    def present(
        self,
        token_hash: str,
        judge: Callable[[Presented], Verdict],
        *,
        next_: Next,
        at: datetime,
    ) -> Outcome | None:
        with self._database.transaction() as connection:
            # Two that come at once are judged one after the other.
            presented = _presented(connection, token_hash, lock=True)
            if presented is None:
                return None
            verdict, seed = judge(presented), next_.seed
            if verdict is Verdict.RENEWED:
                _use(connection, token_hash, next_, at)
                _add(connection, presented.session_id, next_.refresh)
            elif verdict is Verdict.REUSED:
                _end(connection, sessions.c.session_id == presented.session_id, at)
            else:
                seed = _seed_of(connection, token_hash) or ""
        return Outcome(
            verdict=verdict,
            session_id=presented.session_id,
            account_id=presented.account_id,
            seed=seed,
        )

    def owner(self, token_hash: str) -> Presented | None:
        with self._database.transaction() as connection:
            return _presented(connection, token_hash)

    def end(self, session_id: str, *, at: datetime) -> None:
        with self._database.transaction() as connection:
            _end(connection, sessions.c.session_id == session_id, at)

    def end_all(self, account_id: str, *, at: datetime) -> None:
        with self._database.transaction() as connection:
            end_sessions(connection, account_id, at=at)

    def ended_since(self, since: datetime) -> Sequence[str]:
        query = sa.select(sessions.c.session_id).where(sessions.c.revoked_at >= since)
        with self._database.transaction() as connection:
            return connection.execute(query).scalars().all()


def end_sessions(
    connection: sa.Connection, account_id: str, *, at: datetime, but: str | None = None
) -> None:
    """End every session of the account, but one that may stay."""
    mine = sessions.c.account_id == account_id
    if but is not None:
        mine &= sessions.c.session_id != but
    _end(connection, mine, at)


def _end(connection: sa.Connection, which: sa.ColumnElement[bool], at: datetime) -> None:
    open_ones = which & sessions.c.revoked_at.is_(None)
    connection.execute(sa.update(sessions).where(open_ones).values(revoked_at=at))


def _still_good(connection: sa.Connection, seen: Credentials) -> None:
    # A lock or a new password that came since waits for this row, or has ended what was there.
    query = sa.select(accounts.c.password_hash, accounts.c.locked_at)
    mine = accounts.c.account_id == seen.account_id
    row = connection.execute(query.where(mine).with_for_update(read=True)).one()
    if row.password_hash != seen.password_hash:
        raise LoginRefused("the login name or the password is wrong")
    if row.locked_at is not None:
        raise AccountLocked("this account is locked; ask an operator")


def _presented(
    connection: sa.Connection, token_hash: str, *, lock: bool = False
) -> Presented | None:
    mine = refresh_tokens.c.token_hash == token_hash
    of_token = sa.select(refresh_tokens.c.session_id).where(mine).scalar_subquery()
    session = sa.select(sessions).where(sessions.c.session_id == of_token)
    held = connection.execute(session.with_for_update() if lock else session).one_or_none()
    if held is None:
        return None
    after = refresh_tokens.alias("after")
    query = (
        sa.select(refresh_tokens, after.c.used_at.label("successor_used_at"))
        .outerjoin(after, after.c.token_hash == refresh_tokens.c.successor_hash)
        .where(mine)
    )
    row = connection.execute(query).one()
    return Presented(
        session_id=held.session_id,
        account_id=held.account_id,
        expires_at=row.expires_at,
        used_at=row.used_at,
        successor_used=row.successor_used_at is not None,
        revoked=held.revoked_at is not None,
    )


def _use(connection: sa.Connection, token_hash: str, next_: Next, at: datetime) -> None:
    used = {"used_at": at, "seed": next_.seed, "successor_hash": next_.refresh.token_hash}
    mine = refresh_tokens.c.token_hash == token_hash
    connection.execute(sa.update(refresh_tokens).where(mine).values(used))


def _seed_of(connection: sa.Connection, token_hash: str) -> str | None:
    query = sa.select(refresh_tokens.c.seed).where(refresh_tokens.c.token_hash == token_hash)
    seed: str | None = connection.execute(query).scalar_one()
    return seed


def _add(connection: sa.Connection, session_id: str, refresh: Refresh) -> None:
    row = {
        "token_hash": refresh.token_hash,
        "session_id": session_id,
        "expires_at": refresh.expires_at,
    }
    connection.execute(sa.insert(refresh_tokens).values(row))


def _forget_old(connection: sa.Connection, at: datetime) -> None:
    tokens = refresh_tokens
    # Somebody else may be forgetting the same ones: she waits for nobody, and takes the rest.
    old = sa.select(tokens.c.token_hash).where(tokens.c.expires_at < at)
    few = old.limit(_FORGET_MAX).with_for_update(skip_locked=True)
    gone = sa.delete(tokens).where(tokens.c.token_hash.in_(few)).returning(tokens.c.session_id)
    of_sessions = set(connection.execute(gone).scalars())
    if of_sessions:
        has_token = sa.exists().where(tokens.c.session_id == sessions.c.session_id)
        ended = sessions.c.session_id.in_(of_sessions) & ~has_token
        connection.execute(sa.delete(sessions).where(ended))


_FORGET_MAX = 100

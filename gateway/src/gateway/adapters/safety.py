"""Passwords and locks of accounts: what changes, the sessions that end, and the answer at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa

from gateway.adapters.accounts import remember
from gateway.adapters.sessions import end_sessions
from gateway.adapters.tables import accounts
from gateway.application.account_ports import Asked, Json, Locking, OwnCredentials, PasswordChange
from gateway.application.accounts import InProgress
from gateway.domain.accounts import AccountNotFound, LoginRefused
from kernel.adapters.database import Database, LockBusy


class SqlSafety:
    """The port `Safety`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def credentials_of(self, account_id: str) -> OwnCredentials | None:
        query = sa.select(accounts.c.login, accounts.c.password_hash)
        with self._database.transaction() as connection:
            row = connection.execute(query.where(accounts.c.account_id == account_id)).one_or_none()
        if row is None or row.password_hash is None:
            return None
        return OwnCredentials(
            account_id=account_id, login=row.login, password_hash=row.password_hash
        )

    def change_password(self, change: PasswordChange, *, asked: Asked, at: datetime) -> Json:
        account_id = change.seen.account_id
        mine = (accounts.c.account_id == account_id) & (
            accounts.c.password_hash == change.seen.password_hash
        )
        answer = {"account_id": account_id}
        with self._writing() as connection:
            query = sa.update(accounts).where(mine).values(password_hash=change.password_hash)
            if connection.execute(query).rowcount == 0:
                raise LoginRefused("the password has just become another")
            end_sessions(connection, account_id, at=at, but=change.session_id)
            remember(connection, asked, answer, at)
        return answer

    def lock(self, locking: Locking, *, asked: Asked, at: datetime) -> Json:
        locks = locking.reason is not None
        values = {
            "locked_at": at if locks else None,
            "locked_by": locking.by_id if locks else None,
            "lock_reason": locking.reason,
        }
        mine = accounts.c.account_id == locking.account_id
        answer = {"account_id": locking.account_id, "locked": locks}
        with self._writing() as connection:
            if connection.execute(sa.update(accounts).where(mine).values(values)).rowcount == 0:
                raise AccountNotFound("there is no such account")
            if locks:
                end_sessions(connection, locking.account_id, at=at)
            remember(connection, asked, answer, at)
        return answer

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        try:
            with self._database.transaction() as connection:
                yield connection
        except LockBusy as error:
            raise InProgress("the same request is being worked on") from error

"""Accounts in PostgreSQL: what is stored and the answer to the key are one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from gateway.adapters.tables import accounts, grants, memberships
from gateway.application.account_ports import Asked, Credentials, Granted, Json
from gateway.application.accounts import InProgress, KeyReused, described
from gateway.domain.accounts import Account, AccountNotFound, LoginTaken, MembershipTaken
from gateway.domain.roles import Grant, Role
from kernel.adapters.database import Database, LockBusy
from kernel.adapters.idempotency import (
    StoredAnswer,
    claim,
    find_answers,
    forget_old,
    request_hash,
)


class SqlAccounts:
    """The port `Accounts`, on the gateway's own database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def answered(self, asked: Asked) -> Json | None:
        scope = (asked.actor, asked.route, asked.key)
        with self._database.transaction() as connection:
            stored = find_answers(connection, [scope]).get(scope)
        if stored is None:
            return None
        if stored.request_hash != request_hash(asked.request):
            raise KeyReused("this Idempotency-Key was used for another request")
        return stored.answer

    def register(
        self, account: Account, credentials: Credentials, login: str, *, asked: Asked, at: datetime
    ) -> None:
        with self._writing() as connection:
            remember(connection, asked, {"account_id": account.account_id}, at)
            row = {
                "account_id": account.account_id,
                "login": login,
                "password_hash": credentials.password_hash,
                "created_at": at,
            }
            new = insert(accounts).values(row).on_conflict_do_nothing()
            if not connection.execute(new.returning(accounts.c.account_id)).all():
                raise LoginTaken("somebody has that login name")
            add_grants(connection, account.account_id, account.grants, by_id=None, at=at)

    def give(self, granted: Granted, *, asked: Asked, at: datetime) -> Json:
        with self._writing() as connection:
            if find(connection, granted.account_id, lock=True) is None:
                raise AccountNotFound("there is no such account")
            add_grants(connection, granted.account_id, granted.grants, by_id=granted.by_id, at=at)
            _add_memberships(connection, granted, at)
            found = find(connection, granted.account_id)
            assert found is not None, "it is locked"
            answer = described(found)
            remember(connection, asked, answer, at)
        return answer

    def credentials(self, login: str) -> Credentials | None:
        query = sa.select(accounts.c.account_id, accounts.c.password_hash)
        with self._database.transaction() as connection:
            row = connection.execute(query.where(accounts.c.login == login)).one_or_none()
        if row is None or row.password_hash is None:
            return None
        return Credentials(account_id=row.account_id, password_hash=row.password_hash)

    def get(self, account_id: str) -> Account | None:
        with self._database.transaction() as connection:
            return find(connection, account_id)

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        try:
            with self._database.transaction() as connection:
                yield connection
        except LockBusy as error:
            raise InProgress("the same request is being worked on") from error


def find(connection: sa.Connection, account_id: str, *, lock: bool = False) -> Account | None:
    """Return the account as it is."""
    query = sa.select(accounts.c.account_id).where(accounts.c.account_id == account_id)
    if connection.execute(query.with_for_update() if lock else query).one_or_none() is None:
        return None
    held = sa.select(grants).where(grants.c.account_id == account_id).order_by(grants.c.grant_id)
    mine = (
        sa.select(memberships.c.membership_id)
        .where(memberships.c.account_id == account_id)
        .order_by(memberships.c.given_at, memberships.c.membership_id)
    )
    return Account(
        account_id=account_id,
        grants=tuple(_grant(row) for row in connection.execute(held)),
        memberships=tuple(connection.execute(mine).scalars()),
    )


def _grant(row: Any) -> Grant:
    return Grant(role=Role(row.role), institution_id=row.institution_id)


def add_grants(
    connection: sa.Connection,
    account_id: str,
    given: tuple[Grant, ...],
    *,
    by_id: str | None,
    at: datetime,
) -> None:
    """Give the account what it has not yet."""
    if not given:
        return
    rows = [
        {
            "account_id": account_id,
            "role": str(grant.role),
            "institution_id": grant.institution_id,
            "given_by": by_id,
            "given_at": at,
        }
        for grant in given
    ]
    connection.execute(insert(grants).values(rows).on_conflict_do_nothing())


def _add_memberships(connection: sa.Connection, granted: Granted, at: datetime) -> None:
    if not granted.memberships:
        return
    wanted = sorted(set(granted.memberships))
    rows = [
        {
            "membership_id": membership_id,
            "account_id": granted.account_id,
            "given_by": granted.by_id,
            "given_at": at,
        }
        for membership_id in wanted
    ]
    connection.execute(insert(memberships).values(rows).on_conflict_do_nothing())
    owners = (
        sa.select(memberships.c.account_id)
        .where(memberships.c.membership_id.in_(wanted))
        .distinct()
    )
    if connection.execute(owners).scalars().all() != [granted.account_id]:
        raise MembershipTaken("one of these memberships belongs to another account")


def remember(connection: sa.Connection, asked: Asked, answer: Json, at: datetime) -> None:
    """
    Store the answer to the key.

    :raises InProgress: the same key is being worked on
    """
    stored = StoredAnswer(
        scope=(asked.actor, asked.route, asked.key),
        request_hash=request_hash(asked.request),
        answer=answer,
    )
    if not claim(connection, [stored], at=at):
        raise InProgress("the same request was faster; ask again")
    forget_old(connection, at)

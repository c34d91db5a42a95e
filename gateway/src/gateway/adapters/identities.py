"""Identities of other issuers and the accounts they mean, in PostgreSQL."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from gateway.adapters.accounts import add_grants, find, remember
from gateway.adapters.tables import accounts, external_identities
from gateway.application.account_ports import Asked, Json, KnownAccount
from gateway.application.accounts import InProgress
from gateway.domain.identities import Identity, IdentityTaken
from gateway.domain.roles import Grant, Role
from kernel.adapters.database import Database, LockBusy
from kernel.domain.ids import random_id


class SqlIdentities:
    """The port `Identities`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def account_of(self, identity: Identity, *, at: datetime) -> KnownAccount:
        known = self._known(identity)
        if known is None:
            self._open(identity, at)
            known = self._known(identity)
        assert known is not None, "opened by us, or by somebody who was faster"
        return known

    def link(self, identity: Identity, account_id: str, *, asked: Asked, at: datetime) -> Json:
        answer = {"account_id": account_id, "issuer": identity.issuer}
        try:
            with self._database.transaction() as connection:
                _add(connection, identity, account_id, at)
                if connection.execute(_owner(identity)).scalar_one() != account_id:
                    raise IdentityTaken("this identity speaks for another account")
                remember(connection, asked, answer, at)
        except LockBusy as error:
            raise InProgress("the same request is being worked on") from error
        return answer

    def _known(self, identity: Identity) -> KnownAccount | None:
        with self._database.transaction() as connection:
            account_id = connection.execute(_owner(identity)).scalar_one_or_none()
            account = find(connection, account_id) if account_id is not None else None
            if account is None:
                return None
            locked = sa.select(accounts.c.locked_at).where(accounts.c.account_id == account_id)
            is_locked = connection.execute(locked).scalar_one() is not None
        return KnownAccount(account=account, locked=is_locked)

    def _open(self, identity: Identity, at: datetime) -> None:
        account_id = random_id()
        with self._database.transaction() as connection:
            connection.execute(sa.insert(accounts).values(account_id=account_id, created_at=at))
            if not _add(connection, identity, account_id, at):
                # Somebody else was faster: her account is the one, and ours never was.
                connection.rollback()
                return
            buyer = (Grant(role=Role.BUYER),)
            add_grants(connection, account_id, buyer, by_id=None, at=at)


def _owner(identity: Identity) -> sa.Select[Any]:
    table = external_identities.c
    return sa.select(table.account_id).where(
        table.issuer == identity.issuer, table.subject_hash == identity.subject_hash
    )


def _add(connection: sa.Connection, identity: Identity, account_id: str, at: datetime) -> bool:
    row = {
        "issuer": identity.issuer,
        "subject_hash": identity.subject_hash,
        "account_id": account_id,
        "linked_at": at,
    }
    new = insert(external_identities).values(row).on_conflict_do_nothing()
    return bool(connection.execute(new.returning(external_identities.c.account_id)).all())

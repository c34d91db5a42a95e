"""Whose files there are."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from gateway.adapters.tables import accounts, files
from gateway.domain.files import StoredFile
from kernel.adapters.database import Database


class SqlFiles:
    """The port `Files`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, file: StoredFile, *, quota_bytes: int) -> StoredFile | None:
        with self._database.transaction() as connection:
            # One at a time for each owner, or two at once would both find room.
            owner = accounts.c.account_id == file.account_id
            connection.execute(sa.select(accounts.c.account_id).where(owner).with_for_update())
            known = _one(
                connection,
                files.c.account_id == file.account_id,
                files.c.sha256 == file.sha256,
                files.c.media_type == file.media_type,
            )
            if known is not None:
                return known
            used = connection.execute(
                sa.select(sa.func.coalesce(sa.func.sum(files.c.bytes), 0)).where(
                    files.c.account_id == file.account_id
                )
            ).scalar_one()
            if used + file.bytes > quota_bytes:
                return None
            connection.execute(insert(files).values(_row(file)))
            return file

    def get(self, file_id: str) -> StoredFile | None:
        with self._database.transaction() as connection:
            return _one(connection, files.c.file_id == file_id)


def _one(connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> StoredFile | None:
    row = connection.execute(sa.select(files).where(*conditions)).mappings().one_or_none()
    return StoredFile(**row) if row else None


def _row(file: StoredFile) -> dict[str, Any]:
    return {column.name: getattr(file, column.name) for column in files.columns}

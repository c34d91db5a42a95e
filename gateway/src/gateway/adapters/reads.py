"""What officers have looked at, for the auditors."""

from datetime import datetime

import sqlalchemy as sa

from gateway.adapters.tables import privileged_reads
from gateway.application.ports import PrivilegedRead
from kernel.adapters.database import Database


class SqlReadLog:
    """The port `ReadLog`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, read: PrivilegedRead, *, at: datetime) -> None:
        row = {
            "at": at,
            "account_id": read.account_id,
            "role": read.role,
            "institution_id": read.institution_id,
            "operation": read.operation,
            "params": dict(read.params),
            "request_id": read.request_id,
        }
        with self._database.transaction() as connection:
            connection.execute(sa.insert(privileged_reads).values(row))

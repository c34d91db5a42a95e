"""What the role of a running service may do: everything it needs, and never change an event."""

import sqlalchemy as sa
from psycopg2 import errorcodes

from kernel.adapters.database import Database
from kernel.domain.errors import NotFound

_STATEMENTS = (
    "grant connect on database {database} to {role}",
    "grant usage on schema public to {role}",
    "grant select, insert, update, delete on all tables in schema public to {role}",
    "grant usage, select on all sequences in schema public to {role}",
    "revoke update, delete, truncate on events from {role}",
    # For tables that come later, by a migration or by a rebuild, which makes them elsewhere first.
    "alter default privileges grant select, insert, update, delete on tables to {role}",
    "alter default privileges grant usage, select on sequences to {role}",
)


class RoleUnknown(NotFound):
    code = "role_unknown"


def grant_app_role(database: Database, role: str) -> None:
    """
    Let the role run the service; the owner of the tables calls this, after each migration.

    :raises RoleUnknown: PostgreSQL has no such role
    """
    try:
        with database.transaction() as connection:
            quote = connection.dialect.identifier_preparer.quote_identifier
            names = {
                "role": quote(role),
                "database": quote(
                    connection.execute(sa.text("select current_database()")).scalar_one()
                ),
            }
            for statement in _STATEMENTS:
                connection.exec_driver_sql(statement.format(**names))
    except sa.exc.ProgrammingError as error:
        if getattr(error.orig, "pgcode", None) != errorcodes.UNDEFINED_OBJECT:
            raise
        raise RoleUnknown(f"there is no role {role}") from error

"""A read model's tables made a second time, in a schema of their own, beside the live ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kernel.adapters.projections import AnyRecorded, Projection

# Names of indexes and constraints are what later migrations know them by, so the copy has them too.
_CONSTRAINTS = sa.text(
    "select format('alter table %I.%I add constraint %I %s',"
    "              cast(:shadow as text), cast(:name as text), conname, pg_get_constraintdef(oid))"
    "  from pg_constraint where conrelid = to_regclass(:live) and contype::text = any(:kinds)"
    " order by conname"
)
_INDEXES = sa.text(
    "select replace(pg_get_indexdef(i.indexrelid), format(' ON public.%I USING ', :name),"
    "               format(' ON %I.%I USING ', cast(:shadow as text), :name))"
    "  from pg_index i where i.indrelid = to_regclass(:live) and not exists"
    "       (select from pg_constraint c where c.conindid = i.indexrelid"
    "           and c.contype in ('p', 'u', 'x'))"
)
_GRANTS = sa.text(
    "select format('grant %s on %I.%I to %s', a.privilege_type, cast(:shadow as text),"
    "              cast(:name as text), case a.grantee when 0 then 'public'"
    "              else quote_ident(pg_get_userbyid(a.grantee)) end)"
    "  from pg_class c, aclexplode(c.relacl) a"
    " where c.oid = to_regclass(:live) and a.grantee <> c.relowner"
)


@dataclass(frozen=True, slots=True)
class Shadow:
    """The second tables of one read model; its projection writes to them without knowing it."""

    projection: Projection
    schema: str

    def make(self, connection: sa.Connection) -> None:
        """Make the tables, empty, in place of those that an earlier attempt has left."""
        self.drop(connection)
        _run(connection, f'create schema "{self.schema}"')
        for table in self.projection.tables:
            self._make_table(connection, table)

    def drop(self, connection: sa.Connection) -> None:
        _run(connection, f'drop schema if exists "{self.schema}" cascade')

    def apply(self, connection: sa.Connection, events: list[AnyRecorded]) -> None:
        if events:
            with self.meant(connection):
                self.projection.apply(connection, events)

    @contextmanager
    def meant(self, connection: sa.Connection) -> Iterator[None]:
        """Let unqualified names mean the shadow's tables."""
        _run(connection, f'set local search_path to "{self.schema}", public')
        yield
        _run(connection, "set local search_path to public")

    def complete(self, connection: sa.Connection) -> None:
        """Make what full tables get sooner than empty ones: their indexes."""
        for table in self.projection.tables:
            names = self._names(table)
            _run_all(connection, _CONSTRAINTS, names | {"kinds": ["u", "x"]})
            _run_all(connection, _INDEXES, names)

    def analyze(self, connection: sa.Connection) -> None:
        """Tell the planner about the new tables before anybody asks them."""
        for table in self.projection.tables:
            _run(connection, f'analyze "{self.schema}"."{table.name}"')

    def hold_live(self, connection: sa.Connection) -> None:
        """Keep everybody from the live tables until the transaction ends."""
        for table in self.projection.tables:
            _run(connection, f'lock table public."{table.name}" in access exclusive mode')

    def swap(self, connection: sa.Connection) -> None:
        """Put the tables in the place of the live ones."""
        for table in self.projection.tables:
            _run(connection, f'drop table public."{table.name}"')
            _run(connection, f'alter table "{self.schema}"."{table.name}" set schema public')
        _run(connection, f'drop schema "{self.schema}"')

    def differences(self, connection: sa.Connection) -> int:
        """Return how many rows are only here or only in the live tables."""
        total = 0
        for table in self.projection.tables:
            live, fresh = f'public."{table.name}"', f'"{self.schema}"."{table.name}"'
            missing = f"select count(*) from (table {live} except table {fresh}) missing"  # noqa: S608
            surplus = f"select count(*) from (table {fresh} except table {live}) surplus"  # noqa: S608
            query = sa.text(f"select ({missing}) + ({surplus})")
            total += int(connection.execute(query).scalar_one())
        return total

    def _make_table(self, connection: sa.Connection, table: sa.Table) -> None:
        live = f'public."{table.name}"'
        _run(
            connection,
            f'create table "{self.schema}"."{table.name}"'
            f" (like {live} including all excluding indexes)",
        )
        names = self._names(table)
        _run_all(connection, _CONSTRAINTS, names | {"kinds": ["p"]})
        _run_all(connection, _GRANTS, names)

    def _names(self, table: sa.Table) -> dict[str, Any]:
        return {"shadow": self.schema, "name": table.name, "live": f'public."{table.name}"'}


def _run_all(connection: sa.Connection, query: sa.TextClause, names: dict[str, Any]) -> None:
    for statement in connection.execute(query, names).scalars().all():
        _run(connection, statement)


def _run(connection: sa.Connection, statement: str) -> None:
    # As it stands: the definition of an index may hold what looks like a parameter.
    connection.exec_driver_sql(statement, execution_options={"no_parameters": True})

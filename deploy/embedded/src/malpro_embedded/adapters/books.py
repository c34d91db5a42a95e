"""All databases read side by side, which only an auditor, a demo or a test may do."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from compliance.domain.recomputation import compare
from kernel.adapters.database import Database
from kernel.adapters.definition import ServiceDefinition
from kernel.adapters.inspection import STORE_CHECKS, breaches
from kernel.adapters.rebuild import differences_own
from kernel.adapters.schema import events, parked, subscriptions
from kernel.adapters.store import StoredEvent, head, read_after

_PAGE = 1000


class SqlBooks:
    """
    What every service has stored.

    :param services: each service's definition and database, by name
    :param log_lines: everything that was logged so far
    """

    def __init__(
        self,
        services: Mapping[str, tuple[ServiceDefinition, Database]],
        log_lines: Sequence[str],
    ) -> None:
        self._services = services
        self._log_lines = log_lines

    def facts(self, service: str, *types: str) -> Iterator[Mapping[str, Any]]:
        _, database = self._services[service]
        named = events.c.type.in_([f"{service}.{one}.v1" for one in types])
        wanted = named if types else sa.true()
        columns = (events.c.event_id, events.c.position, events.c.type, events.c.data)
        with database.transaction() as connection:
            rows = connection.execution_options(yield_per=_PAGE).execute(
                sa.select(*columns).where(wanted).order_by(events.c.position)
            )
            yield from map(dict, rows.mappings())

    def breaches(self, service: str) -> Sequence[str]:
        definition, database = self._services[service]
        with database.transaction() as connection:
            broken = [
                check.name
                for check in (*STORE_CHECKS, *definition.checks)
                if breaches(connection, check)
            ]
        different = [
            one.name
            for one in definition.projections
            if differences_own(database, one, definition.codec)
        ]
        return [*broken, *different]

    def lags(self) -> Mapping[str, int]:
        heads = {name: self._head(name) for name in self._services}
        lags = {}
        for name, (definition, database) in self._services.items():
            for one in definition.subscriptions:
                lags[f"{name} of {one.producer}"] = self._missing(
                    database, one.producer, heads[one.producer]
                )
        return lags

    def recomputed_equals_stored(self, institution_id: str, period: str) -> bool:
        definition, _ = self._services["compliance"]
        stored = [definition.codec.decode(one.type, one.data) for one in self._stored("compliance")]
        compared = compare(stored, institution_id, period)
        return compared.differences == 0 and compared.credits > 0

    def told(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield what every stored event says, with its type."""
        for name in self._services:
            for one in self._stored(name):
                yield one.type, json.loads(one.data)

    def written(self) -> Iterator[str]:
        for name in self._services:
            for one in self._stored(name):
                yield one.data
                yield json.dumps(one.metadata, ensure_ascii=False, default=str)
        yield from self._log_lines

    def _stored(self, service: str) -> Iterator[StoredEvent]:
        _, database = self._services[service]
        after = 0
        with database.transaction() as connection:
            while page := read_after(connection, after, _PAGE):
                yield from page
                after = page[-1].position

    def _head(self, service: str) -> int:
        _, database = self._services[service]
        with database.transaction() as connection:
            return head(connection)

    def _missing(self, database: Database, producer: str, last: int) -> int:
        with database.transaction() as connection:
            position = connection.execute(
                sa.select(subscriptions.c.position).where(subscriptions.c.producer == producer)
            ).scalar()
            waiting = connection.execute(
                sa.select(sa.func.count())
                .select_from(parked)
                .where(parked.c.producer == producer, parked.c.status == "parked")
            ).scalar_one()
        return last - (position or 0) + waiting

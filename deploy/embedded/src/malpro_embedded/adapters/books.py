"""All databases read side by side, which only an auditor, a demo or a test may do."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from compliance.domain.recomputation import compare
from kernel.adapters.database import Database
from kernel.adapters.definition import ServiceDefinition
from kernel.adapters.inspection import STORE_CHECKS, breaches
from kernel.adapters.rebuild import differences_own
from kernel.adapters.schema import parked, subscriptions
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

    def facts(self, service: str) -> Sequence[Mapping[str, Any]]:
        return self._facts[service]

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
        stored = [
            definition.codec.decode(fact["type"], json.dumps(fact["data"]))
            for fact in self.facts("compliance")
        ]
        compared = compare(stored, institution_id, period)
        return compared.differences == 0 and compared.credits > 0

    def written(self) -> Iterable[str]:
        for facts in self._facts.values():
            for fact in facts:
                yield json.dumps(fact, ensure_ascii=False, default=str)
        yield from self._log_lines

    @cached_property
    def _facts(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        return {name: self._read(database) for name, (_, database) in self._services.items()}

    def _read(self, database: Database) -> list[Mapping[str, Any]]:
        facts: list[Mapping[str, Any]] = []
        with database.transaction() as connection:
            while page := read_after(connection, len(facts), _PAGE):
                facts.extend(_fact(one) for one in page)
        return facts

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


def _fact(one: StoredEvent) -> Mapping[str, Any]:
    return {
        "position": one.position,
        "event_id": one.event_id,
        "stream": one.stream_id,
        "type": one.type,
        "data": json.loads(one.data),
        "metadata": one.metadata,
        "occurred_at": one.occurred_at,
    }

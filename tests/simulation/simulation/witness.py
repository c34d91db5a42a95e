"""An independent witness of what each consumer applied, in the order in which it did."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from kernel.adapters.definition import ServiceDefinition
from kernel.adapters.memory import MemoryTransaction
from kernel.application.envelope import Recorded

# No key refuses a repeat, so a repeat shows.
applied = sa.Table(
    "applied",
    sa.MetaData(),
    sa.Column("seq", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("producer", sa.Text, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
)


class Witness:
    """A copy of foreign data that notes the position of each event."""

    name = "witness"
    tables = (applied,)

    def __init__(self, producer: str) -> None:
        self._producer = producer

    def apply(self, transaction: Any, events: Sequence[Recorded[Any]]) -> None:
        assert isinstance(transaction, MemoryTransaction)
        transaction.insert(
            applied, [{"producer": self._producer, "position": one.position} for one in events]
        )


def witnessed(definition: ServiceDefinition) -> ServiceDefinition:
    """Return the service with a witness of each of its subscriptions."""
    return replace(
        definition,
        subscriptions=tuple(
            replace(one, projections=(*one.projections, Witness(one.producer)))
            for one in definition.subscriptions
        ),
    )

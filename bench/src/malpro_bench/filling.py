"""Stores full of order events that look like real ones, made from the published examples."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from kernel.adapters.schema import install_store_v1
from kernel.application.envelope import Context

CONTRACTS = Path(__file__).resolve().parents[3] / "contracts" / "events"
LIFE = (
    "order_placed",
    "payment_requested",
    "order_confirmed",
    "order_accepted",
    "order_dispatched",
    "order_delivered",
    "payment_noted",
    "order_completed",
)
# How many orders begin before this event of the first one: lives overlap, as they do in a town.
_LATER = (0, 1, 1, 300, 600, 900, 902, 902)
_FILL = sa.text(
    "insert into events (position, event_id, stream_id, stream_type, version, type, data,"
    " metadata, occurred_at, recorded_at)"
    " select row_number() over (order by life.nth + kind.later, life.nth, kind.version), uuidv7(),"
    " 'order-' || life.id, 'order', kind.version, kind.type,"
    " replace(kind.data, :example_id, life.id)::jsonb, cast(:metadata as jsonb), now(), now()"
    " from (select nth, uuidv7()::text as id from generate_series(1, :lives) nth) life,"
    " unnest(:types, :data, :later) with ordinality as kind (type, data, later, version)"
).bindparams(
    sa.bindparam("types", type_=sa.ARRAY(sa.Text)),
    sa.bindparam("data", type_=sa.ARRAY(sa.Text)),
    sa.bindparam("later", type_=sa.ARRAY(sa.Integer)),
)


# The published examples have a number for each field, but they do not add up.
_AMENDED = {
    "order_placed": {"total_idr": 1900, "cash_rounding_idr": 0, "amount_due_idr": 1900},
    "order_delivered": {"cash_rounding_idr": 0, "amount_due_idr": 2300},
}


@cache
def example(name: str) -> dict[str, Any]:
    """Return the data of one of orders' events, whose amounts add up."""
    loaded: dict[str, Any] = json.loads(
        (CONTRACTS / "orders" / f"{name}.v1.example.json").read_text()
    )
    if "order_number" in loaded:
        loaded["order_number"] = loaded["order_id"]
    return loaded | _AMENDED.get(name, {})


def fill(connection: sa.Connection, lives: int, *, kinds: Sequence[str] = LIFE) -> int:
    """Store whole lives of orders, one event of each kind; return how many events there are."""
    metadata = Context(actor_role="buyer", settings_version="1").metadata()
    connection.execute(
        _FILL,
        {
            "lives": lives,
            "example_id": example("order_placed")["order_id"],
            "metadata": json.dumps(metadata),
            "types": [f"orders.{kind}.v1" for kind in kinds],
            "data": [json.dumps(example(kind)) for kind in kinds],
            "later": list(_LATER[: len(kinds)]),
        },
    )
    return lives * len(kinds)


def new_store(connection: sa.Connection) -> None:
    """Create the kernel's tables."""
    install_store_v1(connection)

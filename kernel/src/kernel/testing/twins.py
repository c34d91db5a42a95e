"""Two services live the same life, one on PostgreSQL and one in memory, and must look alike."""

import random
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from kernel.adapters import schema
from kernel.adapters.projections import Row
from kernel.adapters.storage import AnyDatabase
from kernel.adapters.store import StoredEvent, read_after
from kernel.testing.stores import seen

# What the kernel writes for a service besides the events.
KERNEL_TABLES = (schema.timers, schema.vault, schema.parked, schema.idempotency)
_EVENTS_MAX = 100_000
_MILLISECOND_NS = 1_000_000
_SOME_DAY_NS = 1_772_427_600_000 * _MILLISECOND_NS


@contextmanager
def same_chance(seed: int = 1) -> Iterator[None]:
    """Let ids and secrets come from a seed while the block runs, each id a millisecond later."""
    chance, instants = random.Random(seed), count(_SOME_DAY_NS, _MILLISECOND_NS)  # noqa: S311 - to be the same again
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(secrets, "randbits", chance.getrandbits)
        patched.setattr(secrets, "randbelow", chance.randrange)
        patched.setattr(time, "time_ns", lambda: next(instants))
        yield


def everything_in(database: AnyDatabase, tables: Iterable[sa.Table]) -> dict[str, list[Any]]:
    """Return the events and every row of these tables and the kernel's, in order."""
    with database.transaction() as transaction:
        events = read_after(transaction, 0, _EVENTS_MAX)
        rows = {one.name: seen(transaction, one) for one in (*tables, *KERNEL_TABLES)}
    return {"events": [_read(one) for one in events], **rows}


def _read(stored: StoredEvent) -> Row:
    fields = {name: getattr(stored, name) for name in StoredEvent.__struct_fields__}
    # The same JSON may be written with other blanks, and in another order.
    return fields | {"data": msgspec.json.decode(stored.data)}

"""The stores and the services with a mistake in each."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import compliance.domain.purchase
from catalog.adapters.stock_rows import shelf_of
from catalog.adapters.tables import stock
from kernel.adapters.definition import ServiceDefinition
from kernel.adapters.idempotency import StoredAnswer, claim
from kernel.adapters.memory.transaction import MemoryTransaction
from kernel.adapters.store import StoredEvent
from kernel.application.ports import Timer, UnitOfWork
from orders.application.recording import existing, record
from orders.domain.events import OrderExpired
from orders.domain.words import Fault, Stage
from simulation.sites import SimDatabase


def numbered_without_a_lock(transaction: MemoryTransaction, new: Sequence[Any]) -> int:
    """Append with numbers from a sequence, as they come; nobody waits for anybody."""
    transaction._begin("append")  # noqa: SLF001
    transaction._check_versions(new)  # noqa: SLF001
    database = transaction._database  # noqa: SLF001
    assert isinstance(database, SimDatabase)
    position = database.reserve(len(new))
    for position, row in enumerate(new, start=position + 1):  # noqa: B020 - the last stays
        transaction.appended.append(StoredEvent(position=position, **row))
    transaction.hints["events"] = None
    return position


def any_version(transaction: MemoryTransaction, new: Sequence[Any]) -> None:
    """Append to a stream, whatever has come to it since it was read."""
    del transaction, new


def claims_outside(
    transaction: MemoryTransaction, answers: Sequence[StoredAnswer], *, at: datetime
) -> bool:
    """Keep answers in another transaction than what they tell of."""
    database: Any = transaction._database  # noqa: SLF001
    with database.transaction() as other:
        return claim(other, answers, at=at)


class _Shelves:
    """Looks at the shelves without holding them."""

    def __init__(self, kept: Any, transaction: MemoryTransaction) -> None:
        self._kept = kept
        self._transaction = transaction

    def hold(self, product_ids: Iterable[str]) -> None:
        for one in set(product_ids) - self._kept._asked:  # noqa: SLF001
            self._kept._asked.add(one)  # noqa: SLF001
            row = self._transaction.row(stock, (one,))
            if row is not None:
                self._kept._held[one] = shelf_of(row)  # noqa: SLF001

    def of(self, product_ids: Iterable[str]) -> Any:
        wanted = list(product_ids)
        self.hold(wanted)
        return self._kept.of(wanted)

    def note(self, events: Any) -> None:
        self._kept.note(events)


def shelves_not_held(definition: ServiceDefinition) -> ServiceDefinition:
    """Return catalog with orders that do not take turns at a shelf."""
    if definition.name != "catalog":
        return definition
    ports: Callable[[Any], Any] = definition.ports

    def careless(transaction: Any) -> Any:
        kept = ports(transaction)
        return replace(kept, shelves=_Shelves(kept.shelves, transaction))

    return replace(definition, ports=careless)


def timers_ignore_state(definition: ServiceDefinition) -> ServiceDefinition:
    """Return orders whose clocks end an order, whatever has become of it."""
    if definition.name != "orders":
        return definition
    stages = {stage.value for stage in Stage} & definition.timers.keys()
    blind = {name: replace(definition.timers[name], handle=_expire) for name in stages}
    return replace(definition, timers={**definition.timers, **blind})


def _expire(timer: Timer, *, work: UnitOfWork, ports: Any) -> None:
    del ports
    order = existing(work, timer.subject)
    expired = OrderExpired(
        order_id=order.order_id,
        payment_id=order.payment_id,
        expired_at=work.now,
        stage=Stage(timer.kind),
        deadline=timer.due_at,
        fault=Fault.NONE,
    )
    record(work, timer.subject, [expired])


def never_rewound(work: UnitOfWork, order_id: str, clock: Any) -> None:
    """Set a clock for each step, and stop none: what another guard would otherwise cover."""
    if clock is not None:
        stage, due_at = clock
        work.schedule(
            Timer(
                timer_id=f"order-{order_id}-{stage.value}",
                kind=stage.value,
                subject=order_id,
                due_at=due_at,
            )
        )


def known_to_nobody(purchase: Any, told: Any) -> bool:
    """Take every payment for a new one."""
    del purchase, told
    return False


def settled_by_nobody(known: Any, event: Any) -> Any:
    """Forget which payments have become a spend."""
    return replace(_RECORDED(known, event), settled=known.settled)


_RECORDED = compliance.domain.purchase._recorded  # noqa: SLF001

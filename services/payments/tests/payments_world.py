"""The payments service on a real database, told of orders as the kernel's subscription tells it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from payments_acts import OFFICER
from payments_examples import EVENING, ORDER_ID, OWNER, PAYMENT_ID

from kernel.adapters.applier import Applier, TryAgain
from kernel.adapters.clock import ManualClock
from kernel.adapters.cloudevents import Incoming
from kernel.adapters.codec import plain
from kernel.adapters.database import Database
from kernel.adapters.inspection import STORE_CHECKS, breaches
from kernel.adapters.memory import MemoryDatabase
from kernel.adapters.migrations import migrate
from kernel.adapters.parking import Parking
from kernel.adapters.service import ServiceApp
from kernel.adapters.timer_loop import TimerLoop
from kernel.domain.events import Event
from kernel.domain.ids import new_id
from kernel.settings import KernelSettings
from payments.adapters.codecs import ORDERS
from payments.adapters.memory import memory_ports
from payments.application.ports import Ports
from payments.bootstrap import define
from payments.settings import Settings

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"


@dataclass(slots=True, kw_only=True)
class Orders:
    """The other side: numbers its events, and says each to payments as a CloudEvent."""

    told: list[Incoming] = field(default_factory=list)

    def say(self, event: Event, *, order_id: str, at: datetime) -> Incoming:
        position = len(self.told) + 1
        envelope = {
            "id": new_id(),
            "type": ORDERS.name(event),
            "subject": f"order-{order_id}",
            "streamtype": "order",
            "streamversion": position,
            "position": position,
            "time": at.isoformat(),
            "recordedtime": at.isoformat(),
            "correlationid": "correlation-of-rice",
            "data": plain(event),
        }
        self.told.append(Incoming.of("orders", envelope))
        return self.told[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    app: ServiceApp[Any]
    applier: Applier
    clock: ManualClock
    orders: Orders

    def hears(self, *events: Event, order_id: str = ORDER_ID, at: datetime | None = None) -> None:
        """Take the events in one run; what is refused is tried again until it is parked."""
        now = at or self.clock.now()
        run = [self.orders.say(event, order_id=order_id, at=now) for event in events]
        while run:
            try:
                reached = self.applier.apply(run)
            except TryAgain:
                reached = self.applier.position()
            run = [one for one in run if one.position > reached]

    def hears_again(self) -> None:
        """Take everything that orders ever said once more, as after a lost acknowledgement."""
        self.applier.apply(self.orders.told)

    @property
    def booked(self) -> list[dict[str, Any]]:
        return self.app.events(0, 1000)

    @property
    def parked(self) -> list[tuple[int, str]]:
        found = Parking(self.app.definition, self.app.units).events()
        return [(one.position, one.reason_code) for one in found]

    def does(self, command: str, role: str, actor_id: str, **payload: Any) -> dict[str, Any]:
        """Run one command that must not be refused, and return its result."""
        context = {"actor_id": actor_id, "actor_role": role}
        told = {"route": command, "context": context, "payload": payload, "key": new_id()}
        [answer] = self.app.execute([told])
        assert "ok" in answer, answer
        result: dict[str, Any] = answer["ok"]
        return result

    def correct(self, correction_id: str, right_idr: int) -> str:
        """Correct what was collected; return the id of the event that says so."""
        about = {"payment_id": PAYMENT_ID, "correction_id": correction_id}
        self.does(
            "request_correction",
            "merchant",
            OWNER,
            **about,
            collection_id="handover",
            right_idr=right_idr,
            reason_code="typing",
        )
        self.does("decide_correction", "finance", OFFICER, **about, approve=True)
        return str(self.booked[-1]["id"])

    def ask(self, question: str, role: str, actor_id: str = "", **params: Any) -> dict[str, Any]:
        context = {"actor_id": actor_id or role, "actor_role": role}
        return self.app.ask(question, params, context)

    def wait_until(self, instant: datetime) -> None:
        """Let every clock ring that runs out until then."""
        self.clock.move_to(instant)
        TimerLoop(self.app.definition, self.app.units, ready=lambda: True).fire_due()

    @contextmanager
    def ports(self) -> Iterator[Ports]:
        """Lend the ports of one transaction."""
        with self.app.database.transaction() as transaction:
            yield self.app.definition.ports(transaction)

    def broken(self) -> Mapping[str, Any]:
        """Return the promises that do not hold, with what breaks them."""
        checks = (*STORE_CHECKS, *self.app.definition.checks)
        with self.app.database.transaction() as connection:
            found = {check.name: breaches(connection, check) for check in checks}
        return {name: rows for name, rows in found.items() if rows}

    def run_sql(self, text: str, **values: Any) -> None:
        with self.app.database.transaction() as connection:
            connection.execute(sa.text(text), values)


def settings_with(**providers: Mapping[str, Any]) -> Settings:
    kernel = KernelSettings(service="payments", database_url="", amqp_url="memory://")
    return Settings(kernel=kernel, providers=providers)


def world_on(database: Any, **providers: Mapping[str, Any]) -> World:
    """Return a service on a database; the evening of the second of March has come."""
    clock, settings = ManualClock(EVENING), settings_with(**providers)
    definition = define(settings, clock=clock)
    if isinstance(database, MemoryDatabase):
        definition = replace(definition, ports=memory_ports(settings, clock=clock))
    app = ServiceApp(definition, database, clock=clock)
    [subscription] = definition.subscriptions
    applier = Applier(definition, subscription, app.units)
    return World(app=app, applier=applier, clock=clock, orders=Orders())


@contextmanager
def world(database_url: str, **providers: Mapping[str, Any]) -> Iterator[World]:
    """Lend a service on a migrated database."""
    migrate(database_url, MIGRATIONS)
    database = Database(database_url, pool_size=4)
    try:
        yield world_on(database, **providers)
    finally:
        database.close()

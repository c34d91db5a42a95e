"""The catalogue on a real database, as `serve` and `work` run it, without a broker between."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

import msgspec
from catalog_examples import (
    AS_OFFICER,
    AS_SRI,
    NOON,
    REGISTERED,
    RICE,
    RICE_LISTED,
    SERVICE,
    STALL,
    SUGAR,
    SUGAR_LISTED,
    VERIFY,
)

from catalog.adapters.checks import CHECKS
from catalog.adapters.memory import memory_ports
from catalog.adapters.read_models import PROJECTIONS
from catalog.application.ports import Ports
from catalog.bootstrap import contract
from catalog.domain.merchant import MERCHANT
from catalog.domain.product import PRODUCT
from catalog.settings import Settings
from kernel.adapters.applier import Applier
from kernel.adapters.clock import ManualClock
from kernel.adapters.cloudevents import Incoming
from kernel.adapters.inspection import breaches
from kernel.adapters.memory import MemoryDatabase
from kernel.adapters.rebuild import differences_own
from kernel.adapters.service import ServiceApp
from kernel.adapters.storage import AnyDatabase
from kernel.adapters.store import read_after, recorded
from kernel.adapters.timer_loop import TimerLoop
from kernel.application.envelope import Context
from kernel.domain.errors import from_wire
from kernel.domain.events import Event
from kernel.domain.streams import Kind
from kernel.settings import KernelSettings
from kernel.testing.statements import statements_sent

Heard = tuple[str, str, Mapping[str, Any]]


@dataclass
class Town:
    app: ServiceApp[Any]
    _position: int = 0

    @classmethod
    def at(cls, database: AnyDatabase) -> "Town":
        return cls(ServiceApp(contract(), database, clock=ManualClock(NOON)))

    @classmethod
    def in_memory(cls, *, lock_timeout_s: float = 5.0) -> "Town":
        kernel = KernelSettings(service="catalog", database_url="", amqp_url="")
        definition = replace(contract(), ports=memory_ports(Settings(kernel=kernel)))
        database = MemoryDatabase(lock_timeout_s=lock_timeout_s)
        return cls(ServiceApp(definition, database, clock=ManualClock(NOON)))

    def __post_init__(self) -> None:
        self._subscription = self.app.definition.subscriptions[0]
        self._applier = Applier(
            self.app.definition, self._subscription, self.app.units, attempts_max=1
        )

    @property
    def database(self) -> Any:
        return self.app.database

    @contextmanager
    def ports(self) -> Iterator[Ports]:
        """Lend the ports of one transaction."""
        with self.database.transaction() as transaction:
            yield self.app.definition.ports(transaction)

    def given(self, kind: Kind[Any, Any], key: str, *events: Event) -> None:
        with self.app.units.begin() as work, work.scope(Context()):
            work.add(kind, key, events)

    def given_a_verified_stall(self) -> None:
        """Sri's stall, verified, with rice and sugar in the catalogue and none of it there yet."""
        self.given(MERCHANT, STALL, REGISTERED, SERVICE)
        self.given(PRODUCT, RICE, RICE_LISTED)
        self.given(PRODUCT, SUGAR, SUGAR_LISTED)
        self.do("verify_merchant", VERIFY, AS_OFFICER)

    def do(
        self, route: str, command: Any, context: Context = AS_SRI, *, key: str | None = None
    ) -> dict[str, Any]:
        """Run one command and return its result; a refusal is raised as a gateway would see it."""
        (answer,) = self.app.execute([message(route, command, context, key=key)])
        if "error" in answer:
            raise from_wire(answer["error"])
        result: dict[str, Any] = answer["ok"]
        return result

    def ask(self, question: str, context: Context = AS_SRI, **params: Any) -> dict[str, Any]:
        return self.app.ask(question, params, msgspec.to_builtins(asdict(context)))

    def hear(self, *events: Heard) -> list[Event]:
        """Apply a batch from orders in one transaction; return the events it led to."""
        head = self.app.head()
        run = [self.incoming(*event) for event in events]
        self._applier.apply(run)
        return self.events(after=head)

    def incoming(self, order_id: str, type_: str, data: Mapping[str, Any]) -> Incoming:
        """Return one more event of orders, as it comes off the broker."""
        self._position += 1
        cloudevent = {
            "id": f"event-{self._position}",
            "type": f"orders.{type_}.v1",
            "subject": f"order-{order_id}",
            "time": NOON.isoformat(),
            "streamtype": "order",
            "streamversion": 1,
            "position": self._position,
            "recordedtime": NOON.isoformat(),
            "correlationid": "one-checkout",
            "data": data,
        }
        return Incoming.of("orders", cloudevent)

    def wait_until(self, instant: datetime) -> None:
        """Let every clock ring that runs out until then."""
        self.clock.move_to(instant)
        TimerLoop(self.app.definition, self.app.units, ready=lambda: True).fire_due()

    @property
    def clock(self) -> ManualClock:
        assert isinstance(self.app.clock, ManualClock)
        return self.app.clock

    def events(self, *, after: int = 0) -> list[Event]:
        codec = self.app.definition.codec
        with self.database.transaction() as connection:
            return [recorded(codec, one).event for one in read_after(connection, after, 1_000)]

    def shelf(self, product_id: str) -> dict[str, Any]:
        answer = self.ask("stock", AS_OFFICER, product_id=product_id)
        return {name: answer[name] for name in ("received", "available", "reserved", "committed")}

    def breaches(self) -> dict[str, Sequence[Any]]:
        """Return the promises that this database breaks, the read models' own among them."""
        with self.database.transaction() as connection:
            found: dict[str, Sequence[Any]] = {
                check.name: rows for check in CHECKS if (rows := breaches(connection, check))
            }
        codec = self.app.definition.codec
        for projection in PROJECTIONS:
            if wrong := differences_own(self.database, projection, codec):
                found[projection.name] = [wrong]
        return found


def message(
    route: str, command: Any, context: Context = AS_SRI, *, key: str | None = None
) -> dict[str, Any]:
    """Return the command as the gateway sends it."""
    payload = command if isinstance(command, dict) else asdict(command)
    sent: dict[str, Any] = msgspec.to_builtins(
        {"route": route, "payload": payload, "context": asdict(context), "key": key}
    )
    return sent


@dataclass
class Statements:
    """What was sent to the database, without the transactions' own."""

    texts: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.texts)


@contextmanager
def counted() -> Iterator[Statements]:
    """Count the statements of all engines while the block runs."""
    with statements_sent() as sent:
        yield Statements(sent)

"""Orders' handlers on a store in memory, with a clock that a test moves."""

from collections.abc import Callable
from typing import Any

from orders_examples import CountedLoad, ShownCatalogue, ports
from orders_values import BUYER_ID, NOON, SELLER_ID

from kernel.adapters.clock import ManualClock
from kernel.adapters.memory import MemoryStore
from kernel.application.envelope import Context, Recorded, system_context
from kernel.application.ports import Timer
from kernel.domain.events import Event
from orders.adapters.codecs import OWN
from orders.application.recording import existing
from orders.domain.order import Order

AS_BUYER = Context(
    actor_id=BUYER_ID, actor_role="buyer", actor_institution_id="city", memberships=("member-1",)
)
AS_SELLER = Context(actor_id=SELLER_ID, actor_role="merchant")
AS_OFFICER = Context(actor_id="an-officer", actor_role="catalog_officer")
AS_STRANGER = Context(actor_id="a-stranger", actor_role="merchant")


class Desk:
    """One orders service without its doors."""

    def __init__(
        self, catalogue: ShownCatalogue | None = None, load: CountedLoad | None = None
    ) -> None:
        self.clock = ManualClock(NOON)
        self.store = MemoryStore(OWN, clock=self.clock)
        self.ports = ports(catalogue, load)

    def ask(self, handle: Callable[..., Any], command: object, *, context: Context) -> Any:
        with self.store.begin() as work, work.scope(context):
            return handle(command, work=work, ports=self.ports)

    def hear(self, policy: Callable[..., None], event: Event) -> None:
        recorded = Recorded(
            event=event,
            event_id="event-1",
            stream_id="stream-1",
            stream_type="stream",
            version=1,
            type="any",
            position=1,
            occurred_at=NOON,
            recorded_at=NOON,
            metadata={},
        )
        with self.store.begin() as work, work.scope(recorded.caused("policy")):
            policy(recorded, work=work, ports=self.ports)

    def fire(self, handle: Callable[..., None], timer: Timer) -> None:
        self.clock.move_to(timer.due_at)
        with self.store.begin() as work, work.scope(system_context("timer")):
            handle(timer, work=work, ports=self.ports)

    def order(self, order_id: str) -> Order:
        with self.store.begin() as work:
            return existing(work, order_id)

    def facts(self) -> list[Event]:
        return [recorded.event for recorded in self.store.read_after(0, 1_000)]

"""The payments service without a database: what it hears of orders, and what it has booked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from payments_examples import EVENING, from_orders, order_delivered

from kernel.adapters.clock import ManualClock
from kernel.adapters.memory import MemoryStore
from kernel.application.envelope import Context, system_context
from kernel.domain.events import Event
from payments.adapters.cod import build as build_cod
from payments.adapters.codecs import CODEC
from payments.adapters.provider_door import Door
from payments.application import policies, recording, timers
from payments.application.foreign import (
    DeliveryAttemptFailed,
    OrderCancelled,
    OrderDeclined,
    OrderDelivered,
    OrderExpired,
    OrderReturnedToSeller,
    PaymentRequested,
    ReturnAccepted,
)
from payments.application.handlers import RecordReport, record_report
from payments.application.ports import Ports
from payments.application.providers import PaymentProvider, ProviderPorts
from payments.domain.collection_events import CollectionCorrected, CollectionDisputeResolved
from payments.domain.events import PaymentReceived

HANDLERS: Mapping[type[Event], Any] = {
    PaymentRequested: policies.when_payment_requested,
    OrderDelivered: policies.when_order_delivered,
    OrderCancelled: policies.when_order_cancelled,
    OrderDeclined: policies.when_order_declined,
    OrderExpired: policies.when_order_expired,
    OrderReturnedToSeller: policies.when_order_returned_to_seller,
    DeliveryAttemptFailed: policies.when_delivery_attempt_failed,
    ReturnAccepted: policies.when_return_accepted,
}


TIMERS: Mapping[str, Any] = {
    recording.CONFIRMATION: timers.when_the_buyer_kept_silent,
    recording.CLAIM: timers.when_the_seller_kept_silent,
    recording.REFUND: timers.when_nobody_missed_the_refund,
}


@dataclass(frozen=True, slots=True)
class MemoryBook:
    """The last word on a collection, found in the store itself."""

    store: MemoryStore

    def last_word_on(self, payment_id: str, collection_id: str) -> str:
        told = PaymentReceived | CollectionCorrected | CollectionDisputeResolved
        return [
            one.event_id
            for one in self.store.read_after(0, 1000)
            if isinstance(one.event, told)
            and (one.event.payment_id, one.event.collection_id) == (payment_id, collection_id)
        ][-1]


@dataclass(frozen=True, slots=True)
class Payments:
    store: MemoryStore
    clock: ManualClock
    ports: Ports

    def hears(self, *told: Event) -> None:
        for event in told:
            recorded = from_orders(event, at=self.clock.now())
            with self.store.begin() as work, work.scope(recorded.caused("test")):
                HANDLERS[type(event)](recorded, work=work, ports=self.ports)

    def reads(self, command: RecordReport) -> None:
        with self.store.begin() as work, work.scope(from_orders(order_delivered()).caused("test")):
            record_report(command, work=work, ports=self.ports)

    def does(self, act: Any, command: Any, role: str, actor_id: str) -> Mapping[str, Any]:
        """Let somebody do something; return the answer."""
        context = Context(actor_id=actor_id, actor_role=role)
        with self.store.begin() as work, work.scope(context):
            answer: Mapping[str, Any] = act(command, work=work, ports=self.ports)
        return answer

    def waits(self, *, again: bool = False) -> None:
        """Let the time of every clock come, and come again where it is asked."""
        for timer in list(self.store.timers.values()):
            handle = TIMERS[timer.kind]
            self.clock.move_to(max(timer.due_at, self.clock.now()))
            for _ in range(2 if again else 1):
                with self.store.begin() as work, work.scope(system_context("timer")):
                    handle(timer, work=work, ports=self.ports)

    @property
    def booked(self) -> Sequence[Event]:
        return [one.event for one in self.store.read_after(0, 100)]


def payments_with(**others: PaymentProvider) -> Payments:
    clock = ManualClock(EVENING)
    cod = build_cod({"amount_max_idr": 20_000}, ProviderPorts(clock=clock))
    door = Door(providers={"cod": cod, **others}, disabled={})
    store = MemoryStore(CODEC, clock=clock)
    return Payments(store, clock, Ports(providers=door, book=MemoryBook(store)))

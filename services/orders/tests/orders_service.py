"""The orders service on a real database, with neighbours that say what a test wants."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from orders_values import (
    BUYER_ID,
    CART,
    KEY,
    KLOJEN,
    MERCHANT_ID,
    NOON,
    RICE,
    SELLER,
    SELLER_ID,
    SNACK,
)

from kernel.adapters.applier import Applier
from kernel.adapters.clock import ManualClock
from kernel.adapters.cloudevents import Incoming
from kernel.adapters.codec import Codec, plain
from kernel.adapters.database import Database
from kernel.adapters.memory import MemoryDatabase
from kernel.adapters.migrations import migrate
from kernel.adapters.service import ServiceApp
from kernel.adapters.timer_loop import TimerLoop
from kernel.domain.events import Event
from kernel.domain.ids import new_id
from kernel.settings import KernelSettings
from kernel.testing.statements import statements_sent
from orders.adapters.codecs import CATALOG, PAYMENTS
from orders.adapters.memory import memory_ports
from orders.application.foreign import (
    DeliveryArea,
    MerchantRegistered,
    MerchantServiceChanged,
    MerchantVerified,
    OpenSpan,
    ProductListed,
    StockReserved,
)
from orders.application.foreign_money import PaymentReceived
from orders.application.ports import Ports
from orders.bootstrap import define
from orders.domain.offers import Product
from orders.settings import Settings

MIGRATIONS = Path(__file__).parents[1] / "migrations"
BUYER = {
    "actor_id": BUYER_ID,
    "actor_role": "buyer",
    "actor_institution_id": "city",
    "memberships": ["member-1"],
}
SELLING = {"actor_id": SELLER_ID, "actor_role": "merchant"}
OFFICER = {"actor_id": "an-officer", "actor_role": "catalog_officer"}
STRANGER = {"actor_id": "a-stranger", "actor_role": "merchant"}

_CODECS: Mapping[str, Codec] = {"catalog": CATALOG, "payments": PAYMENTS}


@contextmanager
def migrated(database_url: str) -> Iterator[Database]:
    """Lend a database with the tables of orders."""
    migrate(database_url, MIGRATIONS)
    database = Database(database_url)
    yield database
    database.close()


class Town:
    """Orders, and the two services that it listens to."""

    def __init__(self, database: Any) -> None:
        self.settings = Settings(
            kernel=KernelSettings(service="orders", database_url="", amqp_url=""),
            handover_keys=(KEY,),
        )
        self.definition = define(self.settings)
        if isinstance(database, MemoryDatabase):
            self.definition = replace(self.definition, ports=memory_ports(self.settings))
        self.database = database
        self.clock = ManualClock(NOON)
        self.app = ServiceApp(self.definition, self.database, clock=self.clock)
        self.timers = TimerLoop(self.definition, self.app.units, ready=lambda: True)
        self.heard = dict.fromkeys(_CODECS, 0)
        self._appliers = {
            one.producer: Applier(self.definition, one, self.app.units, attempts_max=1)
            for one in self.definition.subscriptions
        }

    @contextmanager
    def ports(self) -> Iterator[Ports]:
        """Lend the ports of one transaction."""
        with self.database.transaction() as transaction:
            yield self.definition.ports(transaction)

    def hear(self, producer: str, *events: Event) -> None:
        self._appliers[producer].apply([self._incoming(producer, event) for event in events])

    def ask(self, question: str, context: Mapping[str, Any], **params: Any) -> dict[str, Any]:
        return self.app.ask(question, params, context)

    def tell(self, route: str, context: Mapping[str, Any], **payload: Any) -> dict[str, Any]:
        """Run one command and return its answer, refused or not."""
        [answer] = self.app.execute([message(route, context, payload)])
        return answer

    def done(self, route: str, context: Mapping[str, Any], **payload: Any) -> dict[str, Any]:
        """Run one command that must not be refused, and return its result."""
        answer = self.tell(route, context, **payload)
        assert "ok" in answer, answer
        result: dict[str, Any] = answer["ok"]
        return result

    def place(self) -> str:
        [order] = self.done("place_orders", BUYER, **plain(CART))["orders"]
        return str(order["order_id"])

    def reserve(self, order_id: str) -> None:
        self.hear("catalog", StockReserved(order_id=order_id, merchant_id=MERCHANT_ID))

    def code_of(self, order_id: str) -> str:
        return str(self.ask("order", BUYER, order_id=order_id)["handover_code"])

    def bring(self, order_id: str) -> str:
        """Take a placed order as far as the buyer's door, and return the hand-over's id."""
        self.reserve(order_id)
        self.done("accept_order", SELLING, order_id=order_id)
        self.done("dispatch_order", SELLING, order_id=order_id)
        handover_id = new_id()
        self.done(
            "hand_over_order",
            SELLING,
            order_id=order_id,
            handover_id=handover_id,
            code=self.code_of(order_id),
            cash_idr=CART.expected_total_idr,
        )
        return handover_id

    def pay(self, order_id: str, collection_id: str) -> None:
        received = PaymentReceived(
            payment_id="payment-1",
            order_id=order_id,
            collection_id=collection_id,
            amount_received_idr=CART.expected_total_idr,
            remaining_due_idr=0,
            collected_at=self.clock.now(),
        )
        self.hear("payments", received)

    def move_to(self, instant: datetime) -> None:
        self.clock.move_to(instant)
        self.timers.fire_due()

    def events_of(self, order_id: str) -> list[str]:
        feed = self.app.events(0, 1_000)
        return [one["type"] for one in feed if one["subject"] == f"order-{order_id}"]

    def facts(self, type_: str) -> list[dict[str, Any]]:
        """Return the data of every stored event of that type."""
        query = f"select data from events where type = '{type_}' order by position"  # noqa: S608
        return [row["data"] for row in self.rows(query)]

    def rows(self, query: str) -> list[sa.RowMapping]:
        with self.database.transaction() as connection:
            return list(connection.execute(sa.text(query)).mappings())

    def statements(self) -> AbstractContextManager[list[str]]:
        """Collect every statement that is sent meanwhile."""
        return statements_sent()

    def _incoming(self, producer: str, event: Event) -> Incoming:
        self.heard[producer] += 1
        position = self.heard[producer]
        cloudevent = {
            "id": new_id(),
            "subject": f"stream-{position}",
            "type": _CODECS[producer].name(event),
            "streamtype": "stream",
            "streamversion": 1,
            "position": position,
            "time": self.clock.now().isoformat(),
            "recordedtime": self.clock.now().isoformat(),
            "data": plain(event),
        }
        return Incoming.of(producer, cloudevent)


def message(
    route: str, context: Mapping[str, Any], payload: Mapping[str, Any], key: str | None = None
) -> dict[str, Any]:
    return {"route": route, "context": context, "payload": payload, "key": key}


def opened_stall(merchant_id: str = MERCHANT_ID, owner: str = SELLER_ID) -> Sequence[Event]:
    """Return what the catalogue says of a seller who is ready to sell."""
    return (
        MerchantRegistered(
            merchant_id=merchant_id,
            owner_account_id=owner,
            merchant_kind=SELLER.kind,
            supervising_department=SELLER.supervising_department,
            business_kelurahan_code=SELLER.kelurahan_code,
            business_scale=SELLER.scale,
        ),
        MerchantServiceChanged(
            merchant_id=merchant_id,
            opening_hours=tuple(
                OpenSpan(weekday=day, opens="08:00", closes="17:00") for day in range(6)
            ),
            delivers=True,
            delivery_area=(
                DeliveryArea(kelurahan_code=KLOJEN, fee_idr=5_000, min_order_idr=10_000),
            ),
        ),
        MerchantVerified(
            merchant_id=merchant_id,
            verified_kelurahan_code=SELLER.kelurahan_code,
            business_scale=SELLER.scale,
        ),
    )


def listed(product: Product, merchant_id: str = MERCHANT_ID) -> ProductListed:
    values = asdict(product)
    del values["listed"], values["blocked"]
    return ProductListed(merchant_id=merchant_id, **values)


def full_shelves() -> Sequence[Event]:
    return (*opened_stall(), listed(RICE), listed(SNACK))


def other_stall(number: int) -> Sequence[Event]:
    """Return a seller with one product, for carts over many."""
    merchant_id, product = f"merchant-{number}", replace(RICE, product_id=f"rice-{number}")
    return (*opened_stall(merchant_id, f"owner-{number}"), listed(product, merchant_id))

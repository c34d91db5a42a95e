"""Wire the rooms together, once: the only module that knows every adapter by name."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from kernel.adapters.definition import (
    Command,
    Needs,
    OnTimer,
    Policy,
    Question,
    ServiceDefinition,
    Subscription,
)
from kernel.adapters.holidays import load_calendar
from kernel.application.envelope import Recorded
from kernel.application.ports import Timer
from kernel.settings import KernelSettings
from orders.adapters.catalogue import SqlCatalogue
from orders.adapters.catalogue_copies import COMMODITIES, MERCHANTS, PRODUCTS
from orders.adapters.checks import CHECKS
from orders.adapters.codecs import CATALOG, OWN, PAYMENTS
from orders.adapters.order_rows import ORDERS
from orders.adapters.queries import answer_checkout, answer_order, answer_orders
from orders.adapters.secrets import KeyedSecrets
from orders.application import handlers, policies
from orders.application.foreign import PaymentReceived, StockRejected, StockReserved
from orders.application.ports import Ports
from orders.application.questions import GetCheckout, GetOrder, ListOrders
from orders.application.timers import when_the_clock_ran_out
from orders.domain import commands
from orders.domain.deadlines import Deadlines
from orders.domain.order import ORDER
from orders.domain.words import Stage
from orders.settings import SERVICE, Settings

_BUYER = frozenset({"buyer"})
_MERCHANT = frozenset({"merchant"})
_ALL = frozenset({"buyer", "merchant", "catalog_officer", "operator"})


def define(settings: Settings) -> ServiceDefinition:
    """Return what orders is made of, for the kernel to run."""
    deadlines = Deadlines(windows=settings.windows, calendar=load_calendar(settings.holidays_year))
    secrets = KeyedSecrets(settings.handover_keys)

    def ports(connection: sa.Connection) -> Ports:
        return Ports(
            catalogue=SqlCatalogue(connection),
            secrets=secrets,
            deadlines=deadlines,
            terms_version=settings.terms_version,
        )

    return ServiceDefinition(
        name=SERVICE,
        codec=OWN,
        commands=_commands(),
        questions=_questions(),
        subscriptions=_subscriptions(),
        projections=(ORDERS,),
        timers={
            stage.value: OnTimer(handle=when_the_clock_ran_out, needs=_order_of_timer)
            for stage in (Stage.RESERVATION, Stage.ACCEPTANCE, Stage.DISPATCH, Stage.DELIVERY)
        },
        ports=ports,
        checks=CHECKS,
        settings_version=settings.version,
    )


def contract() -> ServiceDefinition:
    """Return the definition for those who only read its published language."""
    kernel = KernelSettings(service=SERVICE, database_url="postgresql://", amqp_url="amqp://")
    return define(Settings(kernel=kernel, handover_keys=("read by nobody who sells",)))


def _commands() -> Mapping[str, Command]:
    def of_seller(kind: type[Any], handle: Any, **extra: Any) -> Command:
        return Command(type=kind, handle=handle, roles=_MERCHANT, needs=_order_of, **extra)

    return {
        "place_orders": Command(
            type=commands.PlaceOrders,
            handle=handlers.place_orders,
            roles=_BUYER,
            prepare=_read_offers,
        ),
        "accept_order": of_seller(
            commands.AcceptOrder, handlers.accept_order, prepare=_read_sellers
        ),
        "decline_order": of_seller(commands.DeclineOrder, handlers.decline_order),
        "dispatch_order": of_seller(commands.DispatchOrder, handlers.dispatch_order),
        "hand_over_order": of_seller(commands.HandOverOrder, handlers.hand_over_order),
        "cancel_order": Command(
            type=commands.CancelOrder, handle=handlers.cancel_order, roles=_BUYER, needs=_order_of
        ),
    }


def _questions() -> Mapping[str, Question]:
    return {
        "order": Question(type=GetOrder, answer=answer_order, roles=_ALL),
        "orders": Question(type=ListOrders, answer=answer_orders, roles=_ALL),
        "checkout": Question(type=GetCheckout, answer=answer_checkout, roles=_BUYER),
    }


def _subscriptions() -> tuple[Subscription, ...]:
    return (
        Subscription(
            producer="catalog",
            codec=CATALOG,
            policies={
                StockReserved: Policy(
                    handle=policies.when_stock_reserved,
                    needs=_order_of_event,
                    prepare=_read_hours,
                ),
                StockRejected: Policy(handle=policies.when_stock_rejected, needs=_order_of_event),
            },
            projections=(MERCHANTS, PRODUCTS, COMMODITIES),
        ),
        Subscription(
            producer="payments",
            codec=PAYMENTS,
            policies={
                PaymentReceived: Policy(
                    handle=policies.when_payment_received, needs=_order_of_event
                )
            },
        ),
    )


def _order_of(command: Any) -> Needs:
    return [(ORDER, command.order_id)]


def _order_of_event(recorded: Recorded[Any]) -> Needs:
    return [(ORDER, recorded.event.order_id)]


def _order_of_timer(timer: Timer) -> Needs:
    return [(ORDER, timer.subject)]


def _read_offers(batch: Sequence[commands.PlaceOrders], ports: Ports) -> None:
    ports.catalogue.offers({line.product_id for command in batch for line in command.lines})


def _read_sellers(batch: Sequence[commands.AcceptOrder], ports: Ports) -> None:
    ports.catalogue.read_sellers_of({command.order_id for command in batch})


def _read_hours(batch: Sequence[Recorded[StockReserved]], ports: Ports) -> None:
    ports.catalogue.opening_hours({recorded.event.merchant_id for recorded in batch})

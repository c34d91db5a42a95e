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
    Telling,
)
from kernel.adapters.inbox import notices_question
from kernel.adapters.pace import UNHURRIED_S
from kernel.adapters.store import load_first
from kernel.application.envelope import Context, Recorded
from kernel.application.ports import Timer
from kernel.settings import KernelSettings
from orders.adapters.catalogue_copies import CEILINGS, COMMODITIES, MERCHANTS, PRODUCTS
from orders.adapters.checks import CHECKS
from orders.adapters.codecs import CATALOG, OWN, PAYMENTS
from orders.adapters.happening_rows import HAPPENINGS
from orders.adapters.order_rows import ORDERS
from orders.adapters.outcome_queries import answer_outcomes
from orders.adapters.pick_list import answer_pick_list
from orders.adapters.queries import answer_checkout, answer_order, answer_orders
from orders.adapters.stored_ports import ports_under
from orders.application import (
    foreign_money,
    handlers,
    money_policies,
    policies,
    return_handlers,
    seller_handlers,
    telling,
    timers,
)
from orders.application.foreign import MerchantSuspended, StockRejected, StockReserved
from orders.application.ports import Ports
from orders.application.questions import (
    GetCheckout,
    GetOrder,
    GetOutcomes,
    GetPickList,
    ListOrders,
)
from orders.application.recording import RETURN_ANSWER
from orders.domain import commands
from orders.domain.life import ORDER_LIFE, RETURN_LIFE
from orders.domain.notices import TEXTS
from orders.domain.order import ORDER
from orders.domain.words import Stage
from orders.settings import SERVICE, Settings

LIFECYCLES = (ORDER_LIFE, RETURN_LIFE)
_BUYER = frozenset({"buyer"})
_MERCHANT = frozenset({"merchant"})
_OFFICER = frozenset({"catalog_officer"})
_OVERSEERS = frozenset({"catalog_officer", "policy_officer", "auditor", "operator"})
_PARTIES = _BUYER | _MERCHANT
_ALL = frozenset({"buyer", "merchant", "catalog_officer", "operator"})


def _as_placed(connection: sa.Connection, events: Sequence[Recorded[Any]]) -> Mapping[str, Any]:
    return load_first(connection, OWN, [one.stream_id for one in events])


TELLING = Telling(makers=telling.MAKERS, texts=TEXTS, known=_as_placed)


def define(settings: Settings) -> ServiceDefinition:
    """Return what orders is made of, for the kernel to run."""
    return ServiceDefinition(
        name=SERVICE,
        codec=OWN,
        commands=_commands(),
        questions=_questions(),
        subscriptions=_subscriptions(),
        projections=(ORDERS, HAPPENINGS),
        timers=_timers(),
        ports=ports_under(settings),
        checks=CHECKS,
        telling=TELLING,
        settings_version=settings.version,
    )


def contract() -> ServiceDefinition:
    """Return the definition for those who only read its published language."""
    kernel = KernelSettings(service=SERVICE, database_url="postgresql://", amqp_url="amqp://")
    return define(Settings(kernel=kernel, handover_keys=("read by nobody who sells",)))


def _commands() -> Mapping[str, Command]:
    return {
        "place_orders": Command(
            type=commands.PlaceOrders,
            handle=handlers.place_orders,
            roles=_BUYER,
            prepare=_read_offers,
            prepare_callers=_count_open_orders,
        ),
        "cancel_order": _of(_BUYER, commands.CancelOrder, handlers.cancel_order),
        "cancel_sale": _of(_MERCHANT, commands.CancelSale, handlers.cancel_sale),
        "call_off_order": _of(_OFFICER, commands.CallOffOrder, handlers.call_off_order),
        **_seller_commands(),
        **_return_commands(),
    }


def _seller_commands() -> Mapping[str, Command]:
    def of_seller(kind: type[Any], handle: Any, **extra: Any) -> Command:
        return _of(_MERCHANT, kind, handle, **extra)

    hours = {"prepare": _read_sellers}
    return {
        "accept_order": of_seller(commands.AcceptOrder, seller_handlers.accept_order, **hours),
        "decline_order": of_seller(commands.DeclineOrder, seller_handlers.decline_order),
        "dispatch_order": of_seller(commands.DispatchOrder, seller_handlers.dispatch_order),
        "mark_ready": of_seller(commands.MarkReady, seller_handlers.mark_ready, **hours),
        "record_failed_attempt": of_seller(
            commands.RecordFailedAttempt, seller_handlers.record_failed_attempt, **hours
        ),
        "return_to_seller": of_seller(commands.ReturnToSeller, seller_handlers.return_to_seller),
        "hand_over_order": of_seller(commands.HandOverOrder, seller_handlers.hand_over_order),
        "claim_handover": _of(_BUYER, commands.ClaimHandover, seller_handlers.claim_handover),
    }


def _return_commands() -> Mapping[str, Command]:
    both = _MERCHANT | _OFFICER
    return {
        "request_return": _of(
            _BUYER, commands.RequestReturn, return_handlers.request_return, prepare=_read_sellers
        ),
        "accept_return": _of(both, commands.AcceptReturn, return_handlers.accept_return),
        "decline_return": _of(both, commands.DeclineReturn, return_handlers.decline_return),
        "receive_return": _of(_MERCHANT, commands.ReceiveReturn, return_handlers.receive_return),
    }


def _of(roles: frozenset[str], kind: type[Any], handle: Any, **extra: Any) -> Command:
    return Command(type=kind, handle=handle, roles=roles, needs=_order_of, **extra)


def _questions() -> Mapping[str, Question]:
    return {
        "order": Question(type=GetOrder, answer=answer_order, roles=_ALL),
        "orders": Question(type=ListOrders, answer=answer_orders, roles=_ALL),
        "order_outcomes": Question(type=GetOutcomes, answer=answer_outcomes, roles=_OVERSEERS),
        "checkout": Question(type=GetCheckout, answer=answer_checkout, roles=_BUYER),
        "order_notices": notices_question(TELLING, roles=_PARTIES),
        "pick_list": Question(type=GetPickList, answer=answer_pick_list, roles=_MERCHANT),
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
                MerchantSuspended: Policy(handle=policies.when_merchant_suspended),
            },
            projections=(MERCHANTS, PRODUCTS, COMMODITIES, CEILINGS),
        ),
        Subscription(
            producer="payments",
            pace_s=UNHURRIED_S,
            codec=PAYMENTS,
            policies={
                view: Policy(handle=handle, needs=_order_of_event)
                for view, handle in (
                    (foreign_money.PaymentReceived, money_policies.when_payment_received),
                    (foreign_money.CollectionConfirmed, money_policies.when_collection_confirmed),
                    (foreign_money.CollectionDisputed, money_policies.when_collection_disputed),
                    (
                        foreign_money.CollectionDisputeResolved,
                        money_policies.when_collection_dispute_resolved,
                    ),
                    (foreign_money.CollectionCorrected, money_policies.when_collection_corrected),
                    (foreign_money.PaymentRefunded, money_policies.when_payment_refunded),
                )
            },
        ),
    )


def _timers() -> Mapping[str, OnTimer]:
    stages = {
        stage.value: OnTimer(handle=timers.when_the_clock_ran_out, needs=_order_of_timer)
        for stage in Stage
        if stage is not Stage.PAYMENT  # Comes with ways to pay that are not cash.
    }
    answer = OnTimer(handle=timers.when_a_return_was_not_answered, needs=_order_of_timer)
    suspension = OnTimer(handle=timers.when_a_seller_was_suspended)
    return {**stages, RETURN_ANSWER: answer, timers.SUSPENSION: suspension}


def _order_of(command: Any) -> Needs:
    return [(ORDER, command.order_id)]


def _order_of_event(recorded: Recorded[Any]) -> Needs:
    return [(ORDER, recorded.event.order_id)]


def _order_of_timer(timer: Timer) -> Needs:
    return [(ORDER, timer.subject)]


def _read_offers(batch: Sequence[commands.PlaceOrders], ports: Ports) -> None:
    wanted = {line.product_id for command in batch for line in command.lines}
    sellers = [offer.seller for offer in ports.catalogue.offers(wanted).values()]
    limited = {one.merchant_id for one in sellers if one.max_open_orders is not None}
    ports.load.count_for_sellers(limited)


def _count_open_orders(callers: Sequence[Context], ports: Ports) -> None:
    if ports.rules.limits.open_orders_max is not None:
        ports.load.count_for_buyers({str(caller.actor_id) for caller in callers})


def _read_sellers(batch: Sequence[Any], ports: Ports) -> None:
    ports.catalogue.read_sellers_of({command.order_id for command in batch})


def _read_hours(batch: Sequence[Recorded[StockReserved]], ports: Ports) -> None:
    ports.catalogue.opening_hours({recorded.event.merchant_id for recorded in batch})

"""Wire the rooms together, once: the only module that knows every adapter by name."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from kernel.adapters.clock import SystemClock
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
from kernel.application.envelope import Recorded
from kernel.application.ports import Clock, Timer
from kernel.settings import KernelSettings
from payments.adapters import (
    case_queries,
    case_rows,
    finance_chain,
    finance_queries,
    ledger_queries,
    ledger_rows,
    open_queries,
    payment_queries,
    payment_rows,
)
from payments.adapters.checks import CHECKS
from payments.adapters.codecs import CODEC, ORDERS
from payments.adapters.finance_stream import finance_outlet
from payments.adapters.provider_door import Door, open_door
from payments.adapters.stored_ports import ports_with
from payments.application import acts, foreign, policies, questions, recording, telling, timers
from payments.application.providers import ProviderPorts
from payments.domain import commands
from payments.domain.evolution import PAYMENT
from payments.domain.lifecycles import (
    COLLECTION_LIFE,
    CORRECTION_LIFE,
    PAYMENT_LIFE,
    REFUND_LIFE,
)
from payments.domain.notices import TEXTS
from payments.settings import Settings

LIFECYCLES = (PAYMENT_LIFE, COLLECTION_LIFE, CORRECTION_LIFE, REFUND_LIFE)

_FINANCE = frozenset({"finance", "auditor"})
_PARTIES = _FINANCE | {"buyer", "merchant"}
_CONCERNED = _PARTIES | {"catalog_officer"}
_BUYER, _MERCHANT = frozenset({"buyer"}), frozenset({"merchant"})
_OFFICER = frozenset({"catalog_officer"})
_OPERATORS = _FINANCE | {"operator"}

TELLING = Telling(makers=telling.MAKERS, texts=TEXTS)


def define(settings: Settings, *, clock: Clock | None = None) -> ServiceDefinition:
    """Return the service as data, with every payment provider that could be let in."""
    door = open_door(settings.providers, ProviderPorts(clock=clock or SystemClock()))
    return ServiceDefinition(
        name="payments",
        codec=CODEC,
        commands=_commands(),
        questions=_questions(door),
        subscriptions=(_orders(),),
        projections=(
            payment_rows.PAYMENTS,
            payment_rows.RECEIPTS,
            case_rows.COLLECTIONS,
            case_rows.CORRECTIONS,
            case_rows.REFUNDS,
            ledger_rows.LEDGER,
            ledger_rows.PARTIES,
            ledger_rows.DAYS,
        ),
        ports=ports_with(door, settings.windows),
        timers=_timers(),
        chores=(finance_chain.CHORE,),
        outlets=(finance_outlet(settings.finance_stream_max_age),),
        checks=CHECKS,
        telling=TELLING,
        pace_s=UNHURRIED_S,
        settings_version=settings.version,
    )


def contract() -> ServiceDefinition:
    """Return the definition for those who only read its published language."""
    kernel = KernelSettings(service="payments", database_url="postgresql://", amqp_url="amqp://")
    return define(Settings(kernel=kernel))


def _commands() -> Mapping[str, Command]:
    def of(kind: type[Any], handle: Any, roles: frozenset[str]) -> Command:
        return Command(type=kind, handle=handle, roles=roles, needs=_payment_of)

    return {
        "record_collection": of(commands.RecordCollection, acts.record_collection, _MERCHANT),
        "confirm_collection": of(commands.ConfirmCollection, acts.confirm_collection, _BUYER),
        "confirm_claim": of(commands.ConfirmClaim, acts.confirm_claim, _MERCHANT),
        "dispute_collection": of(
            commands.DisputeCollection, acts.dispute_collection, _BUYER | _MERCHANT
        ),
        "resolve_dispute": of(commands.ResolveDispute, acts.resolve_dispute, _OFFICER),
        "request_correction": of(commands.RequestCorrection, acts.request_correction, _MERCHANT),
        "decide_correction": of(
            commands.DecideCorrection, acts.decide_correction, _BUYER | _OFFICER | {"finance"}
        ),
        "record_refund": of(commands.RecordRefund, acts.record_refund, _MERCHANT),
        "confirm_refund": of(commands.ConfirmRefund, acts.confirm_refund, _BUYER),
        "dispute_refund": of(commands.DisputeRefund, acts.dispute_refund, _BUYER),
        "resolve_refund": of(commands.ResolveRefund, acts.resolve_refund, _OFFICER),
    }


def _timers() -> Mapping[str, OnTimer]:
    handlers = {
        recording.CONFIRMATION: timers.when_the_buyer_kept_silent,
        recording.CLAIM: timers.when_the_seller_kept_silent,
        recording.REFUND: timers.when_nobody_missed_the_refund,
    }
    return {
        kind: OnTimer(handle=handle, needs=_payment_of_timer) for kind, handle in handlers.items()
    }


def _questions(door: Door) -> Mapping[str, Question]:
    return {**_of_payments(), **_of_finance(door)}


def _of_payments() -> Mapping[str, Question]:
    return {
        "payment_notices": notices_question(TELLING, roles=_BUYER | _MERCHANT),
        "payment": Question(
            type=questions.GetPayment, answer=payment_queries.answer_payment, roles=_CONCERNED
        ),
        "collections": Question(
            type=questions.GetCollections,
            answer=case_queries.answer_collections,
            roles=_CONCERNED,
        ),
        "corrections": Question(
            type=questions.GetCorrections,
            answer=case_queries.answer_corrections,
            roles=_CONCERNED,
        ),
        "refunds": Question(
            type=questions.GetRefunds, answer=case_queries.answer_refunds, roles=_CONCERNED
        ),
        "open_amounts": Question(
            type=questions.GetOpenAmounts, answer=open_queries.answer_open_amounts, roles=_PARTIES
        ),
        "open_sellers": Question(
            type=questions.GetOpenSellers, answer=open_queries.answer_open_sellers, roles=_FINANCE
        ),
        "open_buyers": Question(
            type=questions.GetOpenBuyers, answer=open_queries.answer_open_buyers, roles=_FINANCE
        ),
    }


def _of_finance(door: Door) -> Mapping[str, Question]:
    return {
        "payments": Question(
            type=questions.GetPayments, answer=payment_queries.answer_payments, roles=_FINANCE
        ),
        "ledger": Question(
            type=questions.GetLedger, answer=ledger_queries.answer_ledger, roles=_FINANCE
        ),
        "ledger_parties": Question(
            type=questions.GetLedgerParties,
            answer=ledger_queries.answer_ledger_parties,
            roles=_FINANCE,
        ),
        "payment_days": Question(
            type=questions.GetPaymentDays,
            answer=ledger_queries.answer_payment_days,
            roles=_FINANCE,
        ),
        "finance_events": Question(
            type=questions.GetFinanceEvents,
            answer=finance_queries.answer_finance_events,
            roles=_FINANCE,
        ),
        "finance_head": Question(
            type=questions.GetFinanceHead,
            answer=finance_queries.answer_finance_head,
            roles=_FINANCE,
        ),
        "providers": Question(
            type=questions.GetProviders,
            answer=partial(ledger_queries.answer_providers, door=door),
            roles=_OPERATORS,
        ),
    }


def _orders() -> Subscription:
    return Subscription(
        producer="orders",
        codec=ORDERS,
        policies={
            foreign.PaymentRequested: Policy(handle=policies.when_payment_requested, needs=_needs),
            foreign.OrderDelivered: Policy(handle=policies.when_order_delivered, needs=_needs),
            foreign.DeliveryAttemptFailed: Policy(
                handle=policies.when_delivery_attempt_failed, needs=_needs
            ),
            foreign.OrderCancelled: Policy(handle=policies.when_order_cancelled, needs=_needs),
            foreign.OrderDeclined: Policy(handle=policies.when_order_declined, needs=_needs),
            foreign.OrderExpired: Policy(handle=policies.when_order_expired, needs=_needs),
            foreign.OrderReturnedToSeller: Policy(
                handle=policies.when_order_returned_to_seller, needs=_needs
            ),
            foreign.ReturnAccepted: Policy(handle=policies.when_return_accepted, needs=_needs),
        },
    )


def _needs(event: Recorded[foreign.AboutPayment]) -> Needs:
    payment_id = event.event.payment_id
    return () if payment_id is None else ((PAYMENT, payment_id),)


def _payment_of(command: Any) -> Needs:
    return [(PAYMENT, command.payment_id)]


def _payment_of_timer(timer: Timer) -> Needs:
    return [(PAYMENT, timer.subject)]

"""Wire the rooms together, once: the only module that knows every adapter by name."""

from functools import partial

from kernel.adapters.clock import SystemClock
from kernel.adapters.definition import Needs, Policy, Question, ServiceDefinition, Subscription
from kernel.application.envelope import Recorded
from kernel.application.ports import Clock
from kernel.settings import KernelSettings
from payments.adapters import ledger_queries, ledger_rows, payment_queries, payment_rows
from payments.adapters.checks import CHECKS
from payments.adapters.codecs import CODEC, ORDERS
from payments.adapters.provider_door import Door, open_door
from payments.application import foreign, policies, questions
from payments.application.ports import Ports
from payments.application.providers import ProviderPorts
from payments.domain.payment import PAYMENT
from payments.settings import Settings

_FINANCE = frozenset({"finance", "auditor"})
_PARTIES = _FINANCE | {"buyer", "merchant"}
_OPERATORS = _FINANCE | {"operator"}


def define(settings: Settings, *, clock: Clock | None = None) -> ServiceDefinition:
    """Return the service as data, with every payment provider that could be let in."""
    door = open_door(settings.providers, ProviderPorts(clock=clock or SystemClock()))
    ports = Ports(providers=door)
    return ServiceDefinition(
        name="payments",
        codec=CODEC,
        commands={},
        questions=_questions(door),
        subscriptions=(_orders(),),
        projections=(
            payment_rows.PAYMENTS,
            payment_rows.RECEIPTS,
            ledger_rows.LEDGER,
            ledger_rows.PARTIES,
            ledger_rows.DAYS,
        ),
        ports=lambda _: ports,
        checks=CHECKS,
        settings_version=settings.version,
    )


def contract() -> ServiceDefinition:
    """Return the definition for those who only read its published language."""
    kernel = KernelSettings(service="payments", database_url="postgresql://", amqp_url="amqp://")
    return define(Settings(kernel=kernel))


def _questions(door: Door) -> dict[str, Question]:
    return {
        "payment": Question(
            type=questions.GetPayment, answer=payment_queries.answer_payment, roles=_PARTIES
        ),
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
            foreign.OrderCancelled: Policy(handle=policies.when_order_cancelled, needs=_needs),
            foreign.OrderDeclined: Policy(handle=policies.when_order_declined, needs=_needs),
            foreign.OrderExpired: Policy(handle=policies.when_order_expired, needs=_needs),
        },
    )


def _needs(event: Recorded[foreign.AboutPayment]) -> Needs:
    payment_id = event.event.payment_id
    return () if payment_id is None else ((PAYMENT, payment_id),)

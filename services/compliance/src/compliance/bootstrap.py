"""Wire the rooms together, once: the only module that knows every adapter by name."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from importlib.metadata import version
from typing import Any

import sqlalchemy as sa

from compliance.adapters.books import SqlBooks, SqlPeriods, SqlRoster
from compliance.adapters.callers import AUDITOR, BUYER, HEAD, HR, POLICY
from compliance.adapters.checks import CHECKS
from compliance.adapters.codecs import ORDERS, OWN, PAYMENTS
from compliance.adapters.duties import SqlDuties
from compliance.adapters.lookup import KeyedLookup
from compliance.adapters.member_queries import answer_membership
from compliance.adapters.obligation_queries import answer_obligation, answer_obligations
from compliance.adapters.period_queries import answer_period, answer_recomputation
from compliance.adapters.read_models import PROJECTIONS
from compliance.adapters.sources import SqlSources
from compliance.application import foreign, handlers, importing, months, policies, timers
from compliance.application.authority import OPERATOR
from compliance.application.ports import Ports, Rules
from compliance.application.questions import (
    GetMembership,
    GetObligation,
    GetPeriod,
    ListObligations,
    RecomputePeriod,
)
from compliance.domain import commands
from compliance.domain.purchase import SPEND
from compliance.settings import SERVICE, Settings
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
from kernel.adapters.vault import SqlVault
from kernel.application.envelope import Recorded
from kernel.settings import KernelSettings


def define(settings: Settings) -> ServiceDefinition:
    """Return what compliance is made of, for the kernel to run."""
    return ServiceDefinition(
        name=SERVICE,
        codec=OWN,
        commands=_commands(),
        questions=_questions(),
        subscriptions=_subscriptions(),
        projections=PROJECTIONS,
        timers={
            months.OPENING: OnTimer(handle=timers.when_month_begins),
            months.CLOSING: OnTimer(handle=timers.when_cut_off_passed),
        },
        ports=_ports(settings),
        checks=CHECKS,
        settings_version=settings.version,
    )


def contract() -> ServiceDefinition:
    """Return the definition for those who only read its published language."""
    kernel = KernelSettings(service=SERVICE, database_url="postgresql://", amqp_url="amqp://")
    nobody = "0" * 64  # No number is ever looked up with it.
    return define(Settings(kernel=kernel, lookup_secret=nobody))


def _ports(settings: Settings) -> Callable[[sa.Connection], Ports]:
    lookup = KeyedLookup(settings.lookup_secret)
    calendar = load_calendar(settings.holidays_year)
    rules = Rules(
        import_rows_max=settings.import_rows_max,
        closing_grace=timedelta(seconds=settings.closing_grace_s),
        closing_retry=timedelta(seconds=settings.closing_retry_s),
        code_version=version(SERVICE),
    )

    def ports(connection: sa.Connection) -> Ports:
        return Ports(
            books=SqlBooks(connection),
            roster=SqlRoster(connection),
            periods=SqlPeriods(connection),
            duties=SqlDuties(connection),
            sources=SqlSources(connection),
            vault=SqlVault(connection),
            lookup=lookup,
            calendar=calendar,
            rules=rules,
        )

    return ports


def _commands() -> Mapping[str, Command]:
    return {
        "register_institution": Command(
            type=commands.RegisterInstitution,
            handle=handlers.register_institution,
            roles=frozenset({OPERATOR}),
        ),
        "define_agency": Command(
            type=commands.DefineAgency,
            handle=handlers.define_agency,
            roles=frozenset({HR, OPERATOR}),
        ),
        "import_members": Command(
            type=commands.ImportMembers,
            handle=importing.import_members,
            roles=frozenset({HR}),
        ),
        "enact_policy": Command(
            type=commands.EnactPolicy,
            handle=handlers.enact_policy,
            roles=frozenset({POLICY}),
        ),
        "open_period": Command(
            type=commands.OpenPeriod,
            handle=months.open_period_of,
            roles=frozenset({POLICY, OPERATOR}),
        ),
        "close_period": Command(
            type=commands.ClosePeriod,
            handle=months.close_period_of,
            roles=frozenset({POLICY, OPERATOR}),
        ),
    }


def _questions() -> Mapping[str, Question]:
    officers = frozenset({HR, POLICY})
    return {
        "obligation": Question(
            type=GetObligation, answer=answer_obligation, roles=officers | {BUYER}
        ),
        "obligations": Question(
            type=ListObligations, answer=answer_obligations, roles=officers | {HEAD}
        ),
        "membership": Question(
            type=GetMembership, answer=answer_membership, roles=frozenset({HR, OPERATOR})
        ),
        "period": Question(
            type=GetPeriod, answer=answer_period, roles=officers | {AUDITOR, OPERATOR}
        ),
        "recomputation": Question(
            type=RecomputePeriod,
            answer=answer_recomputation,
            roles=frozenset({POLICY, AUDITOR, OPERATOR}),
        ),
    }


def _subscriptions() -> tuple[Subscription, ...]:
    def of_order(handle: Any, **extra: Any) -> Policy:
        return Policy(handle=handle, needs=_purchase_of, **extra)

    return (
        Subscription(
            producer="orders",
            codec=ORDERS,
            policies={
                foreign.OrderPlaced: of_order(
                    policies.when_order_placed, prepare=policies.expect_placed
                ),
                foreign.OrderDelivered: of_order(
                    policies.when_order_delivered, prepare=policies.expect_known
                ),
                foreign.OrderRejected: of_order(policies.when_order_rejected),
                foreign.OrderDeclined: of_order(policies.when_order_declined),
                foreign.OrderCancelled: of_order(policies.when_order_cancelled),
                foreign.OrderExpired: of_order(policies.when_order_expired),
            },
        ),
        Subscription(
            producer="payments",
            codec=PAYMENTS,
            policies={
                foreign.PaymentReceived: of_order(
                    policies.when_payment_received, prepare=policies.expect_known
                )
            },
        ),
    )


def _purchase_of(recorded: Recorded[Any]) -> Needs:
    return [(SPEND, recorded.event.order_id)]

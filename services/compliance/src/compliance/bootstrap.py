"""Wire the rooms together, once: the only module that knows every adapter by name."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from compliance.adapters import roster_queries as roster
from compliance.adapters.books import SqlBooks, SqlPeriods, SqlRoster
from compliance.adapters.callers import AUDITOR, BUYER, HEAD, HR, POLICY
from compliance.adapters.checks import CHECKS
from compliance.adapters.codecs import ORDERS, OWN, PAYMENTS
from compliance.adapters.consequence_books import SqlConsequences
from compliance.adapters.consequence_queries import answer_consequence_file, answer_consequences
from compliance.adapters.duties import SqlDutyRows
from compliance.adapters.known_duties import KnownDuties
from compliance.adapters.lookup import KeyedLookup
from compliance.adapters.member_queries import answer_membership
from compliance.adapters.notice_owners import owners_of
from compliance.adapters.obligation_queries import answer_obligation, answer_obligations
from compliance.adapters.period_queries import answer_period, answer_recomputation
from compliance.adapters.read_models import PROJECTIONS
from compliance.adapters.sources import SqlSources
from compliance.adapters.summary_queries import (
    answer_agency_summary,
    answer_turnover,
    answer_turnover_places,
)
from compliance.application import (
    closing,
    foreign,
    handlers,
    importing,
    members,
    money_policies,
    month_timers,
    opening,
    policies,
    questions as asked,
    reminding,
    rules,
    telling,
    timers,
)
from compliance.application.authority import OPERATOR
from compliance.application.ports import Ports
from compliance.domain import commands
from compliance.domain.agency import AGENCY_LIFE
from compliance.domain.consequences import CONSEQUENCES_LIFE
from compliance.domain.member import MEMBER_LIFE
from compliance.domain.member_import import IMPORT_LIFE
from compliance.domain.notices import TEXTS
from compliance.domain.obligation import OBLIGATION_LIFE
from compliance.domain.period import PERIOD_LIFE
from compliance.domain.policy import POLICY_LIFE
from compliance.domain.policy_draft import DRAFT_LIFE
from compliance.domain.purchase import SPEND, SPEND_LIFE
from compliance.settings import SERVICE, Settings
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
from kernel.adapters.holidays import load_calendar
from kernel.adapters.inbox import notices_question
from kernel.adapters.pace import UNHURRIED_S
from kernel.adapters.vault import SqlVault
from kernel.application.envelope import Recorded
from kernel.settings import KernelSettings

LIFECYCLES = (
    AGENCY_LIFE,
    MEMBER_LIFE,
    IMPORT_LIFE,
    DRAFT_LIFE,
    POLICY_LIFE,
    PERIOD_LIFE,
    OBLIGATION_LIFE,
    SPEND_LIFE,
    CONSEQUENCES_LIFE,
)
TELLING = Telling(makers=telling.MAKERS, texts=TEXTS, known=owners_of)


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
            month_timers.OPENING: OnTimer(handle=timers.when_month_begins),
            month_timers.CLOSING: OnTimer(handle=timers.when_cut_off_passed),
            month_timers.REMINDER: OnTimer(handle=reminding.when_the_month_nears_its_end),
            month_timers.ISSUING: OnTimer(handle=timers.when_month_is_closed),
        },
        ports=_ports(settings),
        checks=CHECKS,
        telling=TELLING,
        pace_s=UNHURRIED_S,
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
    in_force = settings.rules

    def ports(connection: sa.Connection) -> Ports:
        return Ports(
            books=SqlBooks(connection),
            roster=SqlRoster(connection),
            periods=SqlPeriods(connection),
            consequences=SqlConsequences(connection),
            duties=KnownDuties(SqlDutyRows(connection)),
            sources=SqlSources(connection),
            vault=SqlVault(connection),
            lookup=lookup,
            calendar=calendar,
            rules=in_force,
        )

    return ports


def _commands() -> Mapping[str, Command]:
    operators, hr = frozenset({OPERATOR}), frozenset({HR})
    policy = frozenset({POLICY})

    def command(kind: type[Any], handle: Any, roles: frozenset[str]) -> Command:
        return Command(type=kind, handle=handle, roles=roles)

    return {
        "register_institution": command(
            commands.RegisterInstitution, handlers.register_institution, operators
        ),
        "define_agency": command(commands.DefineAgency, handlers.define_agency, hr | operators),
        "move_agency": command(commands.MoveAgency, handlers.move_agency, hr | operators),
        "close_agency": command(commands.CloseAgency, handlers.close_agency, hr | operators),
        "import_members": command(commands.ImportMembers, importing.import_members, hr),
        "change_member_identity": command(
            commands.ChangeMemberIdentity, members.change_member_identity, hr
        ),
        "record_departure": command(commands.RecordDeparture, members.record_departure, hr),
        "draft_policy": command(commands.DraftPolicy, rules.draft_policy, policy),
        "approve_policy": command(commands.ApprovePolicy, rules.approve_policy, policy),
        "withdraw_policy_draft": command(
            commands.WithdrawPolicyDraft, rules.withdraw_policy_draft, policy
        ),
        "enact_policy": command(commands.EnactPolicy, rules.enact_policy, policy),
        "repeal_policy": command(commands.RepealPolicy, rules.repeal_policy, policy),
        "open_period": command(commands.OpenPeriod, opening.open_period_of, policy | operators),
        "close_period": command(commands.ClosePeriod, closing.close_period_of, policy | operators),
    }


def _questions() -> Mapping[str, Question]:
    officers = frozenset({HR, POLICY})
    overseers = officers | {AUDITOR, OPERATOR}

    def question(kind: type[Any], answer: Any, roles: frozenset[str]) -> Question:
        return Question(type=kind, answer=answer, roles=roles)

    return {
        "duty_notices": notices_question(TELLING, roles=[BUYER]),
        "obligation": question(asked.GetObligation, answer_obligation, officers | {BUYER}),
        "obligations": question(asked.ListObligations, answer_obligations, officers | {HEAD}),
        "agency_summary": question(
            asked.SummariseAgencies, answer_agency_summary, overseers | {HEAD}
        ),
        "turnover": question(asked.GetTurnover, answer_turnover, overseers),
        "turnover_places": question(asked.ListTurnoverPlaces, answer_turnover_places, overseers),
        "agencies": question(asked.ListAgencies, roster.answer_agencies, overseers),
        "members": question(asked.ListMembers, roster.answer_members, frozenset({HR})),
        "member": question(asked.GetMember, roster.answer_member, frozenset({HR})),
        "member_imports": question(asked.ListImports, roster.answer_imports, frozenset({HR})),
        "membership": question(asked.GetMembership, answer_membership, frozenset({HR, OPERATOR})),
        "policies": question(asked.ListPolicies, roster.answer_policies, overseers),
        "policy_drafts": question(
            asked.ListPolicyDrafts, roster.answer_drafts, frozenset({POLICY, AUDITOR})
        ),
        "period": question(asked.GetPeriod, answer_period, overseers),
        "consequences": question(asked.ListConsequences, answer_consequences, officers | {AUDITOR}),
        "consequence_file": question(
            asked.ExportConsequences, answer_consequence_file, officers | {AUDITOR}
        ),
        "recomputation": question(
            asked.RecomputePeriod,
            answer_recomputation,
            frozenset({POLICY, AUDITOR, OPERATOR}),
        ),
    }


def _subscriptions() -> tuple[Subscription, ...]:
    def of_order(handle: Any, prepare: Any = policies.expect_known) -> Policy:
        return Policy(handle=handle, needs=_purchase_of, prepare=prepare)

    return (
        Subscription(
            producer="orders",
            codec=ORDERS,
            policies={
                foreign.OrderPlaced: of_order(
                    policies.when_order_placed, prepare=policies.expect_placed
                ),
                foreign.OrderDelivered: of_order(policies.when_order_delivered),
                foreign.OrderRejected: of_order(policies.when_order_rejected, None),
                foreign.OrderDeclined: of_order(policies.when_order_declined, None),
                foreign.OrderCancelled: of_order(policies.when_order_cancelled, None),
                foreign.OrderExpired: of_order(policies.when_order_expired, None),
                foreign.OrderReturnedToSeller: of_order(policies.when_order_returned, None),
                foreign.ReturnAccepted: of_order(policies.when_return_accepted),
            },
        ),
        Subscription(
            producer="payments",
            codec=PAYMENTS,
            policies={
                foreign.PaymentReceived: of_order(money_policies.when_payment_received),
                foreign.PaymentRefunded: of_order(money_policies.when_payment_refunded),
                foreign.CollectionCorrected: of_order(money_policies.when_collection_corrected),
                foreign.CollectionDisputeResolved: of_order(money_policies.when_dispute_resolved),
                foreign.CollectionDisputed: of_order(money_policies.when_collection_disputed, None),
                foreign.CollectionClaimed: of_order(money_policies.when_collection_claimed, None),
                foreign.CollectionConfirmed: of_order(
                    money_policies.when_collection_confirmed, None
                ),
            },
        ),
    )


def _purchase_of(recorded: Recorded[Any]) -> Needs:
    return [(SPEND, recorded.event.order_id)]

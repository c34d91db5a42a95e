"""The read models: each a pure fold of this service's own events into rows."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import msgspec

from compliance.adapters.tables import (
    agencies,
    institutions,
    members,
    obligations,
    periods,
    policies,
    purchases,
    spends,
)
from compliance.domain.duty_events import (
    ObligationOpened,
    ObligationsAssessed,
    PeriodClosed,
    PeriodOpened,
    PolicyEnacted,
)
from compliance.domain.member import Member, evolve as evolve_member
from compliance.domain.people_events import (
    AgencyDefined,
    InstitutionRegistered,
    MemberAssigned,
    MemberEnrolled,
    MemberIdentityChanged,
)
from compliance.domain.purchase import Purchase, evolve as evolve_purchase
from compliance.domain.purchase_events import (
    PurchaseFellThrough,
    PurchaseHandedOver,
    PurchaseNoted,
    PurchasePaid,
    SpendCredited,
    SpendRecorded,
)
from compliance.domain.words import PeriodStatus
from kernel.adapters.codec import plain
from kernel.adapters.projections import AnyRecorded, Key, Row, RowProjection
from kernel.domain.wib import period_of

_MEMBER = MemberEnrolled | MemberAssigned | MemberIdentityChanged
_NOTE = PurchaseNoted | PurchaseHandedOver | PurchasePaid | PurchaseFellThrough


def institution_keys(recorded: AnyRecorded) -> Iterable[Key]:
    event = recorded.event
    return [(event.institution_id,)] if isinstance(event, InstitutionRegistered) else []


def fold_institution(_: Row | None, recorded: AnyRecorded, __: Key) -> Row:
    event: InstitutionRegistered = recorded.event
    return {
        "institution_id": event.institution_id,
        "name": event.name,
        "identity_scheme": event.identity_scheme,
    }


def agency_keys(recorded: AnyRecorded) -> Iterable[Key]:
    event = recorded.event
    return [(event.agency_id,)] if isinstance(event, AgencyDefined) else []


def fold_agency(_: Row | None, recorded: AnyRecorded, __: Key) -> Row:
    event: AgencyDefined = recorded.event
    return {
        "agency_id": event.agency_id,
        "institution_id": event.institution_id,
        "agency_code": event.agency_code,
        "name": event.name,
        "kind": event.kind,
        "parent_agency_id": event.parent_agency_id,
    }


def member_keys(recorded: AnyRecorded) -> Iterable[Key]:
    event = recorded.event
    return [(event.membership_id,)] if isinstance(event, _MEMBER) else []


def fold_member(row: Row | None, recorded: AnyRecorded, _: Key) -> Row:
    known = msgspec.convert(row["member"], Member) if row else None
    member = evolve_member(known, recorded.event)
    event_ids = row["assignment_event_ids"] if row else []
    if isinstance(recorded.event, MemberAssigned):
        event_ids = [*event_ids, recorded.event_id]
    return {
        "membership_id": member.membership_id,
        "institution_id": member.institution_id,
        "member": plain(member),
        "assignment_event_ids": event_ids,
    }


def policy_keys(recorded: AnyRecorded) -> Iterable[Key]:
    event = recorded.event
    return [(event.institution_id, event.version)] if isinstance(event, PolicyEnacted) else []


def fold_policy(_: Row | None, recorded: AnyRecorded, __: Key) -> Row:
    event: PolicyEnacted = recorded.event
    return {
        "institution_id": event.institution_id,
        "version": event.version,
        "enacted": plain(event),
    }


def period_keys(recorded: AnyRecorded) -> Iterable[Key]:
    event = recorded.event
    if isinstance(event, PeriodOpened | PeriodClosed):
        return [(event.institution_id, event.period)]
    return []


def fold_period(row: Row | None, recorded: AnyRecorded, _: Key) -> Row | None:
    event = recorded.event
    if isinstance(event, PeriodOpened):
        return {
            "institution_id": event.institution_id,
            "period": event.period,
            "policy_id": event.policy_id,
            "policy_version": event.policy_version,
            "cut_off_at": event.cut_off_at,
            "status": PeriodStatus.OPEN,
            "close_no": 0,
            "opened_at": event.opened_at,
            "closed_at": None,
            "closed": None,
        }
    return (row or {}) | {
        "status": PeriodStatus.CLOSED,
        "close_no": event.close_no,
        "closed_at": recorded.recorded_at,
        "closed": plain(event),
    }


def obligation_keys(recorded: AnyRecorded) -> Iterable[Key]:
    match recorded.event:
        case ObligationOpened(obligation_id=one) | SpendCredited(obligation_id=one):
            return [(one,)]
        case ObligationsAssessed(assessments=assessments):
            return [(one.obligation_id,) for one in assessments]
        case _:
            return []


def fold_obligation(row: Row | None, recorded: AnyRecorded, key: Key) -> Row:
    match recorded.event:
        case ObligationOpened() as opened:
            return _opened(opened)
        case SpendCredited() as credit:
            known = row or {}
            return known | {"credited_idr": known["credited_idr"] + credit.credited_idr}
        case assessed:
            return (row or {}) | {"assessment": plain(_assessment(assessed, key))}


def purchase_keys(recorded: AnyRecorded) -> Iterable[Key]:
    event = recorded.event
    return [(event.order_id,)] if isinstance(event, _NOTE) else []


def fold_purchase(row: Row | None, recorded: AnyRecorded, key: Key) -> Row:
    known = msgspec.convert(row["purchase"], Purchase) if row else None
    purchase = evolve_purchase(known, _without_lines(recorded.event))
    noted = purchase.noted
    return {
        "order_id": key[0],
        "membership_id": noted.membership_id if noted else None,
        "placed_at": noted.placed_at if noted else None,
        "month": period_of(noted.placed_at) if noted else None,
        "settled_at": _settled_at(purchase),
        "purchase": plain(purchase),
    }


def spend_keys(recorded: AnyRecorded) -> Iterable[Key]:
    event = recorded.event
    return [(event.spend_id,)] if isinstance(event, SpendRecorded | SpendCredited) else []


def fold_spend(row: Row | None, recorded: AnyRecorded, _: Key) -> Row:
    event = recorded.event
    if isinstance(event, SpendRecorded):
        return {
            "spend_id": event.spend_id,
            "order_id": event.order_id,
            "payment_id": event.payment_id,
            "payment_event_id": event.payment_event_id,
            "institution_id": event.institution_id,
            "membership_id": event.membership_id,
            "paid_idr": event.paid_idr,
            "obligation_id": None,
            "credit_id": None,
            "policy_version": None,
            "counted_at": None,
            "credited_idr": None,
            "not_credited": None,
        }
    return (row or {}) | {
        "obligation_id": event.obligation_id,
        "credit_id": event.credit_id,
        "policy_version": event.policy_version,
        "counted_at": event.counted_at,
        "credited_idr": event.credited_idr,
        "not_credited": plain(event.not_credited),
    }


def _opened(event: ObligationOpened) -> Row:
    return {
        "obligation_id": event.obligation_id,
        "membership_id": event.membership_id,
        "member_id": event.member_id,
        "institution_id": event.institution_id,
        "period": event.period,
        "agency_id": event.agency_id,
        "policy_version": event.policy_version,
        "in_scope": event.in_scope,
        "out_of_scope_code": event.out_of_scope_code,
        "target_idr": event.target_idr,
        "credited_idr": 0,
        "assessment": None,
    }


def _assessment(event: ObligationsAssessed, key: Key) -> object:
    # They are stored in the order of their ids, so a chunk of a thousand is quickly searched.
    at = bisect_left(event.assessments, key[0], key=lambda one: one.obligation_id)
    return event.assessments[at]


def _without_lines(event: _NOTE) -> _NOTE:
    if isinstance(event, PurchaseNoted):
        return replace(event, lines=())
    return replace(event, lines=()) if isinstance(event, PurchaseHandedOver) else event


def _settled_at(purchase: Purchase) -> datetime | None:
    settling = [one.source.recorded_at for one in purchase.payments if not one.remaining_due_idr]
    return min(settling, default=None)


PROJECTIONS = (
    RowProjection("institutions", institutions, keys=institution_keys, fold=fold_institution),
    RowProjection("agencies", agencies, keys=agency_keys, fold=fold_agency),
    RowProjection("members", members, keys=member_keys, fold=fold_member),
    RowProjection("policies", policies, keys=policy_keys, fold=fold_policy),
    RowProjection("periods", periods, keys=period_keys, fold=fold_period),
    RowProjection("obligations", obligations, keys=obligation_keys, fold=fold_obligation),
    RowProjection("purchases", purchases, keys=purchase_keys, fold=fold_purchase),
    RowProjection("spends", spends, keys=spend_keys, fold=fold_spend),
)

"""What one member owes for one month, and why: also for those who owe nothing."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta

from compliance.domain.duty_events import (
    AgencyDays,
    ObligationAdjusted,
    ObligationEvent,
    ObligationInputs,
    ObligationOpened,
)
from compliance.domain.member import Member
from compliance.domain.people_events import MemberAssigned
from compliance.domain.period import last_day
from compliance.domain.policy_document import Target, amount_of, out_of_scope, target
from compliance.domain.policy_events import PolicyEnacted
from compliance.domain.words import AgencyRule, ObligationStatus, OutOfScopeCode
from kernel.domain.ids import derived_id
from kernel.domain.lifecycle import Arrow, Lifecycle
from kernel.domain.streams import Kind
from kernel.domain.wib import first_day

_NOTHING = Target(before_rounding_idr=0, target_idr=0)
_IN, _OUT = ObligationStatus.IN_SCOPE, ObligationStatus.OUT_OF_SCOPE

OBLIGATION_LIFE = Lifecycle(
    name="obligation",
    arrows=(
        Arrow(None, ObligationOpened, _IN),
        Arrow(None, ObligationOpened, _OUT, "with the reason"),
        Arrow(_IN, ObligationAdjusted, _IN, "another target or agency"),
        Arrow(_IN, ObligationAdjusted, _OUT),
        Arrow(_OUT, ObligationAdjusted, _OUT, "another reason or agency"),
        Arrow(_OUT, ObligationAdjusted, _IN),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRoster:
    """A member, and the event of each of its assignments, in the same order."""

    member: Member
    assignment_event_ids: tuple[str, ...]

    def event_of(self, assignment: MemberAssigned) -> str:
        """Return the id of the event; of equal assignments that of the one told last."""
        at = len(self.member.assignments) - 1 - self.member.assignments[::-1].index(assignment)
        return self.assignment_event_ids[at]


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """A duty as it stands: `told` holds what it would say if it were opened now."""

    told: ObligationOpened
    status: ObligationStatus
    adjustments: int = 0


def obligation_id_of(membership_id: str, period: str) -> str:
    """Return the one id that this membership's obligation for that month has."""
    return derived_id("obligation", membership_id, period)


def belongs_to(member: Member, period: str) -> bool:
    """Tell whether the member is on the roster on any day of the month."""
    return any(span.touches(first_day(period), last_day(period)) for span in member.spans)


def open_obligation(on_roster: OnRoster, period: str, policy: PolicyEnacted) -> ObligationOpened:
    """Apply the rule to what is known of the member on the first day of membership that month."""
    member, document = on_roster.member, policy.document
    assignment = member.assignment_on(_begin(member, period))
    assert assignment is not None, "an enrolment comes with an assignment of the same day"
    code = _out_of_scope(member, period, assignment, policy)
    owed = _NOTHING if code else target(document, amount_of(document, assignment) or 0)
    return ObligationOpened(
        obligation_id=obligation_id_of(member.membership_id, period),
        membership_id=member.membership_id,
        member_id=member.member_id,
        institution_id=member.institution_id,
        agency_id=agency_reported(member, period, policy.agency_rule),
        period=period,
        policy_id=policy.policy_id,
        policy_version=policy.version,
        in_scope=code is None,
        out_of_scope_code=code,
        inputs=ObligationInputs(
            identity_kind=member.identity_kind,
            grade=assignment.grade,
            position_level=assignment.position_level,
            job_class=assignment.job_class,
            employment_status=assignment.employment_status,
            tpp_ceiling_idr=assignment.tpp_ceiling_idr,
            tpp_as_of=assignment.tpp_as_of,
            assignment_event_id=on_roster.event_of(assignment),
            tpp_eligible=assignment.tpp_eligible,
        ),
        days_in_scope=0 if code else _days(member, period),
        days_in_period=last_day(period).day,
        target_before_rounding_idr=owed.before_rounding_idr,
        rounding_rule=document.rounding,
        target_idr=owed.target_idr,
        target_staple_idr=owed.staple_idr,
        target_quantity=None,
        carried_in_idr=0,
        exemption_ids=(),
        agency_days=_divided(member, period, policy.agency_rule),
    )


def agency_reported(member: Member, period: str, rule: AgencyRule) -> str:
    """Return the agency that answers for the member in that month."""
    if rule in {AgencyRule.MOST_DAYS, AgencyRule.PRO_RATA} and belongs_to(member, period):
        # Of two with as many days the later one.
        shares = reversed(agency_days(member, period))
        return max(shares, key=lambda one: one.days).agency_id
    day = _begin(member, period) if rule is AgencyRule.FIRST_DAY else _end(member, period)
    assignment = member.assignment_on(day)
    assert assignment is not None, "an enrolment comes with an assignment of the same day"
    return assignment.agency_id


def agency_days(member: Member, period: str) -> tuple[AgencyDays, ...]:
    """Return where the member was on how many days of the month, in the order of arrival."""
    counted: Counter[str] = Counter()
    for begin, end in _stays(member, period):
        for at in range((end - begin).days + 1):
            assignment = member.assignment_on(begin + timedelta(days=at))
            assert assignment is not None, "on the roster is who has an assignment"
            counted[assignment.agency_id] += 1
    return tuple(AgencyDays(agency_id=key, days=days) for key, days in counted.items())


def evolve(known: Obligation | None, event: ObligationEvent) -> Obligation:
    status = known.status if known else None
    if isinstance(event, ObligationOpened):
        target_status = _IN if event.in_scope else _OUT
        return Obligation(told=event, status=OBLIGATION_LIFE.moved(status, event, target_status))
    moved = OBLIGATION_LIFE.moved(status, event, _IN if event.in_scope_after else _OUT)
    assert known is not None, "the lifecycle has just seen it"
    return Obligation(
        told=adjusted(known.told, event), status=moved, adjustments=event.adjustment_no
    )


def adjusted(told: ObligationOpened, event: ObligationAdjusted) -> ObligationOpened:
    """Return what the duty says after the adjustment."""
    return replace(
        told,
        inputs=event.inputs_after,
        in_scope=event.in_scope_after,
        out_of_scope_code=event.out_of_scope_code_after,
        agency_id=event.agency_id_after,
        agency_days=event.agency_days_after,
        days_in_scope=event.days_in_scope_after,
        target_idr=event.target_after_idr,
        target_staple_idr=event.target_staple_after_idr,
    )


def _out_of_scope(
    member: Member, period: str, assignment: MemberAssigned, policy: PolicyEnacted
) -> OutOfScopeCode | None:
    if not belongs_to(member, period):
        return OutOfScopeCode.LEFT
    return out_of_scope(policy.document, assignment)


def _stays(member: Member, period: str) -> list[tuple[date, date]]:
    """Return from when to when the member is on the roster within the month."""
    first, last = first_day(period), last_day(period)
    return [
        (max(first, span.valid_from), min(last, span.valid_to or last))
        for span in member.spans
        if span.touches(first, last)
    ]


def _begin(member: Member, period: str) -> date:
    """Return the first day of membership in the month; the month's own, if there is none."""
    stays = _stays(member, period)
    return stays[0][0] if stays else max(first_day(period), member.valid_from)


def _end(member: Member, period: str) -> date:
    stays = _stays(member, period)
    return stays[-1][1] if stays else max(last_day(period), member.valid_from)


def _days(member: Member, period: str) -> int:
    return sum((end - begin).days + 1 for begin, end in _stays(member, period))


def _divided(member: Member, period: str, rule: AgencyRule) -> tuple[AgencyDays, ...]:
    return agency_days(member, period) if rule is AgencyRule.PRO_RATA else ()


OBLIGATION = Kind("obligation", evolve)

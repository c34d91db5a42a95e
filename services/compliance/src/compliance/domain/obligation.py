"""What one member owes for one month, and why: also for those who owe nothing."""

from dataclasses import dataclass

from compliance.domain.duty_events import ObligationInputs, ObligationOpened, PolicyEnacted
from compliance.domain.member import Member
from compliance.domain.people_events import MemberAssigned
from compliance.domain.period import last_day
from compliance.domain.policy import Target, target
from compliance.domain.words import AgencyRule, OutOfScopeCode
from kernel.domain.ids import derived_id
from kernel.domain.streams import Kind
from kernel.domain.wib import first_day

_NOTHING = Target(before_rounding_idr=0, target_idr=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRoster:
    """A member, and the event of each of its assignments, in the same order."""

    member: Member
    assignment_event_ids: tuple[str, ...]

    def event_of(self, assignment: MemberAssigned) -> str:
        """Return the id of the event; of equal assignments that of the one told last."""
        at = len(self.member.assignments) - 1 - self.member.assignments[::-1].index(assignment)
        return self.assignment_event_ids[at]


def obligation_id_of(membership_id: str, period: str) -> str:
    """Return the one id that this membership's obligation for that month has."""
    return derived_id("obligation", membership_id, period)


def belongs_to(member: Member, period: str) -> bool:
    """Tell whether the membership begins before the month is over."""
    return member.valid_from <= last_day(period)


def open_obligation(on_roster: OnRoster, period: str, policy: PolicyEnacted) -> ObligationOpened:
    """Apply the rule to what is known of the member on the first day of membership that month."""
    member, document = on_roster.member, policy.document
    begin = max(first_day(period), member.valid_from)
    assignment = member.assignment_on(begin)
    assert assignment is not None, "an enrolment comes with an assignment of the same day"
    code = _out_of_scope(assignment, policy)
    ceiling = assignment.tpp_ceiling_idr
    owed = _NOTHING if code or ceiling is None else target(document, ceiling)
    days = (last_day(period) - begin).days + 1
    return ObligationOpened(
        obligation_id=obligation_id_of(member.membership_id, period),
        membership_id=member.membership_id,
        member_id=member.member_id,
        institution_id=member.institution_id,
        agency_id=assignment.agency_id,
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
            tpp_ceiling_idr=ceiling,
            tpp_as_of=assignment.tpp_as_of,
            assignment_event_id=on_roster.event_of(assignment),
        ),
        days_in_scope=0 if code else days,
        days_in_period=last_day(period).day,
        target_before_rounding_idr=owed.before_rounding_idr,
        rounding_rule=document.rounding,
        target_idr=owed.target_idr,
        target_staple_idr=None,
        target_quantity=None,
        carried_in_idr=0,
        exemption_ids=(),
    )


def agency_reported(member: Member, period: str, rule: AgencyRule) -> str:
    """Return the agency that answers for the member in that month."""
    day = first_day(period) if rule is AgencyRule.FIRST_DAY else last_day(period)
    assignment = member.assignment_on(max(day, member.valid_from))
    assert assignment is not None, "an enrolment comes with an assignment of the same day"
    return assignment.agency_id


def evolve(_: ObligationOpened | None, event: ObligationOpened) -> ObligationOpened:
    return event


def _out_of_scope(assignment: MemberAssigned, policy: PolicyEnacted) -> OutOfScopeCode | None:
    if assignment.employment_status not in policy.document.statuses_in_scope:
        return OutOfScopeCode.EMPLOYMENT_STATUS
    if not assignment.tpp_eligible:
        return OutOfScopeCode.TPP_NOT_ELIGIBLE
    if assignment.tpp_ceiling_idr is None:
        return OutOfScopeCode.TPP_UNKNOWN
    return None


OBLIGATION = Kind("obligation", evolve)

"""What became known late makes it another duty: what changes, and by which cause."""

from dataclasses import dataclass, replace

from compliance.domain.duty_events import ObligationAdjusted, ObligationInputs, ObligationOpened
from compliance.domain.month import Owed, outcome_of
from compliance.domain.obligation import Obligation, OnRoster, open_obligation
from compliance.domain.policy_events import PolicyEnacted
from compliance.domain.words import AdjustmentCause


@dataclass(frozen=True, slots=True, kw_only=True)
class Credited:
    """What the books hold beside the duty itself."""

    credited_idr: int
    credited_staple_idr: int
    assessed: bool


def adjust(
    known: Obligation,
    on_roster: OnRoster,
    rule: PolicyEnacted,
    books: Credited,
    *,
    cause_event_id: str,
) -> tuple[ObligationAdjusted, ...]:
    """Apply the rule anew to what is known of the member by now; often nothing changes."""
    before = known.told
    after = open_obligation(on_roster, before.period, rule)
    if _said(before) == _said(after):
        return ()
    outcomes = [outcome_of(_owed(one, books)) for one in (before, after)]
    event = ObligationAdjusted(
        obligation_id=before.obligation_id,
        membership_id=before.membership_id,
        member_id=before.member_id,
        institution_id=before.institution_id,
        period=before.period,
        adjustment_no=known.adjustments + 1,
        cause=_cause(before, after),
        cause_event_id=cause_event_id,
        inputs_before=before.inputs,
        inputs_after=after.inputs,
        in_scope_before=before.in_scope,
        in_scope_after=after.in_scope,
        out_of_scope_code_after=after.out_of_scope_code,
        agency_id_before=before.agency_id,
        agency_id_after=after.agency_id,
        agency_days_after=after.agency_days,
        days_in_scope_after=after.days_in_scope,
        target_before_idr=before.target_idr,
        target_after_idr=after.target_idr,
        target_staple_before_idr=before.target_staple_idr,
        target_staple_after_idr=after.target_staple_idr,
        after_close=books.assessed,
        changes_outcome=books.assessed and outcomes[0] is not outcomes[1],
        legal_basis=None,
    )
    return (event,)


def _said(told: ObligationOpened) -> ObligationOpened:
    """Return what of it can change: the same inputs from another file are the same."""
    inputs = replace(told.inputs, assignment_event_id="", tpp_as_of="")
    return replace(told, inputs=inputs, target_before_rounding_idr=0)


def _cause(before: ObligationOpened, after: ObligationOpened) -> AdjustmentCause:
    one, other = before.inputs, after.inputs
    if one.employment_status != other.employment_status or before.days_in_scope != (
        after.days_in_scope
    ):
        return AdjustmentCause.STATUS
    if _tpp(one) != _tpp(other):
        return AdjustmentCause.TPP_CORRECTION
    moved = before.agency_id != after.agency_id or before.agency_days != after.agency_days
    return AdjustmentCause.TRANSFER if moved else AdjustmentCause.LATE_IMPORT


def _tpp(inputs: ObligationInputs) -> tuple[int | None, bool | None]:
    return inputs.tpp_ceiling_idr, inputs.tpp_eligible


def _owed(told: ObligationOpened, books: Credited) -> Owed:
    return Owed(
        obligation_id=told.obligation_id,
        membership_id=told.membership_id,
        in_scope=told.in_scope,
        target_idr=told.target_idr,
        credited_idr=books.credited_idr,
        agency_id_reported=told.agency_id,
        target_staple_idr=told.target_staple_idr,
        credited_staple_idr=books.credited_staple_idr,
    )

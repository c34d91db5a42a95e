"""The judgement on one spend: how much of it counts, in which month, and why the rest does not."""

from dataclasses import dataclass
from datetime import datetime

from compliance.domain.month import Owed, outcome_of
from compliance.domain.period import Period
from compliance.domain.policy import Policy
from compliance.domain.policy_events import PolicyDocument
from compliance.domain.purchase import Spend, spent_for_oneself
from compliance.domain.purchase_events import (
    NotCredited,
    SpendCredited,
    SpendRecorded,
    SpendReduced,
    SpendReversed,
)
from compliance.domain.spend import left_of, staple_share
from compliance.domain.words import (
    CountingBasis,
    NotCreditedCode,
    ReductionCause,
    RelatedPartyRule,
)
from kernel.domain.ids import derived_id
from kernel.domain.wib import period_of

_UNRELATED = "none_known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """
    An obligation with its month, the rule's document, and what has been credited so far.

    :param assessed: its assessment stands, whatever becomes known from now on
    """

    obligation_id: str
    membership_id: str
    member_id: str
    in_scope: bool
    period: Period
    document: PolicyDocument
    credited_idr: int
    credited_staple_idr: int = 0
    target_idr: int = 0
    target_staple_idr: int | None = None
    assessed: bool = False

    def owed(self, *, credited_idr: int, credited_staple_idr: int) -> Owed:
        """Return the obligation as it stands with these credits."""
        return Owed(
            obligation_id=self.obligation_id,
            membership_id=self.membership_id,
            in_scope=self.in_scope,
            target_idr=self.target_idr,
            credited_idr=credited_idr,
            agency_id_reported="",
            target_staple_idr=self.target_staple_idr,
            credited_staple_idr=credited_staple_idr,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """In which month a spend counts, and by which of its moments."""

    period: str
    basis: CountingBasis


def counting_of(spend: SpendRecorded, policy: Policy | None) -> Counting | None:
    """
    Return the month in which the spend counts; None if no rule was in force when it was ordered.

    The rule in force on the day of the order says which moment decides, for a buyer can know no
    later one; the month so found is then judged by the version in force in that month.
    """
    rule = policy.in_force(period_of(spend.placed_at)) if policy else None
    if rule is None:
        return None
    at = counted_at(spend, rule.counting_basis)
    return Counting(period=period_of(at), basis=rule.counting_basis)


def counted_at(spend: SpendRecorded, basis: CountingBasis) -> datetime:
    """Return the moment that decides the month."""
    moments = {
        CountingBasis.PLACED: spend.placed_at,
        CountingBasis.DELIVERED: spend.delivered_at,
        CountingBasis.COLLECTED: spend.collected_at,
    }
    return moments[basis]


def credit_id_of(spend_id: str, obligation_id: str) -> str:
    """Return the one id that this judgement has."""
    return derived_id("credit", spend_id, obligation_id)


def judge(spend: SpendRecorded, duty: Duty, *, basis: CountingBasis) -> SpendCredited:
    """
    Judge the spend. What is credited and what is not always add up to what was paid.

    Who owes nothing is credited too, or a duty that becomes known late would begin with nothing.
    Money for a month that has been assessed is not credited, and says so: closed figures stand.
    """
    refused = _refused(spend, duty)
    credited = spend.paid_idr - sum(one.amount_idr for one in refused)
    return SpendCredited(
        credit_id=credit_id_of(spend.spend_id, duty.obligation_id),
        spend_id=spend.spend_id,
        order_id=spend.order_id,
        payment_id=spend.payment_id,
        obligation_id=duty.obligation_id,
        member_id=duty.member_id,
        membership_id=duty.membership_id,
        period=duty.period.period,
        counting_basis=basis,
        counted_at=counted_at(spend, basis),
        policy_id=duty.period.policy_id,
        policy_version=duty.period.policy_version,
        gross_idr=spend.paid_idr,
        credited_idr=credited,
        credited_staple_idr=staple_share(spend, credited),
        credited_quantity_base=None,
        not_credited=refused,
        balance_after_idr=duty.credited_idr + credited,
        provisional_until=spend.return_until if credited else None,
    )


def take_back(spend: Spend, reduction: SpendReduced, duty: Duty) -> tuple[SpendReversed, ...]:
    """
    Reverse what had been credited for money that went back, also after the close.

    A spend of which nothing is left is credited with nothing, as if it had never been.
    """
    credit = spend.credit
    assert credit is not None, "only what was credited is taken back"
    amount = _amount_back(spend, reduction, duty)
    if not amount:
        return ()
    staple = _staple_back(spend, reduction, amount)
    after = duty.owed(
        credited_idr=duty.credited_idr - amount,
        credited_staple_idr=duty.credited_staple_idr - staple,
    )
    before = duty.owed(credited_idr=duty.credited_idr, credited_staple_idr=duty.credited_staple_idr)
    told = reduction.cause_event_id
    reversed_ = SpendReversed(
        reversal_id=reduction.reduction_id,
        credit_id=credit.credit_id,
        spend_id=credit.spend_id,
        order_id=credit.order_id,
        obligation_id=credit.obligation_id,
        member_id=credit.member_id,
        membership_id=credit.membership_id,
        cause=reduction.cause,
        refund_event_id=told if reduction.cause is ReductionCause.REFUND else None,
        correction_event_id=told if reduction.cause is ReductionCause.CORRECTION else None,
        dispute_event_id=told if reduction.cause is ReductionCause.DISPUTE else None,
        amount_idr=amount,
        staple_idr=staple,
        quantity_base=None,
        period=credit.period,
        recorded_in_period=period_of(reduction.cause_recorded_at),
        after_close=duty.assessed,
        changes_outcome=duty.assessed and outcome_of(before) is not outcome_of(after),
        balance_after_idr=after.credited_idr,
    )
    return (reversed_,)


def _amount_back(spend: Spend, reduction: SpendReduced, duty: Duty) -> int:
    assert spend.credit is not None, "only what was credited is taken back"
    remaining = spend.credit.credited_idr - spend.reversed_idr
    if not left_of(spend).paid_idr and reduction == spend.reductions[-1]:
        return remaining
    fee = 0 if duty.document.delivery_fee_counts else reduction.delivery_fee_idr
    return max(min(reduction.paid_idr - fee, remaining), 0)


def _staple_back(spend: Spend, reduction: SpendReduced, amount_idr: int) -> int:
    assert spend.credit is not None, "only what was credited is taken back"
    remaining = spend.credit.credited_staple_idr - spend.reversed_staple_idr
    left = spend.credit.credited_idr - spend.reversed_idr - amount_idr
    return max(min(reduction.staple_idr, remaining), remaining - left, 0)


def _refused(spend: SpendRecorded, duty: Duty) -> tuple[NotCredited, ...]:
    whole = _code_for_the_whole(spend, duty)
    if whole:
        return (NotCredited(code=whole, amount_idr=spend.paid_idr),)
    fee = min(spend.delivery_fee_idr, spend.paid_idr)
    if duty.document.delivery_fee_counts or not fee:
        return ()
    return (NotCredited(code=NotCreditedCode.DELIVERY_FEE, amount_idr=fee),)


def _code_for_the_whole(spend: SpendRecorded, duty: Duty) -> NotCreditedCode | None:
    document = duty.document
    related = spend.related_party != _UNRELATED
    if not spent_for_oneself(spend):
        return NotCreditedCode.AGENCY_MONEY
    if duty.assessed or spend.payment_recorded_at >= duty.period.cut_off_at:
        return NotCreditedCode.AFTER_CUT_OFF
    if related and document.related_party_rule is RelatedPartyRule.EXCLUDE:
        return NotCreditedCode.RELATED_PARTY
    if document.seller_scales and spend.merchant_scale not in document.seller_scales:
        return NotCreditedCode.SCALE
    return None

"""The judgement on one spend: how much of it counts, in which month, and why the rest does not."""

from dataclasses import dataclass
from datetime import datetime

from compliance.domain.duty_events import PolicyDocument
from compliance.domain.period import Period
from compliance.domain.policy import Policy
from compliance.domain.purchase import spent_for_oneself
from compliance.domain.purchase_events import NotCredited, SpendCredited, SpendRecorded
from compliance.domain.words import CountingBasis, NotCreditedCode, RelatedPartyRule
from kernel.domain.ids import derived_id
from kernel.domain.wib import period_of

_UNRELATED = "none_known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """An obligation with its month, the rule's document, and what has been credited so far."""

    obligation_id: str
    membership_id: str
    member_id: str
    in_scope: bool
    period: Period
    document: PolicyDocument
    credited_idr: int


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

    Money for a month that is closed is not credited, and says so: the closed figures stand.
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
        credited_staple_idr=_staple_share(spend, credited),
        credited_quantity_base=None,
        not_credited=refused,
        balance_after_idr=duty.credited_idr + credited,
        provisional_until=spend.return_until if credited else None,
    )


def _staple_share(spend: SpendRecorded, credited_idr: int) -> int:
    """
    Return how much of the credit was for staples: their share of the order's goods, rounded down.

    An order may be paid in parts, each a spend with all its lines; the parts together never credit
    more staples than were bought, in whatever order they arrive.
    """
    goods = sum(line.amount_idr for line in spend.lines)
    staple = sum(line.amount_idr for line in spend.lines if line.staple)
    counted = min(credited_idr, spend.goods_idr, goods)
    return staple * counted // goods if goods else 0


def _refused(spend: SpendRecorded, duty: Duty) -> tuple[NotCredited, ...]:
    whole = _code_for_the_whole(spend, duty)
    if whole:
        return (NotCredited(code=whole, amount_idr=spend.paid_idr),)
    fee = min(spend.delivery_fee_idr, spend.paid_idr)
    if duty.document.delivery_fee_counts or not fee:
        return ()
    return (NotCredited(code=NotCreditedCode.DELIVERY_FEE, amount_idr=fee),)


def _code_for_the_whole(spend: SpendRecorded, duty: Duty) -> NotCreditedCode | None:
    related = spend.related_party != _UNRELATED
    if not spent_for_oneself(spend):
        return NotCreditedCode.AGENCY_MONEY
    if not duty.in_scope:
        return NotCreditedCode.NO_DUTY
    if duty.period.is_closed or spend.payment_recorded_at >= duty.period.cut_off_at:
        return NotCreditedCode.AFTER_CUT_OFF
    if related and duty.document.related_party_rule is RelatedPartyRule.EXCLUDE:
        return NotCreditedCode.RELATED_PARTY
    return None

"""Spends that came before their duty was known: judged as soon as it is."""

from collections.abc import Sequence
from dataclasses import replace

from compliance.application.ports import Ports
from compliance.domain.credit import Duty, counting_of, judge, take_back
from compliance.domain.duty_events import ObligationOpened
from compliance.domain.period import Period
from compliance.domain.policy import Policy
from compliance.domain.purchase import SPEND, Purchase
from kernel.application.ports import UnitOfWork

Duties = dict[tuple[str, str], Duty]


def credit_waiting(
    opened: Sequence[ObligationOpened],
    month: Period,
    policy: Policy,
    *,
    work: UnitOfWork,
    ports: Ports,
) -> None:
    """Judge what these members spent before their duty was opened here."""
    if not opened:
        return
    order_ids = ports.periods.waiting_orders([one.membership_id for one in opened])
    work.preload((SPEND, order_id) for order_id in order_ids)
    document = policy.version(month.policy_version).document
    duties: Duties = {
        (one.membership_id, one.period): Duty(
            obligation_id=one.obligation_id,
            membership_id=one.membership_id,
            member_id=one.member_id,
            in_scope=one.in_scope,
            period=month,
            document=document,
            credited_idr=0,
            target_idr=one.target_idr,
            target_staple_idr=one.target_staple_idr,
        )
        for one in opened
    }
    for order_id in order_ids:
        _credit_order(order_id, duties, policy, work=work)


def judged(
    duty: Duty, spend_id: str, order_id: str, policy: Policy | None, *, work: UnitOfWork
) -> Duty:
    """Credit a spend and take back what has gone back of it; return the duty's new balance."""
    spend = _purchase(order_id, work).spend(spend_id)
    counting = counting_of(spend.recorded, policy)
    assert counting is not None, "a duty was found for it"
    credit = judge(spend.recorded, duty, basis=counting.basis)
    work.add(SPEND, order_id, [credit])
    duty = replace(
        duty,
        credited_idr=credit.balance_after_idr,
        credited_staple_idr=duty.credited_staple_idr + credit.credited_staple_idr,
    )
    return reversed_of(duty, spend_id, order_id, work=work)


def reversed_of(duty: Duty, spend_id: str, order_id: str, *, work: UnitOfWork) -> Duty:
    """Take back what has not been taken back yet; return the duty's new balance."""
    for reduction in _purchase(order_id, work).spend(spend_id).unjudged:
        for event in take_back(_purchase(order_id, work).spend(spend_id), reduction, duty):
            work.add(SPEND, order_id, [event])
            duty = replace(
                duty,
                credited_idr=event.balance_after_idr,
                credited_staple_idr=duty.credited_staple_idr - event.staple_idr,
            )
    return duty


def _credit_order(order_id: str, duties: Duties, policy: Policy, *, work: UnitOfWork) -> None:
    for spend in _purchase(order_id, work).waiting:
        counting = counting_of(spend, policy)
        key = (spend.membership_id or "", counting.period if counting else "")
        if key in duties:
            duties[key] = judged(duties[key], spend.spend_id, order_id, policy, work=work)


def _purchase(order_id: str, work: UnitOfWork) -> Purchase:
    purchase = work.get(SPEND, order_id)
    assert purchase is not None, "a spend waits, so its purchase is known"
    return purchase

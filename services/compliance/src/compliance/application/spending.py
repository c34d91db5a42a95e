"""From a foreign fact to a recorded spend, and from a spend to a credit or its reversal."""

from compliance.application.ports import Ports
from compliance.application.waiting import judged, reversed_of
from compliance.domain.credit import counting_of
from compliance.domain.purchase import SPEND, Buyer, Purchase, note
from compliance.domain.purchase_events import NoteEvent
from compliance.domain.spend import settle
from kernel.application.ports import UnitOfWork


def note_and_record(told: NoteEvent, *, work: UnitOfWork, ports: Ports) -> None:
    """Keep what was told; if it completes anything, record what was spent or went back."""
    news = note(work.get(SPEND, told.order_id), told)
    if not news:
        return
    work.add(SPEND, told.order_id, news)
    purchase = work.get(SPEND, told.order_id)
    assert purchase is not None, "it has just been noted"
    facts = settle(purchase, buyer=_buyer(purchase, ports))
    work.add(SPEND, told.order_id, facts)
    for spend_id in dict.fromkeys(one.spend_id for one in facts):
        _judge(told.order_id, spend_id, work=work, ports=ports)


def _buyer(purchase: Purchase, ports: Ports) -> Buyer | None:
    noted = purchase.noted
    if noted is None or noted.membership_id is None or not purchase.is_complete:
        return None
    return ports.duties.buyer(noted.membership_id, noted.placed_at)


def _judge(order_id: str, spend_id: str, *, work: UnitOfWork, ports: Ports) -> None:
    purchase = work.get(SPEND, order_id)
    assert purchase is not None, "it has just been noted"
    spend = purchase.spend(spend_id)
    told = spend.recorded
    if told.membership_id is None or told.member_id is None or told.institution_id is None:
        return  # Anybody may buy; only members have a duty.
    policy = ports.duties.policy(told.institution_id)
    counting = counting_of(told, policy)
    period = spend.credit.period if spend.credit else counting.period if counting else None
    duty = ports.duties.find(told.membership_id, period) if period else None
    if duty is None:
        return  # The opening of that month will judge it.
    if spend.credit:
        ports.duties.keep(reversed_of(duty, spend_id, order_id, work=work))
    else:
        ports.duties.keep(judged(duty, spend_id, order_id, policy, work=work))

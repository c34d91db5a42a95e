"""From a foreign fact to a recorded spend, and from a spend to a credit."""

from compliance.application.ports import Ports
from compliance.domain.credit import counting_of, judge
from compliance.domain.purchase import SPEND, Buyer, Purchase, note, record
from compliance.domain.purchase_events import NoteEvent, SpendRecorded
from kernel.application.ports import UnitOfWork


def note_and_record(told: NoteEvent, *, work: UnitOfWork, ports: Ports) -> None:
    """Keep what was told; if it completes a purchase, record what was spent and judge it."""
    news = note(work.get(SPEND, told.order_id), told)
    if not news:
        return
    work.add(SPEND, told.order_id, news)
    purchase = work.get(SPEND, told.order_id)
    assert purchase is not None, "it has just been noted"
    spends = record(purchase, buyer=_buyer(purchase, ports))
    work.add(SPEND, told.order_id, spends)
    for spend in spends:
        _credit(spend, work=work, ports=ports)


def _buyer(purchase: Purchase, ports: Ports) -> Buyer | None:
    noted = purchase.noted
    if noted is None or noted.membership_id is None or not purchase.is_complete:
        return None
    return ports.duties.buyer(noted.membership_id, noted.placed_at)


def _credit(spend: SpendRecorded, *, work: UnitOfWork, ports: Ports) -> None:
    if spend.membership_id is None or spend.member_id is None or spend.institution_id is None:
        return  # Anybody may buy; only members have a duty.
    counting = counting_of(spend, ports.duties.policy(spend.institution_id))
    duty = ports.duties.find(spend.membership_id, counting.period) if counting else None
    if counting is None or duty is None:
        return  # The opening of that month will judge it.
    credit = judge(spend, duty, basis=counting.basis)
    work.add(SPEND, spend.order_id, [credit])
    ports.duties.credited(credit)

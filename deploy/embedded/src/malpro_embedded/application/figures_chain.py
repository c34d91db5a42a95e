"""What the payment chain tells: verified line by line, then added up by seller, day and account."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from kernel.domain.wib import period_of
from malpro_embedded.application.figures import Answers, Break, Finance, Refunds, busiest_day
from malpro_finance.domain.chain import Chain, ChainBroken, Envelope
from malpro_finance.domain.day import DayReport, day_report

Data = Mapping[str, Any]
_REFUNDED = "payments.payment_refunded.v1"


@dataclass(slots=True)
class ReadChain:
    """
    The envelopes up to the head, or up to where the chain breaks.

    :param goods: what each seller got for goods, less what went back, by month of collection
    """

    envelopes: Sequence[Envelope]
    head: str
    broken: Break | None
    goods: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def read_chain(lines: Iterable[bytes]) -> ReadChain:
    """Verify every line; nothing behind a break is believed."""
    chain, envelopes = Chain(), list[Envelope]()
    broken: Break | None = None
    try:
        for line in lines:
            envelopes.append(chain.read(line))
    except ChainBroken as error:
        broken = Break(
            line_no=error.line_no, financeseq=error.financeseq, reason=error.reason.value
        )
    return ReadChain(
        envelopes=envelopes,
        head=chain.last.hash,
        broken=broken,
        goods=_goods(envelopes),
    )


def finance_of(answers: Answers, read: ReadChain) -> Finance:
    """Tell the chain's story: the busiest day, the last one, and what came after the close."""
    busiest, last = busiest_day(answers.days), last_day(read.envelopes)
    return Finance(
        events=len(read.envelopes),
        head=read.head,
        broken=read.broken,
        busiest=_report(read.envelopes, busiest),
        last=_report(read.envelopes, last),
        groups=answers.sellers,
        platform_idr=answers.ledger["platform_revenue_idr"],
        refunds_after_close=_refunds_after(read.envelopes, answers.period["closed_at"]),
    )


def last_day(envelopes: Iterable[Envelope]) -> date | None:
    """Return the last business day of which anything is told."""
    days = (str(one.data["business_date"]) for one in envelopes)
    latest = max(days, default=None)
    return date.fromisoformat(latest) if latest else None


def _report(envelopes: Iterable[Envelope], day: date | None) -> DayReport | None:
    return day_report(envelopes, day) if day else None


def _goods(envelopes: Iterable[Envelope]) -> Mapping[str, Mapping[str, int]]:
    """Add up goods as compliance does: in the month in which the money they belong to came."""
    sums: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in envelopes:
        goods, collected_at = _GOODS.get(one.type, _nothing)(one.data)
        if collected_at:
            month = period_of(datetime.fromisoformat(collected_at))
            sums[month][one.data["merchant_id"]] += goods
    return sums


def _nothing(_: Data) -> tuple[int, str | None]:
    return 0, None


def _received(data: Data) -> tuple[int, str | None]:
    return data["goods_idr"], data["collected_at"]


def _refunded(data: Data) -> tuple[int, str | None]:
    return -data["goods_idr"], data["original_collected_at"]


def _corrected(data: Data) -> tuple[int, str | None]:
    return data["goods_delta_idr"], data["original_collected_at"]


_GOODS: Mapping[str, Callable[[Data], tuple[int, str | None]]] = {
    "payments.payment_received.v1": _received,
    _REFUNDED: _refunded,
    "payments.collection_corrected.v1": _corrected,
    "payments.collection_dispute_resolved.v1": _corrected,
}


def _refunds_after(envelopes: Iterable[Envelope], closed_at: str | None) -> Refunds:
    if closed_at is None:
        return Refunds(count=0, amount_idr=0)
    closed = datetime.fromisoformat(closed_at)
    later = [
        int(one.data["amount_idr"])
        for one in envelopes
        if one.type == _REFUNDED and datetime.fromisoformat(one.fields["time"]) > closed
    ]
    return Refunds(count=len(later), amount_idr=sum(later))

"""When a buyer would like her goods: within one span of the seller's opening hours."""

from datetime import datetime

from kernel.domain.errors import Invalid, Rejected
from kernel.domain.wib import business_date
from orders.domain.commands import PlaceOrders
from orders.domain.deadlines import Deadlines
from orders.domain.offers import Seller


class WindowMalformed(Invalid):
    code = "window_malformed"


class WindowUnavailable(Rejected):
    code = "window_unavailable"


def check_wish(seller: Seller, command: PlaceOrders, *, at: datetime, deadlines: Deadlines) -> None:
    """
    Refuse a time at which the seller is closed, or for which it is too late or too early.

    :raises WindowMalformed: only one end of it is named, or it ends before it begins
    :raises WindowUnavailable: the seller cannot
    """
    start, end = command.window_start, command.window_end
    if start is None and end is None:
        return
    if start is None or end is None or start.tzinfo is None or end.tzinfo is None or start >= end:
        raise WindowMalformed("a time has a beginning and an end, each with its zone")
    earliest = (deadlines.accept_from(at, seller.cutoff) or at) + seller.preparation
    latest = at + deadlines.windows.wanted_within
    span = None
    if earliest <= start <= latest:
        span = seller.hours.span_on(business_date(start), deadlines.calendar)
    if span is None or start < span[0] or end > span[1]:
        raise WindowUnavailable(
            "the seller cannot at that time",
            merchant_id=seller.merchant_id,
            earliest=earliest.isoformat(),
            latest=latest.isoformat(),
            opens=span[0].isoformat() if span else None,
            closes=span[1].isoformat() if span else None,
        )

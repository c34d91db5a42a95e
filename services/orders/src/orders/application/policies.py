"""What orders does when the catalogue has spoken; late words are answered, never ignored."""

from kernel.application.envelope import Recorded
from kernel.application.ports import UnitOfWork
from orders.application.foreign import MerchantSuspended, StockRejected, StockReserved
from orders.application.ports import Ports
from orders.application.recording import existing, record
from orders.application.timers import start_calling_off
from orders.domain.events import RejectedLine
from orders.domain.saga import confirm, reject
from orders.domain.words import RejectionReason

CANCEL_OPEN_ORDERS = "cancel"
# When lines have different reasons, the first of these is the order's.
_REASONS = {
    "merchant_suspended": RejectionReason.MERCHANT_UNAVAILABLE,
    "merchant_not_verified": RejectionReason.MERCHANT_UNAVAILABLE,
    "merchant_paused": RejectionReason.MERCHANT_UNAVAILABLE,
    "out_of_stock": RejectionReason.OUT_OF_STOCK,
    "price_changed": RejectionReason.PRICE_CHANGED,
    "limit_exceeded": RejectionReason.LIMIT,
    "outside_area": RejectionReason.AREA,
}


def when_stock_reserved(event: Recorded[StockReserved], *, work: UnitOfWork, ports: Ports) -> None:
    order_id = event.event.order_id
    order = existing(work, order_id)
    merchant_id = order.placed.merchant_id
    hours = ports.catalogue.opening_hours([merchant_id])[merchant_id]
    events = confirm(
        order,
        reserved_at=event.occurred_at,
        at=work.now,
        deadlines=ports.deadlines,
        hours=hours,
    )
    record(work, order_id, events)


def when_stock_rejected(event: Recorded[StockRejected], *, work: UnitOfWork, ports: Ports) -> None:
    del ports
    rejected = event.event
    codes = {one.code for one in rejected.reasons}
    reason = next((r for code, r in _REASONS.items() if code in codes), RejectionReason.OTHER)
    lines = tuple(RejectedLine(line_id=one.line_id, code=one.code) for one in rejected.reasons)
    order = existing(work, rejected.order_id)
    record(work, rejected.order_id, reject(order, reason=reason, lines=lines, at=work.now))


def when_merchant_suspended(
    event: Recorded[MerchantSuspended], *, work: UnitOfWork, ports: Ports
) -> None:
    """Call off what she has not sent, if the officer has said so: in chunks, by a timer."""
    del ports
    suspended = event.event
    if suspended.open_orders_rule == CANCEL_OPEN_ORDERS:
        start_calling_off(work, suspended.merchant_id, suspended.suspended_at)

"""Whenever orders says that, the catalogue does this: reserve, release, commit."""

from collections.abc import Iterable, Sequence
from typing import Any

from catalog.application.foreign import (
    OrderCancelled,
    OrderDeclined,
    OrderDelivered,
    OrderEnded,
    OrderExpired,
    OrderPlaced,
    OrderRejected,
)
from catalog.application.ports import Ports
from catalog.domain.commands import LineToReserve, ReserveStock
from catalog.domain.merchant import MERCHANT
from catalog.domain.reservation import RESERVATION, commit, release, reserve
from catalog.domain.vocabulary import ReleaseReason
from kernel.application.envelope import Recorded
from kernel.application.ports import UnitOfWork
from kernel.domain.streams import Kind

RELEASE_REASONS: dict[type[OrderEnded], ReleaseReason] = {
    OrderRejected: ReleaseReason.REFUSED,
    OrderDeclined: ReleaseReason.DECLINED,
    OrderCancelled: ReleaseReason.CANCELLED,
    OrderExpired: ReleaseReason.EXPIRED,
}


def needs_of_order_placed(event: Recorded[OrderPlaced]) -> Iterable[tuple[Kind[Any, Any], str]]:
    return [(RESERVATION, event.key), (MERCHANT, event.event.merchant_id)]


def needs_of_order(event: Recorded[Any]) -> Iterable[tuple[Kind[Any, Any], str]]:
    return [(RESERVATION, event.key)]


def hold_shelves_of_orders(events: Sequence[Recorded[OrderPlaced]], ports: Ports) -> None:
    """Lock every shelf that the batch's new orders ask for, once, in the order of the ids."""
    ports.shelves.hold(line.product_id for event in events for line in event.event.lines)


def when_order_placed(event: Recorded[OrderPlaced], *, work: UnitOfWork, ports: Ports) -> None:
    """
    Answer with StockReserved or StockRejected. Orders earlier in the batch were served first.

    :raises OrderMalformed: see `reserve`
    """
    command = _asked(event)
    merchant = work.get(MERCHANT, command.merchant_id)
    events = reserve(
        work.get(RESERVATION, command.order_id),
        command,
        shelves=ports.shelves.of(line.product_id for line in command.lines),
        merchant_may_sell=merchant is not None and merchant.may_sell,
    )
    work.add(RESERVATION, command.order_id, events)
    ports.shelves.note(events)


def when_order_ended(event: Recorded[OrderEnded], *, work: UnitOfWork, ports: Ports) -> None:
    """Give back what is still set aside for an order that was refused, ended or ran out of time."""
    reservation = work.get(RESERVATION, event.key)
    events = release(reservation, event.key, reason=RELEASE_REASONS[type(event.event)])
    work.add(RESERVATION, event.key, events)
    ports.shelves.note(events)


def when_order_delivered(
    event: Recorded[OrderDelivered], *, work: UnitOfWork, ports: Ports
) -> None:
    """Let go for good what was delivered, and put the refused rest back on sale."""
    delivered = {line.line_id: line.delivered_quantity for line in event.event.lines}
    events = commit(work.get(RESERVATION, event.key), delivered=delivered)
    work.add(RESERVATION, event.key, events)
    ports.shelves.note(events)


def _asked(event: Recorded[OrderPlaced]) -> ReserveStock:
    return ReserveStock(
        order_id=event.key,
        merchant_id=event.event.merchant_id,
        lines=tuple(
            LineToReserve(
                line_id=line.line_id,
                product_id=line.product_id,
                quantity=line.quantity,
                price_idr=line.unit_price_idr,
                price_version=line.price_version,
            )
            for line in event.event.lines
        ),
        expires_at=event.event.reserve_until,
    )

"""Whenever orders says that, the catalogue does this: reserve, release, commit, take back."""

from collections.abc import Iterable, Sequence
from typing import Any

from catalog.application.foreign import (
    DeliveredLine,
    OrderCancelled,
    OrderDeclined,
    OrderDelivered,
    OrderEnded,
    OrderExpired,
    OrderPlaced,
    OrderRejected,
    OrderReturnedToSeller,
    ReturnedLine,
    ReturnReceived,
)
from catalog.application.ports import Ports
from catalog.domain.commands import LineToReserve, ReserveStock
from catalog.domain.merchant import MERCHANT
from catalog.domain.reservation import RESERVATION, release, reserve
from catalog.domain.returns import LineBack, bring_back, deliver, send_back
from catalog.domain.vocabulary import Disposition, RejectionCode, ReleaseReason
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
        seller_obstacle=merchant.obstacle(work.now) if merchant else _NO_SELLER,
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
    """Let go for good what was delivered, put back the rest, and say what became of the refused."""
    lines = event.event.lines
    events = deliver(
        work.get(RESERVATION, event.key),
        delivered={line.line_id: line.delivered_quantity for line in lines},
        refused=[_refused(line) for line in lines],
    )
    work.add(RESERVATION, event.key, events)
    ports.shelves.note(events)


def when_order_returned_to_seller(
    event: Recorded[OrderReturnedToSeller], *, work: UnitOfWork, ports: Ports
) -> None:
    """Put back what could not be delivered, as far as it can be sold again."""
    lines = [_back(line) for line in event.event.lines]
    events = bring_back(work.get(RESERVATION, event.key), event.key, lines)
    work.add(RESERVATION, event.key, events)
    ports.shelves.note(events)


def when_return_received(
    event: Recorded[ReturnReceived], *, work: UnitOfWork, ports: Ports
) -> None:
    """Put back what the buyer has sent back, as far as it can be sold again."""
    events = send_back(
        work.get(RESERVATION, event.key),
        return_id=event.event.return_id,
        lines=[_back(line) for line in event.event.lines],
    )
    work.add(RESERVATION, event.key, events)
    ports.shelves.note(events)


# A seller whom nobody knows may not sell either.
_NO_SELLER = RejectionCode.MERCHANT_SUSPENDED
_NOT_SAID = "none"


def _refused(line: DeliveredLine) -> LineBack:
    # Before orders asked what became of refused goods, they were put back on sale.
    said = line.refused_disposition
    disposition = Disposition.RESALABLE if said == _NOT_SAID else _disposition(said)
    return LineBack(line_id=line.line_id, quantity=line.refused_quantity, disposition=disposition)


def _back(line: ReturnedLine) -> LineBack:
    return LineBack(
        line_id=line.line_id,
        quantity=line.quantity,
        disposition=_disposition(line.disposition),
    )


def _disposition(said: str) -> Disposition:
    # A word that is not ours yet: whatever it means, the goods are not sold again.
    return Disposition(said) if said in set(Disposition) else Disposition.OTHER


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

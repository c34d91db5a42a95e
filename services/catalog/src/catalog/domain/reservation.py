"""The goods of one order: all lines set aside or none, then committed or released, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import assert_never

from catalog.domain.commands import LineToReserve, ReserveStock
from catalog.domain.shelf import ReservationEvent, Shelf
from catalog.domain.stock_events import (
    CommittedLine,
    RejectedLine,
    ReleasedLine,
    ReservedLine,
    StockCommitted,
    StockRejected,
    StockReleased,
    StockReserved,
    StockReturned,
)
from catalog.domain.vocabulary import RejectionCode, ReleaseReason
from kernel.domain.errors import Invalid
from kernel.domain.lifecycle import Arrow, Lifecycle
from kernel.domain.streams import Kind


class OrderMalformed(Invalid):
    """An order that the orders service cannot have meant: it is parked for people to look at."""

    code = "order_malformed"


class Status(StrEnum):
    RESERVED = "reserved"
    REJECTED = "rejected"
    RELEASED = "released"
    COMMITTED = "committed"


RESERVATION_LIFE = Lifecycle(
    name="reservation",
    arrows=(
        Arrow(None, StockReserved, Status.RESERVED),
        Arrow(None, StockRejected, Status.REJECTED),
        Arrow(None, StockReleased, Status.RELEASED, "it ended before it was placed"),
        Arrow(Status.RESERVED, StockCommitted, Status.COMMITTED),
        Arrow(Status.RESERVED, StockReleased, Status.RELEASED),
        Arrow(Status.COMMITTED, StockReturned, Status.COMMITTED, "refused, or sent back"),
        Arrow(Status.RELEASED, StockReturned, Status.RELEASED, "never delivered"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """
    What became of the goods of one order.

    :param committed: what was delivered, by line
    :param returned: what the buyer has sent back of that, by return and line
    """

    order_id: str
    status: Status
    merchant_id: str = ""
    lines: tuple[ReservedLine, ...] = ()
    committed: Mapping[str, int] = field(default_factory=dict)
    returned: Mapping[tuple[str, str], int] = field(default_factory=dict)


def reserve(
    reservation: Reservation | None,
    command: ReserveStock,
    *,
    shelves: Mapping[str, Shelf],
    seller_obstacle: RejectionCode | None,
) -> tuple[StockReserved | StockRejected, ...]:
    """
    Set all the order's goods aside, or say of every line that stands in the way why it does.

    An order that was answered before is not answered again, and one that ended before it was
    placed (see `release`) takes nothing.

    :param shelves: by product; products that are not in it do not exist
    :param seller_obstacle: why the seller may not sell at all, if she may not
    :raises OrderMalformed: no lines, a line twice, or a quantity that is not positive
    """
    if reservation is not None:
        return ()
    _check_shape(command)
    left = {product_id: shelf.available for product_id, shelf in shelves.items()}
    reasons: list[RejectedLine] = []
    lines: list[ReservedLine] = []
    for line in command.lines:
        shelf = _shelf_of(line, command, shelves)
        code = seller_obstacle or _obstacle(line, command, shelf, left)
        if shelf is None or code is not None:
            reasons.append(_rejected(line, shelf, code or RejectionCode.DELISTED, left))
            continue
        lines.append(_reserved(line, shelf, left[line.product_id]))
        left[line.product_id] -= line.quantity
    return (_answer(command, lines, reasons),)


def release(
    reservation: Reservation | None, order_id: str, *, reason: ReleaseReason
) -> tuple[StockReleased, ...]:
    """
    Give the goods back, if they are still set aside.

    An order that was never seen leaves a release without lines: should it be placed after all, it
    finds its reservation ended and takes nothing.
    """
    if reservation is not None and reservation.status is not Status.RESERVED:
        return ()
    released = StockReleased(
        reservation_id=order_id,
        order_id=order_id,
        lines=tuple(
            ReleasedLine(
                line_id=line.line_id,
                product_id=line.product_id,
                quantity=line.quantity,
                unit=line.unit,
            )
            for line in (reservation.lines if reservation else ())
        ),
        reason_code=reason,
    )
    return (released,)


def commit(
    reservation: Reservation | None, *, delivered: Mapping[str, int]
) -> tuple[StockCommitted, ...]:
    """
    Let the delivered goods go for good, and give back what was not delivered.

    :param delivered: quantity by line; a line that is missing was not delivered
    """
    if reservation is None or reservation.status is not Status.RESERVED:
        return ()
    committed = StockCommitted(
        reservation_id=reservation.order_id,
        order_id=reservation.order_id,
        lines=tuple(_committed(line, delivered) for line in reservation.lines),
    )
    return (committed,)


def evolve(reservation: Reservation | None, event: ReservationEvent) -> Reservation:
    status = _moved(reservation, event)
    match event:
        case StockReserved():
            return Reservation(
                order_id=event.order_id,
                status=status,
                merchant_id=event.merchant_id,
                lines=event.lines,
            )
        case StockRejected():
            return Reservation(order_id=event.order_id, status=status)
        case StockReleased():
            return replace(
                reservation or Reservation(order_id=event.order_id, status=status), status=status
            )
        case StockCommitted():
            assert reservation is not None, "only what was reserved is committed"
            gone = {line.line_id: line.committed_quantity for line in event.lines}
            return replace(reservation, status=status, committed=gone)
        case StockReturned():
            assert reservation is not None, "only what was reserved comes back"
            return _returned(reservation, event)
        case _:
            assert_never(event)


RESERVATION = Kind("reservation", evolve)


def _moved(reservation: Reservation | None, event: ReservationEvent) -> Status:
    source = reservation.status if reservation else None
    # Goods that come back leave the reservation as it was.
    target = _STATUS.get(type(event), source)
    assert target is not None, "only what was reserved comes back"
    return RESERVATION_LIFE.moved(source, event, target)


_STATUS: Mapping[type[ReservationEvent], Status] = {
    StockReserved: Status.RESERVED,
    StockRejected: Status.REJECTED,
    StockReleased: Status.RELEASED,
    StockCommitted: Status.COMMITTED,
}


def _returned(reservation: Reservation, event: StockReturned) -> Reservation:
    if event.return_id is None:
        return reservation
    key = (event.return_id, event.line_id)
    total = reservation.returned.get(key, 0) + event.quantity
    return replace(reservation, returned={**reservation.returned, key: total})


def _check_shape(command: ReserveStock) -> None:
    line_ids = {line.line_id for line in command.lines}
    if not command.lines or len(line_ids) < len(command.lines):
        raise OrderMalformed("an order has lines, each with an id of its own")
    if any(line.quantity <= 0 for line in command.lines):
        raise OrderMalformed("quantities are positive")


def _shelf_of(
    line: LineToReserve, command: ReserveStock, shelves: Mapping[str, Shelf]
) -> Shelf | None:
    shelf = shelves.get(line.product_id)
    # A product of another seller is as good as none: an order has one seller.
    return shelf if shelf and shelf.merchant_id == command.merchant_id else None


def _obstacle(
    line: LineToReserve, command: ReserveStock, shelf: Shelf | None, left: Mapping[str, int]
) -> RejectionCode | None:
    if shelf is None or not shelf.listed:
        return RejectionCode.DELISTED
    if shelf.blocked:
        return RejectionCode.BLOCKED
    if line.price_version != shelf.price_version:
        return RejectionCode.PRICE_CHANGED
    if shelf.max_quantity_per_order and _wanted(line, command) > shelf.max_quantity_per_order:
        return RejectionCode.LIMIT_EXCEEDED
    if line.quantity > left[line.product_id]:
        return RejectionCode.OUT_OF_STOCK
    return None


def _wanted(line: LineToReserve, command: ReserveStock) -> int:
    return sum(one.quantity for one in command.lines if one.product_id == line.product_id)


def _answer(
    command: ReserveStock, lines: Sequence[ReservedLine], reasons: Sequence[RejectedLine]
) -> StockReserved | StockRejected:
    if reasons:
        return StockRejected(
            order_id=command.order_id, merchant_id=command.merchant_id, reasons=tuple(reasons)
        )
    return StockReserved(
        reservation_id=command.order_id,
        order_id=command.order_id,
        merchant_id=command.merchant_id,
        lines=tuple(lines),
        expires_at=command.expires_at,
    )


def _reserved(line: LineToReserve, shelf: Shelf, available: int) -> ReservedLine:
    return ReservedLine(
        line_id=line.line_id,
        product_id=line.product_id,
        quantity=line.quantity,
        unit=shelf.unit,
        price_idr=shelf.price_idr,
        price_version=shelf.price_version,
        available_before=available,
        available_after=available - line.quantity,
    )


def _rejected(
    line: LineToReserve, shelf: Shelf | None, code: RejectionCode, left: Mapping[str, int]
) -> RejectedLine:
    return RejectedLine(
        line_id=line.line_id,
        product_id=line.product_id,
        code=code,
        requested=line.quantity,
        available=left[line.product_id] if shelf else 0,
        price_seen_idr=line.price_idr,
        price_now_idr=shelf.price_idr if shelf else None,
    )


def _committed(line: ReservedLine, delivered: Mapping[str, int]) -> CommittedLine:
    # Nobody can deliver more than was set aside, nor less than nothing.
    gone = min(max(delivered.get(line.line_id, 0), 0), line.quantity)
    return CommittedLine(
        line_id=line.line_id,
        product_id=line.product_id,
        committed_quantity=gone,
        released_quantity=line.quantity - gone,
    )

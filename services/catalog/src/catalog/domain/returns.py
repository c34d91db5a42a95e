"""Goods that come back: refused at the door, never delivered, or sent back by the buyer."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from catalog.domain.reservation import Reservation, Status, commit, release
from catalog.domain.stock_events import (
    ReservedLine,
    StockCommitted,
    StockReleased,
    StockReturned,
)
from catalog.domain.vocabulary import Disposition, ReleaseReason, ReturnCause


@dataclass(frozen=True, slots=True, kw_only=True)
class LineBack:
    """So much of a line, and what can be done with it."""

    line_id: str
    quantity: int
    disposition: Disposition


def deliver(
    reservation: Reservation | None,
    *,
    delivered: Mapping[str, int],
    refused: Iterable[LineBack],
) -> tuple[StockCommitted | StockReturned, ...]:
    """
    Let the delivered goods go for good, and say what becomes of those that the buyer refused.

    :param delivered: quantity by line; what is missing goes back on sale unless it is refused
    """
    committed = commit(reservation, delivered=delivered)
    if reservation is None or not committed:
        return committed
    released = {line.line_id: line.released_quantity for line in committed[0].lines}
    return *committed, *_back(reservation, refused, ReturnCause.REFUSED, released)


def bring_back(
    reservation: Reservation | None, order_id: str, lines: Iterable[LineBack]
) -> tuple[StockReleased | StockReturned, ...]:
    """Give back the goods of an order that could not be delivered, with what became of them."""
    released = release(reservation, order_id, reason=ReleaseReason.UNDELIVERABLE)
    if reservation is None or not released:
        return released
    there = {line.line_id: line.quantity for line in reservation.lines}
    return *released, *_back(reservation, lines, ReturnCause.UNDELIVERABLE, there)


def send_back(
    reservation: Reservation | None, *, return_id: str, lines: Sequence[LineBack]
) -> tuple[StockReturned, ...]:
    """Take back what the buyer had; of a line never more than was delivered, a return once."""
    if reservation is None or reservation.status is not Status.COMMITTED:
        return ()
    fresh = [one for one in lines if (return_id, one.line_id) not in reservation.returned]
    out = {
        line_id: quantity - _sent_back(reservation, line_id)
        for line_id, quantity in reservation.committed.items()
    }
    return tuple(_back(reservation, fresh, ReturnCause.RETURNED, out, return_id))


def _sent_back(reservation: Reservation, line_id: str) -> int:
    return sum(q for (_, name), q in reservation.returned.items() if name == line_id)


def _back(
    reservation: Reservation,
    lines: Iterable[LineBack],
    cause: ReturnCause,
    left: dict[str, int],
    return_id: str | None = None,
) -> Iterator[StockReturned]:
    """Yield what comes back, of each line no more than is `left` of it."""
    known = {line.line_id: line for line in reservation.lines}
    left = dict(left)
    for one in lines:
        quantity = min(one.quantity, left.get(one.line_id, 0))
        if quantity > 0:
            left[one.line_id] -= quantity
            yield _returned(reservation, known[one.line_id], one, quantity, cause, return_id)


def _returned(
    reservation: Reservation,
    line: ReservedLine,
    back: LineBack,
    quantity: int,
    cause: ReturnCause,
    return_id: str | None,
) -> StockReturned:
    return StockReturned(
        product_id=line.product_id,
        merchant_id=reservation.merchant_id,
        order_id=reservation.order_id,
        line_id=line.line_id,
        return_id=return_id,
        quantity=quantity,
        unit=line.unit,
        disposition=back.disposition,
        cause=cause,
    )

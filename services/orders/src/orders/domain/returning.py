"""Goods that come back after the hand-over: asked for, answered, overruled, received."""

from collections.abc import Sequence
from datetime import datetime

from kernel.domain.calendar import OpeningHours
from kernel.domain.errors import Invalid, NotFound, Rejected
from orders.domain.commands import AcceptReturn, DeclineReturn, ReceiveReturn, RequestReturn
from orders.domain.deadlines import Deadlines
from orders.domain.events import OrderEvent
from orders.domain.evidence import check_evidence
from orders.domain.handover import is_uuid
from orders.domain.order import Order
from orders.domain.refunds import refund_for
from orders.domain.refusing import content_of, known_lines
from orders.domain.return_events import (
    ReceivedLine,
    ReturnAccepted,
    ReturnDeclined,
    ReturnLine,
    ReturnReceived,
    ReturnRequested,
)
from orders.domain.return_state import Return
from orders.domain.words import (
    ClockBasis,
    DecidedBy,
    Disposition,
    Resolution,
    ReturnReason,
    ReturnStatus,
    ReturnWanted,
    Status,
)

# No seller can sell a defect away, and nobody sells what somebody else had in the kitchen.
DEFECTS = frozenset(ReturnReason) - {
    ReturnReason.CHANGED_MIND,
    ReturnReason.LATE,
    ReturnReason.OTHER,
}
_RETURNABLE = frozenset({Status.DELIVERED, Status.COMPLETED})
_WANTED = {
    ReturnWanted.REFUND: Resolution.REFUND,
    ReturnWanted.EXCHANGE: Resolution.EXCHANGE,
    ReturnWanted.PARTIAL_REFUND: Resolution.REFUND,  # How much, only a person can say.
}
_GOODS_COME_BACK = frozenset({Resolution.REFUND, Resolution.EXCHANGE})


class OrderNotReturnable(Rejected):
    code = "order_not_returnable"


class ReturnWindowClosed(Rejected):
    code = "return_window_closed"


class DefectsOnly(Rejected):
    """Fresh goods, and those that are sold so, come back for a defect alone."""

    code = "defects_only"


class ReturnTooMuch(Rejected):
    code = "return_too_much"


class ReturnIdMalformed(Invalid):
    code = "return_id_malformed"


class ReturnNotFound(NotFound):
    code = "return_not_found"


class ReturnNotOpen(Rejected):
    code = "return_not_open"


class ReturnNotExpected(Rejected):
    code = "return_not_expected"


def request_return(
    order: Order,
    command: RequestReturn,
    *,
    at: datetime,
    deadlines: Deadlines,
    hours: OpeningHours,
) -> tuple[OrderEvent, ...]:
    """
    Ask to give goods back.

    :raises OrderNotReturnable: they have not been handed over
    :raises ReturnWindowClosed: it is too late
    :raises DefectsOnly: these goods come back for a defect alone
    :raises ReturnTooMuch: more than was delivered and has not come back
    """
    if command.return_id in order.returns:
        return ()
    if order.status not in _RETURNABLE or order.delivered is None:
        raise OrderNotReturnable(f"the order is {order.status}", status=order.status.value)
    until = order.delivered.return_until
    if at >= until:
        raise ReturnWindowClosed("it is too late", return_until=until.isoformat())
    lines = _wanted_back(order, command)
    requested = ReturnRequested(
        return_id=command.return_id,
        order_id=order.order_id,
        payment_id=order.confirmed_payment_id,
        lines=lines,
        reason_code=command.reason_code,
        wanted=command.wanted,
        within_window=True,
        window_rule_version=deadlines.return_rule_version,
        requested_at=at,
        answer_by=deadlines.answer_by(at, hours),
        clock_basis=ClockBasis.SELLER_HOURS,
        calendar_version=deadlines.calendar_version,
        evidence=command.evidence,
    )
    return (requested,)


def _wanted_back(order: Order, command: RequestReturn) -> tuple[ReturnLine, ...]:
    if not is_uuid(command.return_id):
        raise ReturnIdMalformed("return_id must be a UUID, written in lower case")
    check_evidence(command.evidence)
    by_id = known_lines(order.placed, [line.line_id for line in command.lines])
    if not command.lines:
        raise ReturnTooMuch("nothing is to come back")
    for line in command.lines:
        sold = by_id[line.line_id]
        whole = not sold.perishable and sold.returnable == "yes"
        if not whole and command.reason_code not in DEFECTS:
            raise DefectsOnly("this comes back for a defect alone", line_id=line.line_id)
    lines = tuple(
        ReturnLine(
            line_id=line.line_id,
            quantity=line.quantity,
            net_base=content_of(by_id[line.line_id], line.quantity),
        )
        for line in command.lines
    )
    _check_enough(order, lines)
    return lines


def _check_enough(order: Order, lines: Sequence[ReturnLine], *, besides: str = "") -> None:
    """
    Refuse what has not been delivered, or comes back already.

    :param besides: the return itself, where it is known already
    """
    assert order.delivered is not None, "only what was delivered is returned"
    delivered = {line.line_id: line.delivered_quantity for line in order.delivered.lines}
    others = [one for name, one in order.returns.items() if name != besides and one.counts]
    for line in lines:
        most = delivered[line.line_id] - sum(one.quantity_of(line.line_id) for one in others)
        if not 0 < line.quantity <= most:
            raise ReturnTooMuch("more than can come back", line_id=line.line_id, most=most)


def accept_return(
    order: Order,
    command: AcceptReturn,
    *,
    decided_by: DecidedBy,
    at: datetime,
    deadlines: Deadlines,
) -> tuple[OrderEvent, ...]:
    """
    Take the goods back; an officer also after the seller has declined.

    :raises ReturnNotFound: the order has no such return
    :raises ReturnNotOpen: it was declined, and only an officer may overrule that
    :raises Refusal: the refund is not one
    """
    known = _existing(order, command.return_id)
    if known.accepted is not None:
        return ()
    if known.status is ReturnStatus.DECLINED and decided_by is not DecidedBy.OFFICER:
        raise ReturnNotOpen("it was declined", status=known.status.value)
    asked = known.requested
    _check_enough(order, asked.lines, besides=asked.return_id)
    resolution = command.resolution or _WANTED[asked.wanted]
    refund = refund_for(
        order,
        asked.lines,
        resolution,
        partial_idr=command.goods_refund_idr,
        with_fee=command.refund_fee,
    )
    accepted = ReturnAccepted(
        return_id=asked.return_id,
        order_id=order.order_id,
        payment_id=order.confirmed_payment_id,
        resolution=resolution,
        lines=refund.lines,
        refund_idr=refund.goods_idr + refund.fee_idr,
        goods_refund_idr=refund.goods_idr,
        staple_refund_idr=refund.staple_idr,
        fee_refund_idr=refund.fee_idr,
        goods_back=resolution in _GOODS_COME_BACK,
        reason_code=asked.reason_code,
        decided_by=decided_by,
        accepted_at=at,
        refund_by=deadlines.refund_by(at),
        calendar_version=deadlines.calendar_version,
    )
    return (accepted,)


def take_silence_for_yes(
    order: Order, return_id: str, *, at: datetime, deadlines: Deadlines
) -> tuple[OrderEvent, ...]:
    """Accept a return that the seller has not answered in time; an answered one is left alone."""
    known = order.returns.get(return_id)
    if known is None or known.status is not ReturnStatus.REQUESTED:
        return ()
    asked = known.requested
    command = AcceptReturn(
        order_id=order.order_id,
        return_id=return_id,
        refund_fee=asked.reason_code in DEFECTS and _is_everything(order, asked.lines),
    )
    return accept_return(order, command, decided_by=DecidedBy.DEEMED, at=at, deadlines=deadlines)


def _is_everything(order: Order, lines: Sequence[ReturnLine]) -> bool:
    assert order.delivered is not None, "only what was delivered is returned"
    back = {line.line_id: line.quantity for line in lines}
    return all(
        back.get(line.line_id, 0) == line.delivered_quantity for line in order.delivered.lines
    )


def decline_return(
    order: Order, command: DeclineReturn, *, decided_by: DecidedBy, at: datetime
) -> tuple[OrderEvent, ...]:
    """
    Leave the goods with the buyer.

    :raises ReturnNotFound: the order has no such return
    :raises ReturnNotOpen: it was accepted
    """
    known = _existing(order, command.return_id)
    if known.status is ReturnStatus.DECLINED:
        return ()
    if known.status is not ReturnStatus.REQUESTED:
        raise ReturnNotOpen("it was accepted", status=known.status.value)
    declined = ReturnDeclined(
        return_id=command.return_id,
        order_id=order.order_id,
        payment_id=order.confirmed_payment_id,
        reason_code=command.reason_code,
        reason_text_ref=None,
        decided_by=decided_by,
        declined_at=at,
    )
    return (declined,)


def receive_return(order: Order, command: ReceiveReturn, *, at: datetime) -> tuple[OrderEvent, ...]:
    """
    Have the goods back.

    :raises ReturnNotFound: the order has no such return
    :raises ReturnNotExpected: it was not accepted, or the buyer keeps the goods
    :raises Refusal: a line is not the order's
    """
    known = _existing(order, command.return_id)
    if known.status is ReturnStatus.RECEIVED:
        return ()
    if known.accepted is None or not known.accepted.goods_back:
        raise ReturnNotExpected("nothing is to come back", status=known.status.value)
    by_id = known_lines(order.placed, [line.line_id for line in command.lines])
    lost = {line.line_id: line.disposition for line in command.lines}
    received = ReturnReceived(
        return_id=command.return_id,
        order_id=order.order_id,
        lines=tuple(
            ReceivedLine(
                line_id=line.line_id,
                product_id=by_id[line.line_id].product_id,
                quantity=line.quantity,
                disposition=lost.get(line.line_id, Disposition.RESALABLE),
            )
            for line in known.requested.lines
        ),
        received_at=at,
    )
    return (received,)


def _existing(order: Order, return_id: str) -> Return:
    known = order.returns.get(return_id)
    if known is None:
        raise ReturnNotFound("the order has no such return")
    return known

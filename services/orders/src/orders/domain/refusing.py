"""What was taken at the door and what was refused, and what is due for what was taken."""

from collections.abc import Mapping, Sequence

from kernel.domain.errors import Invalid, Rejected
from orders.domain.commands import RefusedLine
from orders.domain.events import DeliveredLine
from orders.domain.money import Amounts, added_up, price_of
from orders.domain.placed import OrderLine, OrderPlaced
from orders.domain.words import Disposition, SoldBy


class LineUnknown(Invalid):
    code = "line_unknown"


class LineRepeated(Invalid):
    code = "line_repeated"


class RefusalImpossible(Rejected):
    """More was refused than was brought, or nothing at all."""

    code = "refusal_impossible"


class EverythingRefused(Rejected):
    """Nothing changed hands: that is a failed attempt, or the goods went back."""

    code = "everything_refused"


def taken_lines(placed: OrderPlaced, refused: Sequence[RefusedLine] = ()) -> list[DeliveredLine]:
    """
    Return what was taken of each line.

    :raises LineUnknown: the order has no such line
    :raises LineRepeated: a line is named twice
    :raises RefusalImpossible: more was refused than was brought
    """
    by_id = known_lines(placed, [one.line_id for one in refused])
    refusals = {one.line_id: one for one in refused}
    for one in refused:
        if not 0 < one.quantity <= by_id[one.line_id].quantity:
            raise RefusalImpossible("that much was not brought", line_id=one.line_id)
    return [_taken(line, refusals.get(line.line_id)) for line in placed.lines]


def known_lines(placed: OrderPlaced, line_ids: Sequence[str]) -> Mapping[str, OrderLine]:
    """
    Return the order's lines by id, once all of these are among them.

    :raises LineUnknown: the order has no such line
    :raises LineRepeated: a line is named twice
    """
    by_id = {line.line_id: line for line in placed.lines}
    if unknown := [line_id for line_id in line_ids if line_id not in by_id]:
        raise LineUnknown("the order has no such line", line_id=unknown[0])
    if len(set(line_ids)) < len(line_ids):
        raise LineRepeated("a line is named twice")
    return by_id


def worth(placed: OrderPlaced, lines: Sequence[DeliveredLine]) -> Amounts:
    """
    Return what is due for what was taken; the delivery fee stays due.

    :raises EverythingRefused: nothing was taken, or nothing that a coin can pay
    """
    staples = {line.line_id for line in placed.lines if line.staple}
    sums = added_up(
        goods_idr=sum(line.line_total_idr for line in lines),
        staple_idr=sum(line.line_total_idr for line in lines if line.line_id in staples),
        delivery_fee_idr=placed.delivery_fee_idr,
        discount_idr=placed.discount_idr,
    )
    if not any(line.delivered_quantity for line in lines) or not sums.amount_due_idr:
        raise EverythingRefused("nothing changed hands")
    return sums


def content_of(line: OrderLine, quantity: int) -> int:
    """Return how many base units a quantity of this line holds."""
    return quantity * (line.pack_content_base if line.sold_by is SoldBy.PACK else 1)


def _taken(line: OrderLine, refusal: RefusedLine | None) -> DeliveredLine:
    refused = refusal.quantity if refusal else 0
    quantity = line.quantity - refused
    return DeliveredLine(
        line_id=line.line_id,
        delivered_quantity=quantity,
        delivered_net_base=content_of(line, quantity),
        refused_quantity=refused,
        refusal_code=refusal.code if refusal else None,
        line_total_idr=price_of(line, quantity),
        refused_disposition=refusal.disposition if refusal else Disposition.NONE,
    )

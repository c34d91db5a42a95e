"""How the goods come to the buyer, and on which terms: brought to her kelurahan, or fetched."""

from kernel.domain.errors import Invalid, Rejected
from orders.domain.commands import PlaceOrders
from orders.domain.offers import Area, Seller
from orders.domain.words import PICKED_UP, FulfilmentMethod

_FETCHED = Area(fee_idr=0, min_order_idr=0)


class DeliveryIncomplete(Invalid):
    code = "delivery_incomplete"


class DeliveryNotOffered(Rejected):
    code = "delivery_not_offered"


class OutsideArea(Rejected):
    code = "outside_area"


class FulfilmentUnavailable(Rejected):
    code = "fulfilment_unavailable"


class PickupNotOffered(Rejected):
    code = "pickup_not_offered"


def check_place(command: PlaceOrders) -> None:
    """
    Refuse a delivery that nobody could make.

    :raises DeliveryIncomplete: who takes the goods, or where, is missing
    :raises FulfilmentUnavailable: no courier is there yet
    """
    delivery = command.delivery
    fetched = command.fulfilment_method in PICKED_UP
    needed: tuple[str, ...] = (delivery.recipient_name, delivery.phone)
    if not fetched:
        needed = (*needed, delivery.street, delivery.kelurahan_code or "")
    if not all(text.strip() for text in needed):
        raise DeliveryIncomplete("recipient_name, phone, and where to, are needed")
    if command.fulfilment_method is FulfilmentMethod.COURIER:
        raise FulfilmentUnavailable("there is no courier yet")


def terms_of(seller: Seller, command: PlaceOrders) -> Area:
    """
    Return what the way costs, and from which sum on the seller makes it.

    :raises Rejected: the seller does not do that, or not there
    """
    if command.fulfilment_method in PICKED_UP:
        _check_pickup(seller, command)
        return _FETCHED
    if not seller.delivers:
        raise DeliveryNotOffered("the seller does not deliver", merchant_id=seller.merchant_id)
    area = seller.areas.get(command.delivery.kelurahan_code or "")
    if area is None:
        raise OutsideArea("the seller does not deliver there", merchant_id=seller.merchant_id)
    return area


def _check_pickup(seller: Seller, command: PlaceOrders) -> None:
    at_stall = command.fulfilment_method is FulfilmentMethod.PICKUP_STALL
    point = command.pickup_point_id
    offered = seller.pickup_at_stall if at_stall else point in seller.pickup_points
    if not offered:
        raise PickupNotOffered(
            "the goods cannot be fetched there",
            merchant_id=seller.merchant_id,
            pickup_at_stall=seller.pickup_at_stall,
            pickup_points=sorted(seller.pickup_points),
        )

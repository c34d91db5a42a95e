"""What may be asked of orders; each command carries only what the asker knows."""

from dataclasses import dataclass

from orders.domain.words import (
    CancelReason,
    DeclineReason,
    FulfilmentMethod,
    PlaceKind,
    RecipientKind,
    Substitution,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedLine:
    product_id: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Where to and to whom: all but the first two fields go to the vault and nowhere else."""

    kelurahan_code: str
    place_kind: PlaceKind = PlaceKind.HOME
    recipient_name: str
    phone: str
    street: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOrders:
    lines: tuple[WantedLine, ...]
    expected_total_idr: int
    delivery: Delivery
    membership_id: str | None = None
    payment_method: str = "cod"
    fulfilment_method: FulfilmentMethod = FulfilmentMethod.SELLER_DELIVERS
    substitution: Substitution = Substitution.NO


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptOrder:
    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineOrder:
    order_id: str
    reason_code: DeclineReason


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchOrder:
    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverOrder:
    """Goods and cash in one act; `handover_id` is made on the device, before it has a network."""

    order_id: str
    handover_id: str
    code: str
    cash_idr: int
    recipient_kind: RecipientKind = RecipientKind.BUYER


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOrder:
    order_id: str
    reason_code: CancelReason = CancelReason.CHANGED_MIND

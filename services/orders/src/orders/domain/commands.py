"""What may be asked of orders; each command carries only what the asker knows."""

from dataclasses import dataclass
from datetime import datetime

from orders.domain.evidence import Evidence
from orders.domain.words import (
    AttemptFailure,
    CancelReason,
    DeclineReason,
    Disposition,
    Fault,
    FulfilmentMethod,
    PlaceKind,
    RecipientKind,
    RefusalCode,
    Resolution,
    ReturnDecline,
    ReturnReason,
    ReturnWanted,
    Substitution,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedLine:
    product_id: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """
    Where to and to whom: all but the first two fields go to the vault and nowhere else.

    :param kelurahan_code: None where the buyer fetches the goods herself
    """

    kelurahan_code: str | None = None
    place_kind: PlaceKind = PlaceKind.HOME
    recipient_name: str
    phone: str
    street: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOrders:
    """
    Order everything in the cart.

    :param pickup_point_id: where to fetch it, for `pickup_office`
    :param window_start: when the buyer would like it, within the seller's opening hours
    """

    lines: tuple[WantedLine, ...]
    expected_total_idr: int
    delivery: Delivery
    membership_id: str | None = None
    payment_method: str = "cod"
    fulfilment_method: FulfilmentMethod = FulfilmentMethod.SELLER_DELIVERS
    substitution: Substitution = Substitution.NO
    pickup_point_id: str | None = None
    window_start: datetime | None = None
    window_end: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptOrder:
    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineOrder:
    order_id: str
    reason_code: DeclineReason


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchOrder:
    """:param attempt_no: 2 or more to say that she sets out again after a failed attempt."""

    order_id: str
    attempt_no: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkReady:
    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFailedAttempt:
    """:param attempt_no: which attempt it was, so that a repeat is recognised."""

    order_id: str
    attempt_no: int
    reason_code: AttemptFailure
    next_attempt_at: datetime | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposedLine:
    line_id: str
    disposition: Disposition


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnToSeller:
    """
    The goods went back.

    :param reason_code: None: that of the last failed attempt
    :param lines: goods that cannot be sold again; all others can
    """

    order_id: str
    reason_code: AttemptFailure | None = None
    lines: tuple[DisposedLine, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLine:
    line_id: str
    quantity: int
    code: RefusalCode
    disposition: Disposition = Disposition.RESALABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverOrder:
    """
    Goods and cash in one act; `handover_id` is made on the device, before it has a network.

    :param code: None: the buyer taps later, or somebody else took the goods
    :param refused: what was not taken at the door
    """

    order_id: str
    handover_id: str
    code: str | None = None
    cash_idr: int
    recipient_kind: RecipientKind = RecipientKind.BUYER
    refused: tuple[RefusedLine, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimHandover:
    """The buyer has the goods and has paid, and the seller has recorded nothing."""

    order_id: str
    handover_id: str
    cash_idr: int
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOrder:
    order_id: str
    reason_code: CancelReason = CancelReason.CHANGED_MIND


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelSale:
    """The seller cannot keep what she has accepted."""

    order_id: str
    reason_code: CancelReason


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOffOrder:
    """
    An officer ends an order, and says whose fault it is.

    :param goods_disposition: of goods that were already on their way
    """

    order_id: str
    reason_code: CancelReason
    fault: Fault
    goods_disposition: Disposition = Disposition.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedLine:
    line_id: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReturn:
    """`return_id` is made on the buyer's device, so that a repeat is recognised."""

    order_id: str
    return_id: str
    lines: tuple[ReturnedLine, ...]
    reason_code: ReturnReason
    wanted: ReturnWanted = ReturnWanted.REFUND
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptReturn:
    """
    Take the goods back.

    :param resolution: None: as the buyer wants it
    :param goods_refund_idr: what a partial refund gives back
    :param refund_fee: give the delivery fee back too
    """

    order_id: str
    return_id: str
    resolution: Resolution | None = None
    goods_refund_idr: int | None = None
    refund_fee: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineReturn:
    order_id: str
    return_id: str
    reason_code: ReturnDecline


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveReturn:
    """:param lines: goods that cannot be sold again; all others can."""

    order_id: str
    return_id: str
    lines: tuple[DisposedLine, ...] = ()

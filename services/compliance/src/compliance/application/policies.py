"""What compliance does whenever another service tells something about an order."""

from collections.abc import Sequence
from typing import Any

from compliance.application.foreign import (
    OrderCancelled,
    OrderDeclined,
    OrderDelivered,
    OrderExpired,
    OrderPlaced,
    OrderRejected,
    OrderReturnedToSeller,
    ReturnAccepted,
)
from compliance.application.ports import Ports
from compliance.application.spending import note_and_record
from compliance.domain.purchase_events import (
    HandedOverLine,
    OrderedLine,
    PurchaseFellThrough,
    PurchaseHandedOver,
    PurchaseNoted,
    PurchaseReturned,
    Source,
)
from compliance.domain.words import Ending, Fault
from kernel.application.envelope import Recorded
from kernel.application.ports import UnitOfWork


def expect_placed(events: Sequence[Recorded[OrderPlaced]], ports: Ports) -> None:
    """Fetch for the whole batch what these orders need if their money came first."""
    told = [one.event for one in events]
    ports.duties.expect(
        {
            one.order_id: (one.membership_id, one.placed_at) if one.membership_id else None
            for one in told
        }
    )


def expect_known(events: Sequence[Recorded[Any]], ports: Ports) -> None:
    """Fetch for the whole batch what orders need that were noted before."""
    ports.duties.expect({one.event.order_id: None for one in events})


def when_order_placed(event: Recorded[OrderPlaced], *, work: UnitOfWork, ports: Ports) -> None:
    told = event.event
    noted = PurchaseNoted(
        order_id=told.order_id,
        source=source_of(event),
        membership_id=told.membership_id,
        institution_id=told.institution_id,
        buyer_kind=told.buyer_kind,
        purchase_purpose=told.purchase_purpose,
        funding_source=told.funding_source,
        merchant_id=told.merchant_id,
        merchant_kelurahan_code=told.merchant_kelurahan_code,
        merchant_scale=told.merchant_scale,
        merchant_kind=told.merchant_kind,
        supervising_department=told.supervising_department,
        delivery_kelurahan_code=told.delivery_kelurahan_code,
        related_party=told.related_party,
        lines=tuple(
            OrderedLine(
                line_id=line.line_id,
                category_code=line.category_code,
                commodity_code=line.commodity_code,
                staple=line.staple,
                staple_list_version=line.staple_list_version,
                goods_origin=line.goods_origin,
                base_unit=line.base_unit,
                ceiling_status=line.ceiling_status,
            )
            for line in told.lines
        ),
        delivery_fee_idr=told.delivery_fee_idr,
        amount_due_idr=told.amount_due_idr,
        placed_at=told.placed_at,
    )
    note_and_record(noted, work=work, ports=ports)


def when_order_delivered(
    event: Recorded[OrderDelivered], *, work: UnitOfWork, ports: Ports
) -> None:
    told = event.event
    handed_over = PurchaseHandedOver(
        order_id=told.order_id,
        source=source_of(event),
        lines=tuple(
            HandedOverLine(
                line_id=line.line_id,
                net_quantity_base=line.delivered_net_base,
                amount_idr=line.line_total_idr,
            )
            for line in told.lines
        ),
        delivery_fee_idr=told.delivery_fee_idr,
        amount_due_idr=told.amount_due_idr,
        delivered_at=told.delivered_at,
        return_until=told.return_until,
    )
    note_and_record(handed_over, work=work, ports=ports)


def when_return_accepted(
    event: Recorded[ReturnAccepted], *, work: UnitOfWork, ports: Ports
) -> None:
    told = event.event
    returned = PurchaseReturned(
        order_id=told.order_id,
        source=source_of(event),
        return_id=told.return_id,
        goods_refund_idr=told.goods_refund_idr,
        staple_refund_idr=told.staple_refund_idr,
        delivery_fee_refund_idr=told.fee_refund_idr,
    )
    note_and_record(returned, work=work, ports=ports)


def when_order_rejected(event: Recorded[OrderRejected], *, work: UnitOfWork, ports: Ports) -> None:
    fell = _fell(event, event.event.order_id, Ending.REJECTED, Fault.NONE)
    note_and_record(fell, work=work, ports=ports)


def when_order_declined(event: Recorded[OrderDeclined], *, work: UnitOfWork, ports: Ports) -> None:
    fell = _fell(event, event.event.order_id, Ending.DECLINED, Fault.SELLER)
    note_and_record(fell, work=work, ports=ports)


def when_order_cancelled(
    event: Recorded[OrderCancelled], *, work: UnitOfWork, ports: Ports
) -> None:
    fell = _fell(event, event.event.order_id, Ending.CANCELLED, _fault(event.event.fault))
    note_and_record(fell, work=work, ports=ports)


def when_order_expired(event: Recorded[OrderExpired], *, work: UnitOfWork, ports: Ports) -> None:
    fell = _fell(event, event.event.order_id, Ending.EXPIRED, _fault(event.event.fault))
    note_and_record(fell, work=work, ports=ports)


def when_order_returned(
    event: Recorded[OrderReturnedToSeller], *, work: UnitOfWork, ports: Ports
) -> None:
    fell = _fell(event, event.event.order_id, Ending.RETURNED, _fault(event.event.fault))
    note_and_record(fell, work=work, ports=ports)


def source_of(event: Recorded[Any]) -> Source:
    return Source(event_id=event.event_id, recorded_at=event.recorded_at)


def _fell(event: Recorded[Any], order_id: str, ending: Ending, fault: Fault) -> PurchaseFellThrough:
    return PurchaseFellThrough(
        order_id=order_id, source=source_of(event), ending=ending, fault=fault
    )


def _fault(code: str) -> Fault:
    return Fault(code) if code in set(Fault) else Fault.OTHER

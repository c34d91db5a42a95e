"""What orders and payments tell of one purchase: rice for oneself, and a fee."""

from datetime import datetime, timedelta
from typing import Any

from compliance.application.foreign import (
    DeliveredLine,
    OrderDelivered,
    OrderLine,
    OrderPlaced,
    PaymentReceived,
    PaymentRefunded,
)

KLOJEN = "35.73.02.1001"


def order_placed(**changes: Any) -> OrderPlaced:
    """Two hundred thousand of rice for oneself, and a fee of ten thousand."""
    given: dict[str, Any] = {
        "buyer_kind": "person",
        "purchase_purpose": "personal",
        "funding_source": "own",
        "merchant_id": "a-merchant",
        "merchant_kelurahan_code": KLOJEN,
        "merchant_kind": "ukm",
        "merchant_scale": "micro",
        "supervising_department": "diskopindag",
        "related_party": "none_known",
        "delivery_kelurahan_code": KLOJEN,
        "lines": (
            OrderLine(
                line_id="line-1",
                category_code="rice",
                commodity_code="rice_medium",
                staple=True,
                staple_list_version="1",
                goods_origin="local",
                base_unit="gram",
                ceiling_status="none",
            ),
        ),
        "delivery_fee_idr": 10_000,
        "amount_due_idr": 210_000,
    }
    return OrderPlaced(**(given | changes))


def order_delivered(*, delivered_at: datetime, **changes: Any) -> OrderDelivered:
    given: dict[str, Any] = {
        "lines": (
            DeliveredLine(line_id="line-1", delivered_net_base=5_000, line_total_idr=200_000),
        ),
        "delivery_fee_idr": 10_000,
        "amount_due_idr": 210_000,
        "return_until": delivered_at + timedelta(days=2),
    }
    return OrderDelivered(delivered_at=delivered_at, **(given | changes))


def payment_received(*, order_id: str, **changes: Any) -> PaymentReceived:
    given: dict[str, Any] = {
        "payment_id": f"payment-of-{order_id}",
        "collection_id": f"collection-of-{order_id}",
        "amount_received_idr": 210_000,
        "overage_idr": 0,
        "goods_idr": 200_000,
        "delivery_fee_idr": 10_000,
        "remaining_due_idr": 0,
        "confirmation": "buyer_code",
        "strength": "strong",
    }
    return PaymentReceived(order_id=order_id, **(given | changes))


def payment_refunded(*, order_id: str, **changes: Any) -> PaymentRefunded:
    """All of it went back."""
    given: dict[str, Any] = {
        "payment_id": f"payment-of-{order_id}",
        "refund_id": f"refund-of-{order_id}",
        "return_id": None,
        "dispute_id": None,
        "original_collection_id": f"collection-of-{order_id}",
        "amount_idr": 210_000,
        "goods_idr": 200_000,
        "delivery_fee_idr": 10_000,
        "rounding_idr": 0,
        "overage_idr": 0,
    }
    return PaymentRefunded(order_id=order_id, **(given | changes))

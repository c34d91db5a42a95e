"""One builder per fact and foreign event: rice and eggs, twenty-five thousand and a fee."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from kernel.application.envelope import Recorded
from kernel.domain.events import Event
from kernel.domain.ids import new_id
from payments.application.foreign import (
    DeliveryAttemptFailed,
    OrderCancelled,
    OrderDeclined,
    OrderDelivered,
    OrderExpired,
    PaymentRequested,
    ReturnAccepted,
)
from payments.domain.commands import CancelPayment, RequestPayment
from payments.domain.events import CancelReason, PaymentDue
from payments.domain.facts import (
    CollectorRole,
    Confirmation,
    FactKind,
    FeeBearer,
    ProviderFact,
    Strength,
    fact_id,
)
from payments.domain.records import due_event
from payments.domain.terms import CustodyMode, Parts, Terms

E = TypeVar("E", bound=Event)

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)  # In Malang.
EVENING = NOON + timedelta(hours=6)
TODAY = date(2026, 3, 2)

PAYMENT_ID, ORDER_ID, MERCHANT_ID = "payment-of-rice", "order-of-rice", "bu-sri"
OWNER, BUYER = "account-of-bu-sri", "account-of-pak-budi"

RICE = Parts(goods_idr=24_050, delivery_fee_idr=1_000, rounding_idr=-50)
TERMS = Terms(
    payment_id=PAYMENT_ID,
    order_id=ORDER_ID,
    attempt_no=1,
    merchant_id=MERCHANT_ID,
    merchant_owner_account_id=OWNER,
    buyer_account_id=BUYER,
    method="cod",
    provider="cod",
    custody_mode=CustodyMode.SELLER_COLLECTS,
    parts=RICE,
    rounding_rule_version="down_to_100",
    collect_by=NOON + timedelta(days=3),
    placed_at=NOON - timedelta(minutes=5),
)
REQUEST = RequestPayment(terms=TERMS, requested_at=NOON)
CANCEL = CancelPayment(
    payment_id=PAYMENT_ID, reason=CancelReason.ORDER_CANCELLED, cancelled_at=EVENING
)


def due(**changes: Any) -> PaymentDue:
    """A payment that is due, on terms that differ in what is given."""
    command = replace(REQUEST, terms=replace(TERMS, **changes))
    return due_event(command, limits_checked=(), at=NOON)


def cash(amount_idr: int, *, ref: str = "handover", **changes: Any) -> ProviderFact:
    """Cash counted at the door, in the evening, with the buyer's code."""
    fact = ProviderFact(
        fact_id=fact_id("cod", ref, FactKind.COLLECTION_RECORDED),
        kind=FactKind.COLLECTION_RECORDED,
        provider="cod",
        payment_id=PAYMENT_ID,
        amount_idr=amount_idr,
        currency="IDR",
        occurred_at=EVENING,
        provider_ref=ref,
        collection_id=ref,
        collected_by_id=OWNER,
        collected_by_role=CollectorRole.MERCHANT,
        confirmation=Confirmation.CODE,
        strength=Strength.TWO_SIDED,
        delivered_at=EVENING,
        provider_fee_idr=0,
        fee_bearer=FeeBearer.NONE,
        evidence_sha256=None,
    )
    return replace(fact, **changes)


def payment_requested(**changes: Any) -> PaymentRequested:
    event = PaymentRequested(
        payment_id=PAYMENT_ID,
        order_id=ORDER_ID,
        attempt_no=1,
        method="cod",
        provider="cod",
        custody_mode=CustodyMode.SELLER_COLLECTS,
        merchant_id=MERCHANT_ID,
        merchant_owner_account_id=OWNER,
        buyer_account_id=BUYER,
        amount_due_idr=25_000,
        goods_idr=24_050,
        delivery_fee_idr=1_000,
        rounding_idr=-50,
        collect_by=NOON + timedelta(days=3),
        placed_at=NOON - timedelta(minutes=5),
    )
    return replace(event, **changes)


def order_delivered(**changes: Any) -> OrderDelivered:
    event = OrderDelivered(
        payment_id=PAYMENT_ID,
        handover_id="handover",
        handover_method="code",
        code_verified=True,
        goods_delivered_idr=24_050,
        delivery_fee_idr=1_000,
        cash_rounding_idr=-50,
        amount_due_idr=25_000,
        declared_cash_idr=25_000,
        delivered_at=EVENING,
        confirm_until=EVENING + timedelta(days=2),
    )
    return replace(event, **changes)


def delivery_attempt_failed(**changes: Any) -> DeliveryAttemptFailed:
    event = DeliveryAttemptFailed(
        payment_id=PAYMENT_ID,
        attempt_no=1,
        reason_code="no_cash",
        fault="buyer",
        next_attempt_at=EVENING,
        failed_at=NOON,
    )
    return replace(event, **changes)


def return_accepted(**changes: Any) -> ReturnAccepted:
    """Ten thousand for rice that was spoiled."""
    event = ReturnAccepted(
        payment_id=PAYMENT_ID,
        return_id="return-of-rice",
        refund_idr=10_000,
        goods_refund_idr=10_000,
        fee_refund_idr=0,
        reason_code="spoiled",
        accepted_at=EVENING,
        refund_by=EVENING + timedelta(days=3),
    )
    return replace(event, **changes)


ENDINGS = (
    OrderCancelled(payment_id=PAYMENT_ID),
    OrderDeclined(payment_id=PAYMENT_ID),
    OrderExpired(payment_id=PAYMENT_ID),
)


def from_orders(event: E, *, at: datetime = NOON) -> Recorded[E]:
    """The event as the subscription hands it to a policy."""
    return Recorded(
        event=event,
        event_id=new_id(),
        stream_id=f"order-{ORDER_ID}",
        stream_type="order",
        version=1,
        type="",
        position=1,
        occurred_at=at,
        recorded_at=at,
        metadata={},
    )

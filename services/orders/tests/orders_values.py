"""The people, goods and requests that every test of orders has in common."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kernel.adapters.holidays import load_calendar
from kernel.domain.calendar import STANDARD_HOURS
from kernel.domain.ids import derived_id
from orders.adapters.secrets import KeyedSecrets
from orders.domain.checkout import Buyer, Rules
from orders.domain.commands import (
    AcceptOrder,
    AcceptReturn,
    CallOffOrder,
    CancelOrder,
    CancelSale,
    ClaimHandover,
    DeclineOrder,
    DeclineReturn,
    Delivery,
    DispatchOrder,
    HandOverOrder,
    PlaceOrders,
    ReceiveReturn,
    RecordFailedAttempt,
    RequestReturn,
    ReturnedLine,
    ReturnToSeller,
    WantedLine,
)
from orders.domain.deadlines import Deadlines, Windows
from orders.domain.limits import Limits
from orders.domain.offers import Area, Offer, Product, Seller
from orders.domain.settling import Change, Confirmation, Dispute, Payment, Refund
from orders.domain.words import (
    AttemptFailure,
    CancelReason,
    DeclineReason,
    Fault,
    FulfilmentMethod,
    MoneyFact,
    ReturnDecline,
    ReturnReason,
    SoldBy,
)

NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)  # A Monday, 12:00 in Malang.

ONE = timedelta(minutes=1)

DEADLINES = Deadlines(windows=Windows(), calendar=load_calendar())

RULES = Rules(deadlines=DEADLINES, limits=Limits())

ORDER_ID = "0195a1c2-0000-7000-8000-0000000000a1"

CHECKOUT_ID = "0195a1c2-0000-7000-8000-0000000000c1"

HANDOVER_ID = "0195a1c2-0000-4000-8000-0000000000d1"

ANOTHER_HANDOVER_ID = "0195a1c2-0000-4000-8000-0000000000d2"

BUYER_ID = "account-of-the-buyer"

SELLER_ID = "account-of-the-seller"

MERCHANT_ID = "merchant-of-rice"

KLOJEN = "35.73.02.1001"

DINOYO = "35.73.05.1004"

KEY = "a key that only tests know"

SECRETS = KeyedSecrets([KEY])

CODE = "042137"

BUYER = Buyer(account_id=BUYER_ID, institution_id="city", memberships=("member-1",))

SELLER = Seller(
    merchant_id=MERCHANT_ID,
    owner_account_id=SELLER_ID,
    kelurahan_code=DINOYO,
    kind="individual",
    scale="micro",
    supervising_department="diskopindag",
    verified=True,
    delivers=True,
    areas={KLOJEN: Area(fee_idr=5_000, min_order_idr=10_000)},
    hours=STANDARD_HOURS,
)

RICE = Product(
    product_id="rice-5kg",
    name="Beras 5 kg",
    category_code="staples",
    commodity_code="rice-medium",
    staple=True,
    staple_list_version="2026-1",
    quality_class="medium",
    goods_origin="resale",
    sold_by=SoldBy.PACK,
    base_unit="g",
    pack_content_base=5_000,
    quantity_step=1,
    min_quantity=1,
    max_quantity_per_order=None,
    price_idr=67_550,
    price_per_base=5_000,
    price_version=1,
    ceiling_id=None,
    ceiling_per_base_idr=None,
    ceiling_status="unknown",
    perishable=False,
    returnable="defects_only",
    food_permit="unknown",
    halal_status="unknown",
    listed=True,
)

SNACK = replace(
    RICE,
    product_id="snack",
    name="Keripik tempe",
    commodity_code=None,
    staple=False,
    quality_class=None,
    pack_content_base=250,
    price_per_base=250,
    price_idr=12_000,
)

CHILLI = replace(
    RICE,
    product_id="chilli",
    name="Cabai rawit",
    commodity_code="chilli",
    sold_by=SoldBy.WEIGHT,
    pack_content_base=1,
    price_per_base=1_000,
    price_idr=45_501,
    quantity_step=50,
    min_quantity=100,
    perishable=True,
)

OFFERS = {product.product_id: Offer(product=product, seller=SELLER) for product in (RICE, SNACK)}

DELIVERY = Delivery(
    kelurahan_code=KLOJEN, recipient_name="Bu Sri", phone="0812", street="Jalan Ijen 1", note="pagi"
)

CART = PlaceOrders(
    lines=(
        WantedLine(product_id="rice-5kg", quantity=2),
        WantedLine(product_id="snack", quantity=1),
    ),
    expected_total_idr=152_100,  # 2 x 67,550 + 12,000 + 5,000 is due, as it stands.
    delivery=DELIVERY,
    membership_id="member-1",
)

HAND_OVER = HandOverOrder(
    order_id=ORDER_ID, handover_id=HANDOVER_ID, code=CODE, cash_idr=CART.expected_total_idr
)

ACCEPT = AcceptOrder(order_id=ORDER_ID)

DECLINE = DeclineOrder(order_id=ORDER_ID, reason_code=DeclineReason.NO_STOCK)

DISPATCH = DispatchOrder(order_id=ORDER_ID)

CANCEL = CancelOrder(order_id=ORDER_ID)

PAID = Payment(
    payment_id="payment-1",
    collection_id=HANDOVER_ID,
    amount_received_idr=CART.expected_total_idr,
    remaining_due_idr=0,
    collected_at=NOON,
)

FETCHED_FROM = replace(SELLER, pickup_at_stall=True, pickup_points=frozenset({"point-1"}))

FETCHED_OFFERS = {
    product.product_id: Offer(product=product, seller=FETCHED_FROM) for product in (RICE, SNACK)
}

FETCHED_CART = replace(
    CART,
    fulfilment_method=FulfilmentMethod.PICKUP_STALL,
    expected_total_idr=147_100,
    delivery=Delivery(recipient_name="Bu Sri", phone="0812"),
)

RETURN_ID = "0195a1c2-0000-4000-8000-0000000000e1"

ANOTHER_RETURN_ID = "0195a1c2-0000-4000-8000-0000000000e2"


def line_of(product_id: str) -> str:
    return derived_id("order_line", CHECKOUT_ID, product_id)


TAP = replace(HAND_OVER, code=None)

CLAIM = ClaimHandover(order_id=ORDER_ID, handover_id=HANDOVER_ID, cash_idr=CART.expected_total_idr)

FAILED = RecordFailedAttempt(
    order_id=ORDER_ID, attempt_no=1, reason_code=AttemptFailure.BUYER_ABSENT
)

BACK = ReturnToSeller(order_id=ORDER_ID, reason_code=AttemptFailure.REFUSED_QUALITY)

CANCEL_SALE = CancelSale(order_id=ORDER_ID, reason_code=CancelReason.NO_STOCK)

CALL_OFF = CallOffOrder(
    order_id=ORDER_ID, reason_code=CancelReason.GOODS_BLOCKED, fault=Fault.SELLER
)

REQUEST = RequestReturn(
    order_id=ORDER_ID,
    return_id=RETURN_ID,
    lines=(ReturnedLine(line_id=line_of("rice-5kg"), quantity=1),),
    reason_code=ReturnReason.DEFECTIVE,
)

ACCEPT_RETURN = AcceptReturn(order_id=ORDER_ID, return_id=RETURN_ID)

DECLINE_RETURN = DeclineReturn(
    order_id=ORDER_ID, return_id=RETURN_ID, reason_code=ReturnDecline.NO_DEFECT
)

RECEIVE_RETURN = ReceiveReturn(order_id=ORDER_ID, return_id=RETURN_ID)

AGREED = Confirmation(
    payment_id="payment-1",
    collection_id=HANDOVER_ID,
    deemed=False,
    remaining_due_idr=0,
    confirmed_at=NOON,
)

DISPUTED = Dispute(
    payment_id="payment-1", collection_id=HANDOVER_ID, dispute_id="dispute-1", disputed_at=NOON
)

RESOLVED = Change(
    fact=MoneyFact.RESOLVED,
    payment_id="payment-1",
    collection_id=HANDOVER_ID,
    cause_id="dispute-1",
    delta_idr=0,
    overage_delta_idr=0,
    remaining_due_idr=0,
    collected_at=NOON,
)

CORRECTED = replace(RESOLVED, fact=MoneyFact.CORRECTED, cause_id="correction-1")

REFUNDED = Refund(
    payment_id="payment-1",
    collection_id=None,
    refund_id="refund-1",
    amount_idr=1_000,
    collected_at=None,
)

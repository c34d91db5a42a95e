"""One builder per thing that orders meets, so that a test says only what matters to it."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kernel.adapters.holidays import load_calendar
from kernel.domain.calendar import STANDARD_HOURS, OpeningHours
from kernel.domain.ids import derived_id
from orders.adapters.secrets import KeyedSecrets
from orders.application.ports import Ports
from orders.domain import attempts, cancelling, returning, saga, seller, settling
from orders.domain.checkout import Buyer, Rules, fill_baskets
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
from orders.domain.events import OrderEvent, RejectedLine
from orders.domain.handover import claim, hand_over
from orders.domain.limits import Limits, OpenOrders
from orders.domain.offers import Area, Offer, Product, Seller
from orders.domain.order import Order, evolve
from orders.domain.placed import OrderPlaced
from orders.domain.placing import Checkout, Ticket, place
from orders.domain.settling import Change, Confirmation, Dispute, Payment, Refund
from orders.domain.words import (
    AttemptFailure,
    CancelReason,
    DecidedBy,
    DeclineReason,
    Fault,
    FulfilmentMethod,
    MoneyFact,
    RejectionReason,
    ReturnDecline,
    ReturnReason,
    SoldBy,
    Stage,
    Status,
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


def placed(
    cart: PlaceOrders = CART,
    *,
    offers: Mapping[str, Offer] = OFFERS,
    buyer: Buyer = BUYER,
    at: datetime = NOON,
) -> OrderPlaced:
    """Place the only basket of a cart."""
    [basket] = fill_baskets(
        cart, checkout_id=CHECKOUT_ID, buyer=buyer, offers=offers, at=at, rules=RULES
    )
    code_hash, key_id = SECRETS.seal(ORDER_ID, CODE)
    ticket = Ticket(
        order_id=ORDER_ID,
        address_ref="address-1",
        handover_code_hash=code_hash,
        handover_key_id=key_id,
    )
    checkout = Checkout(
        checkout_id=CHECKOUT_ID,
        order_count=1,
        terms_version="1",
        command=cart,
        buyer=buyer,
        deadlines=DEADLINES,
    )
    return place(basket, ticket, checkout, at=at)


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


Decision = tuple[OrderEvent, ...]
Step = Callable[[Order], Decision]


def confirm(order: Order, at: datetime = NOON) -> Decision:
    return saga.confirm(order, reserved_at=NOON, at=at, deadlines=DEADLINES, hours=STANDARD_HOURS)


def reject(order: Order) -> Decision:
    line = RejectedLine(line_id="line-1", code="out_of_stock")
    return saga.reject(order, reason=RejectionReason.OUT_OF_STOCK, lines=(line,), at=NOON)


def expire(order: Order, stage: Stage) -> Decision:
    return saga.expire(order, stage, deadline=NOON, at=NOON + ONE)


def settle(order: Order, payment: Payment = PAID) -> Decision:
    return settling.settle(order, payment, at=NOON + ONE)


def accept(order: Order, at: datetime = NOON) -> Decision:
    return seller.accept(order, at=at, deadlines=DEADLINES, hours=STANDARD_HOURS)


def decline(order: Order) -> Decision:
    return seller.decline(order, DECLINE, at=NOON)


def dispatch(order: Order) -> Decision:
    return seller.dispatch(order, DISPATCH, at=NOON, calendar_version="2026-1")


def deliver(
    order: Order, command: HandOverOrder = HAND_OVER, *, code_is_right: bool = True
) -> Decision:
    return hand_over(order, command, code_is_right=code_is_right, at=NOON, deadlines=DEADLINES)


def cancel(order: Order) -> Decision:
    return cancelling.cancel(order, CANCEL, at=NOON)


def deliver_unseen(order: Order) -> Decision:
    return deliver(order, TAP)


def claim_it(order: Order, command: ClaimHandover = CLAIM) -> Decision:
    return claim(order, command, at=NOON, deadlines=DEADLINES)


def make_ready(order: Order) -> Decision:
    return seller.make_ready(order, at=NOON, deadlines=DEADLINES, hours=STANDARD_HOURS)


def fail(order: Order, command: RecordFailedAttempt = FAILED, at: datetime = NOON) -> Decision:
    return attempts.fail_attempt(order, command, at=at, deadlines=DEADLINES, hours=STANDARD_HOURS)


def fail_next(order: Order) -> Decision:
    return fail(order, replace(FAILED, attempt_no=order.failed_attempts + 1))


def dispatch_again(order: Order) -> Decision:
    command = replace(DISPATCH, attempt_no=order.failed_attempts + 1)
    return seller.dispatch(order, command, at=NOON, calendar_version="2026-1")


def bring_back(order: Order, command: ReturnToSeller = BACK) -> Decision:
    return attempts.bring_back(order, command, at=NOON)


def cancel_sale(order: Order) -> Decision:
    return cancelling.cancel_sale(order, CANCEL_SALE, at=NOON)


def call_off(order: Order, command: CallOffOrder = CALL_OFF) -> Decision:
    return cancelling.call_off(order, command, at=NOON)


def suspend(order: Order) -> Decision:
    return cancelling.cancel_for_suspension(order, at=NOON)


def agree(order: Order, told: Confirmation = AGREED) -> Decision:
    return settling.confirm_cash(order, told, at=NOON + ONE)


def dispute(order: Order, told: Dispute = DISPUTED) -> Decision:
    return settling.dispute_cash(order, told, at=NOON + ONE, deadlines=DEADLINES)


def change(order: Order, told: Change = RESOLVED) -> Decision:
    return settling.change_cash(order, told, at=NOON + ONE, deadlines=DEADLINES)


def correct(order: Order) -> Decision:
    return change(order, CORRECTED)


def refund(order: Order, told: Refund = REFUNDED) -> Decision:
    return settling.refund_cash(order, told, at=NOON + ONE)


def request(order: Order, command: RequestReturn = REQUEST, at: datetime = NOON) -> Decision:
    return returning.request_return(
        order, command, at=at, deadlines=DEADLINES, hours=STANDARD_HOURS
    )


def accept_back(
    order: Order, command: AcceptReturn = ACCEPT_RETURN, by: DecidedBy = DecidedBy.SELLER
) -> Decision:
    return returning.accept_return(order, command, decided_by=by, at=NOON, deadlines=DEADLINES)


def overrule(order: Order) -> Decision:
    return accept_back(order, by=DecidedBy.OFFICER)


def decline_back(order: Order) -> Decision:
    return returning.decline_return(order, DECLINE_RETURN, decided_by=DecidedBy.SELLER, at=NOON)


def silent_about(order: Order) -> Decision:
    return returning.take_silence_for_yes(order, RETURN_ID, at=NOON, deadlines=DEADLINES)


def receive_back(order: Order, command: ReceiveReturn = RECEIVE_RETURN) -> Decision:
    return returning.receive_return(order, command, at=NOON)


def told(*steps: Step, start: OrderPlaced | None = None) -> list[OrderEvent]:
    """Return what happened to an order that went these steps."""
    events: list[OrderEvent] = [start or placed()]
    for step in steps:
        events += step(folded(events))
    return events


def fetched() -> OrderPlaced:
    """Place an order that the buyer fetches."""
    return placed(FETCHED_CART, offers=FETCHED_OFFERS)


def history(status: Status) -> list[OrderEvent]:
    """Return the shortest true history of an order that stands there."""
    start = fetched() if status is Status.READY_FOR_PICKUP else placed()
    return told(*_WAYS[status], start=start)


def folded(events: Collection[OrderEvent]) -> Order:
    state: Order | None = None
    for event in events:
        state = evolve(state, event)
    assert state is not None
    return state


def order_in(status: Status) -> Order:
    return folded(history(status))


_WAYS: Mapping[Status, tuple[Step, ...]] = {
    Status.PLACED: (),
    Status.REJECTED: (reject,),
    Status.CONFIRMED: (confirm,),
    Status.DECLINED: (confirm, decline),
    Status.CANCELLED: (confirm, cancel),
    Status.EXPIRED: (confirm, lambda order: expire(order, Stage.ACCEPTANCE)),
    Status.ACCEPTED: (confirm, accept),
    Status.DISPATCHED: (confirm, accept, dispatch),
    Status.DELIVERED: (confirm, accept, dispatch, deliver),
    Status.READY_FOR_PICKUP: (confirm, accept, make_ready),
    Status.RETURNED_TO_SELLER: (confirm, accept, dispatch, bring_back),
    Status.COMPLETED: (confirm, accept, dispatch, deliver, settle),
}


class ShownCatalogue:
    """A catalogue that knows what a test has put there."""

    def __init__(self, offers: Mapping[str, Offer] = OFFERS) -> None:
        self.known = dict(offers)

    def offers(self, product_ids: Collection[str]) -> Mapping[str, Offer]:
        return {name: self.known[name] for name in product_ids if name in self.known}

    def opening_hours(self, merchant_ids: Collection[str]) -> Mapping[str, OpeningHours]:
        return dict.fromkeys(merchant_ids, STANDARD_HOURS)

    def read_sellers_of(self, order_ids: Collection[str]) -> None:
        """Nothing needs to be read."""


class CountedLoad:
    """As many open orders as a test says, and those that are placed meanwhile."""

    def __init__(self, of_buyer: int = 0, of_sellers: Mapping[str, int] | None = None) -> None:
        self.of_buyer = of_buyer
        self.of_sellers = Counter(of_sellers or {})
        self.unsent: list[str] = []

    def count_for_buyers(self, account_ids: Collection[str]) -> None:
        """Nothing needs to be read."""

    def count_for_sellers(self, merchant_ids: Collection[str]) -> None:
        """Nothing needs to be read."""

    def open_orders(self, account_id: str | None, merchant_ids: Collection[str]) -> OpenOrders:
        del account_id
        counts = {name: self.of_sellers[name] for name in merchant_ids}
        return OpenOrders(of_buyer=self.of_buyer, of_sellers=counts)

    def note_placed(self, account_id: str, merchant_ids: Collection[str], *, orders: int) -> None:
        del account_id
        self.of_buyer += orders
        self.of_sellers.update(merchant_ids)

    def unsent_orders(
        self, merchant_id: str, *, placed_until: datetime, limit: int
    ) -> Sequence[str]:
        del merchant_id, placed_until
        chunk, self.unsent = self.unsent[:limit], self.unsent[limit:]
        return chunk


class OneCode(KeyedSecrets):
    """Every order has the same code, so that a test can know it."""

    def new_code(self) -> str:
        return CODE


def ports(catalogue: ShownCatalogue | None = None, load: CountedLoad | None = None) -> Ports:
    return Ports(
        catalogue=catalogue or ShownCatalogue(),
        load=load or CountedLoad(),
        secrets=OneCode([KEY]),
        rules=RULES,
        terms_version="1",
    )

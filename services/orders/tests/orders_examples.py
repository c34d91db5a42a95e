"""One builder per thing that orders meets, so that a test says only what matters to it."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from orders_values import (
    ACCEPT_RETURN,
    AGREED,
    BACK,
    BUYER,
    CALL_OFF,
    CANCEL,
    CANCEL_SALE,
    CART,
    CHECKOUT_ID,
    CLAIM,
    CODE,
    CORRECTED,
    DEADLINES,
    DECLINE,
    DECLINE_RETURN,
    DISPATCH,
    DISPUTED,
    FAILED,
    FETCHED_CART,
    FETCHED_OFFERS,
    HAND_OVER,
    KEY,
    NOON,
    OFFERS,
    ONE,
    ORDER_ID,
    PAID,
    RECEIVE_RETURN,
    REFUNDED,
    REQUEST,
    RESOLVED,
    RETURN_ID,
    RULES,
    SECRETS,
    TAP,
)

from kernel.domain.calendar import STANDARD_HOURS, OpeningHours
from orders.adapters.secrets import KeyedSecrets
from orders.application.ports import Ports
from orders.domain import attempts, cancelling, returning, saga, seller, settling
from orders.domain.checkout import Buyer, fill_baskets
from orders.domain.commands import (
    AcceptReturn,
    CallOffOrder,
    ClaimHandover,
    HandOverOrder,
    PlaceOrders,
    ReceiveReturn,
    RecordFailedAttempt,
    RequestReturn,
    ReturnToSeller,
)
from orders.domain.events import OrderEvent, RejectedLine
from orders.domain.handover import claim, hand_over
from orders.domain.limits import OpenOrders
from orders.domain.offers import Offer
from orders.domain.order import Order, evolve
from orders.domain.placed import OrderPlaced
from orders.domain.placing import Checkout, Ticket, place
from orders.domain.settling import Change, Confirmation, Dispute, Payment, Refund
from orders.domain.words import (
    DecidedBy,
    RejectionReason,
    Stage,
    Status,
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

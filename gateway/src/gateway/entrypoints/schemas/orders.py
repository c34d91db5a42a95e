"""Checkouts and orders."""

from marshmallow import fields, validate

from gateway.application.checkouts import WAIT_S_MAX
from gateway.entrypoints.fields import (
    QUANTITY_MAX,
    Answer,
    Body,
    PageQuery,
    Whole,
    amount,
    choice,
    cursor_on,
    identifier,
    kelurahan,
    line,
    listed,
    many,
    number,
    remark,
    rupiah,
    text,
)

STATUSES = (
    "placed",
    "confirmed",
    "rejected",
    "accepted",
    "declined",
    "dispatched",
    "delivered",
    "completed",
    "cancelled",
    "expired",
)


class CartLineBody(Body):
    product_id = identifier("What.", required=True)
    quantity = number("How many.", least=1, most=QUANTITY_MAX, required=True)


class DeliveryBody(Body):
    kelurahan_code = kelurahan("Where to.", required=True)
    recipient_name = line("To whom; kept in the vault.", longest=100, required=True)
    phone = line("How the seller reaches her; kept in the vault.", longest=30, required=True)
    street = line("Street and number; kept in the vault.", longest=300, required=True)
    note = remark("What helps to find it; kept in the vault.")
    place_kind = choice(
        ("home", "office", "stall", "collection_point", "other"),
        "What kind of place.",
        default="home",
    )


class PlaceOrdersBody(Body):
    lines = listed(CartLineBody, "The cart.", most=100, required=True)
    expected_total_idr = rupiah(
        "The total the buyer has seen; if it is another by now, nothing happens (409).",
        required=True,
    )
    delivery = fields.Nested(
        DeliveryBody, required=True, metadata={"description": "Where to and to whom."}
    )
    membership_id = identifier("For whose duty it counts.", allow_none=True)
    payment_method = choice(("cod",), "How it is paid: cash on delivery.", default="cod")
    fulfilment_method = choice(
        ("seller_delivers", "courier", "pickup_stall", "pickup_office"),
        "How the goods arrive.",
        default="seller_delivers",
    )
    substitution = choice(
        ("no", "ask", "allow_similar"), "What to do if something is missing.", default="no"
    )


class CheckoutQuery(Body):
    wait = fields.Float(
        validate=validate.Range(0, WAIT_S_MAX),
        metadata={
            "description": "Wait so many seconds until every order is confirmed or rejected.",
            "default": 0,
        },
    )


class OrderReceipt(Answer):
    order_id = identifier("The order's id.", required=True)
    order_number = text("The order's number, for phone and paper.")
    merchant_id = identifier("Who sells.", required=True)
    status = choice(STATUSES, "How it stands, if it was waited for.")
    reason_code = text("Why it was rejected.", allow_none=True)
    goods_total_idr = amount("The goods.")
    delivery_fee_idr = amount("The way.")
    cash_rounding_idr = amount("Rounding down to whole hundreds; never above zero.")
    total_idr = amount("Goods and way.")
    amount_due_idr = amount("What is paid in cash.")


class CheckoutAnswer(Answer):
    checkout_id = identifier("The checkout's id.", required=True)
    total_idr = amount("What is paid in cash, all orders together.")
    orders = many(OrderReceipt, "One order per seller.")


class OrdersQuery(PageQuery):
    as_role = choice(
        ("buyer", "merchant", "catalog_officer", "operator"),
        "Whose orders: those one has bought, has sold, or watches over.",
    )
    merchant_id = identifier("Only this seller's.")
    status = choice(STATUSES, "Only orders that stand so.")


class OrderAnswer(Answer):
    """To each what is theirs: the buyer sees the hand-over code, the seller the address."""

    order_id = identifier("The order's id.", required=True)
    order_number = text("The order's number.", required=True)
    checkout_id = identifier("The checkout it came from.", required=True)
    status = choice(STATUSES, "How it stands.", required=True)
    merchant_id = identifier("Who sells.", required=True)
    total_idr = amount("Goods and way.")
    amount_due_idr = amount("What is paid in cash.")
    lines = fields.List(fields.Dict(), metadata={"description": "What was ordered."})
    handover_code = text("Six digits, for the buyer alone.", allow_none=True)
    delivery = fields.Dict(
        allow_none=True, metadata={"description": "Where to, for buyer and seller alone."}
    )


class OrdersAnswer(Answer):
    items = many(OrderAnswer, "The page, newest first.")
    next_cursor = cursor_on()


class AcceptOrderBody(Body):
    """Nothing to say: the seller takes the order."""


class DispatchOrderBody(Body):
    """Nothing to say: the goods are on their way."""


class DeclineOrderBody(Body):
    reason_code = choice(
        ("no_stock", "too_far", "too_small", "closed", "price_wrong", "buyer_history", "other"),
        "Why.",
        required=True,
    )


class CancelOrderBody(Body):
    reason_code = choice(
        ("changed_mind", "wrong_item", "wrong_address", "too_slow", "found_elsewhere", "other"),
        "Why.",
        default="changed_mind",
    )


class HandOverOrderBody(Body):
    handover_id = identifier("Made on the device, once per hand-over.", required=True)
    code = fields.String(
        required=True,
        validate=Whole(r"^[0-9]{6}$", error="Six digits."),
        metadata={"description": "The buyer's six digits."},
    )
    cash_idr = rupiah("The cash that was taken.", required=True)
    recipient_kind = choice(
        ("buyer", "family", "colleague", "security", "treasurer", "other"),
        "Who took the goods.",
        default="buyer",
    )


class OrderChangedAnswer(Answer):
    order_id = identifier("The order's id.")
    status = choice(STATUSES, "How it stands now.")


class HandedOverAnswer(Answer):
    order_id = identifier("The order's id.")
    status = choice(STATUSES, "How it stands now.")
    accepted = fields.Boolean(
        required=True, metadata={"description": "False: the code was wrong, and nothing happened."}
    )
    code = text("handover_code_wrong, if it was.")
    attempts_left = fields.Integer(metadata={"description": "How many codes may still be tried."})

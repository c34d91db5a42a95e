"""Checkouts and orders."""

from typing import Any

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
    code,
    cursor_on,
    day,
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

_MOMENT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)$"
STATUSES = (
    "placed",
    "confirmed",
    "rejected",
    "accepted",
    "declined",
    "dispatched",
    "ready_for_pickup",
    "delivered",
    "completed",
    "cancelled",
    "expired",
    "returned_to_seller",
)
DISPOSITIONS = ("none", "resalable", "spoiled", "destroyed")


def moment(description: str, **options: Any) -> fields.String:
    """Return a field for an instant, with its zone."""
    return fields.String(
        validate=Whole(_MOMENT, error="An instant is written 2026-03-02T09:00:00+07:00."),
        metadata={"description": description, "format": "date-time"},
        **options,
    )


class EvidenceBody(Body):
    sha256 = fields.String(
        required=True,
        validate=Whole(r"^[0-9a-f]{64}$", error="64 hexadecimal digits."),
        metadata={"description": "The fingerprint of the picture."},
    )
    media_type = fields.String(
        required=True,
        validate=Whole(r"^[a-z]+/[a-z0-9.+-]{1,40}$", error="As image/jpeg."),
        metadata={"description": "What kind of file it is."},
    )
    ref = identifier("Where it lies.", required=True)


def evidence() -> fields.List[Any]:
    return listed(EvidenceBody, "Pictures that prove it.", most=10, least=0)


class CartLineBody(Body):
    product_id = identifier("What.", required=True)
    quantity = number("How many.", least=1, most=QUANTITY_MAX, required=True)


class DeliveryBody(Body):
    kelurahan_code = kelurahan("Where to; not needed if the buyer fetches it.", allow_none=True)
    recipient_name = line("To whom; kept in the vault.", longest=100, required=True)
    phone = line("How the seller reaches her; kept in the vault.", longest=30, required=True)
    street = line("Street and number; kept in the vault; not needed for pick-up.", longest=300)
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
    pickup_point_id = code("Where it is fetched, for pickup_office.", allow_none=True)
    window_start = moment("From when the buyer would like it.", allow_none=True)
    window_end = moment("Until when; within the seller's opening hours.", allow_none=True)


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
    day = day("Only those placed on that day in Malang.")
    needs_action = fields.Boolean(
        metadata={"description": "Only those in which it is one's turn.", "default": False}
    )


class PickListQuery(PageQuery):
    day = day("Only what is packed on that day.")


class PickedProduct(Answer):
    pick_on = day("The day on which it is packed.")
    window_start = text("From when the buyers would like it.", allow_none=True)
    window_end = text("Until when.", allow_none=True)
    product_id = identifier("What.", required=True)
    product_name = text("Its name.", required=True)
    unit = text("Packs, or the base unit.")
    quantity = fields.Integer(required=True, metadata={"description": "How much, of all orders."})
    orders = fields.Integer(metadata={"description": "Of how many orders."})
    order_numbers = fields.List(fields.String(), metadata={"description": "Of which."})


class PickListAnswer(Answer):
    items = many(PickedProduct, "What is to be packed, the first day first.")
    next_cursor = cursor_on()


class Happening(Answer):
    what = text("What happened.", required=True)
    at = text("When.", required=True)
    by_role = text("In which role.", required=True)
    details = fields.Dict(metadata={"description": "Reasons, stages, amounts; nothing personal."})


class Deadline(Answer):
    what = text("What happens then, if nothing else does.", required=True)
    at = text("When.", required=True)
    waits_for = text("Whose turn it is.")


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
    timeline = fields.List(
        fields.Nested(Happening), metadata={"description": "Everything that happened."}
    )
    deadlines = fields.List(
        fields.Nested(Deadline), metadata={"description": "What happens next, and when."}
    )
    money = fields.Dict(metadata={"description": "Due, paid, remaining, given back."})
    returns = fields.List(fields.Dict(), metadata={"description": "What goes back."})
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
    attempt_no = number(
        "Which attempt it is, to set out again after one that failed.", least=1, most=9
    )


class MarkReadyBody(Body):
    """Nothing to say: the goods are packed."""


_FAILURES = (
    "buyer_absent",
    "wrong_address",
    "no_cash",
    "no_change",
    "refused_quality",
    "refused_price",
    "refused_changed_mind",
    "code_not_given",
    "weather",
    "vehicle",
    "outside_area",
    "unsafe",
    "other",
)


class RecordFailedAttemptBody(Body):
    attempt_no = number("Which attempt it was.", least=1, most=9, required=True)
    reason_code = choice(_FAILURES, "Why; whose fault it is follows from it.", required=True)
    next_attempt_at = moment("When the seller comes again.", allow_none=True)
    evidence = evidence()


class DisposedLineBody(Body):
    line_id = identifier("Of which line.", required=True)
    disposition = choice(DISPOSITIONS, "What became of the goods.", required=True)


class ReturnToSellerBody(Body):
    reason_code = choice(_FAILURES, "Why; else that of the last attempt.", allow_none=True)
    lines = listed(DisposedLineBody, "Goods that cannot be sold again.", most=100, least=0)
    evidence = evidence()


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


_CANCELLED = (
    "no_stock",
    "cannot_deliver",
    "closed",
    "price_wrong",
    "fraud_suspected",
    "goods_blocked",
    "merchant_suspended",
    "changed_mind",
    "other",
)


class CancelSaleBody(Body):
    reason_code = choice(
        ("no_stock", "cannot_deliver", "closed", "price_wrong", "other"), "Why.", required=True
    )


class CallOffOrderBody(Body):
    reason_code = choice(_CANCELLED, "Why.", required=True)
    fault = choice(
        ("buyer", "seller", "carrier", "platform", "none"), "Whose fault it is.", required=True
    )
    goods_disposition = choice(
        DISPOSITIONS, "What became of goods that were on their way.", default="none"
    )
    authority_ref = line("The letter that the decision rests on.", longest=60)


class RefusedLineBody(Body):
    line_id = identifier("Of which line.", required=True)
    quantity = number("How much was not taken.", least=1, most=QUANTITY_MAX, required=True)
    code = choice(
        ("wrong_item", "short", "damaged", "spoiled", "quality", "changed_mind", "other"),
        "Why.",
        required=True,
    )
    disposition = choice(DISPOSITIONS, "What became of it.", default="resalable")


class HandOverOrderBody(Body):
    handover_id = identifier("Made on the device, once per hand-over.", required=True)
    code = fields.String(
        allow_none=True,
        validate=Whole(r"^[0-9]{6}$", error="Six digits."),
        metadata={
            "description": (
                "The buyer's six digits. Without them she confirms the cash herself,"
                " or is silent until confirm_until."
            )
        },
    )
    cash_idr = rupiah("The cash that was taken.", required=True)
    recipient_kind = choice(
        ("buyer", "family", "colleague", "security", "treasurer", "other"),
        "Who took the goods.",
        default="buyer",
    )
    refused = listed(RefusedLineBody, "What was not taken at the door.", most=100, least=0)
    evidence = evidence()


class ClaimHandoverBody(Body):
    handover_id = identifier("Made on the buyer's device, once per claim.", required=True)
    cash_idr = rupiah("The cash that was paid.", required=True)
    evidence = evidence()


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

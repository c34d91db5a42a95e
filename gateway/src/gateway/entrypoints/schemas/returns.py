"""Goods that come back after the hand-over."""

from gateway.entrypoints.fields import (
    QUANTITY_MAX,
    Answer,
    Body,
    amount,
    choice,
    flag,
    identifier,
    listed,
    number,
    rupiah,
)
from gateway.entrypoints.schemas.orders import DisposedLineBody, evidence


class ReturnedLineBody(Body):
    line_id = identifier("Of which line.", required=True)
    quantity = number("How much goes back.", least=1, most=QUANTITY_MAX, required=True)


class RequestReturnBody(Body):
    return_id = identifier("Made on the buyer's device, once per return.", required=True)
    lines = listed(ReturnedLineBody, "What goes back.", most=100, required=True)
    reason_code = choice(
        (
            "wrong_item",
            "not_as_described",
            "defective",
            "expired",
            "short_weight",
            "late",
            "spoiled",
            "changed_mind",
            "other",
        ),
        "Why; fresh goods go back for a defect alone.",
        required=True,
    )
    wanted = choice(
        ("refund", "exchange", "partial_refund"), "What the buyer wants.", default="refund"
    )
    evidence = evidence()


class AcceptReturnBody(Body):
    resolution = choice(
        ("refund", "partial_refund", "exchange", "refund_without_return"),
        "What she gets; else what she wants.",
        allow_none=True,
    )
    goods_refund_idr = rupiah("What a partial refund gives back.", least=1, allow_none=True)
    refund_fee = flag("Give the delivery fee back too.", default=False)


class DeclineReturnBody(Body):
    reason_code = choice(
        ("no_defect", "used", "not_ours", "too_late", "other"), "Why.", required=True
    )


class ReceiveReturnBody(Body):
    lines = listed(DisposedLineBody, "Goods that cannot be sold again.", most=100, least=0)


class ReturnChangedAnswer(Answer):
    order_id = identifier("The order's id.")
    return_id = identifier("The return's id.")
    status = choice(("requested", "accepted", "declined", "received"), "How the return stands now.")
    refund_idr = amount("What is given back.")

"""Cash that goes back to the buyer."""

from gateway.entrypoints.fields import (
    Answer,
    Body,
    PageQuery,
    amount,
    choice,
    cursor_on,
    flag,
    identifier,
    many,
    rupiah,
    text,
)
from gateway.entrypoints.schemas.catalog_words import DecisionBody, instant, sha256

CAUSES = ("return", "overpayment")
REFUND_STATUSES = ("due", "claimed", "disputed", "refunded")


class RecordRefundBody(Body):
    refund_id = identifier(
        "For a return: the refund that is due. For an overpayment: made on the seller's device.",
        required=True,
    )
    cause = choice(CAUSES, "What it is for.", required=True)
    amount_idr = rupiah("The cash that was given: all that is owed.", least=1, required=True)
    paid_at = instant("When, if not now.")
    evidence_sha256 = sha256("The fingerprint of the picture that proves it.")


class ConfirmRefundBody(Body):
    """Nothing to say: the buyer has the cash."""


class DisputeRefundBody(Body):
    reason_code = choice(
        ("not_received", "wrong_amount", "other"), "What is wrong with it.", required=True
    )


class ResolveRefundBody(DecisionBody):
    paid = flag("True: the buyer has the cash; false: it is due again.", required=True)


class RefundAnswer(Answer):
    payment_id = identifier("Of which payment.", required=True)
    refund_id = identifier("The refund's id.", required=True)
    return_id = identifier("For which return.", required=True, allow_none=True)
    order_id = identifier("For which order.", required=True)
    merchant_id = identifier("Who sells.", required=True)
    cause = choice(CAUSES, "What it is for.", required=True)
    status = choice(REFUND_STATUSES, "How it stands.", required=True)
    amount_idr = amount("How much.")
    reason_code = text("Why.", required=True)
    refund_by = text("Until when it should be paid.", required=True, allow_none=True)
    paid_at = text("When the seller says she paid it.", required=True, allow_none=True)
    deadline = text("Until when the buyer may object.", required=True, allow_none=True)
    dispute_id = identifier("The dispute, if there is one.", required=True, allow_none=True)
    dispute_reason_code = text("Why it is in dispute.", required=True, allow_none=True)
    received_by_buyer = text("How we know that she has it.", required=True, allow_none=True)
    receipt_number = text("The receipt's number.", required=True, allow_none=True)


class RefundsQuery(PageQuery):
    status = choice(REFUND_STATUSES, "Only refunds that stand so.")


class RefundsAnswer(Answer):
    items = many(RefundAnswer, "The page, oldest payment first.")
    next_cursor = cursor_on()

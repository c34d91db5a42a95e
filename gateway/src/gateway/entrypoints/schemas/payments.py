"""Payments: what was collected, who confirms, disputes and corrects it."""

from marshmallow import fields

from gateway.entrypoints.fields import (
    Answer,
    Body,
    PageQuery,
    amount,
    choice,
    cursor_on,
    day,
    flag,
    identifier,
    many,
    number,
    rupiah,
    text,
)
from gateway.entrypoints.schemas.catalog_words import DecisionBody, instant, sha256
from gateway.entrypoints.schemas.refunds import RefundAnswer

STATUSES = ("due", "partly_received", "received", "cancelled", "expired")
COLLECTION_STATUSES = ("recorded", "claimed", "confirmed", "disputed", "resolved", "corrected")
CORRECTION_STATUSES = ("requested", "corrected", "declined")
DECISIONS = ("buyer", "seller", "shared", "withdrawn")


class RecordCollectionBody(Body):
    collection_id = identifier("Made on the seller's device, once per collection.", required=True)
    amount_idr = rupiah("The cash that was taken.", least=1, required=True)
    collected_at = instant("When, if not now.")
    evidence_sha256 = sha256("The fingerprint of the picture that proves it.")


class ConfirmCollectionBody(Body):
    """Nothing to say: the buyer has paid what the seller has recorded."""


class ConfirmClaimBody(Body):
    """Nothing to say: the seller has what the buyer says she paid."""


class DisputeCollectionBody(Body):
    amount_idr = rupiah("How much it was; 0 if nothing.", required=True)
    reason_code = choice(
        (
            "not_paid",
            "paid_not_recorded",
            "wrong_amount",
            "counterfeit",
            "change_not_given",
            "other",
        ),
        "Why.",
        required=True,
    )


class ResolveDisputeBody(DecisionBody):
    decision = choice(
        DECISIONS,
        "Whose figure holds; withdrawn: that of the one who did not object.",
        required=True,
    )
    decided_idr = rupiah(
        "The figure, between the two, if the decision is shared; else left out.", allow_none=True
    )


class RequestCorrectionBody(Body):
    collection_id = identifier("Which record is wrong.", required=True)
    correction_id = identifier("Made on the seller's device, once per correction.", required=True)
    right_idr = rupiah("What it should say.", required=True)
    reason_code = choice(
        ("typing", "wrong_order", "duplicate", "other"), "How it came about.", required=True
    )


class DecideCorrectionBody(DecisionBody):
    approve = flag("True: the record is put right; false: it stays.", required=True)


class PaymentChangedAnswer(Answer):
    payment_id = identifier("The payment's id.", required=True)
    order_id = identifier("For which order.", required=True)
    status = choice(STATUSES, "How the payment stands now.", required=True)
    remaining_due_idr = amount("What is still owed.")


class CollectionDisputedAnswer(PaymentChangedAnswer):
    dispute_id = identifier("The dispute's id.", required=True, allow_none=True)


class CollectionAnswer(Answer):
    payment_id = identifier("Of which payment.", required=True)
    collection_id = identifier("The collection's id.", required=True)
    order_id = identifier("For which order.", required=True)
    merchant_id = identifier("Who sells.", required=True)
    status = choice(COLLECTION_STATUSES, "How it stands.", required=True)
    says_idr = amount("What was said first, by whoever spoke first.")
    counted_idr = amount("What the books say now.")
    collected_at = text("When the cash changed hands.", required=True)
    silent_until = text("Until when the other side may object.", required=True, allow_none=True)
    confirmed_by = text("Who or what confirmed it.", required=True, allow_none=True)
    dispute_id = identifier("The dispute, if there is one.", required=True, allow_none=True)
    dispute_reason_code = text("Why it is in dispute.", required=True, allow_none=True)
    buyer_says_idr = amount("In a dispute: the buyer's figure.", allow_none=True)
    seller_says_idr = amount("In a dispute: the seller's figure.", allow_none=True)
    decision = text("How the dispute was decided.", required=True, allow_none=True)
    receipt_number = text("The number of the newest receipt.", required=True, allow_none=True)


class CollectionsQuery(PageQuery):
    status = choice(COLLECTION_STATUSES, "Only collections that stand so.")


class CollectionsAnswer(Answer):
    items = many(CollectionAnswer, "The page, oldest payment first.")
    next_cursor = cursor_on()


class CorrectionAnswer(Answer):
    payment_id = identifier("Of which payment.", required=True)
    correction_id = identifier("The correction's id.", required=True)
    collection_id = identifier("Which record it is about.", required=True)
    order_id = identifier("For which order.", required=True)
    merchant_id = identifier("Who sells.", required=True)
    status = choice(CORRECTION_STATUSES, "How it stands.", required=True)
    wrong_idr = amount("What the record said.")
    right_idr = amount("What it should say.")
    reason_code = text("How it came about.", required=True)
    requested_by_role = text("In which role it was asked for.", required=True)
    requested_at = text("When it was asked for.", required=True)
    decided_by_role = text("In which role it was decided.", required=True, allow_none=True)
    decided_at = text("When it was decided.", required=True, allow_none=True)
    receipt_number = text("The number of the new receipt.", required=True, allow_none=True)


class CorrectionsQuery(PageQuery):
    status = choice(CORRECTION_STATUSES, "Only corrections that stand so.")


class CorrectionsAnswer(Answer):
    items = many(CorrectionAnswer, "The page, oldest payment first.")
    next_cursor = cursor_on()


class ReceiptAnswer(Answer):
    receipt_number = text("The receipt's number.", required=True)
    collection_id = text("Of which collection.", required=True)
    kind = text("Whether it was all, a part or too much.", required=True)
    amount_received_idr = amount("The cash.")
    goods_idr = amount("For goods.")
    delivery_fee_idr = amount("For the way.")
    cash_rounding_idr = amount("The rounding that it settles.")
    overage_idr = amount("What was too much.")
    remaining_due_idr = amount("What was owed after it.")
    confirmation = text("Whose word stands beside the seller's.", required=True)
    collected_at = text("When the cash changed hands.", required=True)
    business_date = day("The day in Malang.", required=True)


class PaymentItem(Answer):
    payment_id = identifier("The payment's id.", required=True)
    order_id = identifier("For which order.", required=True)
    merchant_id = identifier("Who sells.", required=True)
    buyer_account_id = identifier("Who buys.", required=True)
    attempt_no = number("Which payment of the order it is.", least=1, most=1000, required=True)
    status = choice(STATUSES, "How it stands.", required=True)
    method = text("How it is paid.", required=True)
    custody_mode = text("Who takes the money in.", required=True)
    memorandum = fields.Boolean(
        required=True, metadata={"description": "True: the city never holds the money."}
    )
    amount_due_idr = amount("What is owed.")
    goods_idr = amount("Of it for goods.")
    delivery_fee_idr = amount("Of it for the way.")
    cash_rounding_idr = amount("Rounding down to whole hundreds; never above zero.")
    received_idr = amount("What was received.")
    overage_idr = amount("What was received too much, whatever became of it.")
    remaining_due_idr = amount("What is still owed.")
    overpaid_idr = amount("Too much, and not yet paid back.")
    refund_due_idr = amount("To be paid back for returns.")
    waived_idr = amount("What nobody waits for any more.")
    collect_by = text("Until when it should be paid.", required=True)
    reason_code = text("Why it ended without all the money.", required=True, allow_none=True)


class PaymentAnswer(PaymentItem):
    receipts = many(ReceiptAnswer, "Every receipt, earliest first.")
    collections = many(CollectionAnswer, "What was collected or claimed.")
    corrections = many(CorrectionAnswer, "What was to be put right.")
    refunds = many(RefundAnswer, "What goes back to the buyer.")


class PaymentsQuery(PageQuery):
    business_date = day("Only payments to which something happened last on that day in Malang.")


class PaymentsAnswer(Answer):
    items = many(PaymentItem, "The page, oldest payment first.")
    next_cursor = cursor_on()

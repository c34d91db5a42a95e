"""Finance: the ledger, what is open, and the chain of every event about money."""

from marshmallow import fields, validate

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
    text,
)
from gateway.entrypoints.schemas.payments import STATUSES

# What every JSON reader holds exactly.
_SEQUENCE_MAX = 2**53 - 1
_LINKS_MAX = 100_000


def _count(description: str) -> fields.Integer:
    return fields.Integer(required=True, metadata={"description": description})


class LedgerSum(Answer):
    account = text("The kind of account.")
    debit_idr = amount("All debits.")
    credit_idr = amount("All credits.")
    balance_idr = amount("Debits less credits.")
    entries = fields.Integer(metadata={"description": "How many entries."})


class LedgerAnswer(Answer):
    accounts = many(LedgerSum, "Every account, also those that nothing was ever posted to.")
    totals = fields.Nested(
        LedgerSum, required=True, metadata={"description": "All accounts together: balance zero."}
    )
    platform_revenue_idr = amount("What the platform has earned: always zero.")


class LedgerPartiesQuery(PageQuery):
    """A page of parties."""


class LedgerPartySum(LedgerSum):
    party_id = text("Whose.", required=True)


class LedgerPartiesAnswer(Answer):
    items = many(LedgerPartySum, "The page: one account, party by party.")
    next_cursor = cursor_on()


class PaymentDaysQuery(PageQuery):
    since = day("From this day on.")
    until = day("Up to and with this day.")


class PaymentDay(Answer):
    business_date = day("The day in Malang.", required=True)
    provider = text("Through whom it was paid.", required=True)
    due_count = _count("Payments that became due.")
    due_idr = amount("What became due.")
    adjusted_idr = amount("What was then asked more, or less if it is negative.")
    received_count = _count("Receipts.")
    received_idr = amount("What was received.")
    goods_idr = amount("Of it for goods.")
    delivery_fee_idr = amount("Of it for the way.")
    cash_rounding_idr = amount("The rounding that it settled.")
    overage_idr = amount("Of it too much.")
    cancelled_count = _count("Payments that were called off.")
    cancelled_idr = amount("What was then no longer due.")
    expired_count = _count("Payments that nobody waits for any more.")
    expired_idr = amount("What was then given up.")
    corrected_count = _count("Corrections and decided disputes.")
    corrected_idr = amount("What they have added, or taken away if it is negative.")
    refunded_count = _count("Refunds that were paid.")
    refunded_idr = amount("What was paid back.")


class PaymentDaysAnswer(Answer):
    items = many(PaymentDay, "The page, earliest day first.")
    next_cursor = cursor_on()


class Provider(Answer):
    provider = text("Its name.", required=True)
    enabled = flag("Whether it takes payments.", required=True)
    reason_code = text("Why not.", required=True, allow_none=True)


class ProvidersAnswer(Answer):
    items = many(Provider, "Who stands ready, and who was turned away.")


class OpenSums(Answer):
    remaining_due_idr = amount("What buyers still owe.")
    overpaid_idr = amount("What they paid too much and have not got back.")
    refund_due_idr = amount("What sellers owe back for returns.")
    refund_claimed_idr = amount("What sellers say they paid back.")
    refund_disputed_idr = amount("Of what they say, what buyers deny.")
    unconfirmed_idr = amount("Received, and not yet confirmed.")
    claimed_idr = amount("What buyers say they paid, and sellers have not confirmed.")
    disputed_idr = amount("By how much the two are apart in disputes.")


class OpenAmount(OpenSums):
    payment_id = identifier("The payment's id.", required=True)
    order_id = identifier("For which order.", required=True)
    merchant_id = identifier("Who sells.", required=True)
    buyer_account_id = identifier("Who buys.", required=True)
    status = choice(STATUSES, "How the payment stands.", required=True)
    collect_by = text("Until when it should be paid.", required=True)


class OpenTotals(OpenSums):
    payments = _count("How many payments.")


class OpenAmountsQuery(PageQuery):
    merchant_id = identifier("Only this seller's.")
    buyer_account_id = identifier("Only this buyer's.")


class OpenAmountsAnswer(Answer):
    items = many(OpenAmount, "The page, oldest payment first.")
    next_cursor = cursor_on()
    totals = fields.Nested(
        OpenTotals, required=True, metadata={"description": "All pages together."}
    )


class SellerOpen(OpenTotals):
    merchant_id = identifier("Who sells.", required=True)


class OpenSellersAnswer(Answer):
    items = many(SellerOpen, "The page, by the sellers' ids.")
    next_cursor = cursor_on()


class BuyerOpen(OpenTotals):
    buyer_account_id = identifier("Who buys.", required=True)


class OpenBuyersAnswer(Answer):
    items = many(BuyerOpen, "The page, by the buyers' ids.")
    next_cursor = cursor_on()


class FinanceEventsQuery(Body):
    after = fields.Integer(
        validate=validate.Range(0, _SEQUENCE_MAX),
        metadata={"description": "The last sequence one has; 0 from the beginning.", "default": 0},
    )
    limit = fields.Integer(
        validate=validate.Range(1, _LINKS_MAX),
        metadata={
            "description": "How many links at most; large ones come fewer, as JSON at most 500.",
            "default": 100,
        },
    )


class FinanceLink(Answer):
    financeseq = _count("Its number; there is no hole.")
    envelope = text(
        "The CloudEvent as canonical JSON (RFC 8785), byte by byte as it was chained; its hash is"
        " the SHA-256 of prevhash and of this text without the member hash.",
        required=True,
    )


class FinanceEventsAnswer(Answer):
    items = many(FinanceLink, "The links that follow, in order.")
    after = _count("Ask on with this.")
    head = _count("The last sequence there is; nothing more is to be had when it equals after.")


class FinanceHeadAnswer(Answer):
    financeseq = _count("The sequence of the last link; 0 if there is none.")
    position = _count("How far the event store has been read.")
    hash = text("The hash of the last link; 64 zeros if there is none.", required=True)

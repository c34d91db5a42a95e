"""Payments and the ledger."""

from marshmallow import fields

from gateway.entrypoints.fields import (
    Answer,
    PageQuery,
    amount,
    cursor_on,
    day,
    flag,
    identifier,
    many,
    text,
)


class PaymentAnswer(Answer):
    payment_id = identifier("The payment's id.", required=True)
    order_id = identifier("For which order.", required=True)
    status = text("How it stands.", required=True)
    method = text("How it is paid.", required=True)
    amount_due_idr = amount("What is owed.")
    received_idr = amount("What was received.")
    remaining_due_idr = amount("What is still owed.")


class PaymentsQuery(PageQuery):
    business_date = day("Only payments to which something happened last on that day in Malang.")


class PaymentsAnswer(Answer):
    items = many(PaymentAnswer, "The page.")
    next_cursor = cursor_on()


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


class LedgerPartiesAnswer(Answer):
    items = many(LedgerSum, "The page: one account, party by party.")
    next_cursor = cursor_on()


class PaymentDaysQuery(PageQuery):
    since = day("From this day on.")
    until = day("Up to and with this day.")


class PaymentDay(Answer):
    business_date = day("The day in Malang.", required=True)
    provider = text("Through whom it was paid.", required=True)


class PaymentDaysAnswer(Answer):
    items = many(PaymentDay, "The page, earliest day first.")
    next_cursor = cursor_on()


class Provider(Answer):
    provider = text("Its name.", required=True)
    enabled = flag("Whether it takes payments.", required=True)
    reason_code = text("Why not.", required=True, allow_none=True)


class ProvidersAnswer(Answer):
    items = many(Provider, "Who stands ready, and who was turned away.")

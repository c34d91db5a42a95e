"""The read models of payments: how each stands, what was receipted, and the ledger."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

metadata = sa.MetaData()


def _instant(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _sum(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.BigInteger, nullable=False, server_default="0")


def _parties() -> "tuple[sa.Column[object], ...]":
    return (
        sa.Column("order_id", sa.Text, nullable=False),
        sa.Column("merchant_id", sa.Text, nullable=False),
        sa.Column("merchant_owner_account_id", sa.Text),
        sa.Column("buyer_account_id", sa.Text, nullable=False),
    )


def _case_indexes(table: str, key: str) -> tuple[sa.Index, ...]:
    return (
        sa.Index(f"{table}_by_status", "status", "payment_id", key),
        sa.Index(f"{table}_of_buyer", "buyer_account_id", "payment_id"),
        sa.Index(f"{table}_of_seller", "merchant_owner_account_id", "payment_id"),
    )


payments = sa.Table(
    "payments",
    metadata,
    sa.Column("payment_id", sa.Text, primary_key=True),
    sa.Column("order_id", sa.Text, nullable=False),
    sa.Column("attempt_no", sa.Integer, nullable=False),
    sa.Column("merchant_id", sa.Text, nullable=False),
    sa.Column("merchant_owner_account_id", sa.Text),
    sa.Column("buyer_account_id", sa.Text, nullable=False),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("custody_mode", sa.Text, nullable=False),
    sa.Column("funds_holder", sa.Text, nullable=False),
    sa.Column("memorandum", sa.Boolean, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("amount_due_idr", sa.BigInteger, nullable=False),
    sa.Column("goods_idr", sa.BigInteger, nullable=False),
    sa.Column("delivery_fee_idr", sa.BigInteger, nullable=False),
    sa.Column("cash_rounding_idr", sa.BigInteger, nullable=False),
    sa.Column("received_idr", sa.BigInteger, nullable=False),
    sa.Column("overage_idr", sa.BigInteger, nullable=False),
    sa.Column("remaining_due_idr", sa.BigInteger, nullable=False),
    _instant("placed_at"),
    _instant("collect_by"),
    _instant("collected_at", nullable=True),
    _instant("cancelled_at", nullable=True),
    sa.Column("reason_code", sa.Text),
    # Of the last event: the day on which finance finds the payment as it stands.
    sa.Column("business_date", sa.Date, nullable=False),
    # What is open: owed back, on its way back, given up, and said by one side only.
    _sum("overpaid_idr"),
    _sum("refund_due_idr"),
    _sum("refund_claimed_idr"),
    _sum("refund_disputed_idr"),
    _sum("waived_idr"),
    _sum("unconfirmed_idr"),
    _sum("claimed_idr"),
    _sum("disputed_idr"),
    sa.Column("open_collections", JSONB, nullable=False, server_default="{}"),
    sa.Column("is_open", sa.Boolean, nullable=False, server_default="false"),
    sa.Index("payments_by_order", "order_id", "attempt_no"),
    sa.Index("payments_by_day", "business_date", "payment_id"),
    *(
        sa.Index(
            f"payments_open_by_{party}", party, "payment_id", postgresql_where=sa.text("is_open")
        )
        for party in ("merchant_id", "merchant_owner_account_id", "buyer_account_id")
    ),
)

collections = sa.Table(
    "collections",
    metadata,
    sa.Column("payment_id", sa.Text, primary_key=True),
    sa.Column("collection_id", sa.Text, primary_key=True),
    *_parties(),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("says_idr", sa.BigInteger, nullable=False),
    sa.Column("counted_idr", sa.BigInteger, nullable=False),
    sa.Column("collected_by_id", sa.Text, nullable=False),
    _instant("collected_at"),
    _instant("silent_until", nullable=True),
    sa.Column("confirmed_by", sa.Text),
    sa.Column("dispute_id", sa.Text),
    sa.Column("dispute_reason_code", sa.Text),
    sa.Column("buyer_says_idr", sa.BigInteger),
    sa.Column("seller_says_idr", sa.BigInteger),
    sa.Column("decision", sa.Text),
    sa.Column("receipt_number", sa.Text),
    # The event that last said how much it was.
    sa.Column("event_id", sa.Text),
    *_case_indexes("collections", "collection_id"),
)

corrections = sa.Table(
    "corrections",
    metadata,
    sa.Column("payment_id", sa.Text, primary_key=True),
    sa.Column("correction_id", sa.Text, primary_key=True),
    *_parties(),
    sa.Column("collection_id", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("wrong_idr", sa.BigInteger, nullable=False),
    sa.Column("right_idr", sa.BigInteger, nullable=False),
    sa.Column("reason_code", sa.Text, nullable=False),
    sa.Column("requested_by_role", sa.Text, nullable=False),
    _instant("requested_at"),
    sa.Column("decided_by_role", sa.Text),
    _instant("decided_at", nullable=True),
    sa.Column("receipt_number", sa.Text),
    *_case_indexes("corrections", "correction_id"),
)

refunds = sa.Table(
    "refunds",
    metadata,
    sa.Column("payment_id", sa.Text, primary_key=True),
    sa.Column("refund_id", sa.Text, primary_key=True),
    *_parties(),
    sa.Column("return_id", sa.Text),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("amount_idr", sa.BigInteger, nullable=False),
    sa.Column("reason_code", sa.Text, nullable=False),
    _instant("refund_by", nullable=True),
    _instant("paid_at", nullable=True),
    _instant("deadline", nullable=True),
    sa.Column("evidence_sha256", sa.Text),
    sa.Column("dispute_id", sa.Text),
    sa.Column("dispute_reason_code", sa.Text),
    sa.Column("received_by_buyer", sa.Text),
    sa.Column("receipt_number", sa.Text),
    *_case_indexes("refunds", "refund_id"),
)

receipts = sa.Table(
    "receipts",
    metadata,
    sa.Column("fact_id", sa.Text, primary_key=True),
    sa.Column("payment_id", sa.Text, nullable=False),
    sa.Column("receipt_number", sa.Text, nullable=False),
    sa.Column("collection_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("amount_received_idr", sa.BigInteger, nullable=False),
    sa.Column("goods_idr", sa.BigInteger, nullable=False),
    sa.Column("delivery_fee_idr", sa.BigInteger, nullable=False),
    sa.Column("cash_rounding_idr", sa.BigInteger, nullable=False),
    sa.Column("overage_idr", sa.BigInteger, nullable=False),
    sa.Column("remaining_due_idr", sa.BigInteger, nullable=False),
    sa.Column("confirmation", sa.Text, nullable=False),
    sa.Column("strength", sa.Text, nullable=False),
    _instant("collected_at"),
    sa.Column("business_date", sa.Date, nullable=False),
    sa.Column("settlement_date", sa.Date, nullable=False),
    sa.Index("receipts_by_payment", "payment_id"),
)

ledger_accounts = sa.Table(
    "ledger_accounts",
    metadata,
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("debit_idr", sa.BigInteger, nullable=False),
    sa.Column("credit_idr", sa.BigInteger, nullable=False),
    sa.Column("entries", sa.BigInteger, nullable=False),
)

ledger_parties = sa.Table(
    "ledger_parties",
    metadata,
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("party_id", sa.Text, primary_key=True),
    sa.Column("debit_idr", sa.BigInteger, nullable=False),
    sa.Column("credit_idr", sa.BigInteger, nullable=False),
    sa.Column("entries", sa.BigInteger, nullable=False),
)

payment_days = sa.Table(
    "payment_days",
    metadata,
    sa.Column("business_date", sa.Date, primary_key=True),
    sa.Column("provider", sa.Text, primary_key=True),
    sa.Column("due_count", sa.BigInteger, nullable=False),
    sa.Column("due_idr", sa.BigInteger, nullable=False),
    sa.Column("received_count", sa.BigInteger, nullable=False),
    sa.Column("received_idr", sa.BigInteger, nullable=False),
    sa.Column("goods_idr", sa.BigInteger, nullable=False),
    sa.Column("delivery_fee_idr", sa.BigInteger, nullable=False),
    sa.Column("cash_rounding_idr", sa.BigInteger, nullable=False),
    sa.Column("overage_idr", sa.BigInteger, nullable=False),
    sa.Column("cancelled_count", sa.BigInteger, nullable=False),
    sa.Column("cancelled_idr", sa.BigInteger, nullable=False),
    _sum("adjusted_idr"),
    _sum("expired_count"),
    _sum("expired_idr"),
    _sum("corrected_count"),
    _sum("corrected_idr"),
    _sum("refunded_count"),
    _sum("refunded_idr"),
)

# Not read models: they are written once, by the chain alone, and never anew.
finance_chain = sa.Table(
    "finance_chain",
    metadata,
    sa.Column("financeseq", sa.BigInteger, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False, unique=True),
    sa.Column("event_id", sa.Uuid(as_uuid=False), nullable=False, unique=True),
    sa.Column("prevhash", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("envelope", sa.LargeBinary, nullable=False),
)

finance_head = sa.Table(
    "finance_head",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("financeseq", sa.BigInteger, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
)

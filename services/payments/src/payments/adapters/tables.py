"""The read models of payments: how each stands, what was receipted, and the ledger."""

import sqlalchemy as sa

metadata = sa.MetaData()


def _instant(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


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
    sa.Index("payments_by_order", "order_id", "attempt_no"),
    sa.Index("payments_by_day", "business_date", "payment_id"),
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
)

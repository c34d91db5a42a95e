"""The store, and the read models of payments, receipts, the ledger and the days."""

import sqlalchemy as sa
from alembic import op

from kernel.adapters.schema import install_store_v1

revision = "0001"
down_revision = None


def upgrade() -> None:
    install_store_v1(op.get_bind())
    _payments()
    _receipts()
    _ledger()
    _days()


def _payments() -> None:
    op.create_table(
        "payments",
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
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collect_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collected_at", sa.DateTime(timezone=True)),
        sa.Column("cancelled_at", sa.DateTime(timezone=True)),
        sa.Column("reason_code", sa.Text),
        sa.Column("business_date", sa.Date, nullable=False),
    )
    op.create_index("payments_by_order", "payments", ["order_id", "attempt_no"])
    op.create_index("payments_by_day", "payments", ["business_date", "payment_id"])


def _receipts() -> None:
    op.create_table(
        "receipts",
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
        sa.Column("collected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("business_date", sa.Date, nullable=False),
        sa.Column("settlement_date", sa.Date, nullable=False),
    )
    op.create_index("receipts_by_payment", "receipts", ["payment_id"])


def _ledger() -> None:
    op.create_table(
        "ledger_accounts",
        sa.Column("account", sa.Text, primary_key=True),
        sa.Column("debit_idr", sa.BigInteger, nullable=False),
        sa.Column("credit_idr", sa.BigInteger, nullable=False),
        sa.Column("entries", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "ledger_parties",
        sa.Column("account", sa.Text, primary_key=True),
        sa.Column("party_id", sa.Text, primary_key=True),
        sa.Column("debit_idr", sa.BigInteger, nullable=False),
        sa.Column("credit_idr", sa.BigInteger, nullable=False),
        sa.Column("entries", sa.BigInteger, nullable=False),
    )


def _days() -> None:
    op.create_table(
        "payment_days",
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

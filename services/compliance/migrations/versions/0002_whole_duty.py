"""Whole histories, reversals, consequences and turnover: only new columns and tables.

Rows from before hold nothing in the new columns until their read models are rebuilt.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_COLUMNS = (
    ("agencies", "agency", JSONB),
    ("members", "valid_from", sa.Date),
    ("members", "left_on", sa.Date),
    ("members", "agency_id", sa.Text),
    ("policies", "repealed", JSONB),
    ("periods", "chunk_no", sa.Integer),
    ("periods", "chunk_count", sa.Integer),
    ("periods", "issued_chunk_no", sa.Integer),
    ("periods", "issued", JSONB),
    ("obligations", "chunk_no", sa.Integer),
    ("obligations", "target_staple_idr", sa.BigInteger),
    ("obligations", "credited_staple_idr", sa.BigInteger),
    ("obligations", "reversed_after_close_idr", sa.BigInteger),
    ("obligations", "agency_days", JSONB),
    ("obligations", "told", JSONB),
    ("obligations", "adjustments", JSONB),
    ("purchases", "contested", sa.Boolean),
    ("spends", "credited_staple_idr", sa.BigInteger),
    ("spends", "reversed_idr", sa.BigInteger),
    ("spends", "reversals", JSONB),
    ("spends", "related_party", sa.Text),
    ("spends", "confirmation", sa.Text),
)


def upgrade() -> None:
    for table, column, kind in _COLUMNS:
        op.add_column(table, sa.Column(column, kind))
    op.create_index("members_in_order", "members", ["institution_id", "membership_id"])
    op.create_index(
        "spends_waiting_by_member",
        "spends",
        ["membership_id"],
        postgresql_where=sa.text("credit_id is null"),
    )
    _drafts_and_imports()
    _consequences()
    op.create_table(
        "seller_months",
        sa.Column("institution_id", sa.Text, primary_key=True),
        sa.Column("period", sa.Text, primary_key=True),
        sa.Column("merchant_id", sa.Text, primary_key=True),
        sa.Column("goods_idr", sa.BigInteger, nullable=False),
        sa.Column("spends", sa.BigInteger, nullable=False),
    )


def _drafts_and_imports() -> None:
    op.create_table(
        "policy_drafts",
        sa.Column("draft_id", sa.Text, primary_key=True),
        sa.Column("institution_id", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("drafted", JSONB, nullable=False),
        sa.Column("version", sa.Integer),
    )
    op.create_index("policy_drafts_by_institution", "policy_drafts", ["institution_id", "draft_id"])
    op.create_table(
        "member_imports",
        sa.Column("batch_id", sa.Text, primary_key=True),
        sa.Column("institution_id", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("report", JSONB, nullable=False),
    )
    op.create_index(
        "member_imports_by_institution", "member_imports", ["institution_id", "at", "batch_id"]
    )


def _consequences() -> None:
    op.create_table(
        "consequences",
        sa.Column("consequence_id", sa.Text, primary_key=True),
        sa.Column("institution_id", sa.Text, nullable=False),
        sa.Column("period", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("obligation_id", sa.Text, nullable=False),
        sa.Column("membership_id", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("target_idr", sa.BigInteger, nullable=False),
        sa.Column("credited_idr", sa.BigInteger, nullable=False),
        sa.Column("shortfall_idr", sa.BigInteger, nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True)),
        sa.Column("legal_basis", sa.Text, nullable=False),
    )
    op.create_index(
        "consequences_by_month",
        "consequences",
        ["institution_id", "period", "kind", "obligation_id"],
    )
    op.create_index("consequences_by_member", "consequences", ["membership_id", "period"])

"""Turnover by the sellers' kelurahan: a new table, empty until its read model is rebuilt."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "place_months",
        sa.Column("institution_id", sa.Text, primary_key=True),
        sa.Column("period", sa.Text, primary_key=True),
        sa.Column("kelurahan_code", sa.Text, primary_key=True),
        sa.Column("goods_idr", sa.BigInteger, nullable=False),
        sa.Column("staple_idr", sa.BigInteger, nullable=False),
        sa.Column("spends", sa.BigInteger, nullable=False),
    )

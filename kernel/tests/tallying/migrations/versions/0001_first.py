"""The store, and the read models of the small service."""

import sqlalchemy as sa
from alembic import op

from kernel.adapters.schema import install_notices_v1, install_store_v1

revision = "0001"
down_revision = None


def upgrade() -> None:
    install_store_v1(op.get_bind())
    install_notices_v1(op.get_bind())
    op.create_table(
        "totals",
        sa.Column("counter_id", sa.Text, primary_key=True),
        sa.Column("total", sa.BigInteger, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "copies",
        sa.Column("counter_id", sa.Text, primary_key=True),
        sa.Column("total", sa.BigInteger, nullable=False),
    )

"""The store and the read models as they were first released."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from kernel.adapters.schema import install_store_v1

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    install_store_v1(op.get_bind())
    _people()
    _duties()
    _purchases()


def _people() -> None:
    op.create_table(
        "institutions",
        sa.Column("institution_id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("identity_scheme", sa.Text, nullable=False),
    )
    op.create_table(
        "agencies",
        sa.Column("agency_id", sa.Text, primary_key=True),
        sa.Column("institution_id", sa.Text, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("parent_agency_id", sa.Text),
    )
    op.create_index("agencies_by_code", "agencies", ["institution_id", "agency_code"], unique=True)
    op.create_table(
        "members",
        sa.Column("membership_id", sa.Text, primary_key=True),
        sa.Column("institution_id", sa.Text, nullable=False),
        sa.Column("member", JSONB, nullable=False),
        sa.Column("assignment_event_ids", JSONB, nullable=False),
    )
    op.create_index("members_by_institution", "members", ["institution_id"])


def _duties() -> None:
    op.create_table(
        "policies",
        sa.Column("institution_id", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("enacted", JSONB, nullable=False),
    )
    op.create_table(
        "periods",
        sa.Column("institution_id", sa.Text, primary_key=True),
        sa.Column("period", sa.Text, primary_key=True),
        sa.Column("policy_id", sa.Text, nullable=False),
        sa.Column("policy_version", sa.Integer, nullable=False),
        sa.Column("cut_off_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("close_no", sa.Integer, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("closed", JSONB),
    )
    op.create_table(
        "obligations",
        sa.Column("obligation_id", sa.Text, primary_key=True),
        sa.Column("membership_id", sa.Text, nullable=False),
        sa.Column("member_id", sa.Text, nullable=False),
        sa.Column("institution_id", sa.Text, nullable=False),
        sa.Column("period", sa.Text, nullable=False),
        sa.Column("agency_id", sa.Text, nullable=False),
        sa.Column("policy_version", sa.Integer, nullable=False),
        sa.Column("in_scope", sa.Boolean, nullable=False),
        sa.Column("out_of_scope_code", sa.Text),
        sa.Column("target_idr", sa.BigInteger, nullable=False),
        sa.Column("credited_idr", sa.BigInteger, nullable=False),
        sa.Column("assessment", JSONB),
    )
    op.create_index(
        "obligations_by_member", "obligations", ["membership_id", "period"], unique=True
    )
    op.create_index(
        "obligations_by_month", "obligations", ["institution_id", "period", "obligation_id"]
    )


def _purchases() -> None:
    op.create_table(
        "purchases",
        sa.Column("order_id", sa.Text, primary_key=True),
        sa.Column("membership_id", sa.Text),
        sa.Column("placed_at", sa.DateTime(timezone=True)),
        sa.Column("month", sa.Text),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("purchase", JSONB, nullable=False),
    )
    op.create_index("purchases_by_month", "purchases", ["month", "membership_id"])
    op.create_table(
        "spends",
        sa.Column("spend_id", sa.Text, primary_key=True),
        sa.Column("order_id", sa.Text, nullable=False),
        sa.Column("payment_id", sa.Text, nullable=False),
        sa.Column("payment_event_id", sa.Text, nullable=False, unique=True),
        sa.Column("institution_id", sa.Text),
        sa.Column("membership_id", sa.Text),
        sa.Column("paid_idr", sa.BigInteger, nullable=False),
        sa.Column("obligation_id", sa.Text),
        sa.Column("credit_id", sa.Text),
        sa.Column("policy_version", sa.Integer),
        sa.Column("counted_at", sa.DateTime(timezone=True)),
        sa.Column("credited_idr", sa.BigInteger),
        sa.Column("not_credited", JSONB),
    )
    op.create_index("spends_by_obligation", "spends", ["obligation_id"])
    op.create_index(
        "spends_waiting",
        "spends",
        ["institution_id"],
        postgresql_where=sa.text("credit_id is null"),
    )

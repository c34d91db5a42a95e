"""Accounts, what they may do, and what officers have looked at."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("account_id", ID, primary_key=True),
        sa.Column("login", sa.Text, nullable=False, unique=True),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
    )
    create_grants()
    op.create_table(
        "memberships",
        sa.Column("membership_id", ID, primary_key=True),
        sa.Column("account_id", ID, sa.ForeignKey("accounts.account_id"), nullable=False),
        sa.Column("given_by", ID, nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
    )
    op.create_index("ix_memberships_account_id", "memberships", ["account_id"])
    op.create_table(
        "login_attempts",
        sa.Column("login_hash", sa.Text, primary_key=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
    )
    op.create_index("ix_login_attempts_last_at", "login_attempts", ["last_at"])
    create_privileged_reads()
    create_idempotency()


def create_grants() -> None:
    op.create_table(
        "grants",
        sa.Column("grant_id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("account_id", ID, sa.ForeignKey("accounts.account_id"), nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("institution_id", ID),
        sa.Column("given_by", ID),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.UniqueConstraint(
            "account_id",
            "role",
            "institution_id",
            postgresql_nulls_not_distinct=True,
        ),
    )


def create_privileged_reads() -> None:
    op.create_table(
        "privileged_reads",
        sa.Column("read_id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("institution_id", ID),
        sa.Column("operation", sa.Text, nullable=False),
        sa.Column("params", JSONB, nullable=False),
        sa.Column("request_id", sa.Text, nullable=False),
    )
    op.create_index("ix_privileged_reads_at", "privileged_reads", ["at"])


def create_idempotency() -> None:
    op.create_table(
        "idempotency",
        sa.Column("actor", sa.Text, primary_key=True),
        sa.Column("route", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("request_hash", sa.Text, nullable=False),
        sa.Column("answer", JSONB, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
    )
    op.create_index("ix_idempotency_created_at", "idempotency", ["created_at"])

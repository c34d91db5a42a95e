"""The gateway's tables. Login names are personal data and stand in `accounts` alone."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

metadata = sa.MetaData()

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("account_id", sa.Uuid(as_uuid=False), primary_key=True),
    sa.Column("login", sa.Text, nullable=False, unique=True),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
)

grants = sa.Table(
    "grants",
    metadata,
    sa.Column("grant_id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column(
        "account_id", sa.Uuid(as_uuid=False), sa.ForeignKey("accounts.account_id"), nullable=False
    ),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("institution_id", sa.Uuid(as_uuid=False)),
    # Nobody gives what is asked for at registration.
    sa.Column("given_by", sa.Uuid(as_uuid=False)),
    sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
    sa.UniqueConstraint("account_id", "role", "institution_id", postgresql_nulls_not_distinct=True),
)

memberships = sa.Table(
    "memberships",
    metadata,
    sa.Column("membership_id", sa.Uuid(as_uuid=False), primary_key=True),
    sa.Column(
        "account_id",
        sa.Uuid(as_uuid=False),
        sa.ForeignKey("accounts.account_id"),
        nullable=False,
        index=True,
    ),
    sa.Column("given_by", sa.Uuid(as_uuid=False), nullable=False),
    sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
)

login_attempts = sa.Table(
    "login_attempts",
    metadata,
    sa.Column("login_hash", sa.Text, primary_key=True),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("last_at", sa.DateTime(timezone=True), nullable=False, index=True),
)

privileged_reads = sa.Table(
    "privileged_reads",
    metadata,
    sa.Column("read_id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("account_id", sa.Uuid(as_uuid=False), nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("institution_id", sa.Uuid(as_uuid=False)),
    sa.Column("operation", sa.Text, nullable=False),
    sa.Column("params", JSONB, nullable=False),
    sa.Column("request_id", sa.Text, nullable=False),
)

# The same table as in every service, so the kernel's own statements serve here too.
idempotency = sa.Table(
    "idempotency",
    metadata,
    sa.Column("actor", sa.Text, primary_key=True),
    sa.Column("route", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("request_hash", sa.Text, nullable=False),
    sa.Column("answer", JSONB, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, index=True),
)

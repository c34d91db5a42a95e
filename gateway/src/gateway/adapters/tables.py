"""The gateway's tables. Login names are personal data and stand in `accounts` alone."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = sa.MetaData()

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("account_id", sa.Uuid(as_uuid=False), primary_key=True),
    # Who comes with another issuer's token has neither.
    sa.Column("login", sa.Text, unique=True),
    sa.Column("password_hash", sa.Text),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("locked_at", sa.DateTime(timezone=True)),
    sa.Column("locked_by", sa.Uuid(as_uuid=False)),
    sa.Column("lock_reason", sa.Text),
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

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("session_id", sa.Uuid(as_uuid=False), primary_key=True),
    sa.Column(
        "account_id",
        sa.Uuid(as_uuid=False),
        sa.ForeignKey("accounts.account_id"),
        nullable=False,
        index=True,
    ),
    sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("revoked_at", sa.DateTime(timezone=True), index=True),
)

# Used tokens are kept until they expire, so that a second use is noticed.
refresh_tokens = sa.Table(
    "refresh_tokens",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column(
        "session_id",
        sa.Uuid(as_uuid=False),
        sa.ForeignKey("sessions.session_id"),
        nullable=False,
        index=True,
    ),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("used_at", sa.DateTime(timezone=True)),
    sa.Column("seed", sa.Text),
    sa.Column("successor_hash", sa.Text),
)

external_identities = sa.Table(
    "external_identities",
    metadata,
    sa.Column("issuer", sa.Text, primary_key=True),
    sa.Column("subject_hash", sa.Text, primary_key=True),
    sa.Column(
        "account_id",
        sa.Uuid(as_uuid=False),
        sa.ForeignKey("accounts.account_id"),
        nullable=False,
        index=True,
    ),
    sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
)

login_attempts = sa.Table(
    "login_attempts",
    metadata,
    sa.Column("login_hash", sa.Text, primary_key=True),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("last_at", sa.DateTime(timezone=True), nullable=False, index=True),
)

# Rows are never changed: a trigger refuses.
access_records = sa.Table(
    "access_records",
    metadata,
    sa.Column("access_id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("account_id", sa.Uuid(as_uuid=False), nullable=False, index=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("institution_id", sa.Uuid(as_uuid=False)),
    sa.Column("operation", sa.Text, nullable=False),
    sa.Column("params", JSONB, nullable=False),
    sa.Column("purpose_code", sa.Text, nullable=False),
    sa.Column("case_ref", sa.Text),
    sa.Column("result", sa.Text, nullable=False),
    sa.Column("refusal_code", sa.Text),
    sa.Column("subject_counts", JSONB, nullable=False),
    sa.Column("subject_ids", ARRAY(sa.Uuid(as_uuid=False)), nullable=False),
    sa.Column("request_id", sa.Uuid(as_uuid=False), nullable=False),
    sa.Index(
        "ix_access_records_subject_ids",
        "subject_ids",
        postgresql_using="gin",
        # A list of what is not yet in the index would be read through by whoever looks.
        postgresql_with={"fastupdate": "off"},
    ),
)

files = sa.Table(
    "files",
    metadata,
    sa.Column("file_id", sa.Uuid(as_uuid=False), primary_key=True),
    sa.Column("account_id", sa.Uuid(as_uuid=False), nullable=False),
    sa.Column("institution_id", sa.Uuid(as_uuid=False)),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.UniqueConstraint("account_id", "sha256", "media_type"),
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

"""Sessions with refresh tokens, identities of other issuers, and a record of accesses for good.

Only adds, so that a gateway of the version before runs on: its tokens name no session and end with
it, and what its officers look at goes into privileged_reads, which stays.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False)
INSTANT = sa.DateTime(timezone=True)
IMMUTABLE = (
    """
    create function refuse_change_of_access() returns trigger language plpgsql as $$
    begin
      raise exception 'accesses are recorded for good' using errcode = 'MP002';
    end $$
    """,
    """
    create trigger accesses_are_immutable before update or delete on access_records
      for each row execute function refuse_change_of_access()
    """,
    """
    create trigger accesses_are_not_truncated before truncate on access_records
      for each statement execute function refuse_change_of_access()
    """,
    "revoke update, delete, truncate on access_records from public",
    """
    do $$ begin
      execute format('revoke update, delete, truncate on access_records from %I', current_user);
    end $$
    """,
)


def upgrade() -> None:
    op.alter_column("accounts", "login", nullable=True)
    op.alter_column("accounts", "password_hash", nullable=True)
    op.add_column("accounts", sa.Column("locked_at", INSTANT))
    op.add_column("accounts", sa.Column("locked_by", ID))
    op.add_column("accounts", sa.Column("lock_reason", sa.Text))
    create_sessions()
    create_identities()
    create_accesses()


def create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("session_id", ID, primary_key=True),
        sa.Column("account_id", ID, sa.ForeignKey("accounts.account_id"), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT),
    )
    op.create_index("ix_sessions_account_id", "sessions", ["account_id"])
    op.create_index("ix_sessions_revoked_at", "sessions", ["revoked_at"])
    op.create_table(
        "refresh_tokens",
        sa.Column("token_hash", sa.Text, primary_key=True),
        sa.Column("session_id", ID, sa.ForeignKey("sessions.session_id"), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT),
        sa.Column("seed", sa.Text),
        sa.Column("successor_hash", sa.Text),
    )
    op.create_index("ix_refresh_tokens_session_id", "refresh_tokens", ["session_id"])
    op.create_index("ix_refresh_tokens_expires_at", "refresh_tokens", ["expires_at"])


def create_identities() -> None:
    op.create_table(
        "external_identities",
        sa.Column("issuer", sa.Text, primary_key=True),
        sa.Column("subject_hash", sa.Text, primary_key=True),
        sa.Column("account_id", ID, sa.ForeignKey("accounts.account_id"), nullable=False),
        sa.Column("linked_at", INSTANT, nullable=False),
    )
    op.create_index("ix_external_identities_account_id", "external_identities", ["account_id"])


def create_accesses() -> None:
    op.create_table(
        "access_records",
        sa.Column("access_id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("institution_id", ID),
        sa.Column("operation", sa.Text, nullable=False),
        sa.Column("params", JSONB, nullable=False),
        sa.Column("purpose_code", sa.Text, nullable=False),
        sa.Column("case_ref", sa.Text),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("refusal_code", sa.Text),
        sa.Column("subject_counts", JSONB, nullable=False),
        sa.Column("subject_ids", ARRAY(ID), nullable=False),
        sa.Column("request_id", ID, nullable=False),
    )
    op.create_index("ix_access_records_at", "access_records", ["at"])
    op.create_index("ix_access_records_account_id", "access_records", ["account_id"])
    op.create_index(
        "ix_access_records_subject_ids",
        "access_records",
        ["subject_ids"],
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    for statement in IMMUTABLE:
        op.execute(statement)

"""The read models' tables. Migrations create them; a test holds the two together."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

metadata = sa.MetaData()

institutions = sa.Table(
    "institutions",
    metadata,
    sa.Column("institution_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("identity_scheme", sa.Text, nullable=False),
)

agencies = sa.Table(
    "agencies",
    metadata,
    sa.Column("agency_id", sa.Text, primary_key=True),
    sa.Column("institution_id", sa.Text, nullable=False),
    sa.Column("agency_code", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("parent_agency_id", sa.Text),
    sa.Column("agency", JSONB(none_as_null=True)),
    sa.Index("agencies_by_code", "institution_id", "agency_code", unique=True),
)

# A member's whole history: `assignments` holds each MemberAssigned and the id of its event.
# `left_on` is the last day of who has left.
members = sa.Table(
    "members",
    metadata,
    sa.Column("membership_id", sa.Text, primary_key=True),
    sa.Column("institution_id", sa.Text, nullable=False),
    sa.Column("member", JSONB, nullable=False),
    sa.Column("assignment_event_ids", JSONB, nullable=False),
    sa.Column("valid_from", sa.Date),
    sa.Column("left_on", sa.Date),
    sa.Column("agency_id", sa.Text),
    sa.Index("members_by_institution", "institution_id"),
    sa.Index("members_in_order", "institution_id", "membership_id"),
)

policies = sa.Table(
    "policies",
    metadata,
    sa.Column("institution_id", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("enacted", JSONB, nullable=False),
    sa.Column("repealed", JSONB(none_as_null=True)),
)

policy_drafts = sa.Table(
    "policy_drafts",
    metadata,
    sa.Column("draft_id", sa.Text, primary_key=True),
    sa.Column("institution_id", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("drafted", JSONB, nullable=False),
    sa.Column("version", sa.Integer),
    sa.Index("policy_drafts_by_institution", "institution_id", "draft_id"),
)

member_imports = sa.Table(
    "member_imports",
    metadata,
    sa.Column("batch_id", sa.Text, primary_key=True),
    sa.Column("institution_id", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("report", JSONB, nullable=False),
    sa.Index("member_imports_by_institution", "institution_id", "at", "batch_id"),
)

periods = sa.Table(
    "periods",
    metadata,
    sa.Column("institution_id", sa.Text, primary_key=True),
    sa.Column("period", sa.Text, primary_key=True),
    sa.Column("policy_id", sa.Text, nullable=False),
    sa.Column("policy_version", sa.Integer, nullable=False),
    sa.Column("cut_off_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("close_no", sa.Integer, nullable=False),
    sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("closed_at", sa.DateTime(timezone=True)),
    sa.Column("closed", JSONB(none_as_null=True)),
    sa.Column("chunk_no", sa.Integer),
    sa.Column("chunk_count", sa.Integer),
    sa.Column("issued_chunk_no", sa.Integer),
    sa.Column("issued", JSONB(none_as_null=True)),
)

obligations = sa.Table(
    "obligations",
    metadata,
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
    sa.Column("assessment", JSONB(none_as_null=True)),
    sa.Column("chunk_no", sa.Integer),
    sa.Column("target_staple_idr", sa.BigInteger),
    sa.Column("credited_staple_idr", sa.BigInteger),
    sa.Column("reversed_after_close_idr", sa.BigInteger),
    sa.Column("agency_days", JSONB(none_as_null=True)),
    sa.Column("told", JSONB(none_as_null=True)),
    sa.Column("adjustments", JSONB(none_as_null=True)),
    sa.Index("obligations_by_member", "membership_id", "period", unique=True),
    sa.Index("obligations_by_month", "institution_id", "period", "obligation_id"),
)

# What was told of an order, without its lines; `month` is that of the order. `settled_at` is when
# the money that left nothing due was recorded.
purchases = sa.Table(
    "purchases",
    metadata,
    sa.Column("order_id", sa.Text, primary_key=True),
    sa.Column("membership_id", sa.Text),
    sa.Column("placed_at", sa.DateTime(timezone=True)),
    sa.Column("month", sa.Text),
    sa.Column("settled_at", sa.DateTime(timezone=True)),
    sa.Column("purchase", JSONB, nullable=False),
    sa.Column("contested", sa.Boolean),
    sa.Index("purchases_by_month", "month", "membership_id"),
)

spends = sa.Table(
    "spends",
    metadata,
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
    sa.Column("not_credited", JSONB(none_as_null=True)),
    sa.Column("credited_staple_idr", sa.BigInteger),
    sa.Column("reversed_idr", sa.BigInteger),
    sa.Column("reversals", JSONB(none_as_null=True)),
    sa.Column("related_party", sa.Text),
    sa.Column("confirmation", sa.Text),
    sa.Index("spends_by_obligation", "obligation_id"),
    sa.Index(
        "spends_waiting_by_member",
        "membership_id",
        postgresql_where=sa.text("credit_id is null"),
    ),
    sa.Index("spends_waiting", "institution_id", postgresql_where=sa.text("credit_id is null")),
)

# Every consequence of a month. `agency_id` is who answered for the member when it was closed.
consequences = sa.Table(
    "consequences",
    metadata,
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
    sa.Index("consequences_by_month", "institution_id", "period", "kind", "obligation_id"),
    sa.Index("consequences_by_member", "membership_id", "period"),
)

# What a seller took from an institution's members in a month, by the day of collection; of
# everybody else under an empty institution.
seller_months = sa.Table(
    "seller_months",
    metadata,
    sa.Column("institution_id", sa.Text, primary_key=True),
    sa.Column("period", sa.Text, primary_key=True),
    sa.Column("merchant_id", sa.Text, primary_key=True),
    sa.Column("goods_idr", sa.BigInteger, nullable=False),
    sa.Column("spends", sa.BigInteger, nullable=False),
)

# The same by the sellers' kelurahan; empty where it was not kept then.
place_months = sa.Table(
    "place_months",
    metadata,
    sa.Column("institution_id", sa.Text, primary_key=True),
    sa.Column("period", sa.Text, primary_key=True),
    sa.Column("kelurahan_code", sa.Text, primary_key=True),
    sa.Column("goods_idr", sa.BigInteger, nullable=False),
    sa.Column("staple_idr", sa.BigInteger, nullable=False),
    sa.Column("spends", sa.BigInteger, nullable=False),
)

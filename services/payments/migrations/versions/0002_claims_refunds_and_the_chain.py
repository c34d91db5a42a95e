"""What is said about money after it changed hands, what is open, and the finance chain."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"

_OPEN_SUMS = (
    "overpaid_idr",
    "refund_due_idr",
    "refund_claimed_idr",
    "refund_disputed_idr",
    "waived_idr",
    "unconfirmed_idr",
    "claimed_idr",
    "disputed_idr",
)
_DAY_SUMS = (
    "adjusted_idr",
    "expired_count",
    "expired_idr",
    "corrected_count",
    "corrected_idr",
    "refunded_count",
    "refunded_idr",
)
_ONE_SIDED = "confirmation not in ('code', 'buyer_tap', 'bank')"


def upgrade() -> None:
    _open_amounts()
    _days()
    _collections()
    _corrections()
    _refunds()
    _fill()
    _indexes()
    _chain()


def _open_amounts() -> None:
    for name in _OPEN_SUMS:
        op.add_column("payments", _sum(name))
    op.add_column(
        "payments", sa.Column("open_collections", JSONB, nullable=False, server_default="{}")
    )
    op.add_column(
        "payments", sa.Column("is_open", sa.Boolean, nullable=False, server_default="false")
    )


def _days() -> None:
    for name in _DAY_SUMS:
        op.add_column("payment_days", _sum(name))


def _collections() -> None:
    op.create_table(
        "collections",
        sa.Column("payment_id", sa.Text, primary_key=True),
        sa.Column("collection_id", sa.Text, primary_key=True),
        *_parties(),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("says_idr", sa.BigInteger, nullable=False),
        sa.Column("counted_idr", sa.BigInteger, nullable=False),
        sa.Column("collected_by_id", sa.Text, nullable=False),
        sa.Column("collected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("silent_until", sa.DateTime(timezone=True)),
        sa.Column("confirmed_by", sa.Text),
        sa.Column("dispute_id", sa.Text),
        sa.Column("dispute_reason_code", sa.Text),
        sa.Column("buyer_says_idr", sa.BigInteger),
        sa.Column("seller_says_idr", sa.BigInteger),
        sa.Column("decision", sa.Text),
        sa.Column("receipt_number", sa.Text),
        sa.Column("event_id", sa.Text),
    )


def _corrections() -> None:
    op.create_table(
        "corrections",
        sa.Column("payment_id", sa.Text, primary_key=True),
        sa.Column("correction_id", sa.Text, primary_key=True),
        *_parties(),
        sa.Column("collection_id", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("wrong_idr", sa.BigInteger, nullable=False),
        sa.Column("right_idr", sa.BigInteger, nullable=False),
        sa.Column("reason_code", sa.Text, nullable=False),
        sa.Column("requested_by_role", sa.Text, nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_role", sa.Text),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("receipt_number", sa.Text),
    )


def _refunds() -> None:
    op.create_table(
        "refunds",
        sa.Column("payment_id", sa.Text, primary_key=True),
        sa.Column("refund_id", sa.Text, primary_key=True),
        *_parties(),
        sa.Column("return_id", sa.Text),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("amount_idr", sa.BigInteger, nullable=False),
        sa.Column("reason_code", sa.Text, nullable=False),
        sa.Column("refund_by", sa.DateTime(timezone=True)),
        sa.Column("paid_at", sa.DateTime(timezone=True)),
        sa.Column("deadline", sa.DateTime(timezone=True)),
        sa.Column("evidence_sha256", sa.Text),
        sa.Column("dispute_id", sa.Text),
        sa.Column("dispute_reason_code", sa.Text),
        sa.Column("received_by_buyer", sa.Text),
        sa.Column("receipt_number", sa.Text),
    )


def _fill() -> None:
    """Write what the events so far say; the version before goes on without these."""
    op.execute(
        "insert into collections (payment_id, collection_id, order_id, merchant_id,"  # noqa: S608 - our own text
        " merchant_owner_account_id, buyer_account_id, status, says_idr, counted_idr,"
        " collected_by_id, collected_at, confirmed_by, receipt_number, event_id)"
        " select distinct on (payment_id, collection_id) payment_id, collection_id, order_id,"
        " merchant_id, merchant_owner_account_id, buyer_account_id,"
        f" case when {_ONE_SIDED} then 'recorded' else 'confirmed' end,"
        " amount_idr, amount_idr, collected_by_id, collected_at,"
        f" case when {_ONE_SIDED} then null else confirmation end, receipt_number, event_id"
        " from (select data ->> 'payment_id' as payment_id, data ->> 'collection_id' as"
        " collection_id, data ->> 'order_id' as order_id, data ->> 'merchant_id' as merchant_id,"
        " data ->> 'merchant_owner_account_id' as merchant_owner_account_id,"
        " data ->> 'buyer_account_id' as buyer_account_id, data ->> 'confirmation' as confirmation,"
        " (data ->> 'amount_received_idr')::bigint as amount_idr, data ->> 'collected_by_id' as"
        " collected_by_id, (data ->> 'collected_at')::timestamptz as collected_at,"
        " data ->> 'receipt_number' as receipt_number, event_id::text as event_id, position"
        " from events where type = 'payments.payment_received.v1') as received"
        " order by payment_id, collection_id, position desc"
    )
    op.execute(
        "update payments set overpaid_idr = overage_idr,"
        " is_open = remaining_due_idr + overage_idr <> 0"
    )
    op.execute(
        "update payments p set open_collections = c.waiting, unconfirmed_idr = c.sum_idr,"
        " is_open = true from (select payment_id, sum(counted_idr)::bigint as sum_idr,"
        " jsonb_object_agg(collection_id, jsonb_build_array('recorded', counted_idr)) as waiting"
        " from collections where status = 'recorded' group by payment_id) as c"
        " where c.payment_id = p.payment_id"
    )


def _indexes() -> None:
    for party in ("merchant_id", "merchant_owner_account_id", "buyer_account_id"):
        op.create_index(
            f"payments_open_by_{party}",
            "payments",
            [party, "payment_id"],
            postgresql_where=sa.text("is_open"),
        )
    for table in ("collections", "corrections", "refunds"):
        key = {"collections": "collection_id", "corrections": "correction_id"}.get(
            table, "refund_id"
        )
        op.create_index(f"{table}_by_status", table, ["status", "payment_id", key])
        op.create_index(f"{table}_of_buyer", table, ["buyer_account_id", "payment_id"])
        op.create_index(f"{table}_of_seller", table, ["merchant_owner_account_id", "payment_id"])


def _chain() -> None:
    op.create_table(
        "finance_chain",
        sa.Column("financeseq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger, nullable=False, unique=True),
        sa.Column("event_id", sa.Uuid(as_uuid=False), nullable=False, unique=True),
        sa.Column("prevhash", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("envelope", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "finance_head",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("financeseq", sa.BigInteger, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    op.execute("insert into finance_head values ('main', 0, 0, repeat('0', 64))")
    op.execute(
        "create trigger finance_chain_is_immutable before update or delete on finance_chain"
        " for each row execute function refuse_change()"
    )
    op.execute(
        "create trigger finance_chain_is_not_truncated before truncate on finance_chain"
        " for each statement execute function refuse_change()"
    )


def _sum(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.BigInteger, nullable=False, server_default="0")


def _parties() -> "tuple[sa.Column[object], ...]":
    return (
        sa.Column("order_id", sa.Text, nullable=False),
        sa.Column("merchant_id", sa.Text, nullable=False),
        sa.Column("merchant_owner_account_id", sa.Text),
        sa.Column("buyer_account_id", sa.Text, nullable=False),
    )

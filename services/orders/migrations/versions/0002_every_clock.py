"""Pick-up, returns, disputed cash, ceilings, limits, and the timeline of each order."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_OPEN = sa.text("status in ('placed', 'confirmed', 'accepted', 'dispatched', 'ready_for_pickup')")


def upgrade() -> None:
    _orders()
    _happenings()
    _copies()
    _ceilings()
    _clocks()
    _indexes()


def _orders() -> None:
    for name in ("placed_on", "pick_on"):
        op.add_column("orders", sa.Column(name, sa.Date()))
    texts = ("pickup_point_id", "handover_id", "handover_method", "declared_by", "standing")
    for name in (*texts, "next_stage"):
        op.add_column("orders", sa.Column(name, sa.Text()))
    times = ("window_start", "window_end", "promised_window_start", "promised_window_end")
    for name in (*times, "next_at"):
        op.add_column("orders", sa.Column(name, _TIME))
    for name in ("money_confirmed", "asks_buyer", "asks_seller", "asks_officer"):
        op.add_column("orders", _no(name))
    for name in ("disputes", "returns"):
        op.add_column("orders", _none_of(name))
    op.add_column("orders", sa.Column("remaining_due_idr", sa.BigInteger()))
    op.add_column("orders", _zero("refunded_idr", sa.BigInteger()))
    op.add_column("orders", _zero("attempts", sa.Integer()))


def _happenings() -> None:
    op.create_table(
        "happenings",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("by_role", sa.Text(), nullable=False),
        sa.Column("details", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "version"),
    )


def _copies() -> None:
    for name in ("suspended", "pickup_at_stall"):
        op.add_column("merchants", _no(name))
    for name in ("paused_from", "paused_until"):
        op.add_column("merchants", sa.Column(name, _TIME))
    op.add_column("merchants", _none_of("pickup_points"))
    op.add_column("merchants", sa.Column("order_cutoff_time", sa.Text()))
    op.add_column("merchants", _zero("preparation_minutes", sa.Integer()))
    op.add_column("merchants", sa.Column("max_open_orders", sa.Integer()))
    op.add_column("products", _no("blocked"))


def _ceilings() -> None:
    op.create_table(
        "ceilings",
        sa.Column("ceiling_id", sa.Text(), nullable=False),
        sa.Column("commodity_code", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("base_unit", sa.Text(), nullable=False),
        sa.Column("per_base", sa.BigInteger(), nullable=False),
        sa.Column("ceiling_idr", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date()),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("ceiling_id"),
    )
    op.create_index("ceilings_by_code", "ceilings", ["commodity_code"])


def _clocks() -> None:
    # Orders that were handed over before had no clock; whoever still owes cash gets one now.
    op.execute(
        """
        insert into timers (timer_id, kind, subject, due_at, data)
        select 'order-' || order_id, 'collection', order_id,
               confirm_until + interval '48 hours', '{}'
          from orders where status = 'delivered'
            on conflict do nothing
        """
    )


def _indexes() -> None:
    made = {
        "orders_by_day": (["placed_on", "order_id"], None),
        "orders_open_by_buyer": (["buyer_account_id"], _OPEN),
        "orders_open_by_merchant": (["merchant_id", "order_id"], _OPEN),
        "orders_asking_officers": (["order_id"], sa.text("asks_officer")),
    }
    with op.get_context().autocommit_block():
        for name, (columns, where) in made.items():
            op.create_index(
                name,
                "orders",
                columns,
                postgresql_where=where,
                postgresql_concurrently=True,
                if_not_exists=True,
            )


def _no(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _none_of(name: str) -> sa.Column[list[object]]:
    return sa.Column(name, JSONB(), nullable=False, server_default="[]")


def _zero(name: str, kind: sa.types.TypeEngine[int]) -> sa.Column[int]:
    return sa.Column(name, kind, nullable=False, server_default="0")

"""The kernel's store, the read model of orders, and the copy of the catalogue."""

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
    _commodities()
    _merchants()
    _orders()
    _order_indexes()
    _products()


def _commodities() -> None:
    op.create_table(
        "commodities",
        sa.Column("list_version", sa.Text(), nullable=False),
        sa.Column("commodity_code", sa.Text(), nullable=False),
        sa.Column("staple", sa.Boolean(), nullable=False),
        sa.Column("quality_class", sa.Text(), nullable=True),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("list_version", "commodity_code"),
    )
    op.create_index("commodities_by_code", "commodities", ["commodity_code"])


def _merchants() -> None:
    op.create_table(
        "merchants",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("owner_account_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("scale", sa.Text(), nullable=False),
        sa.Column("supervising_department", sa.Text(), nullable=False),
        sa.Column("kelurahan_code", sa.Text(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("delivers", sa.Boolean(), nullable=False),
        sa.Column("opening_hours", JSONB(), nullable=True),
        sa.Column("delivery_area", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id"),
    )


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("checkout_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("buyer_account_id", sa.Text(), nullable=False),
        sa.Column("membership_id", sa.Text(), nullable=True),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("merchant_owner_account_id", sa.Text(), nullable=False),
        sa.Column("self_purchase", sa.Boolean(), nullable=False),
        sa.Column("fulfilment_method", sa.Text(), nullable=False),
        sa.Column("delivery_kelurahan_code", sa.Text(), nullable=True),
        sa.Column("address_ref", sa.Text(), nullable=False),
        sa.Column("lines", JSONB(), nullable=False),
        sa.Column("goods_total_idr", sa.BigInteger(), nullable=False),
        sa.Column("staple_total_idr", sa.BigInteger(), nullable=False),
        sa.Column("delivery_fee_idr", sa.BigInteger(), nullable=False),
        sa.Column("discount_idr", sa.BigInteger(), nullable=False),
        sa.Column("total_idr", sa.BigInteger(), nullable=False),
        sa.Column("cash_rounding_idr", sa.BigInteger(), nullable=False),
        sa.Column("amount_due_idr", sa.BigInteger(), nullable=False),
        sa.Column("paid_idr", sa.BigInteger(), nullable=False),
        sa.Column("refund_due_idr", sa.BigInteger(), nullable=False),
        sa.Column("payment_id", sa.Text(), nullable=True),
        sa.Column("payment_method", sa.Text(), nullable=False),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reserve_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accept_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dispatch_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deliver_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirm_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("return_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("order_id"),
        sa.CheckConstraint(
            "amount_due_idr >= 0 and cash_rounding_idr <= 0"
            " and goods_total_idr + delivery_fee_idr - discount_idr = total_idr"
            " and total_idr + cash_rounding_idr = amount_due_idr",
            name="orders_amounts_add_up",
        ),
        sa.UniqueConstraint("order_number", name="orders_order_number"),
    )


def _order_indexes() -> None:
    op.create_index("orders_by_buyer", "orders", ["buyer_account_id", "order_id"])
    op.create_index("orders_by_checkout", "orders", ["checkout_id"])
    op.create_index("orders_by_merchant", "orders", ["merchant_id", "order_id"])
    op.create_index("orders_by_seller", "orders", ["merchant_owner_account_id", "order_id"])


def _products() -> None:
    op.create_table(
        "products",
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category_code", sa.Text(), nullable=False),
        sa.Column("commodity_code", sa.Text(), nullable=True),
        sa.Column("staple", sa.Boolean(), nullable=False),
        sa.Column("staple_list_version", sa.Text(), nullable=False),
        sa.Column("quality_class", sa.Text(), nullable=True),
        sa.Column("goods_origin", sa.Text(), nullable=False),
        sa.Column("sold_by", sa.Text(), nullable=False),
        sa.Column("base_unit", sa.Text(), nullable=False),
        sa.Column("pack_content_base", sa.BigInteger(), nullable=False),
        sa.Column("quantity_step", sa.BigInteger(), nullable=False),
        sa.Column("min_quantity", sa.BigInteger(), nullable=False),
        sa.Column("max_quantity_per_order", sa.BigInteger(), nullable=True),
        sa.Column("price_idr", sa.BigInteger(), nullable=False),
        sa.Column("price_per_base", sa.BigInteger(), nullable=False),
        sa.Column("price_version", sa.Integer(), nullable=False),
        sa.Column("ceiling_id", sa.Text(), nullable=True),
        sa.Column("ceiling_per_base_idr", sa.BigInteger(), nullable=True),
        sa.Column("ceiling_status", sa.Text(), nullable=False),
        sa.Column("perishable", sa.Boolean(), nullable=False),
        sa.Column("returnable", sa.Text(), nullable=False),
        sa.Column("food_permit", sa.Text(), nullable=False),
        sa.Column("halal_status", sa.Text(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("product_id"),
        sa.CheckConstraint(
            "quantity_step > 0 and price_per_base > 0 and pack_content_base > 0 and price_idr > 0",
            name="products_can_be_counted",
        ),
    )

"""The store, and the read models of sellers, commodities, products, stock and reservations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from kernel.adapters.schema import install_store_v1

revision = "0001"
down_revision = None


def upgrade() -> None:
    install_store_v1(op.get_bind())
    _merchants()
    _commodities()
    _products()
    _stock()
    _reservations()


def _merchants() -> None:
    op.create_table(
        "merchants",
        sa.Column("merchant_id", sa.Text, primary_key=True),
        sa.Column("merchant_number", sa.Text, nullable=False),
        sa.Column("owner_account_id", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("profile_ref", sa.Text, nullable=False),
        sa.Column("nib_ref", sa.Text),
        sa.Column("nib_status", sa.Text, nullable=False),
        sa.Column("merchant_kind", sa.Text, nullable=False),
        sa.Column("supervising_department", sa.Text, nullable=False),
        sa.Column("business_kelurahan_code", sa.Text, nullable=False),
        sa.Column("business_scale", sa.Text, nullable=False),
        sa.Column("related_official", sa.Text, nullable=False),
        sa.Column("rejection_codes", JSONB, nullable=False),
        sa.Column("may_resubmit", sa.Boolean, nullable=False),
        sa.Column("service", JSONB, nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("merchant_number", name="merchants_merchant_number_key"),
    )
    op.create_index("merchants_by_owner", "merchants", ["owner_account_id"])
    op.create_index("merchants_by_status", "merchants", ["status", "merchant_id"])


def _commodities() -> None:
    op.create_table(
        "commodities",
        sa.Column("list_version", sa.Text, primary_key=True),
        sa.Column("commodity_code", sa.Text, primary_key=True),
        sa.Column("name_id", sa.Text, nullable=False),
        sa.Column("base_unit", sa.Text, nullable=False),
        sa.Column("is_staple", sa.Boolean, nullable=False),
        sa.Column("quality_class", sa.Text),
        sa.Column("effective_from", sa.Date, nullable=False),
        sa.Column("legal_basis", sa.Text),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index(
        "commodities_by_effect", "commodities", ["effective_from", "set_at", "list_version"]
    )


def _products() -> None:
    op.create_table(
        "products",
        sa.Column("product_id", sa.Text, primary_key=True),
        sa.Column("merchant_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("category_code", sa.Text, nullable=False),
        sa.Column("commodity_code", sa.Text),
        sa.Column("staple", sa.Boolean, nullable=False),
        sa.Column("staple_list_version", sa.Text, nullable=False),
        sa.Column("quality_class", sa.Text),
        sa.Column("goods_origin", sa.Text, nullable=False),
        sa.Column("sold_by", sa.Text, nullable=False),
        sa.Column("base_unit", sa.Text, nullable=False),
        sa.Column("pack_content_base", sa.BigInteger, nullable=False),
        sa.Column("max_quantity_per_order", sa.BigInteger),
        sa.Column("price_idr", sa.BigInteger, nullable=False),
        sa.Column("price_per_base", sa.BigInteger, nullable=False),
        sa.Column("price_version", sa.Integer, nullable=False),
        sa.Column("ceiling_status", sa.Text, nullable=False),
        sa.Column("perishable", sa.Boolean, nullable=False),
        sa.Column("returnable", sa.Text, nullable=False),
        sa.Column("food_permit", sa.Text, nullable=False),
        sa.Column("halal_status", sa.Text, nullable=False),
        sa.Column("listed", sa.Boolean, nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("products_by_merchant", "products", ["merchant_id", "product_id"])


def _stock() -> None:
    op.create_table(
        "stock",
        sa.Column("product_id", sa.Text, primary_key=True),
        sa.Column("merchant_id", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("listed", sa.Boolean, nullable=False),
        sa.Column("price_idr", sa.BigInteger, nullable=False),
        sa.Column("price_version", sa.Integer, nullable=False),
        sa.Column("max_quantity_per_order", sa.BigInteger),
        sa.Column("received", sa.BigInteger, nullable=False),
        sa.Column("available", sa.BigInteger, nullable=False),
        sa.Column("reserved", sa.BigInteger, nullable=False),
        sa.Column("committed", sa.BigInteger, nullable=False),
        sa.CheckConstraint("available >= 0", name="stock_available_not_negative"),
        sa.CheckConstraint("reserved >= 0", name="stock_reserved_not_negative"),
        sa.CheckConstraint("committed >= 0", name="stock_committed_not_negative"),
        sa.CheckConstraint("received = available + reserved + committed", name="stock_is_balanced"),
    )


def _reservations() -> None:
    op.create_table(
        "reservations",
        sa.Column("order_id", sa.Text, primary_key=True),
        sa.Column("merchant_id", sa.Text),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("lines", JSONB, nullable=False),
        sa.Column("reasons", JSONB, nullable=False),
        sa.Column("release_reason", sa.Text),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
    )

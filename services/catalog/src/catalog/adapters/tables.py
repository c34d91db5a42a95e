"""The catalogue's read models. What is said here is what the migrations build, and a test compares.

No table holds personal data: a seller's name, phone and NIB are read from the vault by reference.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

metadata = sa.MetaData()

merchants = sa.Table(
    "merchants",
    metadata,
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
    sa.Index("merchants_by_owner", "owner_account_id"),
    sa.Index("merchants_by_status", "status", "merchant_id"),
)

commodities = sa.Table(
    "commodities",
    metadata,
    sa.Column("list_version", sa.Text, primary_key=True),
    sa.Column("commodity_code", sa.Text, primary_key=True),
    sa.Column("name_id", sa.Text, nullable=False),
    sa.Column("base_unit", sa.Text, nullable=False),
    sa.Column("is_staple", sa.Boolean, nullable=False),
    sa.Column("quality_class", sa.Text),
    sa.Column("effective_from", sa.Date, nullable=False),
    sa.Column("legal_basis", sa.Text),
    sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
    sa.Index("commodities_by_effect", "effective_from", "set_at", "list_version"),
)

products = sa.Table(
    "products",
    metadata,
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
    sa.Index("products_by_merchant", "merchant_id", "product_id"),
)

stock = sa.Table(
    "stock",
    metadata,
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

reservations = sa.Table(
    "reservations",
    metadata,
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

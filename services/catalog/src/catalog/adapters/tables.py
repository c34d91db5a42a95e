"""The catalogue's read models. What is said here is what the migrations build, and a test compares.

No table holds personal data: a seller's name, phone and NIB are read from the vault by reference.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR

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
    sa.Column("attempt_no", sa.Integer, nullable=False, server_default="1"),
    sa.Column("review_due", sa.Date),
    sa.Column("nib_grace_until", sa.Date),
    sa.Column("suspended_until", sa.Date),
    sa.Column("suspension_reason", sa.Text),
    sa.Column("open_orders_rule", sa.Text),
    sa.Column("paused_from", sa.DateTime(timezone=True)),
    sa.Column("paused_until", sa.DateTime(timezone=True)),
    sa.Column("pause_reason", sa.Text),
    sa.Column("expiries", JSONB, nullable=False, server_default="{}"),
    sa.Column("next_expiry", sa.Date),
    sa.UniqueConstraint("merchant_number", name="merchants_merchant_number_key"),
    sa.Index("merchants_by_owner", "owner_account_id"),
    sa.Index("merchants_by_status", "status", "merchant_id"),
    sa.Index("merchants_by_expiry", "next_expiry", "merchant_id"),
)

merchant_documents = sa.Table(
    "merchant_documents",
    metadata,
    sa.Column("merchant_id", sa.Text, primary_key=True),
    sa.Column("document_ref", sa.Text, primary_key=True),
    sa.Column("document_kind", sa.Text, nullable=False),
    sa.Column("content_sha256", sa.Text),
    sa.Column("issued_on", sa.Date),
    sa.Column("valid_until", sa.Date),
    sa.Column("verified", sa.Boolean, nullable=False),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
)

merchant_decisions = sa.Table(
    "merchant_decisions",
    metadata,
    sa.Column("merchant_id", sa.Text, primary_key=True),
    sa.Column("decision_id", sa.Text, primary_key=True),
    sa.Column("decision", sa.Text, nullable=False),
    sa.Column("reason_codes", JSONB, nullable=False),
    sa.Column("checks", JSONB, nullable=False),
    sa.Column("until", sa.Date),
    sa.Column("open_orders_rule", sa.Text),
    sa.Column("legal_basis", sa.Text),
    sa.Column("authority_ref", sa.Text),
    sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
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

price_ceilings = sa.Table(
    "price_ceilings",
    metadata,
    sa.Column("ceiling_id", sa.Text, primary_key=True),
    sa.Column("commodity_code", sa.Text, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("base_unit", sa.Text, nullable=False),
    sa.Column("per_base", sa.BigInteger, nullable=False),
    sa.Column("ceiling_idr", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("market_level", sa.Text, nullable=False),
    sa.Column("effective_from", sa.Date, nullable=False),
    sa.Column("effective_to", sa.Date),
    sa.Column("legal_basis", sa.Text, nullable=False),
    sa.Column("document_sha256", sa.Text),
    sa.Column("supersedes_id", sa.Text),
    sa.Column("verified_by_role", sa.Text, nullable=False),
    sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
    sa.Index("price_ceilings_by_commodity", "commodity_code", "effective_from"),
)

# What a buyer types is compared with this: the name first, then the kinds it belongs to. It is
# made by PostgreSQL itself, of the row alone; no seller's name is in it.
SEARCHED = (
    "setweight(to_tsvector('indonesian'::regconfig, name), 'A'::\"char\") ||"
    " setweight(to_tsvector('indonesian'::regconfig, translate(category_code || ' ' ||"
    " COALESCE(commodity_code, ''::text), '_-.:'::text, '    '::text)), 'B'::\"char\")"
)
_ON_SALE = sa.text("listed AND NOT blocked")


def _products(where: sa.MetaData, *more: sa.schema.SchemaItem) -> sa.Table:
    return sa.Table(
        "products",
        where,
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
        sa.Column("blocked", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("block_reason", sa.Text),
        sa.Column("may_relist", sa.Boolean, nullable=False, server_default="true"),
        sa.Column("ceiling_id", sa.Text),
        sa.Column("ceiling_per_base_idr", sa.BigInteger),
        sa.Column("origin_kelurahan_code", sa.Text),
        sa.Column("quantity_step", sa.BigInteger, nullable=False, server_default="1"),
        sa.Column("min_quantity", sa.BigInteger, nullable=False, server_default="1"),
        sa.Column("shelf_life_hours", sa.BigInteger),
        sa.Column("description_version", sa.Integer, nullable=False, server_default="1"),
        *more,
    )


products = _products(
    metadata,
    sa.Column("search", TSVECTOR, sa.Computed(SEARCHED, persisted=True)),
    sa.Index("products_by_merchant", "merchant_id", "product_id"),
    # Without a list of pending entries, which every search would have to read through.
    sa.Index(
        "products_by_text",
        "search",
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    ),
    sa.Index("products_by_price", "price_idr", "product_id", postgresql_where=_ON_SALE),
    sa.Index("products_by_age", "listed_at", "product_id", postgresql_where=_ON_SALE),
    sa.Index("products_by_category", "category_code", "product_id", postgresql_where=_ON_SALE),
)
# The same table as the read model writes it: without what PostgreSQL makes by itself.
written_products = _products(sa.MetaData())

prices = sa.Table(
    "prices",
    metadata,
    sa.Column("product_id", sa.Text, primary_key=True),
    sa.Column("price_version", sa.Integer, primary_key=True),
    sa.Column("price_idr", sa.BigInteger, nullable=False),
    sa.Column("price_per_base", sa.BigInteger, nullable=False),
    sa.Column("ceiling_id", sa.Text),
    sa.Column("ceiling_per_base_idr", sa.BigInteger),
    sa.Column("ceiling_status", sa.Text, nullable=False),
    sa.Column("reason_code", sa.Text, nullable=False),
    sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
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
    sa.Column("blocked", sa.Boolean, nullable=False, server_default="false"),
    sa.Column("adjusted", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("returned", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("written_off", sa.BigInteger, nullable=False, server_default="0"),
    sa.CheckConstraint("available >= 0", name="stock_available_not_negative"),
    sa.CheckConstraint("reserved >= 0", name="stock_reserved_not_negative"),
    sa.CheckConstraint("committed >= 0", name="stock_committed_not_negative"),
    sa.CheckConstraint("written_off >= 0", name="stock_written_off_not_negative"),
    sa.CheckConstraint(
        "received + adjusted + returned = available + reserved + committed + written_off",
        name="stock_is_accounted_for",
    ),
)

stock_movements = sa.Table(
    "stock_movements",
    metadata,
    sa.Column("product_id", sa.Text, primary_key=True),
    sa.Column("event_id", sa.Text, primary_key=True),
    sa.Column("movement", sa.Text, nullable=False),
    sa.Column("quantity", sa.BigInteger, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("reason_code", sa.Text, nullable=False),
    sa.Column("disposition", sa.Text),
    sa.Column("lot_code", sa.Text),
    sa.Column("harvested_on", sa.Date),
    sa.Column("expires_on", sa.Date),
    sa.Column("order_id", sa.Text),
    sa.Column("balance_after", sa.BigInteger),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
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

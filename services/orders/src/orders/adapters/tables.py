"""Orders' own tables: its read model, and its copy of what the catalogue says."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

metadata = sa.MetaData()
_TIME = sa.DateTime(timezone=True)

orders = sa.Table(
    "orders",
    metadata,
    sa.Column("order_id", sa.Text, primary_key=True),
    sa.Column("order_number", sa.Text, nullable=False),
    sa.Column("checkout_id", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("buyer_account_id", sa.Text, nullable=False),
    sa.Column("membership_id", sa.Text),
    sa.Column("merchant_id", sa.Text, nullable=False),
    sa.Column("merchant_owner_account_id", sa.Text, nullable=False),
    sa.Column("self_purchase", sa.Boolean, nullable=False),
    sa.Column("fulfilment_method", sa.Text, nullable=False),
    sa.Column("delivery_kelurahan_code", sa.Text),
    sa.Column("address_ref", sa.Text, nullable=False),
    sa.Column("lines", JSONB, nullable=False),
    sa.Column("goods_total_idr", sa.BigInteger, nullable=False),
    sa.Column("staple_total_idr", sa.BigInteger, nullable=False),
    sa.Column("delivery_fee_idr", sa.BigInteger, nullable=False),
    sa.Column("discount_idr", sa.BigInteger, nullable=False),
    sa.Column("total_idr", sa.BigInteger, nullable=False),
    sa.Column("cash_rounding_idr", sa.BigInteger, nullable=False),
    sa.Column("amount_due_idr", sa.BigInteger, nullable=False),
    sa.Column("paid_idr", sa.BigInteger, nullable=False),
    sa.Column("refund_due_idr", sa.BigInteger, nullable=False),
    sa.Column("payment_id", sa.Text),
    sa.Column("payment_method", sa.Text, nullable=False),
    sa.Column("wrong_codes", sa.Integer, nullable=False),
    sa.Column("placed_at", _TIME, nullable=False),
    sa.Column("changed_at", _TIME, nullable=False),
    sa.Column("delivered_at", _TIME),
    sa.Column("reserve_until", _TIME, nullable=False),
    sa.Column("accept_by", _TIME, nullable=False),
    sa.Column("dispatch_by", _TIME),
    sa.Column("deliver_by", _TIME),
    sa.Column("confirm_until", _TIME),
    sa.Column("return_until", _TIME),
    sa.Column("reason_code", sa.Text),
    sa.Column("stage", sa.Text),
    sa.Column("fault", sa.Text),
    sa.CheckConstraint(
        "amount_due_idr >= 0 and cash_rounding_idr <= 0"
        " and goods_total_idr + delivery_fee_idr - discount_idr = total_idr"
        " and total_idr + cash_rounding_idr = amount_due_idr",
        name="orders_amounts_add_up",
    ),
    sa.UniqueConstraint("order_number", name="orders_order_number"),
    sa.Index("orders_by_checkout", "checkout_id"),
    sa.Index("orders_by_buyer", "buyer_account_id", "order_id"),
    sa.Index("orders_by_seller", "merchant_owner_account_id", "order_id"),
    sa.Index("orders_by_merchant", "merchant_id", "order_id"),
)

merchants = sa.Table(
    "merchants",
    metadata,
    sa.Column("merchant_id", sa.Text, primary_key=True),
    sa.Column("owner_account_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("scale", sa.Text, nullable=False),
    sa.Column("supervising_department", sa.Text, nullable=False),
    sa.Column("kelurahan_code", sa.Text, nullable=False),
    sa.Column("verified", sa.Boolean, nullable=False),
    sa.Column("delivers", sa.Boolean, nullable=False),
    sa.Column("opening_hours", JSONB),  # Null until the seller has told any.
    sa.Column("delivery_area", JSONB, nullable=False),
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
    sa.Column("quantity_step", sa.BigInteger, nullable=False),
    sa.Column("min_quantity", sa.BigInteger, nullable=False),
    sa.Column("max_quantity_per_order", sa.BigInteger),
    sa.Column("price_idr", sa.BigInteger, nullable=False),
    sa.Column("price_per_base", sa.BigInteger, nullable=False),
    sa.Column("price_version", sa.Integer, nullable=False),
    sa.Column("ceiling_id", sa.Text),
    sa.Column("ceiling_per_base_idr", sa.BigInteger),
    sa.Column("ceiling_status", sa.Text, nullable=False),
    sa.Column("perishable", sa.Boolean, nullable=False),
    sa.Column("returnable", sa.Text, nullable=False),
    sa.Column("food_permit", sa.Text, nullable=False),
    sa.Column("halal_status", sa.Text, nullable=False),
    sa.Column("listed", sa.Boolean, nullable=False),
    # What could not be divided by is refused when it is copied, not by the first buyer.
    sa.CheckConstraint(
        "quantity_step > 0 and price_per_base > 0 and pack_content_base > 0 and price_idr > 0",
        name="products_can_be_counted",
    ),
)

commodities = sa.Table(
    "commodities",
    metadata,
    sa.Column("list_version", sa.Text, primary_key=True),
    sa.Column("commodity_code", sa.Text, primary_key=True),
    sa.Column("staple", sa.Boolean, nullable=False),
    sa.Column("quality_class", sa.Text),
    sa.Column("effective_from", sa.Date, nullable=False),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Index("commodities_by_code", "commodity_code"),
)

"""The whole life of sellers and products, the search, and stock that is adjusted and returned."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR

revision = "0002"
down_revision = "0001"

_SEARCHED = (
    "setweight(to_tsvector('indonesian'::regconfig, name), 'A'::\"char\") ||"
    " setweight(to_tsvector('indonesian'::regconfig, translate(category_code || ' ' ||"
    " COALESCE(commodity_code, ''::text), '_-.:'::text, '    '::text)), 'B'::\"char\")"
)
_ON_SALE = sa.text("listed AND NOT blocked")


def upgrade() -> None:
    _merchants()
    _papers_and_decisions()
    _price_ceilings()
    _products()
    _prices()
    _stock()
    _stock_movements()


def _add(table: str, *columns: sa.Column[object]) -> None:
    for column in columns:
        op.add_column(table, column)


def _merchants() -> None:
    _add(
        "merchants",
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
    )
    op.create_index("merchants_by_expiry", "merchants", ["next_expiry", "merchant_id"])


def _papers_and_decisions() -> None:
    op.create_table(
        "merchant_documents",
        sa.Column("merchant_id", sa.Text, primary_key=True),
        sa.Column("document_ref", sa.Text, primary_key=True),
        sa.Column("document_kind", sa.Text, nullable=False),
        sa.Column("content_sha256", sa.Text),
        sa.Column("issued_on", sa.Date),
        sa.Column("valid_until", sa.Date),
        sa.Column("verified", sa.Boolean, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "merchant_decisions",
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


def _price_ceilings() -> None:
    op.create_table(
        "price_ceilings",
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
    )
    op.create_index(
        "price_ceilings_by_commodity", "price_ceilings", ["commodity_code", "effective_from"]
    )


def _products() -> None:
    _add(
        "products",
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
        sa.Column("search", TSVECTOR, sa.Computed(_SEARCHED, persisted=True)),
    )
    op.create_index(
        "products_by_text",
        "products",
        ["search"],
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    for name, column in (
        ("price", "price_idr"),
        ("age", "listed_at"),
        ("category", "category_code"),
    ):
        op.create_index(
            f"products_by_{name}", "products", [column, "product_id"], postgresql_where=_ON_SALE
        )


def _prices() -> None:
    op.create_table(
        "prices",
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


def _stock() -> None:
    _add(
        "stock",
        sa.Column("blocked", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("adjusted", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("returned", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("written_off", sa.BigInteger, nullable=False, server_default="0"),
    )
    # The rule grows; what the version before writes keeps the new one too.
    op.drop_constraint("stock_is_balanced", "stock")
    op.create_check_constraint("stock_written_off_not_negative", "stock", "written_off >= 0")
    op.create_check_constraint(
        "stock_is_accounted_for",
        "stock",
        "received + adjusted + returned = available + reserved + committed + written_off",
    )


def _stock_movements() -> None:
    op.create_table(
        "stock_movements",
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

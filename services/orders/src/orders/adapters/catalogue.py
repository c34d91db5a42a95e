"""Our copy of the catalogue behind its port: a batch of checkouts costs four questions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import time as clock_time, timedelta
from typing import Any

import sqlalchemy as sa

from kernel.adapters.projections import Row
from kernel.adapters.storage import AnyTransaction, store_function
from kernel.adapters.whole_rows import WholeRows, whole_rows
from kernel.domain.calendar import STANDARD_HOURS, OpeningHours
from orders.adapters.tables import ceilings, commodities, merchants, products
from orders.domain.ceilings import Ceiling
from orders.domain.offers import Area, ListedCommodity, Offer, Product, Seller
from orders.domain.words import SoldBy

_PRODUCT_FIELDS = (
    "product_id",
    "name",
    "category_code",
    "commodity_code",
    "staple",
    "staple_list_version",
    "quality_class",
    "goods_origin",
    "base_unit",
    "pack_content_base",
    "quantity_step",
    "min_quantity",
    "max_quantity_per_order",
    "price_idr",
    "price_per_base",
    "price_version",
    "ceiling_id",
    "ceiling_per_base_idr",
    "ceiling_status",
    "perishable",
    "returnable",
    "food_permit",
    "halal_status",
    "listed",
    "blocked",
)
_COMMODITY_FIELDS = ("list_version", "staple", "quality_class", "effective_from", "sequence")
_CEILING_FIELDS = (
    "ceiling_id",
    "zone",
    "base_unit",
    "per_base",
    "ceiling_idr",
    "kind",
    "effective_from",
    "effective_to",
    "sequence",
)


# By our own copies of the orders.
_OF_ORDERS = WholeRows(
    merchants,
    "merchant_id",
    among="array(select merchant_id from orders where order_id = any($1))",
)


class StoredCatalogue:
    """Reads within one transaction, each row once."""

    def __init__(self, transaction: AnyTransaction) -> None:
        self._transaction = transaction
        self._offers: dict[str, Offer | None] = {}
        self._sellers: dict[str, Seller | None] = {}

    def offers(self, product_ids: Collection[str]) -> Mapping[str, Offer]:
        missing = sorted(set(product_ids) - self._offers.keys())
        if missing:
            self._read_offers(missing)
        found = {product_id: self._offers[product_id] for product_id in product_ids}
        return {product_id: offer for product_id, offer in found.items() if offer is not None}

    def opening_hours(self, merchant_ids: Collection[str]) -> Mapping[str, OpeningHours]:
        self._read_sellers(merchant_ids)
        sellers = {merchant_id: self._sellers[merchant_id] for merchant_id in merchant_ids}
        return {
            merchant_id: seller.hours if seller else STANDARD_HOURS
            for merchant_id, seller in sellers.items()
        }

    def read_sellers_of(self, order_ids: Collection[str]) -> None:
        self._keep_sellers(sellers_of(self._transaction, sorted(order_ids)))

    def _read_offers(self, product_ids: Sequence[str]) -> None:
        rows = rows_with(self._transaction, products, "product_id", product_ids)
        self._read_sellers([row["merchant_id"] for row in rows])
        codes = {row["commodity_code"] for row in rows} - {None}
        listed, capped = self._read_commodities(codes), self._read_ceilings(codes)
        self._offers.update(dict.fromkeys(product_ids))
        for row in rows:
            seller = self._sellers[row["merchant_id"]]
            # The copy of a product may be here before that of its seller; then it waits.
            if seller is not None:
                self._offers[row["product_id"]] = Offer(
                    product=_product(row),
                    seller=seller,
                    commodity=tuple(listed.get(row["commodity_code"], ())),
                    ceilings=tuple(capped.get(row["commodity_code"], ())),
                )

    def _read_sellers(self, merchant_ids: Iterable[str]) -> None:
        missing = sorted(set(merchant_ids) - self._sellers.keys())
        if missing:
            self._sellers.update(dict.fromkeys(missing))
            self._keep_sellers(rows_with(self._transaction, merchants, "merchant_id", missing))

    def _keep_sellers(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._sellers[row["merchant_id"]] = _seller(row)

    def _read_commodities(self, codes: Collection[str]) -> dict[str, list[ListedCommodity]]:
        listed: dict[str, list[ListedCommodity]] = {}
        if codes:
            for row in self._with_codes(commodities, codes):
                entry = ListedCommodity(**{name: row[name] for name in _COMMODITY_FIELDS})
                listed.setdefault(row["commodity_code"], []).append(entry)
        return listed

    def _read_ceilings(self, codes: Collection[str]) -> dict[str, list[Ceiling]]:
        capped: dict[str, list[Ceiling]] = {}
        if codes:
            for row in self._with_codes(ceilings, codes):
                ceiling = Ceiling(**{name: row[name] for name in _CEILING_FIELDS})
                capped.setdefault(row["commodity_code"], []).append(ceiling)
        return capped

    def _with_codes(self, table: sa.Table, codes: Collection[str]) -> Sequence[Row]:
        return rows_with(self._transaction, table, "commodity_code", sorted(codes))


@store_function
def rows_with(
    connection: sa.Connection, table: sa.Table, column: str, values: Sequence[str]
) -> Sequence[Row]:
    """Return the rows that have one of these values, in one question and in any order."""
    return whole_rows(table, column).read(connection, values)


@store_function
def sellers_of(connection: sa.Connection, order_ids: Sequence[str]) -> Sequence[Row]:
    """Return the sellers of these orders, in one question."""
    return _OF_ORDERS.read(connection, order_ids)


def _product(row: Row) -> Product:
    return Product(sold_by=SoldBy(row["sold_by"]), **{name: row[name] for name in _PRODUCT_FIELDS})


def _seller(row: Row) -> Seller:
    cutoff = row["order_cutoff_time"]
    return Seller(
        merchant_id=row["merchant_id"],
        owner_account_id=row["owner_account_id"],
        kelurahan_code=row["kelurahan_code"],
        kind=row["kind"],
        scale=row["scale"],
        supervising_department=row["supervising_department"],
        verified=row["verified"],
        delivers=row["delivers"],
        areas={
            area["kelurahan_code"]: Area(
                fee_idr=area["fee_idr"], min_order_idr=area["min_order_idr"]
            )
            for area in row["delivery_area"]
        },
        hours=_hours(row["opening_hours"]),
        suspended=row["suspended"],
        paused_from=row["paused_from"],
        paused_until=row["paused_until"],
        pickup_at_stall=row["pickup_at_stall"],
        pickup_points=frozenset(row["pickup_points"]),
        cutoff=clock_time.fromisoformat(cutoff) if cutoff else None,
        preparation=timedelta(minutes=row["preparation_minutes"]),
        max_open_orders=row["max_open_orders"],
    )


def _hours(spans: list[dict[str, Any]] | None) -> OpeningHours:
    if spans is None:
        return STANDARD_HOURS
    return OpeningHours(
        spans={
            span["weekday"]: (
                clock_time.fromisoformat(span["opens"]),
                clock_time.fromisoformat(span["closes"]),
            )
            for span in spans
        }
    )

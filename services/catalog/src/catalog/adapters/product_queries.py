"""Answers about products: the search of buyers, one product, its prices, the categories."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, REGCONFIG

from catalog.adapters.ceilings import StoredCeilings
from catalog.adapters.paging import Answer, Order, by_key, page
from catalog.adapters.sight import (
    VERIFIED,
    delivers_to,
    in_kecamatan,
    is_open,
    is_paused,
    may_see_all,
    sells_at,
)
from catalog.adapters.tables import merchants, prices, products, stock
from catalog.application.questions import (
    GetCategories,
    GetPrices,
    GetProduct,
    GetProducts,
    Sort,
)
from catalog.domain.ceiling import CeilingBook, Priced
from catalog.domain.merchant import Status
from catalog.domain.product import ProductNotFound
from catalog.domain.vocabulary import BaseUnit
from kernel.adapters.schema import vault
from kernel.application.envelope import Context
from kernel.domain.calendar import Calendar
from kernel.domain.errors import KernelError
from kernel.domain.wib import business_date

ON_SALE = products.c.listed & ~products.c.blocked
# A rank is a fraction; as a whole number it can stand in a cursor.
_RANK_STEPS = 1_000_000
_LARGE_UNITS = {BaseUnit.GRAM: (1000, "kg"), BaseUnit.MILLILITRE: (1000, "l")}
_profiles = vault.alias("profiles")
_HIDDEN = frozenset({"rank", "service", "paused_from", "paused_until"})

_COLUMNS = (
    *(column for column in products.columns if column.name not in {"search", "listed_at"}),
    stock.c.available,
    _profiles.c.data["trade_name"].astext.label("merchant_name"),
    merchants.c.business_kelurahan_code.label("merchant_kelurahan_code"),
    merchants.c.service,
    merchants.c.paused_from,
    merchants.c.paused_until,
)


@dataclass(frozen=True, slots=True)
class Window:
    """What a buyer is shown of a product, at that moment: its price per kilogram, its ceiling."""

    book: CeilingBook
    calendar: Calendar
    now: datetime

    def shown(self, row: Mapping[str, Any]) -> Answer:
        judged = self.book.judge(
            Priced(
                commodity_code=row["commodity_code"],
                base_unit=BaseUnit(row["base_unit"]),
                price_idr=row["price_idr"],
                per_base=row["price_per_base"],
            ),
            business_date(self.now),
        )
        per, unit = _LARGE_UNITS.get(BaseUnit(row["base_unit"]), (1, "piece"))
        seen = {name: value for name, value in row.items() if name not in _HIDDEN}
        return seen | {
            "ceiling_id": judged.ceiling_id,
            "ceiling_per_base_idr": judged.ceiling_per_base_idr,
            "ceiling_status": judged.status.value,
            "unit_price_idr": _divided(row["price_idr"] * per, row["price_per_base"]),
            "unit": unit,
            "merchant_paused": is_paused(row, self.now),
            "merchant_open_now": is_open(row, self.now, self.calendar),
        }


@dataclass(frozen=True, slots=True)
class AnswerProducts:
    """The search: from the products' own rows, their sellers' and the shelves', as they are now."""

    zones: tuple[str, ...]
    calendar: Calendar

    def __call__(
        self, question: GetProducts, *, connection: sa.Connection, context: Context, now: datetime
    ) -> Answer:
        """
        Return a page of hits.

        :raises LimitOutOfRange: the page would be too large or empty
        :raises CursorMalformed: it is not a cursor of this list
        """
        order = _order(question)
        # What is shown is looked up for the page alone, not for everything that it is chosen from.
        query = (
            sa.select(products.c.product_id, *_named(order))
            .select_from(_searched(question))
            .where(*self._wanted(question, context, now))
        )
        found = page(connection, query, order, question, widen=partial(_shown, order))
        window = self.window(connection, now)
        return found | {"items": [window.shown(row) for row in found["items"]]}

    def window(self, connection: sa.Connection, now: datetime) -> Window:
        return Window(StoredCeilings(connection, self.zones).book(), self.calendar, now)

    def _wanted(
        self, question: GetProducts, context: Context, now: datetime
    ) -> list[sa.ColumnElement[bool]]:
        # Within her own stall a seller sees what she offers before an officer has verified her.
        seen: sa.ColumnElement[bool] = VERIFIED
        if question.merchant_id is not None:
            seen |= merchants.c.owner_account_id == context.actor_id
        wanted = [ON_SALE, seen, *_of_goods(question)]
        if question.kecamatan_code is not None:
            wanted.append(in_kecamatan(question.kecamatan_code))
        if question.delivers_to is not None:
            wanted.append(delivers_to(question.delivers_to))
        if question.open_now:
            wanted.append(sells_at(now, self.calendar))
        if question.in_stock:
            wanted.append(stock.c.available > 0)
        return wanted


@dataclass(frozen=True, slots=True)
class AnswerProduct:
    """One product, by the search's eyes."""

    search: AnswerProducts

    def __call__(
        self, question: GetProduct, *, connection: sa.Connection, context: Context, now: datetime
    ) -> Answer:
        """:raises ProductNotFound: there is none, or it cannot be bought and is not the caller's"""
        [found] = self.all([question], connection=connection, contexts=[context], now=now)
        if isinstance(found, KernelError):
            raise found
        return found

    def all(
        self,
        questions: Sequence[GetProduct],
        *,
        connection: sa.Connection,
        contexts: Sequence[Context],
        now: datetime,
    ) -> list[Answer | KernelError]:
        """Return each one's product, or why there is none for her, out of one statement."""
        wanted = sa.literal([one.product_id for one in questions], ARRAY(sa.Text))
        query = (
            sa.select(*_COLUMNS, merchants.c.owner_account_id, merchants.c.status)
            .select_from(_on_shelves())
            .where(products.c.product_id == sa.any_(wanted))
        )
        rows = {row["product_id"]: dict(row) for row in connection.execute(query).mappings()}
        window = self.search.window(connection, now)
        return [
            _page_of(rows.get(one.product_id), context, window)
            for one, context in zip(questions, contexts, strict=True)
        ]


def _page_of(
    row: Mapping[str, Any] | None, context: Context, window: Window
) -> Answer | KernelError:
    public = row is not None and row["listed"] and not row["blocked"]
    public = public and row is not None and row["status"] == Status.VERIFIED
    if row is None or not (public or may_see_all(row["owner_account_id"], context)):
        return ProductNotFound("there is no such product")
    shown = window.shown(row)
    return {name: shown[name] for name in shown if name not in {"owner_account_id", "status"}}


def answer_prices(question: GetPrices, *, connection: sa.Connection, context: Context) -> Answer:
    """
    Return the price versions of a product that the caller may see.

    :raises ProductNotFound: there is none, or it cannot be bought and is not the caller's
    """
    query = (
        sa.select(merchants.c.owner_account_id, (ON_SALE & VERIFIED).label("public"))
        .select_from(products.join(merchants, merchants.c.merchant_id == products.c.merchant_id))
        .where(products.c.product_id == question.product_id)
    )
    row = connection.execute(query).one_or_none()
    if row is None or not (row.public or may_see_all(row.owner_account_id, context)):
        raise ProductNotFound("there is no such product")
    history = sa.select(prices).where(prices.c.product_id == question.product_id)
    order = Order(
        keys=(prices.c.price_version,), names=("price_version",), read=(int,), falling=True
    )
    return page(connection, history, order, question)


def answer_categories(
    question: GetCategories,
    *,
    connection: sa.Connection,
    context: Context,  # noqa: ARG001 - everybody sees the same
) -> Answer:
    """Return the categories in which there is something on sale."""
    query = (
        sa.select(products.c.category_code, sa.func.count().label("products"))
        .select_from(products.join(merchants, merchants.c.merchant_id == products.c.merchant_id))
        .where(ON_SALE, VERIFIED)
        .group_by(products.c.category_code)
    )
    return page(connection, query, by_key(products.c.category_code), question)


def _of_goods(question: GetProducts) -> list[sa.ColumnElement[bool]]:
    equal = {
        products.c.merchant_id: question.merchant_id,
        products.c.category_code: question.category_code,
        products.c.commodity_code: question.commodity_code,
        products.c.staple: question.staple,
    }
    wanted = [column == value for column, value in equal.items() if value is not None]
    if question.price_min_idr is not None:
        wanted.append(products.c.price_idr >= question.price_min_idr)
    if question.price_max_idr is not None:
        wanted.append(products.c.price_idr <= question.price_max_idr)
    if question.q is not None:
        wanted.append(products.c.search.op("@@")(_words(question.q)))
    return wanted


def _order(question: GetProducts) -> Order:
    sort = question.sort or (Sort.RELEVANCE if question.q else None)
    product_id = products.c.product_id
    if sort is Sort.PRICE:
        price = products.c.price_idr
        return Order(keys=(price, product_id), names=("price_idr", "product_id"), read=(int, str))
    if sort is Sort.NEWEST:
        age = products.c.listed_at
        return Order(
            keys=(age, product_id),
            names=("listed_at", "product_id"),
            read=(datetime.fromisoformat, str),
            falling=True,
        )
    if sort is Sort.RELEVANCE and question.q:
        rank = sa.func.ts_rank(products.c.search, _words(question.q)) * _RANK_STEPS
        whole = sa.cast(rank, sa.BigInteger)
        names = ("rank", "product_id")
        return Order(keys=(whole, product_id), names=names, read=(int, str), falling=True)
    return by_key(product_id)


def _named(order: Order) -> list[sa.Label[Any]]:
    """Return what the page is ordered by, beside the product's id."""
    named = zip(order.keys, order.names, strict=True)
    return [key.label(name) for key, name in named if name != "product_id"]


def _shown(order: Order, narrow: sa.Select[Any]) -> sa.Select[Any]:
    """Return all there is to show of a page of products, in its order."""
    hits = narrow.subquery("hits")
    shown = {column.name for column in _COLUMNS}
    # What the cursor needs and no column shows.
    more = [hits.c[name] for name in order.names if name not in shown]
    keys = [hits.c[name].desc() if order.falling else hits.c[name] for name in order.names]
    source = _on_shelves().join(hits, hits.c.product_id == products.c.product_id)
    return sa.select(*_COLUMNS, *more).select_from(source).order_by(*keys)


def _words(typed: str) -> sa.Function[Any]:
    return sa.func.websearch_to_tsquery(sa.cast("indonesian", REGCONFIG), typed)


def _searched(question: GetProducts) -> sa.FromClause:
    sold = products.join(merchants, merchants.c.merchant_id == products.c.merchant_id)
    # Every product has a shelf, so only who asks what is on it has to look.
    if not question.in_stock:
        return sold
    return sold.join(stock, stock.c.product_id == products.c.product_id)


def _on_shelves() -> sa.FromClause:
    return (
        products.join(stock, stock.c.product_id == products.c.product_id)
        .join(merchants, merchants.c.merchant_id == products.c.merchant_id)
        .outerjoin(_profiles, _profiles.c.ref == merchants.c.profile_ref)
    )


def _divided(amount: int, by: int) -> int:
    return (2 * amount + by) // (2 * by)

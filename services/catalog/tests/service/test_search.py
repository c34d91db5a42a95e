"""Buyers find what they look for, page by page, by words, places, prices and opening hours."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from catalog_examples import (
    AS_BUYER,
    AS_OFFICER,
    DINOYO,
    KAUMAN,
    RICE,
    SET_LIST,
    STALL,
    SUGAR,
    TEN_PACKS,
)
from catalog_lifetimes import BLOCK, CEILING, PAUSE, SUSPEND
from catalog_town import Town, counted

from catalog.domain.commands import ListProduct
from catalog.domain.vocabulary import BaseUnit
from kernel.domain.errors import Invalid

SUNDAY = datetime(2026, 3, 8, 5, tzinfo=UTC)
INDEPENDENCE_DAY = datetime(2026, 8, 17, 5, tzinfo=UTC)
EVENING = datetime(2026, 3, 2, 11, tzinfo=UTC)


def found(town: Town, **wanted: Any) -> list[str]:
    return [item["product_id"] for item in town.ask("products", AS_BUYER, **wanted)["items"]]


def at(town: Town, when: datetime) -> None:
    town.app.clock.move_to(when)  # type: ignore[attr-defined]


def goods(name: str, price_idr: int, category_code: str = "sayur") -> ListProduct:
    return ListProduct(
        merchant_id=STALL,
        name=name,
        category_code=category_code,
        base_unit=BaseUnit.GRAM,
        pack_content_base=500,
        price_idr=price_idr,
    )


def test_words_are_stemmed_as_indonesian_and_the_name_counts_most(stall: Town) -> None:
    eaten = stall.do("list_product", goods("Makanan ringan", 5_000))["product_id"]
    kind = stall.do("list_product", goods("Keripik", 5_000, "makanan"))["product_id"]

    assert found(stall, q="makan") == [eaten, kind]
    assert found(stall, q="beras -mentari") == []
    assert found(stall, q="BERAS mentari") == [RICE]
    assert found(stall, q="rice") == [RICE]
    assert found(stall, q="!!!") == []


def test_filters_narrow_what_is_found(stall: Town) -> None:
    stall.do("receive_stock", TEN_PACKS)

    assert found(stall, category_code="staples", price_max_idr=20_000) == [SUGAR]
    assert found(stall, price_min_idr=20_000) == [RICE]
    assert found(stall, commodity_code="rice_medium") == [RICE]
    assert found(stall, in_stock=True) == [RICE]
    assert found(stall, kecamatan_code=KAUMAN[:8]) == [RICE, SUGAR]
    assert found(stall, kecamatan_code=DINOYO[:8]) == []
    assert found(stall, delivers_to=KAUMAN) == [RICE, SUGAR]
    assert found(stall, delivers_to=DINOYO) == []


@pytest.mark.parametrize(
    ("when", "is_open"),
    [(None, True), (EVENING, False), (SUNDAY, False), (INDEPENDENCE_DAY, False)],
)
def test_open_now_is_by_hours_week_and_holidays(
    stall: Town, when: datetime | None, *, is_open: bool
) -> None:
    if when:
        at(stall, when)

    assert bool(found(stall, open_now=True)) is is_open
    assert stall.ask("product", AS_BUYER, product_id=RICE)["merchant_open_now"] is is_open
    assert stall.ask("merchant", AS_BUYER, merchant_id=STALL)["open_now"] is is_open


def test_a_paused_seller_is_found_but_not_open_and_a_suspended_one_is_not_found(
    stall: Town,
) -> None:
    stall.do("pause_merchant", PAUSE)

    assert found(stall, open_now=True) == []
    (rice, _) = stall.ask("products", AS_BUYER)["items"]
    assert (rice["merchant_paused"], rice["merchant_open_now"]) == (True, False)
    at(stall, datetime(2026, 3, 9, 6, tzinfo=UTC))
    assert found(stall, open_now=True) == [RICE, SUGAR]
    stall.do("suspend_merchant", replace(SUSPEND, until=None), AS_OFFICER)
    assert found(stall) == []
    stall.do("reinstate_merchant", {"merchant_id": STALL}, AS_OFFICER)
    stall.do("block_product", BLOCK, AS_OFFICER)
    assert found(stall) == [SUGAR]


def test_a_hit_shows_the_price_of_a_kilogram_and_the_ceiling_of_today(stall: Town) -> None:
    stall.do("set_price_ceiling", replace(CEILING, ceiling_idr=13_000), AS_OFFICER)

    hit = stall.ask("product", AS_BUYER, product_id=RICE)

    assert (hit["unit_price_idr"], hit["unit"]) == (13_500, "kg")
    assert (hit["ceiling_status"], hit["ceiling_per_base_idr"]) == ("above", 13_000)
    assert not {"search", "service", "owner_account_id"} & set(hit)


@pytest.mark.parametrize("sort", [None, "price", "newest", "relevance"])
def test_pages_of_every_order_follow_one_another(stall: Town, sort: str | None) -> None:
    for number in range(7):
        stall.do("list_product", goods(f"Cabai merah {number % 2}", 1_000 + number // 3))
    wanted = {"q": "cabai", "sort": sort} if sort == "relevance" else {"sort": sort}
    everything = found(stall, **wanted)

    pages: list[str] = []
    cursor = None
    while True:
        page = stall.ask("products", AS_BUYER, limit=2, cursor=cursor, **wanted)
        pages += [item["product_id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert pages == everything
    assert len(set(pages)) == (7 if sort == "relevance" else 9)


@pytest.mark.parametrize("cursor", ["x", "x~y"])
def test_a_cursor_of_another_list_is_refused(stall: Town, cursor: str) -> None:
    with pytest.raises(Invalid) as error:
        stall.ask("products", AS_BUYER, sort="price", cursor=cursor)

    assert error.value.own_code == "cursor_malformed"


def test_a_page_costs_as_many_statements_as_it_ever_will(stall: Town) -> None:
    with counted() as few:
        found(stall, q="beras", open_now=True, sort="price")
    for number in range(20):
        stall.do("list_product", goods(f"Beras {number}", 1_000))
    with counted() as many:
        found(stall, q="beras", open_now=True, sort="price")

    assert len(few) == len(many)


def test_the_plan_of_a_search_uses_the_index(stall: Town) -> None:
    copied = ", ".join(
        column if column not in {"product_id", "name"} else f"'p' || n || {column}"
        for column in _written(stall)
    )
    with stall.database.transaction() as connection:
        columns = ", ".join(_written(stall))
        connection.execute(
            sa.text(
                f"insert into products ({columns}) select {copied} from products,"  # noqa: S608
                " generate_series(1, 5000) n"
            )
        )
        connection.execute(sa.text("analyze products"))
        plan = "\n".join(
            connection.execute(
                sa.text(
                    "explain select product_id from products where listed and not blocked and"
                    " search @@ websearch_to_tsquery('indonesian', 'p77beras')"
                )
            ).scalars()
        )

    assert "products_by_text" in plan


def _written(town: Town) -> list[str]:
    with town.database.transaction() as connection:
        names = [one["name"] for one in sa.inspect(connection).get_columns("products")]
    return [name for name in names if name != "search"]


def test_prices_categories_and_lists_are_public(stall: Town) -> None:
    stall.do("change_price", {"product_id": RICE, "new_price_idr": 70_000})
    stall.do("set_commodity_list", SET_LIST, AS_OFFICER)
    stall.do("set_price_ceiling", CEILING, AS_OFFICER)

    history = stall.ask("prices", AS_BUYER, product_id=RICE)["items"]
    assert [(one["price_version"], one["reason_code"]) for one in history] == [
        (2, "cost"),
        (1, "listed"),
    ]
    assert stall.ask("categories", AS_BUYER)["items"] == [
        {"category_code": "staples", "products": 2}
    ]
    (rice, snacks) = stall.ask("commodities", AS_BUYER)["items"]
    assert (rice["is_staple"], snacks["is_staple"]) == (True, False)
    assert stall.ask("commodities", AS_BUYER, on="2025-12-31")["items"] == []
    (version,) = stall.ask("commodity_lists", AS_BUYER)["items"]
    assert (version["commodities"], version["staples"]) == (2, 1)
    later = replace(SET_LIST, list_version="z", effective_from=date(2027, 1, 1))
    stall.do("set_commodity_list", later, AS_OFFICER)
    first = stall.ask("commodity_lists", AS_BUYER, limit=1)
    assert [one["list_version"] for one in first["items"]] == ["z"]
    rest = stall.ask("commodity_lists", AS_BUYER, cursor=first["next_cursor"])["items"]
    assert [one["list_version"] for one in rest] == [SET_LIST.list_version]
    (ceiling,) = stall.ask("price_ceilings", AS_BUYER, on="2026-01-01", zone="java")["items"]
    assert ceiling["ceiling_idr"] == CEILING.ceiling_idr
    unknown = {"commodity_code": "gold", "on": "2025-01-01"}
    assert stall.ask("price_ceilings", AS_BUYER, **unknown)["items"] == []


def test_sellers_are_filtered_and_the_officer_sees_what_ends_soon(stall: Town) -> None:
    paper = {"document_kind": "halal", "number": "ID-1", "valid_until": "2026-04-01"}
    stall.do("record_merchant_document", {"merchant_id": STALL} | paper)

    def sellers(**wanted: Any) -> list[str]:
        page = stall.ask("merchants", AS_OFFICER, **wanted)
        return [item["merchant_id"] for item in page["items"]]

    assert sellers(kecamatan_code=KAUMAN[:8], merchant_kind="individual") == [STALL]
    assert sellers(supervising_department="dispangtan") == []
    assert sellers(expires_by="2026-03-31") == []
    assert sellers(expires_by="2026-04-01") == [STALL]
    page = stall.ask("merchant", AS_OFFICER, merchant_id=STALL)
    assert [one["document_kind"] for one in page["documents"]] == ["halal"]
    assert [one["decision"] for one in page["decisions"]] == ["verified"]


def test_movements_of_stock_show_lots_and_expiry_to_their_seller(stall: Town) -> None:
    lot = replace(TEN_PACKS, lot_code="L-1", expires_on=datetime(2026, 9, 1, tzinfo=UTC).date())
    stall.do("receive_stock", lot)
    stall.do("adjust_stock", {"product_id": RICE, "quantity_delta": -1, "reason_code": "damage"})

    moved = stall.ask("stock_movements", product_id=RICE)["items"]

    assert {(one["movement"], one["quantity"], one["lot_code"]) for one in moved} == {
        ("adjusted", -1, None),
        ("received", 10, "L-1"),
    }

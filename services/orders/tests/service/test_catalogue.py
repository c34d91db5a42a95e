"""Our copy of the catalogue, as it is while its parts are still coming in."""

from dataclasses import replace

from orders_service import Town, listed, opened_stall
from orders_values import MERCHANT_ID, RICE, SNACK

from kernel.domain.calendar import STANDARD_HOURS
from orders.adapters.catalogue import StoredCatalogue


def test_a_product_is_offered_once_its_seller_is_known(town: Town) -> None:
    town.hear("catalog", listed(replace(RICE, product_id="early"), "merchant-9"))

    with town.database.transaction() as connection:
        before = StoredCatalogue(connection).offers(["early"])
    town.hear("catalog", *opened_stall("merchant-9"))
    with town.database.transaction() as connection:
        after = StoredCatalogue(connection).offers(["early"])

    assert dict(before) == {}
    assert after["early"].seller.merchant_id == "merchant-9"


def test_what_has_been_read_once_is_not_read_again(town: Town) -> None:
    with town.database.transaction() as connection:
        catalogue = StoredCatalogue(connection)
        first = catalogue.offers([RICE.product_id, SNACK.product_id, "unknown"])
        with town.statements() as sent:
            again = catalogue.offers([RICE.product_id, "unknown"])
            hours = catalogue.opening_hours([MERCHANT_ID])

    assert sent == []
    assert again[RICE.product_id] == first[RICE.product_id]
    assert hours[MERCHANT_ID].spans == STANDARD_HOURS.spans


def test_goods_without_a_commodity_need_no_list(town: Town) -> None:
    with town.database.transaction() as connection, town.statements() as sent:
        offers = StoredCatalogue(connection).offers([SNACK.product_id])

    assert offers[SNACK.product_id].commodity == ()
    assert not any("commodities" in one for one in sent)


def test_a_seller_who_has_told_no_hours_keeps_the_usual_ones(town: Town) -> None:
    registered, *_ = opened_stall("merchant-9")
    town.hear("catalog", registered)

    with town.database.transaction() as connection:
        hours = StoredCatalogue(connection).opening_hours(["merchant-9", "nobody"])

    assert hours == {"merchant-9": STANDARD_HOURS, "nobody": STANDARD_HOURS}

"""Our copy of the catalogue, as it is while its parts are still coming in."""

from orders_service import Town
from orders_values import MERCHANT_ID, RICE, SNACK

from kernel.domain.calendar import STANDARD_HOURS
from orders.adapters.catalogue import StoredCatalogue


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

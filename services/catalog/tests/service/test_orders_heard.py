"""Orders meet at the shelves, in batches and in random lives."""

from dataclasses import replace
from itertools import count

import sqlalchemy as sa
from catalog_examples import (
    AS_OFFICER,
    AS_SRI,
    LIST_RICE,
    LIST_SUGAR,
    REGISTERED,
    RICE,
    STALL,
    SUGAR,
    TEN_PACKS,
    VERIFY,
    line,
    listed,
    order_placed,
)
from catalog_lives import PRODUCTS, Step, lives, renamed, route_of
from catalog_memory import MemoryCatalog
from catalog_town import Heard, Town, counted
from hypothesis import HealthCheck, given, settings

from catalog.domain.commands import AdjustStock, ReceiveStock
from catalog.domain.merchant import MERCHANT
from catalog.domain.product import PRODUCT
from catalog.domain.stock_events import (
    StockRejected,
    StockReserved,
)
from kernel.domain.errors import Rejected


def placed(order_id: str, quantity: int, product_id: str = RICE) -> Heard:
    return order_id, "order_placed", order_placed(line(product_id, quantity))


def test_a_batch_of_orders_is_served_in_order_and_not_oversold(stall: Town) -> None:
    stall.do("receive_stock", TEN_PACKS)

    events = stall.hear(*(placed(f"order-{n}", 3) for n in range(5)))

    assert [type(event) for event in events] == [StockReserved] * 3 + [StockRejected] * 2
    assert stall.shelf(RICE) == {"received": 10, "available": 1, "reserved": 9, "committed": 0}
    assert stall.breaches() == {}


def test_what_is_published_names_its_cause(stall: Town) -> None:
    stall.hear(placed("one", 3))

    answer = stall.app.events(stall.app.head() - 1, 1)[0]

    assert answer["type"] == "catalog.stock_rejected.v1"
    assert answer["subject"] == "reservation-one"
    assert (answer["causationid"], answer["correlationid"]) == ("event-1", "one-checkout")


def test_a_batch_of_many_orders_costs_as_many_statements_as_one(stall: Town) -> None:
    stall.do("receive_stock", replace(TEN_PACKS, quantity=1_000))
    stall.do("receive_stock", ReceiveStock(product_id=SUGAR, quantity=1_000))
    stall.hear(placed("warm", 1))

    with counted() as one:
        stall.hear(placed("first", 1))
    with counted() as many:
        events = stall.hear(
            *(placed(f"order-{n}", 1, PRODUCTS[n % 2]) for n in range(40)),
            *((f"order-{n}", "order_cancelled", {}) for n in range(10)),
        )

    assert len(events) == 50
    assert len(many) == len(one)
    assert sum("from stock" in text and "for update" in text for text in many.texts) == 2


def test_the_shelves_are_locked_in_the_order_of_their_ids(stall: Town) -> None:
    with counted() as statements:
        stall.hear(placed("one", 1, SUGAR), placed("two", 1, RICE))

    held = next(text for text in statements.texts if "for update" in text and "stock" in text)
    assert "order by product_id" in held


def test_an_order_that_nobody_can_have_meant_is_parked_alone(stall: Town) -> None:
    stall.do("receive_stock", TEN_PACKS)

    events = stall.hear(placed("one", 1), placed("two", -1), placed("three", 1))

    assert [type(event) for event in events] == [StockReserved, StockReserved]
    with stall.database.transaction() as connection:
        parked = connection.execute(sa.text("select stream_id, reason_code from parked")).all()
    assert [tuple(row) for row in parked] == [("order-two", "order_malformed")]


_names = count()


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(life=lives)
def test_memory_and_postgresql_live_the_same_life(town: Town, life: list[Step]) -> None:
    prefix = f"life-{next(_names)}-"
    catalog = MemoryCatalog()
    open_stall(town, prefix)
    open_stall(catalog, prefix)

    for step in life:
        own = renamed(step, prefix)
        assert lived(town, own) == lived(catalog, own)

    assert town.breaches() == {}


def open_stall(place: Town | MemoryCatalog, prefix: str) -> None:
    merchant_id = prefix + STALL
    registered = replace(REGISTERED, merchant_id=merchant_id, merchant_number=prefix)
    place.given(MERCHANT, merchant_id, registered)
    place.do("verify_merchant", replace(VERIFY, merchant_id=merchant_id), AS_OFFICER)
    for name, command in ((RICE, LIST_RICE), (SUGAR, LIST_SUGAR)):
        product_id = prefix + name
        own = replace(command, merchant_id=merchant_id)
        place.given(PRODUCT, product_id, listed(own, product_id=product_id))


def lived(place: Town | MemoryCatalog, step: Step) -> object:
    if isinstance(step, ReceiveStock | AdjustStock):
        try:
            return place.do(route_of(step), step, AS_SRI)
        except Rejected as refusal:
            return refusal.own_code
    return place.hear(*step)

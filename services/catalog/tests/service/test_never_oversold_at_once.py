"""Promise 2 under concurrency: whoever comes at the same time takes turns at the shelf."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

from catalog_examples import DEARER, RICE, SUGAR, TEN_PACKS, line, order_placed
from catalog_town import Town

from catalog.domain.commands import ReceiveStock
from catalog.domain.product_events import (
    ProductPriceChanged,
)
from catalog.domain.stock_events import (
    StockRejected,
    StockReserved,
)
from catalog.domain.vocabulary import RejectionCode
from kernel.adapters.cloudevents import Incoming
from kernel.adapters.reactions import Reactions
from kernel.domain.errors import Conflict

ORDERS_PER_WORKER = 60
BATCH = 4


def orders_of(town: Town, worker: str) -> Iterator[list[Incoming]]:
    """Make batches of orders for one pack of rice and one of sugar, in either order."""
    for start in range(0, ORDERS_PER_WORKER, BATCH):
        batch = []
        for number in range(start, start + BATCH):
            both = (line(RICE, 1), line(SUGAR, 1, line_id="line-2"))
            lines = both if number % 2 else tuple(reversed(both))
            order_id = f"{worker}-{number}"
            batch.append(town.incoming(order_id, "order_placed", order_placed(*lines)))
        yield batch


def serve(town: Town, batches: list[list[Incoming]], barrier: Barrier) -> None:
    """Apply batches as a subscription does, but without the guard row that keeps others away."""
    reactions = Reactions(town.app.definition, town.app.definition.subscriptions[0])
    barrier.wait()
    for batch in batches:
        insist(lambda batch=batch: react(town, reactions, batch))  # type: ignore[misc]


def react(town: Town, reactions: Reactions, batch: list[Incoming]) -> None:
    with town.app.units.begin() as work:
        reactions.react(work, batch)


def insist(act: Callable[[], None]) -> None:
    for _ in range(20):
        try:
            return act()
        except Conflict:
            continue
    raise AssertionError("a conflict for ever")


def at_once(*acts: Callable[[Barrier], None]) -> None:
    barrier = Barrier(len(acts))
    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(act, barrier) for act in acts]:
            done.result(timeout=60)


def test_ten_packs_go_to_exactly_ten_orders_of_two_workers_at_once(stall: Town) -> None:
    stall.do("receive_stock", TEN_PACKS)
    stall.do("receive_stock", ReceiveStock(product_id=SUGAR, quantity=500))
    one, two = (list(orders_of(stall, worker)) for worker in ("one", "two"))

    at_once(
        lambda barrier: serve(stall, one, barrier),
        lambda barrier: serve(stall, two, barrier),
    )

    answers = [e for e in stall.events() if isinstance(e, StockReserved | StockRejected)]
    reserved = [event for event in answers if isinstance(event, StockReserved)]
    assert len(answers) == 2 * ORDERS_PER_WORKER
    assert len(reserved) == 10
    assert stall.shelf(RICE) == {"received": 10, "available": 0, "reserved": 10, "committed": 0}
    assert stall.shelf(SUGAR)["reserved"] == 10
    assert {
        reason.code for e in answers if isinstance(e, StockRejected) for reason in e.reasons
    } == {RejectionCode.OUT_OF_STOCK}
    assert stall.breaches() == {}


def test_goods_that_come_in_meanwhile_are_sold_too_and_no_more(stall: Town) -> None:
    stall.do("receive_stock", ReceiveStock(product_id=SUGAR, quantity=500))
    orders = list(orders_of(stall, "one"))

    def fill(barrier: Barrier) -> None:
        barrier.wait()
        for _ in range(30):
            stall.do("receive_stock", replace(TEN_PACKS, quantity=1))

    at_once(lambda barrier: serve(stall, orders, barrier), fill)

    shelf = stall.shelf(RICE)
    reserved = [event for event in stall.events() if isinstance(event, StockReserved)]
    assert shelf["received"] == 30
    assert shelf["reserved"] == len(reserved)
    assert shelf["available"] == 30 - len(reserved)
    assert stall.breaches() == {}


def test_two_who_unload_at_once_take_turns_and_neither_is_refused(stall: Town) -> None:
    def unload(barrier: Barrier) -> None:
        barrier.wait()
        for _ in range(20):
            stall.do("receive_stock", replace(TEN_PACKS, quantity=1))

    at_once(unload, unload)

    assert stall.shelf(RICE)["received"] == 40
    assert stall.breaches() == {}


def test_no_order_is_reserved_at_a_price_that_was_changed_before(stall: Town) -> None:
    stall.do("receive_stock", replace(TEN_PACKS, quantity=500))
    stall.do("receive_stock", ReceiveStock(product_id=SUGAR, quantity=500))
    orders = list(orders_of(stall, "one"))

    def reprice(barrier: Barrier) -> None:
        barrier.wait()
        for version in range(2, 12):
            stall.do("change_price", replace(DEARER, new_price_idr=70_000 + version))

    at_once(lambda barrier: serve(stall, orders, barrier), reprice)

    version = 1
    for event in stall.events():
        match event:
            case ProductPriceChanged():
                version = event.price_version
            case StockReserved():
                assert all(
                    one.price_version == version for one in event.lines if one.product_id == RICE
                )
            case _:
                pass
    assert version == 11
    assert stall.breaches() == {}

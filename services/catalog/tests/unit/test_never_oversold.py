"""Promise 2: stock is never oversold, whatever sellers and orders do, in whatever order."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import get_args

from catalog_examples import (
    AS_OFFICER,
    AS_SRI,
    REGISTERED,
    RICE,
    RICE_LISTED,
    SERVICE,
    STALL,
    SUGAR,
    SUGAR_LISTED,
    VERIFY,
)
from catalog_lives import PRODUCTS, Step, lives, route_of
from catalog_memory import MemoryCatalog, shelf_after
from hypothesis import given, settings

from catalog.domain.commands import AdjustStock, ReceiveStock
from catalog.domain.merchant import MERCHANT
from catalog.domain.product import PRODUCT
from catalog.domain.shelf import ShelfEvent
from catalog.domain.stock import StockNotThere
from catalog.domain.stock_events import (
    StockAdjusted,
    StockCommitted,
    StockReceived,
    StockRejected,
    StockReleased,
    StockReserved,
    StockReturned,
)
from catalog.domain.vocabulary import Disposition, ReturnCause
from kernel.domain.events import Event


@dataclass
class Book:
    """The same facts kept in another way: by order, and no shelf anywhere."""

    received: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PRODUCTS, 0))
    held: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PRODUCTS, 0))
    answered: set[str] = field(default_factory=set)

    def note(self, event: Event) -> None:
        match event:
            case StockReceived() | StockAdjusted() | StockReturned():
                self._count(event)
            case StockReserved():
                self._answer(event.order_id)
                self.held[event.order_id] = [(one.product_id, one.quantity) for one in event.lines]
            case StockRejected():
                self._answer(event.order_id)
            case StockReleased():
                self.answered.add(event.order_id)
                assert len(self.held.pop(event.order_id, [])) == len(event.lines)
            case StockCommitted():
                for (product_id, quantity), one in zip(
                    self.held.pop(event.order_id), event.lines, strict=True
                ):
                    assert one.committed_quantity + one.released_quantity == quantity
                    self.gone[product_id] += one.committed_quantity
            case _:
                raise AssertionError(event)

    def reserved(self, product_id: str) -> int:
        return sum(q for lines in self.held.values() for name, q in lines if name == product_id)

    def _count(self, event: StockReceived | StockAdjusted | StockReturned) -> None:
        match event:
            case StockReceived():
                self.received[event.product_id] += event.quantity
            case StockAdjusted():
                self.received[event.product_id] += event.quantity_delta
            case StockReturned():
                self._take_back(event)

    def _take_back(self, event: StockReturned) -> None:
        # The book counts what is with buyers or lost as gone; only resalable goods are not.
        sent_back = event.cause is ReturnCause.RETURNED
        resalable = event.disposition is Disposition.RESALABLE
        if sent_back and resalable:
            self.gone[event.product_id] -= event.quantity
        if not sent_back and not resalable:
            self.gone[event.product_id] += event.quantity

    def _answer(self, order_id: str) -> None:
        assert order_id not in self.answered, "an order is answered once"
        self.answered.add(order_id)


def verified_stall() -> MemoryCatalog:
    catalog = MemoryCatalog()
    catalog.given(MERCHANT, STALL, REGISTERED, SERVICE)
    catalog.given(PRODUCT, RICE, RICE_LISTED)
    catalog.given(PRODUCT, SUGAR, SUGAR_LISTED)
    catalog.do("verify_merchant", VERIFY, AS_OFFICER)
    return catalog


def live(catalog: MemoryCatalog, step: Step) -> list[Event]:
    head = catalog.store.head()
    if isinstance(step, ReceiveStock | AdjustStock):
        with suppress(StockNotThere):
            catalog.do(route_of(step), step, AS_SRI)
    else:
        catalog.hear(*step)
    return [one.event for one in catalog.store.read_after(head, 1_000)]


@settings(max_examples=100, deadline=None)
@given(lives)
def test_received_is_available_and_reserved_and_committed_and_none_is_negative(
    life: list[Step],
) -> None:
    catalog, book = verified_stall(), Book()

    for step in life:
        for event in live(catalog, step):
            book.note(event)

        for product_id in PRODUCTS:
            shelf = catalog.shelf(product_id)
            out = shelf.committed + shelf.written_off - shelf.returned
            assert shelf.received + shelf.adjusted == shelf.available + shelf.reserved + out
            assert min(shelf.available, shelf.reserved, shelf.committed, shelf.written_off) >= 0
            assert shelf.returned <= shelf.committed
            assert shelf.received + shelf.adjusted == book.received[product_id]
            assert shelf.reserved == book.reserved(product_id)
            assert out == book.gone[product_id]


@settings(max_examples=50, deadline=None)
@given(lives)
def test_any_accepted_history_replays(life: list[Step]) -> None:
    catalog = verified_stall()
    for step in life:
        live(catalog, step)

    for product_id in PRODUCTS:
        own = [event for event in catalog.events() if isinstance(event, get_args(ShelfEvent))]
        assert shelf_after(*own, product_id=product_id) == catalog.shelf(product_id)

"""Promise 2: stock is never oversold, whatever sellers and orders do, in whatever order."""

from dataclasses import dataclass, field

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
from catalog_lives import PRODUCTS, Step, lives
from catalog_memory import MemoryCatalog
from hypothesis import given, settings

from catalog.domain.commands import ReceiveStock
from catalog.domain.merchant import MERCHANT
from catalog.domain.product import PRODUCT
from catalog.domain.stock_events import (
    StockCommitted,
    StockReceived,
    StockRejected,
    StockReleased,
    StockReserved,
)
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
            case StockReceived():
                self.received[event.product_id] += event.quantity
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
    if isinstance(step, ReceiveStock):
        catalog.do("receive_stock", step, AS_SRI)
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
            assert shelf.received == shelf.available + shelf.reserved + shelf.committed
            assert min(shelf.available, shelf.reserved, shelf.committed) >= 0
            assert shelf.received == book.received[product_id]
            assert shelf.reserved == book.reserved(product_id)
            assert shelf.committed == book.gone[product_id]

"""The shelves of one transaction: rows locked once, in the order of their ids."""

from collections.abc import Iterable, Mapping

from catalog.adapters.stock_rows import shelf_of
from catalog.adapters.tables import stock
from catalog.domain.shelf import Shelf, ShelfEvent, evolve, shelves_of
from kernel.adapters.projections import load_rows
from kernel.adapters.storage import AnyTransaction


class StoredShelves:
    """Writes nothing itself: the read model `stock` folds the same events when they are stored."""

    def __init__(self, transaction: AnyTransaction) -> None:
        self._transaction = transaction
        self._asked: set[str] = set()
        self._held: dict[str, Shelf] = {}

    def hold(self, product_ids: Iterable[str]) -> None:
        missing = set(product_ids) - self._asked
        if not missing:
            return
        self._asked |= missing
        rows = load_rows(self._transaction, stock, [(product_id,) for product_id in missing])
        self._held |= {product_id: shelf_of(row) for (product_id,), row in rows.items()}

    def of(self, product_ids: Iterable[str]) -> Mapping[str, Shelf]:
        wanted = list(product_ids)
        self.hold(wanted)
        return {name: self._held[name] for name in wanted if name in self._held}

    def note(self, events: Iterable[ShelfEvent]) -> None:
        for event in events:
            for product_id in shelves_of(event):
                if product_id in self._held:
                    shelf = evolve(self._held[product_id], event, product_id=product_id)
                    self._held[product_id] = shelf

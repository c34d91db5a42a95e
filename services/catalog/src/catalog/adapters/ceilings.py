"""Every price ceiling that was ever set, read once in a transaction."""

from collections.abc import Sequence

import sqlalchemy as sa

from catalog.adapters.tables import price_ceilings
from catalog.domain.ceiling import CeilingBook
from catalog.domain.product_events import PriceCeilingSet
from catalog.domain.vocabulary import BaseUnit, CeilingKind, MarketLevel
from kernel.adapters.projections import Row
from kernel.adapters.storage import AnyTransaction, store_function


class StoredCeilings:
    def __init__(self, transaction: AnyTransaction, zones: Sequence[str]) -> None:
        self._transaction = transaction
        self._zones = zones
        self._book: CeilingBook | None = None

    def book(self) -> CeilingBook:
        if self._book is None:
            rows = ceilings_by_age(self._transaction)
            self._book = CeilingBook.of(map(_ceiling, rows), self._zones)
        return self._book


@store_function
def ceilings_by_age(connection: sa.Connection) -> Sequence[Row]:
    """Return every ceiling, the one that was set first first."""
    query = sa.select(price_ceilings).order_by(price_ceilings.c.set_at, price_ceilings.c.ceiling_id)
    return [dict(row) for row in connection.execute(query).mappings()]


def _ceiling(row: Row) -> PriceCeilingSet:
    return PriceCeilingSet(
        ceiling_id=row["ceiling_id"],
        commodity_code=row["commodity_code"],
        zone=row["zone"],
        base_unit=BaseUnit(row["base_unit"]),
        per_base=row["per_base"],
        ceiling_idr=row["ceiling_idr"],
        kind=CeilingKind(row["kind"]),
        market_level=MarketLevel(row["market_level"]),
        effective_from=row["effective_from"],
        effective_to=row["effective_to"],
        legal_basis=row["legal_basis"],
        document_sha256=row["document_sha256"],
        supersedes_id=row["supersedes_id"],
        verified_by_role=row["verified_by_role"],
    )

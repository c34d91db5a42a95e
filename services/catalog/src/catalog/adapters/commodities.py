"""The list of commodities in force on a day, read once in a transaction."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from catalog.adapters.tables import commodities
from catalog.domain.commands import Commodity
from catalog.domain.commodity_list import CommodityList
from catalog.domain.vocabulary import BaseUnit
from kernel.adapters.projections import Row
from kernel.adapters.storage import AnyTransaction, store_function


class StoredCommodities:
    def __init__(self, transaction: AnyTransaction) -> None:
        self._transaction = transaction
        self._lists: dict[date, CommodityList] = {}

    def in_force(self, on: date) -> CommodityList:
        if on not in self._lists:
            self._lists[on] = self._read(on)
        return self._lists[on]

    def _read(self, on: date) -> CommodityList:
        rows = list_in_force(self._transaction, on)
        if not rows:
            return CommodityList(commodities={})
        return CommodityList(
            list_version=rows[0]["list_version"],
            effective_from=rows[0]["effective_from"],
            legal_basis=rows[0]["legal_basis"],
            commodities={row["commodity_code"]: _commodity(row) for row in rows},
        )


@store_function
def list_in_force(connection: sa.Connection, on: date) -> Sequence[Row]:
    """Return the rows of the list that holds on that day."""
    query = sa.select(commodities).where(commodities.c.list_version == version_in_force(on))
    return [dict(row) for row in connection.execute(query).mappings()]


def version_in_force(on: date) -> sa.ScalarSelect[str]:
    # Of two lists with the same first day the one published last holds: it corrects the other.
    return (
        sa.select(commodities.c.list_version)
        .where(commodities.c.effective_from <= on)
        .order_by(
            commodities.c.effective_from.desc(),
            commodities.c.set_at.desc(),
            commodities.c.list_version.desc(),
        )
        .limit(1)
        .scalar_subquery()
    )


def _commodity(row: Row) -> Commodity:
    return Commodity(
        commodity_code=row["commodity_code"],
        name_id=row["name_id"],
        base_unit=BaseUnit(row["base_unit"]),
        is_staple=row["is_staple"],
        quality_class=row["quality_class"],
    )

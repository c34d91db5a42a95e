"""The catalogue's ports in memory: those of PostgreSQL, whose questions are answered by dicts."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from catalog.adapters.ceilings import ceilings_by_age
from catalog.adapters.commodities import list_in_force
from catalog.adapters.owners import owners_of
from catalog.adapters.profiles import sealed_profiles
from catalog.adapters.stored_ports import ports_under
from catalog.adapters.tables import commodities, merchants, price_ceilings, written_products
from catalog.application.ports import Ports
from catalog.domain.limits import Limits
from kernel.adapters.memory import MemoryTransaction
from kernel.adapters.projections import Row
from kernel.adapters.schema import vault


class Limited(Protocol):
    """What the settings say that the ports must know."""

    @property
    def limits(self) -> Limits: ...


def memory_ports(settings: Limited) -> Callable[[MemoryTransaction], Ports]:
    """Return what makes the ports of one transaction in memory."""
    return ports_under(settings.limits)


@owners_of.on(MemoryTransaction)
def _owners_of(transaction: MemoryTransaction, product_ids: Sequence[str]) -> Mapping[str, str]:
    found = {}
    for product_id in product_ids:
        product = transaction.row(written_products, (product_id,))
        seller = transaction.row(merchants, (product["merchant_id"],)) if product else None
        if seller:
            found[product_id] = seller["owner_account_id"]
    return found


@sealed_profiles.on(MemoryTransaction)
def _sealed_profiles(
    transaction: MemoryTransaction, merchant_ids: Sequence[str]
) -> Mapping[str, Mapping[str, Any]]:
    found = {}
    for merchant_id in merchant_ids:
        seller = transaction.row(merchants, (merchant_id,))
        sealed = transaction.row(vault, (seller["profile_ref"],)) if seller else None
        if sealed:
            found[merchant_id] = sealed["data"]
    return found


@list_in_force.on(MemoryTransaction)
def _list_in_force(transaction: MemoryTransaction, on: date) -> Sequence[Row]:
    known = [row for row in transaction.rows(commodities) if row["effective_from"] <= on]
    newest = max(known, key=_place_in_time, default=None)
    return [row for row in known if newest and row["list_version"] == newest["list_version"]]


@ceilings_by_age.on(MemoryTransaction)
def _ceilings_by_age(transaction: MemoryTransaction) -> Sequence[Row]:
    return sorted(
        transaction.rows(price_ceilings), key=lambda row: (row["set_at"], row["ceiling_id"])
    )


def _place_in_time(row: Row) -> tuple[Any, ...]:
    return row["effective_from"], row["set_at"], row["list_version"]

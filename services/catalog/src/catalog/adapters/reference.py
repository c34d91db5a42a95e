"""Price ceilings known when this was written, as commands for an officer to look at and send."""

import csv
from collections.abc import Mapping
from datetime import date
from importlib.resources import files

from catalog.domain.commands import SetPriceCeiling
from catalog.domain.vocabulary import BaseUnit, CeilingKind

# Nobody could verify since when some hold: since before there was a marketplace.
_SINCE_EVER = date(2000, 1, 1)
_UNITS = {"kg": BaseUnit.GRAM, "litre": BaseUnit.MILLILITRE}
_BASE_UNITS_IN_ONE = 1_000


def reference_ceilings() -> tuple[SetPriceCeiling, ...]:
    """Return the figures of the file beside this module, in its order."""
    table = files("catalog.adapters").joinpath("price_ceilings.csv").read_text(encoding="utf-8")
    return tuple(_ceiling(row) for row in csv.DictReader(table.splitlines()))


def _ceiling(row: Mapping[str, str]) -> SetPriceCeiling:
    return SetPriceCeiling(
        commodity_code=row["commodity"],
        zone=row["zone"],
        base_unit=_UNITS[row["unit"]],
        per_base=_BASE_UNITS_IN_ONE,
        ceiling_idr=int(row["ceiling_idr"]),
        kind=CeilingKind(row["kind"]),
        effective_from=_day(row["effective_from"]) or _SINCE_EVER,
        effective_to=_day(row["effective_to"]),
        legal_basis=row["legal_basis"],
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None

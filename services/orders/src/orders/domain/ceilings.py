"""How a price compares with the government's figure of the day; only the record matters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

CEILING = "ceiling"
_WITHIN, _ABOVE, _UNKNOWN, _NOT_APPLICABLE = "within", "above", "unknown", "not_applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """
    One figure, as officers have published it.

    :param kind: a ceiling binds, a reference only advises
    :param sequence: of two with the same first day the one published last corrects the other
    """

    ceiling_id: str
    zone: str
    base_unit: str
    per_base: int
    ceiling_idr: int
    kind: str
    effective_from: date
    effective_to: date | None
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    ceiling_id: str | None
    ceiling_per_base_idr: int | None
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """So many rupiah for so many base units."""

    base_unit: str
    price_idr: int
    per_base: int


def judge(
    price: Priced, ceilings: Sequence[Ceiling], *, zones: Sequence[str], on: date
) -> Judgement:
    """
    Judge a price by the figure that holds on that day.

    :param ceilings: those of the commodity
    :param zones: those that hold in the city, the nearest first
    """
    holding = [one for one in ceilings if one.zone in zones and _holds(one, on)]
    if not holding:
        return Judgement(ceiling_id=None, ceiling_per_base_idr=None, status=_NOT_APPLICABLE)
    best = min(holding, key=lambda one: _rank(one, zones))
    return Judgement(
        ceiling_id=best.ceiling_id,
        ceiling_per_base_idr=best.ceiling_idr,
        status=_status(price, best),
    )


def _holds(one: Ceiling, on: date) -> bool:
    return one.effective_from <= on and (one.effective_to is None or on <= one.effective_to)


def _rank(one: Ceiling, zones: Sequence[str]) -> tuple[int, bool, int, int]:
    """The nearest zone, a ceiling before a reference, the latest first day, the last published."""
    age = -one.effective_from.toordinal()
    return zones.index(one.zone), one.kind != CEILING, age, -one.sequence


def _status(price: Priced, ceiling: Ceiling) -> str:
    if price.base_unit != ceiling.base_unit:
        return _UNKNOWN
    # Both sides times both bases: no division, no rounding.
    over = price.price_idr * ceiling.per_base > ceiling.ceiling_idr * price.per_base
    return _ABOVE if over else _WITHIN

"""Prices that the government caps or suggests: by commodity, zone, unit and day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from catalog.domain.commands import SetPriceCeiling
from catalog.domain.product_events import PriceCeilingSet
from catalog.domain.vocabulary import BaseUnit, CeilingKind, CeilingStatus, MarketLevel
from kernel.domain.errors import Invalid
from kernel.domain.ids import derived_id
from kernel.domain.streams import Kind


class PriceCeilingMalformed(Invalid):
    code = "price_ceiling_malformed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """So many rupiah for so many base units of a commodity."""

    commodity_code: str | None
    base_unit: BaseUnit
    price_idr: int
    per_base: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How a price compares with the ceiling of that day; nothing is forbidden by it."""

    ceiling_id: str | None
    ceiling_per_base_idr: int | None
    status: CeilingStatus


NO_CEILING = Judgement(
    ceiling_id=None, ceiling_per_base_idr=None, status=CeilingStatus.NOT_APPLICABLE
)


@dataclass(frozen=True, slots=True)
class CeilingBook:
    """
    Everything ever set, in that order.

    :param zones: those that hold in the city, the nearest first
    """

    ceilings: tuple[PriceCeilingSet, ...]
    zones: tuple[str, ...]

    @classmethod
    def of(cls, ceilings: Iterable[PriceCeilingSet], zones: Sequence[str]) -> Self:
        return cls(tuple(ceilings), tuple(zones))

    def in_force(self, commodity_code: str, on: date) -> PriceCeilingSet | None:
        """
        Return the retail figure that holds on that day.

        The nearest zone first, a ceiling before a reference, then the latest first day; of two
        with the same first day the one set last holds: it corrects the other.
        """
        known = [
            (self.zones.index(one.zone), one.kind is not CeilingKind.CEILING, one)
            for one in self.ceilings
            if one.commodity_code == commodity_code and self._holds(one, on)
        ]
        best = min((rank[:2] for rank in known), default=None)
        nearest = [one for *rank, one in known if tuple(rank) == best]
        return max(reversed(nearest), key=lambda one: one.effective_from, default=None)

    def judge(self, price: Priced, on: date) -> Judgement:
        if price.commodity_code is None:
            return NO_CEILING
        ceiling = self.in_force(price.commodity_code, on)
        if ceiling is None:
            return NO_CEILING
        return Judgement(
            ceiling_id=ceiling.ceiling_id,
            ceiling_per_base_idr=ceiling.ceiling_idr,
            status=_status(price, ceiling),
        )

    def _holds(self, one: PriceCeilingSet, on: date) -> bool:
        in_time = one.effective_from <= on and (not one.effective_to or on <= one.effective_to)
        return in_time and one.market_level is MarketLevel.RETAIL and one.zone in self.zones


def set_ceiling(
    current: PriceCeilingSet | None,
    command: SetPriceCeiling,
    *,
    ceiling_id: str,
    verified_by_role: str,
) -> tuple[PriceCeilingSet, ...]:
    """
    Publish one figure; the same one again changes nothing.

    :raises PriceCeilingMalformed: no commodity, zone or legal basis, or figures that cannot be
    """
    if current is not None:
        return ()
    if not (command.commodity_code and command.zone and command.legal_basis.strip()):
        raise PriceCeilingMalformed("a ceiling has a commodity, a zone and a legal basis")
    if min(command.per_base, command.ceiling_idr) < 1:
        raise PriceCeilingMalformed("a ceiling is at least one rupiah for one base unit")
    if command.effective_to is not None and command.effective_to < command.effective_from:
        raise PriceCeilingMalformed("a ceiling does not end before it begins")
    ceiling = PriceCeilingSet(
        ceiling_id=ceiling_id,
        commodity_code=command.commodity_code,
        zone=command.zone,
        base_unit=command.base_unit,
        per_base=command.per_base,
        ceiling_idr=command.ceiling_idr,
        kind=command.kind,
        market_level=command.market_level,
        effective_from=command.effective_from,
        effective_to=command.effective_to,
        legal_basis=command.legal_basis,
        document_sha256=command.document_sha256,
        supersedes_id=command.supersedes_id,
        verified_by_role=verified_by_role,
    )
    return (ceiling,)


def ceiling_id_of(command: SetPriceCeiling) -> str:
    """Return the id that this figure always has."""
    return derived_id(
        "price_ceiling",
        command.commodity_code,
        command.zone,
        command.base_unit,
        str(command.per_base),
        str(command.ceiling_idr),
        command.kind,
        command.market_level,
        str(command.effective_from),
        str(command.effective_to),
        command.legal_basis,
        str(command.supersedes_id),
    )


def evolve(_: PriceCeilingSet | None, event: PriceCeilingSet) -> PriceCeilingSet:
    return event


PRICE_CEILING = Kind("price_ceiling", evolve)


def _status(price: Priced, ceiling: PriceCeilingSet) -> CeilingStatus:
    if price.base_unit is not ceiling.base_unit:
        return CeilingStatus.UNKNOWN
    # Both sides times both bases: no division, no rounding.
    over = price.price_idr * ceiling.per_base > ceiling.ceiling_idr * price.per_base
    return CeilingStatus.ABOVE if over else CeilingStatus.WITHIN

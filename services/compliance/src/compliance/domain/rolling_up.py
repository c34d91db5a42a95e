"""Figures by agency, each with all that stood below it at the time, and nothing counted twice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from compliance.domain.agency import Agency, line_above
from compliance.domain.duty_events import AgencyDays


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    members: int = 0
    met: int = 0
    not_met: int = 0
    exempt: int = 0
    open: int = 0
    out_of_scope: int = 0
    target_idr: int = 0
    credited_idr: int = 0
    shortfall_idr: int = 0

    def plus(self, other: "Figures") -> "Figures":
        sums = {
            one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)
        }
        return Figures(**sums)


def roll_up(
    own: Mapping[str, Figures], tree: Mapping[str, Agency], day: date
) -> dict[str, Figures]:
    """Add to each agency what stood below it that day."""
    rolled: dict[str, Figures] = {}
    for agency_id, figures in own.items():
        for above in line_above(agency_id, tree, day) or (agency_id,):
            rolled[above] = rolled.get(above, Figures()).plus(figures)
    return rolled


def divided(amount_idr: int, shares: Sequence[AgencyDays]) -> list[int]:
    """Divide by days; what is left over goes to the last, so that the parts are the whole."""
    days = sum(one.days for one in shares)
    parts = [amount_idr * one.days // days for one in shares]
    parts[-1] += amount_idr - sum(parts)
    return parts


def together(parts: Iterable[tuple[str, Figures]]) -> dict[str, Figures]:
    """Add up the figures of each agency."""
    found: dict[str, Figures] = {}
    for agency_id, figures in parts:
        found[agency_id] = found.get(agency_id, Figures()).plus(figures)
    return found

"""How a month comes out, from the figures of its obligations and its purchases, purely."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from compliance.domain.duty_events import Assessment
from compliance.domain.standing import NOTHING_OPEN, Standing
from compliance.domain.words import Outcome

_WHOLE_BP = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One obligation as the books hold it."""

    obligation_id: str
    membership_id: str
    in_scope: bool
    target_idr: int
    credited_idr: int
    agency_id_reported: str
    target_staple_idr: int | None = None
    credited_staple_idr: int = 0


def outcome_of(owed: Owed) -> Outcome:
    """Tell how the obligation stands."""
    if not owed.in_scope:
        return Outcome.OUT_OF_SCOPE
    met = owed.credited_idr >= owed.target_idr and not staple_shortfall_of(owed)
    return Outcome.MET if met else Outcome.NOT_MET


def shortfall_of(owed: Owed) -> int:
    """Return what is missing, in rupiah; nothing for who owes nothing."""
    return max(owed.target_idr - owed.credited_idr, 0) if owed.in_scope else 0


def staple_shortfall_of(owed: Owed) -> int:
    """Return what is missing of staples, whatever was spent besides."""
    if not owed.in_scope:
        return 0
    return max((owed.target_staple_idr or 0) - owed.credited_staple_idr, 0)


def ratio_bp(target_idr: int, credited_idr: int) -> int:
    """Return how much of the target was credited; of no target all of it."""
    return credited_idr * _WHOLE_BP // target_idr if target_idr else _WHOLE_BP


def assess(owed: Sequence[Owed], standings: Mapping[str, Standing]) -> tuple[Assessment, ...]:
    """
    Say how each obligation came out, in the order of their ids.

    :param standings: by membership id, what is pending, lost or disputed; absent means nothing
    """
    return tuple(
        _assessed(one, standings.get(one.membership_id, NOTHING_OPEN))
        for one in sorted(owed, key=attrgetter("obligation_id"))
    )


def _assessed(owed: Owed, standing: Standing) -> Assessment:
    return Assessment(
        obligation_id=owed.obligation_id,
        outcome=outcome_of(owed),
        target_idr=owed.target_idr,
        credited_idr=owed.credited_idr,
        shortfall_idr=shortfall_of(owed),
        pending_idr=standing.pending_idr,
        lost_to_seller_idr=standing.lost_to_seller_idr,
        disputed_idr=standing.disputed_idr,
        agency_id_reported=owed.agency_id_reported,
        target_staple_idr=owed.target_staple_idr,
        credited_staple_idr=owed.credited_staple_idr,
    )

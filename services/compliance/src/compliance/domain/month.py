"""How a month comes out, from the figures of its obligations and its purchases, purely."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from compliance.domain.duty_events import Assessment, PolicyDocument
from compliance.domain.period import Period
from compliance.domain.purchase import Purchase, Standing, standing_at
from compliance.domain.words import Outcome
from kernel.domain.wib import period_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One obligation as the books hold it when its month is closed."""

    obligation_id: str
    membership_id: str
    in_scope: bool
    target_idr: int
    credited_idr: int
    agency_id_reported: str


def outcome_of(owed: Owed) -> Outcome:
    """Tell how the obligation stands."""
    if not owed.in_scope:
        return Outcome.OUT_OF_SCOPE
    return Outcome.MET if owed.credited_idr >= owed.target_idr else Outcome.NOT_MET


def shortfall_of(owed: Owed) -> int:
    """Return what is missing, in rupiah; nothing for who owes nothing."""
    return max(owed.target_idr - owed.credited_idr, 0) if owed.in_scope else 0


def assess(owed: Sequence[Owed], standings: Mapping[str, Standing]) -> tuple[Assessment, ...]:
    """
    Say how each obligation came out, in the order of their ids.

    :param standings: by membership id, what is pending and what was lost; absent means nothing
    """
    return tuple(
        _assessed(one, standings.get(one.membership_id))
        for one in sorted(owed, key=lambda one: one.obligation_id)
    )


def standings(
    purchases: Iterable[Purchase], period: Period, document: PolicyDocument
) -> Mapping[str, Standing]:
    """Return, by membership, what ordered that month was still to come or lost at the cut-off."""
    found: dict[str, Standing] = {}
    for purchase in purchases:
        noted = purchase.noted
        if noted is None or noted.membership_id is None:
            continue
        if period_of(noted.placed_at) != period.period:
            continue
        one = standing_at(purchase, period.cut_off_at, fee_counts=document.delivery_fee_counts)
        found[noted.membership_id] = _together(found.get(noted.membership_id), one)
    return found


def _assessed(owed: Owed, standing: Standing | None) -> Assessment:
    return Assessment(
        obligation_id=owed.obligation_id,
        outcome=outcome_of(owed),
        target_idr=owed.target_idr,
        credited_idr=owed.credited_idr,
        shortfall_idr=shortfall_of(owed),
        pending_idr=standing.pending_idr if standing else 0,
        lost_to_seller_idr=standing.lost_to_seller_idr if standing else 0,
        disputed_idr=0,
        agency_id_reported=owed.agency_id_reported,
    )


def _together(one: Standing | None, other: Standing) -> Standing:
    if one is None:
        return other
    return Standing(
        pending_idr=one.pending_idr + other.pending_idr,
        lost_to_seller_idr=one.lost_to_seller_idr + other.lost_to_seller_idr,
    )

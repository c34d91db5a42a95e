"""How unequally a sum is spread, in whole numbers: shares in basis points, no floating point."""

from collections.abc import Sequence

WHOLE_BP = 10_000


def share_bp(part: int, whole: int) -> int:
    """Return the part in basis points of the whole; of nothing, none."""
    return part * WHOLE_BP // whole if whole else 0


def gini_bp(amounts: Sequence[int]) -> int:
    """Return 0 if all have the same, near 10,000 if one has everything; less than nothing is 0."""
    ordered = sorted(max(one, 0) for one in amounts)
    count, total = len(ordered), sum(ordered)
    if not total:
        return 0
    weighted = sum(rank * one for rank, one in enumerate(ordered, start=1))
    return (2 * weighted - (count + 1) * total) * WHOLE_BP // (count * total)


def lorenz_bp(amounts: Sequence[int]) -> list[tuple[int, int]]:
    """
    Return the curve from (0, 0) to (10,000, 10,000).

    Each point says which share of them, the smallest first, has which share of the sum.
    """
    ordered = sorted(max(one, 0) for one in amounts)
    total, held = sum(ordered), 0
    points = [(0, 0)]
    for rank, one in enumerate(ordered, start=1):
        held += one
        share = share_bp(held, total) if total else share_bp(rank, len(ordered))
        points.append((share_bp(rank, len(ordered)), share))
    return points if ordered else [(0, 0), (WHOLE_BP, WHOLE_BP)]


def with_idle_bp(gini: int, active: int, idle: int) -> int:
    """Return the Gini that it would be with those counted in who have nothing at all."""
    everybody = active + idle
    return WHOLE_BP - active * (WHOLE_BP - gini) // everybody if everybody else 0

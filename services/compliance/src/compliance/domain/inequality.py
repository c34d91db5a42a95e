"""How unequally a month's turnover is spread among sellers: whole numbers, no floating point."""

from collections.abc import Sequence
from dataclasses import dataclass

_WHOLE_BP = 10_000
_DECILES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Inequality:
    """
    How the sum is spread.

    :param gini_bp: 0 if everybody has the same, near 10,000 if one has all
    :param lorenz_bp: what the smallest tenth of them have together, the smallest two tenths, …
    """

    sellers: int
    total_idr: int
    gini_bp: int
    lorenz_bp: tuple[int, ...]


def inequality(amounts: Sequence[int]) -> Inequality:
    """Measure sums of more than nothing; others are left out."""
    ordered = sorted(one for one in amounts if one > 0)
    count, total = len(ordered), sum(ordered)
    if not count:
        return Inequality(sellers=0, total_idr=0, gini_bp=0, lorenz_bp=())
    weighted = sum(rank * one for rank, one in enumerate(ordered, start=1))
    # The textbook's 2 S / (n T) - (n + 1) / n, with S the weighted sum and T the total.
    above = 2 * weighted - (count + 1) * total
    return Inequality(
        sellers=count,
        total_idr=total,
        gini_bp=above * _WHOLE_BP // (count * total),
        lorenz_bp=tuple(_lorenz(ordered, total, tenth) for tenth in range(1, _DECILES + 1)),
    )


def _lorenz(ordered: Sequence[int], total: int, tenth: int) -> int:
    """Return the share of the smallest tenths; of a seller on the border its part."""
    whole, rest = divmod(len(ordered) * tenth, _DECILES)
    part = ordered[whole] * rest if rest else 0
    return (sum(ordered[:whole]) * _DECILES + part) * _WHOLE_BP // (total * _DECILES)

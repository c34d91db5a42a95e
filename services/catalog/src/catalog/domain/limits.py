"""The bounds that the operator may move: part of what every decision rests on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    Bounds on what is accepted.

    :param review_after_days: an officer looks at a verified seller again after so many days
    """

    price_idr_max: int = 100_000_000
    quantity_max: int = 1_000_000
    review_after_days: int = 365

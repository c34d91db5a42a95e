"""The bounds that the operator may move: part of what every decision rests on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    Bounds on what is accepted.

    :param review_after_days: an officer looks at a verified seller again after so many days
    :param nib_grace_days_max: a seller verified without a NIB brings it within so many days
    :param import_rows_max: a file has at most so many rows
    :param price_zones: the zones of ceilings that hold in the city, the nearest first
    """

    price_idr_max: int = 100_000_000
    quantity_max: int = 1_000_000
    review_after_days: int = 365
    nib_grace_days_max: int = 180
    import_rows_max: int = 5_000
    price_zones: tuple[str, ...] = ("java", "national")

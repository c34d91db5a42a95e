"""Variants of the product that are broken on purpose: the simulation must find each of them."""

from collections.abc import Collection
from enum import StrEnum

from simulation.faults import Faults
from simulation.work import Parts


class Variant(StrEnum):
    """What is broken, see docs/simulation.md."""

    HEALING_OFF = "healing_off"


def parts_with(broken: Collection[Variant]) -> Parts:
    """Return what the loops are made of."""
    del broken
    return Parts()


def weather(broken: Collection[Variant], drawn: Faults) -> Faults:
    """Return the faults under which a variant shows; the seed's own if nothing is broken."""
    del broken
    return drawn

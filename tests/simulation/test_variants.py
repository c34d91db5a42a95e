"""Each way to break the product is found, and not by what else was switched off for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from simulation import CALM, Faults, Variant
from simulation.outcome import Outcome, run_seed

# The broker loses nothing and keeps its order: healing has nothing to do.
LOSSLESS = Faults(
    death=100, stall=100, cut=100, cut_after=100, doubled=20, nacked=40, unconfirmed=40, closed=40
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """
    A variant, and what it takes to find it.

    :param besides: what would cover the fault, and is switched off as well
    :param within: so many seeds
    :param told: what of a breach shows that it is this variant that was found
    """

    variant: Variant
    besides: tuple[Variant, ...] = ()
    faults: Faults = LOSSLESS
    workers: int = 1
    orders: int = 10
    within: int = 3
    told: Sequence[str] = field(default=("",))

    def run(self, seed: int, broken: tuple[Variant, ...]) -> Outcome:
        return run_seed(
            seed, orders=self.orders, broken=broken, faults=self.faults, workers=self.workers
        )

    def found(self, outcome: Outcome) -> bool:
        return any(told in breach for breach in outcome.breaches for told in self.told)


CASES = (
    Case(variant=Variant.CHECKPOINT_BEFORE_CONFIRM, besides=(Variant.HEALING_OFF,)),
    Case(variant=Variant.ACK_BEFORE_COMMIT, besides=(Variant.HEALING_OFF,)),
    Case(variant=Variant.NO_GUARD_ROW, told=["more than once"]),
    Case(variant=Variant.GUARD_OUTSIDE, told=["never of"]),
    Case(variant=Variant.UNLOCKED_APPEND, faults=Faults(stall=10, cut=20), told=["never of"]),
    Case(
        variant=Variant.NACK_REQUEUE,
        besides=(Variant.NO_GUARD_ROW,),
        faults=Faults(cut=20, stall=20),
        orders=20,
        within=12,
        told=["out of their order"],
    ),
    Case(variant=Variant.HEALING_OFF, faults=Faults(lost=40)),
    Case(
        variant=Variant.RESERVATION_WITHOUT_VERSION,
        besides=(Variant.NO_GUARD_ROW,),
        faults=Faults(closed=3, stall=10, late=5),
        workers=2,
        told=["unexpected_error", "version"],
    ),
    Case(variant=Variant.IDEMPOTENCY_OUTSIDE, faults=Faults(death=40, answer_lost=20), within=6),
    Case(
        variant=Variant.CREDIT_WITHOUT_PAYMENT,
        besides=(Variant.NO_GUARD_ROW,),
        faults=Faults(doubled=10, closed=20),
        told=["unexpected_error", "spends", "is spent on"],
    ),
    Case(
        variant=Variant.RELAY_WITHOUT_LEADER,
        besides=(Variant.NO_GUARD_ROW,),
        faults=Faults(stall=30),
        workers=2,
        told=["more than once"],
    ),
    Case(variant=Variant.TIMER_IGNORES_STATE, faults=CALM, within=1),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.variant))
def test_it_is_found(case: Case) -> None:
    seeds = range(1, case.within + 1)
    found = (seed for seed in seeds if case.found(case.run(seed, (case.variant, *case.besides))))

    seed = next(found, None)

    assert seed is not None, f"not within {case.within} seeds"
    assert not case.found(case.run(seed, case.besides)), "that is not what was broken"


def test_every_variant_has_its_case() -> None:
    assert [case.variant for case in CASES] == list(Variant)

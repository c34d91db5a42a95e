"""The people of a few seeds meet every fate, on both sides of a month's end."""

from collections import Counter

from simulation.city import START, settle
from simulation.city_door import SHARES
from simulation.faults import CALM
from simulation.world import World

SEEDS = range(6)
_WORTH_SEEING = {
    "catalog.stock_rejected.v1",
    "catalog.merchant_suspended.v1",
    "orders.handover_code_refused.v1",
    "orders.order_expired.v1",
    "orders.return_declined.v1",
    "payments.collection_corrected.v1",
    "payments.collection_correction_declined.v1",
    "payments.collection_dispute_resolved.v1",
    "payments.refund_dispute_resolved.v1",
    "payments.payment_expired.v1",
    "compliance.obligation_adjusted.v1",
    "compliance.period_closed.v1",
}


def test_a_few_seeds_meet_every_fate() -> None:
    fates: Counter[str] = Counter()
    types: set[str] = set()
    late = 0
    for seed in SEEDS:
        with World(seed, faults=CALM, start=START) as world:
            city = settle(world)
            world.run(city.until)
            fates.update(city.fates)
            types |= {one.type for name in world.services for one in world.stored(name)}
            late += sum('"after_close":true' in one.data for one in world.stored("compliance"))

    assert set(SHARES) <= set(fates)
    assert types >= _WORTH_SEEING
    assert late

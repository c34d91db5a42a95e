"""Every arrow of a payment, a collection, a correction and a refund, and every one there is not."""

from collections.abc import Mapping, Sequence
from typing import Any

from payments_acts import (
    BY_BUYER,
    BY_SELLER,
    OVER_REFUND,
    RETURN_REFUND,
    Step,
    acts,
    adjusted,
    cancelled,
    claimed,
    coded,
    confirmed,
    correction_asked,
    correction_decided,
    deemed,
    disputed,
    expired,
    history,
    missed,
    one_sided,
    over_paid_back,
    owed,
    paid_back,
    refund_confirmed,
    refund_deemed,
    refund_disputed,
    refund_resolved,
    resolved,
    settled,
)

from kernel.domain.events import Event
from kernel.testing.lifecycle_contracts import Act, LifecycleContract, State
from payments.domain.evolution import PAYMENT
from payments.domain.lifecycles import (
    COLLECTION_LIFE,
    CORRECTION_LIFE,
    PAYMENT_LIFE,
    REFUND_LIFE,
)
from payments.domain.words import DisputeDecision

STEPS: Mapping[str, Step] = {
    "part": coded(5_000, ref="part"),
    "all": coded(25_000, ref="all"),
    "by_code": coded(25_000),
    "one_sided": one_sided(20_000),
    "claimed": claimed(20_000),
    "settled": settled(),
    "confirmed": confirmed(),
    "deemed": deemed(),
    "disputed": disputed(25_000),
    "claim_disputed": disputed(0, BY_SELLER),
    "for_buyer": resolved(DisputeDecision.BUYER),
    "for_seller": resolved(DisputeDecision.SELLER),
    "correction_up": correction_asked(25_000, correction_id="up"),
    "correction_up_decided": correction_decided(correction_id="up"),
    "correction_down": correction_asked(10_000, correction_id="down"),
    "correction_down_decided": correction_decided(correction_id="down"),
    "correction": correction_asked(21_000),
    "correction_decided": correction_decided(),
    "correction_declined": correction_decided(approve=False),
    "correction_agreed": correction_decided(act=BY_BUYER),
    "adjusted": adjusted(14_050),
    "adjusted_to_what_came": adjusted(4_050),
    "missed": missed(2),
    "cancelled": cancelled,
    "expired": expired,
    "owed": owed(10_000),
    "paid_back": paid_back(10_000),
    "over_paid_back": over_paid_back(5_000, refund_id=RETURN_REFUND),
    "refund_confirmed": refund_confirmed(),
    "refund_deemed": refund_deemed(),
    "refund_disputed": refund_disputed(),
    "refund_paid": refund_resolved(paid=True),
    "refund_unpaid": refund_resolved(paid=False),
}


class OfPayments(LifecycleContract):
    kind = PAYMENT

    @classmethod
    def acts(cls) -> Mapping[str, Act]:
        return acts(STEPS)


class TestPayment(OfPayments):
    lifecycle = PAYMENT_LIFE

    @classmethod
    def histories(cls) -> Sequence[Sequence[Event]]:
        part, judged = one_sided(5_000), disputed(25_000)
        low_correction = correction_asked(10_000, correction_id="down")
        high_correction = correction_asked(25_000, correction_id="up")
        return [
            history(),
            history(part),
            history(one_sided(25_000)),
            history(part, judged),
            history(part, disputed(6_000)),
            history(one_sided(25_000), disputed(10_000)),
            history(one_sided(30_000), disputed(25_000)),
            history(coded(5_000), high_correction),
            history(coded(5_000), low_correction),
            history(coded(25_000), low_correction),
            history(coded(30_000), high_correction),
            history(cancelled),
            history(part, judged, cancelled),
            history(coded(5_000), high_correction, cancelled),
            history(expired),
            history(part, judged, expired),
            history(coded(5_000), high_correction, expired),
        ]


class TestCollection(OfPayments):
    lifecycle = COLLECTION_LIFE

    @classmethod
    def histories(cls) -> Sequence[Sequence[Event]]:
        up = correction_asked(25_000, correction_id="up")
        up_decided = correction_decided(correction_id="up")
        down = correction_asked(10_000, correction_id="down")
        return [
            history(),
            history(one_sided(20_000)),
            history(one_sided(20_000), up),
            history(claimed(20_000)),
            history(coded(20_000)),
            history(coded(20_000), up),
            history(one_sided(20_000), disputed(25_000)),
            history(claimed(20_000), disputed(0, BY_SELLER)),
            history(one_sided(20_000), up, disputed(25_000), resolved(DisputeDecision.SELLER)),
            history(coded(20_000), up, up_decided, down),
        ]

    @classmethod
    def acts(cls) -> Mapping[str, Act]:
        others = {"part", "all"}  # They bring about collections of their own.
        return acts({name: step for name, step in STEPS.items() if name not in others})

    @classmethod
    def status_of(cls, aggregate: Any) -> State:
        found = None if aggregate is None else aggregate.collections.get("handover")
        return None if found is None else found.status


class TestCorrection(OfPayments):
    lifecycle = CORRECTION_LIFE

    @classmethod
    def histories(cls) -> Sequence[Sequence[Event]]:
        begun = (coded(20_000), correction_asked(21_000))
        return [
            history(coded(20_000)),
            history(*begun),
            history(*begun, correction_decided()),
            history(*begun, correction_decided(approve=False)),
        ]

    @classmethod
    def acts(cls) -> Mapping[str, Act]:
        names = ("by_code", "correction", "correction_decided", "correction_declined")
        return acts({name: STEPS[name] for name in names})

    @classmethod
    def status_of(cls, aggregate: Any) -> State:
        found = None if aggregate is None else aggregate.corrections.get("correction")
        return None if found is None else found.status


class TestRefund(OfPayments):
    lifecycle = REFUND_LIFE

    @classmethod
    def histories(cls) -> Sequence[Sequence[Event]]:
        begun = (coded(30_000), owed(10_000))
        said = (*begun, paid_back(10_000))
        return [
            history(coded(30_000)),
            history(*begun),
            history(*said),
            history(*said, refund_disputed()),
            history(*said, refund_disputed(), refund_resolved(paid=False)),
            history(*said, refund_confirmed()),
            history(coded(30_000), over_paid_back(5_000), refund_deemed(refund_id=OVER_REFUND)),
        ]

    @classmethod
    def status_of(cls, aggregate: Any) -> State:
        found = None if aggregate is None else aggregate.refunds.get(RETURN_REFUND)
        return None if found is None else found.status

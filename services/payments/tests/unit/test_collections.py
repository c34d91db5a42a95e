"""What two people say about the same cash, and what a third decides."""

from typing import Any

import pytest
from payments_acts import (
    AFTER,
    BY_BUYER,
    BY_OFFICER,
    BY_SELLER,
    LATER,
    OFFICER,
    UNTIL,
    Step,
    adjusted,
    after,
    by,
    cancelled,
    claimed,
    coded,
    confirmed,
    deemed,
    disputed,
    expired,
    history,
    missed,
    one_sided,
    over_paid_back,
    owed,
    resolved,
    settled,
)
from payments_examples import BUYER, EVENING, OWNER, PAYMENT_ID, cash

from payments.domain import collections
from payments.domain.collection_events import (
    CollectionAttemptFailed,
    CollectionClaimed,
    CollectionConfirmed,
    CollectionDisputed,
    CollectionDisputeResolved,
)
from payments.domain.collections import (
    AlreadyPaidBack,
    CollectionNotOpen,
    CollectionUnknown,
    DecisionInconsistent,
    DisputeDecided,
    DisputeUnknown,
    SumOutOfRange,
)
from payments.domain.commands import ResolveDispute
from payments.domain.events import PaymentDueAdjusted, PaymentExpired, PaymentReceived, ReceivedKind
from payments.domain.facts import Confirmation, ProviderFact
from payments.domain.journal import Account
from payments.domain.payment import (
    AmountImpossible,
    FactChanged,
    PaymentChanged,
    Status,
    receive,
    was_recorded,
)
from payments.domain.people import Act, PaymentUnknown, SamePerson
from payments.domain.state import CollectionStatus
from payments.domain.terms import AMOUNT_MAX_IDR
from payments.domain.words import ConfirmedBy, DisputeDecision, Side

SELF_BOUGHT = by(OWNER, "buyer")


def test_cash_that_one_side_records_waits_for_the_other() -> None:
    received, by_code = history(one_sided(25_000))[-1], history(coded(25_000))[-1]

    assert isinstance(received, PaymentReceived)
    assert received.confirm_until == UNTIL
    assert isinstance(by_code, PaymentReceived)
    assert by_code.confirm_until is None


def test_the_buyer_confirms_what_the_seller_recorded() -> None:
    told = history(one_sided(20_000), confirmed(), confirmed())

    [event] = [one for one in told if isinstance(one, CollectionConfirmed)]
    assert (event.by, event.confirmed_by_id) == (ConfirmedBy.BUYER, BUYER)
    assert (event.amount_idr, event.remaining_due_idr) == (20_000, 5_000)


def test_silence_confirms_but_only_once_it_has_lasted() -> None:
    event = history(one_sided(25_000), deemed(), deemed())[-1]

    assert isinstance(event, CollectionConfirmed)
    assert (event.by, event.confirmed_by_id) == (ConfirmedBy.DEEMED, None)
    assert collections.deem(after(one_sided(25_000)), "handover", at=LATER) == ()
    assert collections.deem(after(one_sided(25_000)), "another", at=AFTER) == ()


def test_a_record_without_a_window_is_never_deemed() -> None:
    old = after(lambda payment: receive(payment, _uncoded(), at=EVENING))

    assert collections.deem(old, "handover", at=AFTER) == ()


@pytest.mark.parametrize("act", [BY_SELLER, BY_OFFICER, by("stranger", "buyer")])
def test_nobody_but_the_buyer_confirms(act: Act) -> None:
    with pytest.raises(PaymentUnknown):
        collections.confirm(after(one_sided(25_000)), "handover", act)


def test_a_buyer_does_not_confirm_what_she_has_collected_herself() -> None:
    fact = _uncoded(collected_by_id=BUYER)

    with pytest.raises(SamePerson):
        collections.confirm(
            after(lambda payment: receive(payment, fact, at=EVENING)), "handover", BY_BUYER
        )


def test_what_is_not_there_is_not_confirmed() -> None:
    with pytest.raises(CollectionUnknown):
        collections.confirm(after(), "handover", BY_BUYER)


def test_a_buyer_does_not_confirm_her_own_claim() -> None:
    with pytest.raises(CollectionNotOpen):
        collections.confirm(after(claimed(25_000)), "handover", BY_BUYER)


def test_a_claim_moves_no_money() -> None:
    claim = history(claimed(25_000), claimed(25_000), claimed(0, ref="nothing"))[-1]

    assert isinstance(claim, CollectionClaimed)
    assert (claim.by, claim.amount_idr, claim.deadline) == (Side.BUYER, 25_000, UNTIL)
    assert claim.entries == ()
    assert after(claimed(25_000)).left.total_idr == 25_000


def test_a_claim_beyond_reason_is_refused() -> None:
    with pytest.raises(SumOutOfRange):
        after(claimed(AMOUNT_MAX_IDR + 1))


def test_a_claim_that_the_seller_confirms_is_money_first_and_agreed_then() -> None:
    *_, received, agreed = history(claimed(25_000), settled(), settled())

    assert isinstance(received, PaymentReceived)
    assert (received.kind, received.confirmation) == (ReceivedKind.FULL, Confirmation.BUYER_TAP)
    assert isinstance(agreed, CollectionConfirmed)
    assert (agreed.by, agreed.confirmed_by_id) == (ConfirmedBy.SELLER, OWNER)


def test_only_a_claim_is_confirmed_by_the_seller() -> None:
    with pytest.raises(CollectionNotOpen):
        collections.require_claim(after(one_sided(25_000)), "handover", BY_SELLER)


def test_the_buyer_objects_to_the_sellers_figure() -> None:
    event = history(one_sided(20_000), disputed(25_000), disputed(25_000))[-1]

    assert isinstance(event, CollectionDisputed)
    assert (event.buyer_says_idr, event.seller_says_idr, event.recorded_idr) == (
        25_000,
        20_000,
        20_000,
    )
    assert (event.raised_by, event.raised_by_id) == (Side.BUYER, BUYER)


def test_the_seller_objects_to_the_buyers_claim() -> None:
    event = history(claimed(25_000), disputed(10_000, BY_SELLER))[-1]

    assert isinstance(event, CollectionDisputed)
    assert (event.buyer_says_idr, event.seller_says_idr, event.recorded_idr) == (25_000, 10_000, 0)


@pytest.mark.parametrize(
    ("steps", "act"),
    [
        ((one_sided(20_000),), BY_SELLER),
        ((claimed(20_000),), BY_BUYER),
        ((coded(20_000),), BY_BUYER),
        ((one_sided(20_000), confirmed()), BY_BUYER),
        ((one_sided(20_000),), by(BUYER, "buyer", at=UNTIL)),
    ],
)
def test_who_has_spoken_or_kept_silent_too_long_does_not_object(
    steps: tuple[Step, ...], act: Act
) -> None:
    with pytest.raises(CollectionNotOpen):
        disputed(25_000, act)(after(*steps))


@pytest.mark.parametrize("act", [BY_OFFICER, by("stranger", "merchant"), by(OFFICER, "finance")])
def test_nobody_else_objects(act: Act) -> None:
    with pytest.raises(PaymentUnknown):
        disputed(25_000, act)(after(one_sided(20_000)))


@pytest.mark.parametrize(
    ("decision", "decided_idr", "meant_idr"),
    [
        (DisputeDecision.BUYER, None, 25_000),
        (DisputeDecision.BUYER, 25_000, 25_000),
        (DisputeDecision.SELLER, None, 20_000),
        (DisputeDecision.WITHDRAWN, None, 20_000),
        (DisputeDecision.SHARED, 22_000, 22_000),
    ],
)
def test_an_officer_decides_and_the_difference_is_booked(
    decision: DisputeDecision, decided_idr: int | None, meant_idr: int
) -> None:
    steps = (one_sided(20_000), disputed(25_000), resolved(decision, decided_idr))
    event = history(*steps)[-1]

    assert isinstance(event, CollectionDisputeResolved)
    assert (event.decided_idr, event.recorded_idr) == (meant_idr, 20_000)
    assert event.goods_delta_idr + event.delivery_fee_delta_idr + event.rounding_delta_idr == (
        meant_idr - 20_000
    )
    assert event.remaining_due_idr == after(*steps).left.total_idr == 25_000 - meant_idr
    assert event.decided_by_id == OFFICER
    assert event.receipt_number.startswith("PS-20260302-")
    assert not event.prior_period


def test_a_claim_that_the_seller_withdraws_her_objection_to_stands() -> None:
    event = history(claimed(25_000), disputed(0, BY_SELLER), resolved(DisputeDecision.WITHDRAWN))[
        -1
    ]

    assert isinstance(event, CollectionDisputeResolved)
    assert (event.decided_idr, event.recorded_idr, event.remaining_due_idr) == (25_000, 0, 0)


@pytest.mark.parametrize(
    ("decision", "decided_idr"),
    [
        (DisputeDecision.BUYER, 24_000),
        (DisputeDecision.SHARED, None),
        (DisputeDecision.SHARED, 25_001),
        (DisputeDecision.SHARED, 19_999),
    ],
)
def test_a_sum_that_does_not_follow_from_the_decision_is_refused(
    decision: DisputeDecision, decided_idr: int | None
) -> None:
    with pytest.raises(DecisionInconsistent):
        history(one_sided(20_000), disputed(25_000), resolved(decision, decided_idr))


@pytest.mark.parametrize("party", [BUYER, OWNER])
def test_an_officer_who_was_there_decides_nothing(party: str) -> None:
    payment = after(one_sided(20_000), disputed(25_000))
    [collection] = payment.collections.values()
    assert collection.dispute is not None
    command = ResolveDispute(
        payment_id=PAYMENT_ID,
        dispute_id=collection.dispute.dispute_id,
        decision=DisputeDecision.SELLER,
    )

    with pytest.raises(SamePerson):
        collections.resolve(payment, command, by(party, "catalog_officer"))


def test_deciding_twice_changes_nothing_and_what_is_not_in_dispute_is_not_decided() -> None:
    steps = (one_sided(20_000), disputed(25_000), resolved(DisputeDecision.BUYER))

    assert history(*steps, resolved(DisputeDecision.BUYER)) == history(*steps)
    with pytest.raises(DisputeDecided):
        history(*steps, resolved(DisputeDecision.SELLER))
    with pytest.raises(DisputeUnknown):
        history(one_sided(20_000), resolved(DisputeDecision.BUYER))


def test_a_decision_does_not_take_away_what_went_back_already() -> None:
    lower = (disputed(1_000), resolved(DisputeDecision.BUYER))

    with pytest.raises(AlreadyPaidBack):
        history(one_sided(25_000), owed(10_000), *lower)
    with pytest.raises(AlreadyPaidBack):
        history(one_sided(30_000), over_paid_back(5_000), *lower)


def test_a_collection_is_booked_by_one_fact_alone() -> None:
    with pytest.raises(FactChanged):
        receive(after(coded(5_000)), _uncoded(fact_id="another"), at=LATER)


def test_the_same_cash_is_known_by_its_id_and_sum() -> None:
    payment = after(one_sided(5_000), claimed(20_000, ref="claim"))

    assert was_recorded(payment, "handover", 5_000)
    assert not was_recorded(payment, "another", 5_000)
    for known, amount_idr in (("handover", 6_000), ("claim", 20_000)):
        with pytest.raises(FactChanged):
            was_recorded(payment, known, amount_idr)


def test_less_is_asked_when_less_was_taken() -> None:
    event = history(adjusted(14_050), adjusted(14_050))[-1]

    assert isinstance(event, PaymentDueAdjusted)
    assert (event.goods_before_idr, event.goods_idr) == (24_050, 14_050)
    assert (event.amount_due_idr, event.remaining_due_idr, event.overage_idr) == (15_000, 15_000, 0)


def test_what_came_before_less_was_asked_is_owed_back() -> None:
    event = history(coded(20_000), adjusted(14_050))[-1]

    assert isinstance(event, PaymentDueAdjusted)
    assert (event.remaining_due_idr, event.overage_idr) == (0, 5_000)
    assert after(coded(20_000), adjusted(14_050)).status is Status.RECEIVED


def test_a_handover_asks_for_nothing_impossible() -> None:
    with pytest.raises(PaymentChanged):
        after(adjusted(30_000))
    with pytest.raises(AmountImpossible):
        after(adjusted(-1))
    assert after(cancelled, adjusted(10_000)) == after(cancelled)


def test_a_visit_in_vain_is_written_down_once_and_only_while_money_is_due() -> None:
    told = history(missed(1), missed(1), missed(2), coded(25_000), missed(3))

    visits = [one for one in told if isinstance(one, CollectionAttemptFailed)]
    assert [one.delivery_attempt_no for one in visits] == [1, 2]


def test_a_rest_that_never_came_is_given_up_and_money_for_it_is_no_gift() -> None:
    event = history(coded(10_000), expired, expired)[-1]
    late = history(coded(10_000), expired, coded(20_000, ref="late"))[-1]

    assert isinstance(event, PaymentExpired)
    assert (event.amount_idr, event.received_idr, event.money_may_have_moved) == (
        15_000,
        10_000,
        True,
    )
    assert after(coded(10_000), expired).left.total_idr == 0
    assert isinstance(late, PaymentReceived)
    assert (late.amount_due_idr, late.overage_idr, late.kind) == (15_000, 5_000, ReceivedKind.OVER)
    assert late.goods_idr + late.delivery_fee_idr + late.cash_rounding_idr == 15_000
    assert late.remaining_due_idr == 0


def test_a_part_of_what_was_given_up_is_a_part() -> None:
    late = history(expired, coded(10_000))[-1]

    assert isinstance(late, PaymentReceived)
    assert (late.kind, late.goods_idr, late.remaining_due_idr) == (ReceivedKind.PARTIAL, 10_000, 0)


def test_more_than_all_there_is_cannot_come_in() -> None:
    with pytest.raises(AmountImpossible):
        after(coded(AMOUNT_MAX_IDR + 1))


def test_nobody_waits_for_a_collection_that_is_not_there() -> None:
    assert not collections.has_lapsed(after(), "handover", CollectionStatus.CLAIMED, at=AFTER)


def test_a_self_bought_claim_is_not_confirmed_by_its_own_buyer() -> None:
    with pytest.raises(PaymentUnknown):
        collections.require_claim(after(claimed(25_000)), "handover", SELF_BOUGHT)


def _uncoded(**changes: Any) -> ProviderFact:
    return cash(25_000, **{"confirmation": Confirmation.NONE, **changes})


def test_no_money_stays_in_the_accounts_of_what_is_over_after_a_decision() -> None:
    event = history(one_sided(30_000), disputed(25_000), resolved(DisputeDecision.BUYER))[-1]

    assert isinstance(event, CollectionDisputeResolved)
    assert event.overage_delta_idr == -5_000
    assert {one.account for one in event.entries} == {
        Account.SELLER_DIRECT,
        Account.OVERPAYMENT_PAYABLE,
    }

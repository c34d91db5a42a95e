"""A wrong record is put right by two people, never by one."""

from datetime import timedelta

import pytest
from payments_acts import (
    BY_BUYER,
    BY_OFFICER,
    BY_SELLER,
    OFFICER,
    Step,
    after,
    by,
    claimed,
    coded,
    correction_asked,
    correction_decided,
    disputed,
    history,
    one_sided,
    owed,
    resolved,
)
from payments_examples import BUYER, EVENING, OWNER, PAYMENT_ID

from payments.domain.collection_events import (
    CollectionConfirmed,
    CollectionCorrected,
    CollectionCorrectionDeclined,
    CollectionCorrectionRequested,
)
from payments.domain.collections import AlreadyPaidBack, CollectionNotOpen, SumOutOfRange
from payments.domain.commands import DecideCorrection, RequestCorrection
from payments.domain.corrections import (
    CorrectionChanged,
    CorrectionEmpty,
    CorrectionPending,
    CorrectionUnknown,
    decide_correction,
    request_correction,
)
from payments.domain.people import Act, PaymentUnknown, SamePerson
from payments.domain.state import CollectionStatus
from payments.domain.words import ConfirmedBy, CorrectionReason, DisputeDecision

TYPED = (coded(30_000), correction_asked(25_000))


def test_asking_books_nothing() -> None:
    event = history(*TYPED, correction_asked(25_000))[-1]

    assert isinstance(event, CollectionCorrectionRequested)
    assert (event.wrong_idr, event.right_idr, event.entries) == (30_000, 25_000, ())
    assert event.requested_by_id == OWNER


def test_a_second_person_puts_it_right() -> None:
    event = history(*TYPED, correction_decided(), correction_decided())[-1]

    assert isinstance(event, CollectionCorrected)
    assert (event.wrong_idr, event.right_idr, event.overage_delta_idr) == (30_000, 25_000, -5_000)
    assert (event.goods_delta_idr, event.remaining_due_idr) == (0, 0)
    assert (event.requested_by_id, event.approved_by_id) == (OWNER, OFFICER)
    assert event.corrects_event_id == "event"
    assert event.receipt_number.startswith("KR-")
    assert not event.prior_period


def test_a_correction_after_the_month_says_so() -> None:
    april = by(OFFICER, "finance", at=EVENING + timedelta(days=31))

    event = history(*TYPED, correction_decided(act=april))[-1]

    assert isinstance(event, CollectionCorrected)
    assert event.prior_period


def test_a_second_person_may_say_no() -> None:
    refused = correction_decided(approve=False)
    event = history(*TYPED, refused, refused)[-1]

    assert isinstance(event, CollectionCorrectionDeclined)
    assert event.declined_by_id == OFFICER
    with pytest.raises(CorrectionChanged):
        history(*TYPED, refused, correction_decided())


def test_the_buyer_who_agrees_has_confirmed_the_new_figure() -> None:
    steps = (one_sided(30_000), correction_asked(25_000), correction_decided(act=BY_BUYER))
    *_, corrected, confirmed = history(*steps)

    assert isinstance(corrected, CollectionCorrected)
    assert isinstance(confirmed, CollectionConfirmed)
    assert (confirmed.by, confirmed.amount_idr) == (ConfirmedBy.BUYER, 25_000)


def test_what_an_officer_corrects_still_waits_for_the_buyer() -> None:
    payment = after(one_sided(30_000), correction_asked(25_000), correction_decided())

    assert payment.collections["handover"].status is CollectionStatus.RECORDED


def test_a_buyer_who_agrees_to_what_was_confirmed_confirms_nothing_again() -> None:
    assert isinstance(history(*TYPED, correction_decided(act=BY_BUYER))[-1], CollectionCorrected)


@pytest.mark.parametrize(
    "act", [by(OWNER, "finance"), by(BUYER, "catalog_officer"), by(OWNER, "catalog_officer")]
)
def test_a_party_in_an_officers_role_decides_nothing(act: Act) -> None:
    with pytest.raises(SamePerson):
        history(*TYPED, correction_decided(act=act))


def test_another_buyer_decides_nothing() -> None:
    with pytest.raises(PaymentUnknown):
        history(*TYPED, correction_decided(act=by("stranger", "buyer")))


@pytest.mark.parametrize("act", [BY_BUYER, BY_OFFICER])
def test_nobody_but_the_seller_asks(act: Act) -> None:
    command = RequestCorrection(
        payment_id=PAYMENT_ID,
        collection_id="handover",
        correction_id="correction",
        right_idr=1,
        reason_code=CorrectionReason.TYPING,
    )

    with pytest.raises(PaymentUnknown):
        request_correction(after(coded(25_000)), command, act)


@pytest.mark.parametrize(
    "steps",
    [
        (claimed(25_000),),
        (one_sided(20_000), disputed(25_000)),
        (one_sided(20_000), disputed(25_000), resolved(DisputeDecision.BUYER)),
    ],
)
def test_what_is_claimed_in_dispute_or_decided_is_not_corrected(steps: tuple[Step, ...]) -> None:
    with pytest.raises(CollectionNotOpen):
        history(*steps, correction_asked(1_000))


def test_what_came_into_dispute_meanwhile_is_left_to_the_officer() -> None:
    with pytest.raises(CollectionNotOpen):
        history(one_sided(20_000), correction_asked(25_000), disputed(25_000), correction_decided())


def test_one_correction_waits_at_a_time() -> None:
    with pytest.raises(CorrectionPending):
        history(*TYPED, correction_asked(24_000, correction_id="another"))


def test_after_one_is_decided_another_may_follow() -> None:
    again = (
        correction_decided(),
        correction_asked(26_000, correction_id="another"),
        correction_decided(correction_id="another"),
    )

    assert after(*TYPED, *again).collections["handover"].counted_idr == 26_000


def test_a_correction_that_comes_again_with_other_content_is_refused() -> None:
    with pytest.raises(CorrectionChanged):
        history(*TYPED, correction_asked(24_000))


def test_what_is_right_already_is_not_corrected() -> None:
    with pytest.raises(CorrectionEmpty):
        history(coded(25_000), correction_asked(25_000))


def test_less_than_nothing_was_not_collected() -> None:
    with pytest.raises(SumOutOfRange):
        history(coded(25_000), correction_asked(-1))


def test_a_correction_does_not_take_away_what_must_go_back() -> None:
    with pytest.raises(AlreadyPaidBack):
        history(coded(25_000), owed(10_000), correction_asked(9_000), correction_decided())


def test_a_duplicate_is_taken_out_and_the_other_pays() -> None:
    event = history(
        coded(25_000),
        coded(25_000, ref="again"),
        correction_asked(0),
        correction_decided(),
    )[-1]

    assert isinstance(event, CollectionCorrected)
    assert (event.goods_delta_idr, event.overage_delta_idr) == (0, -25_000)


def test_what_nobody_asked_for_is_not_decided() -> None:
    command = DecideCorrection(payment_id=PAYMENT_ID, correction_id="none", approve=True)

    with pytest.raises(CorrectionUnknown):
        decide_correction(after(coded(25_000)), command, BY_OFFICER, corrects_event_id="event")


def test_the_seller_may_not_decide_what_she_asked_for() -> None:
    with pytest.raises(SamePerson):
        history(*TYPED, correction_decided(act=BY_SELLER))

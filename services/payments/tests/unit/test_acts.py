"""What people do about a payment, and what happens when they keep silent."""

from datetime import timedelta
from typing import Any, TypeVar

import pytest
from payments_acts import OFFICER, OVER_REFUND, RETURN_REFUND
from payments_examples import (
    BUYER,
    EVENING,
    OWNER,
    PAYMENT_ID,
    delivery_attempt_failed,
    order_delivered,
    payment_requested,
    return_accepted,
)
from payments_memory import Payments, payments_with

from kernel.domain.events import Event
from payments.application import acts
from payments.application.acts import CollectionEmpty, TimeImpossible
from payments.application.foreign import OrderExpired, OrderReturnedToSeller
from payments.application.policies import AmountsDisagree
from payments.domain import commands
from payments.domain.collection_events import (
    CollectionAttemptFailed,
    CollectionClaimed,
    CollectionConfirmed,
    CollectionCorrected,
    CollectionDisputeResolved,
)
from payments.domain.events import (
    CancelReason,
    PaymentCancelled,
    PaymentDueAdjusted,
    PaymentExpired,
    PaymentReceived,
)
from payments.domain.facts import Confirmation, Strength
from payments.domain.payment import FactChanged
from payments.domain.people import PaymentUnknown
from payments.domain.refund_events import PaymentRefunded, RefundDue
from payments.domain.words import (
    ConfirmedBy,
    CorrectionReason,
    DisputeDecision,
    DisputeReason,
    RefundCause,
    RefundDisputeReason,
    RefundProof,
)

E = TypeVar("E", bound=Event)


@pytest.fixture
def payments() -> Payments:
    return payments_with()


def last(payments: Payments, kind: type[E]) -> E:
    return [one for one in payments.booked if isinstance(one, kind)][-1]


def record(payments: Payments, amount_idr: int, **changes: Any) -> Any:
    command = commands.RecordCollection(
        payment_id=PAYMENT_ID, collection_id="later", amount_idr=amount_idr, **changes
    )
    return payments.does(acts.record_collection, command, "merchant", OWNER)


def claimed(payments: Payments) -> None:
    by_buyer = order_delivered(declared_by="buyer", code_verified=False)
    payments.hears(payment_requested(), by_buyer, by_buyer)


def uncoded(payments: Payments, cash_idr: int = 25_000) -> None:
    delivered = order_delivered(
        code_verified=False, handover_method="photo", declared_cash_idr=cash_idr
    )
    payments.hears(payment_requested(), delivered)


def test_the_seller_records_the_rest_that_came_later(payments: Payments) -> None:
    payments.hears(payment_requested(), order_delivered(declared_cash_idr=20_000))

    first = record(payments, 5_000, evidence_sha256="ab" * 32)
    payments.clock.advance(timedelta(minutes=1))
    again = record(payments, 5_000)

    received = last(payments, PaymentReceived)
    assert first == again
    assert (first["status"], first["remaining_due_idr"]) == ("received", 0)
    assert (received.collection_id, received.collected_by_id) == ("later", OWNER)
    assert (received.confirmation, received.strength) == (Confirmation.NONE, Strength.ONE_SIDED)
    assert received.delivered_at is None
    assert received.confirm_until == EVENING + timedelta(hours=48)
    assert received.evidence_sha256 == "ab" * 32


def test_cash_recorded_again_with_another_sum_is_refused(payments: Payments) -> None:
    payments.hears(payment_requested())
    record(payments, 5_000, collected_at=EVENING - timedelta(hours=1))

    with pytest.raises(FactChanged):
        record(payments, 6_000)


def test_nothing_and_the_future_are_not_recorded(payments: Payments) -> None:
    payments.hears(payment_requested())

    with pytest.raises(CollectionEmpty):
        record(payments, 0)
    with pytest.raises(TimeImpossible):
        record(payments, 5_000, collected_at=EVENING + timedelta(hours=1))


def test_nobody_records_for_another_seller_or_for_no_payment(payments: Payments) -> None:
    command = commands.RecordCollection(
        payment_id=PAYMENT_ID, collection_id="later", amount_idr=5_000
    )

    with pytest.raises(PaymentUnknown):
        payments.does(acts.record_collection, command, "merchant", OWNER)
    payments.hears(payment_requested())
    with pytest.raises(PaymentUnknown):
        payments.does(acts.record_collection, command, "merchant", "stranger")


def test_a_buyer_taps_and_nobody_waits_any_more(payments: Payments) -> None:
    uncoded(payments)
    assert len(payments.store.timers) == 1

    tap = commands.ConfirmCollection(payment_id=PAYMENT_ID, collection_id="handover")
    payments.does(acts.confirm_collection, tap, "buyer", BUYER)

    assert last(payments, CollectionConfirmed).by is ConfirmedBy.BUYER
    assert payments.store.timers == {}


def test_a_silent_buyer_has_agreed_however_often_the_clock_strikes(payments: Payments) -> None:
    uncoded(payments)

    payments.waits(again=True)

    told = [one for one in payments.booked if isinstance(one, CollectionConfirmed)]
    assert [one.by for one in told] == [ConfirmedBy.DEEMED]


def test_a_claim_is_no_money_until_the_seller_agrees(payments: Payments) -> None:
    claimed(payments)
    assert len(payments.booked) == 2

    agree = commands.ConfirmClaim(payment_id=PAYMENT_ID, collection_id="handover")
    payments.does(acts.confirm_claim, agree, "merchant", OWNER)
    answer = payments.does(acts.confirm_claim, agree, "merchant", OWNER)

    _, claim, received, confirmed = payments.booked
    assert isinstance(claim, CollectionClaimed)
    assert isinstance(received, PaymentReceived)
    assert (received.confirmation, received.strength) == (
        Confirmation.BUYER_TAP,
        Strength.TWO_SIDED,
    )
    assert isinstance(confirmed, CollectionConfirmed)
    assert confirmed.by is ConfirmedBy.SELLER
    assert answer["status"] == "received"
    assert payments.store.timers == {}


def test_a_silent_seller_has_agreed_to_the_claim(payments: Payments) -> None:
    claimed(payments)

    payments.waits(again=True)

    _, _, received, confirmed = payments.booked
    assert isinstance(received, PaymentReceived)
    assert (received.confirmation, received.strength) == (Confirmation.DEEMED, Strength.ONE_SIDED)
    assert isinstance(confirmed, CollectionConfirmed)
    assert (confirmed.by, confirmed.confirmed_by_id) == (ConfirmedBy.DEEMED, None)


def test_a_buyer_who_says_nothing_of_cash_claims_nothing(payments: Payments) -> None:
    payments.hears(
        payment_requested(), order_delivered(declared_by="buyer", declared_cash_idr=None)
    )

    assert len(payments.booked) == 1


def test_a_dispute_is_decided_by_an_officer(payments: Payments) -> None:
    uncoded(payments, 15_000)
    objection = commands.DisputeCollection(
        payment_id=PAYMENT_ID,
        collection_id="handover",
        amount_idr=25_000,
        reason_code=DisputeReason.WRONG_AMOUNT,
    )
    told = payments.does(acts.dispute_collection, objection, "buyer", BUYER)
    assert payments.store.timers == {}

    decision = commands.ResolveDispute(
        payment_id=PAYMENT_ID, dispute_id=told["dispute_id"], decision=DisputeDecision.BUYER
    )
    answer = payments.does(acts.resolve_dispute, decision, "catalog_officer", OFFICER)

    resolved = last(payments, CollectionDisputeResolved)
    assert (resolved.decided_idr, resolved.recorded_idr) == (25_000, 15_000)
    assert answer["remaining_due_idr"] == 0


def test_a_correction_names_the_event_that_it_corrects(payments: Payments) -> None:
    payments.hears(payment_requested(), order_delivered(declared_cash_idr=30_000))
    asked = commands.RequestCorrection(
        payment_id=PAYMENT_ID,
        collection_id="handover",
        correction_id="correction",
        right_idr=25_000,
        reason_code=CorrectionReason.TYPING,
    )
    payments.does(acts.request_correction, asked, "merchant", OWNER)

    agreed = commands.DecideCorrection(
        payment_id=PAYMENT_ID, correction_id="correction", approve=True
    )
    payments.does(acts.decide_correction, agreed, "finance", OFFICER)

    corrected = last(payments, CollectionCorrected)
    assert corrected.corrects_event_id == payments.store.read_after(1, 1)[0].event_id


def test_a_return_is_paid_back_and_the_silent_buyer_has_it(payments: Payments) -> None:
    payments.hears(payment_requested(), order_delivered(), return_accepted(), return_accepted())
    owed = last(payments, RefundDue)
    assert (owed.refund_id, owed.amount_idr) == (RETURN_REFUND, 10_000)

    paid = commands.RecordRefund(
        payment_id=PAYMENT_ID,
        refund_id=RETURN_REFUND,
        cause=RefundCause.RETURN,
        amount_idr=10_000,
    )
    payments.does(acts.record_refund, paid, "merchant", OWNER)
    payments.waits(again=True)

    refunded = [one for one in payments.booked if isinstance(one, PaymentRefunded)]
    assert [one.received_by_buyer for one in refunded] == [RefundProof.DEEMED]
    assert refunded[0].refunded_at == EVENING + timedelta(hours=72)


def test_a_refund_that_the_buyer_misses_is_decided_by_an_officer(payments: Payments) -> None:
    payments.hears(payment_requested(), order_delivered(declared_cash_idr=30_000))
    paid = commands.RecordRefund(
        payment_id=PAYMENT_ID,
        refund_id=OVER_REFUND,
        cause=RefundCause.OVERPAYMENT,
        amount_idr=5_000,
        paid_at=EVENING,
    )
    missed = commands.DisputeRefund(
        payment_id=PAYMENT_ID,
        refund_id=OVER_REFUND,
        reason_code=RefundDisputeReason.NOT_RECEIVED,
    )
    unpaid = commands.ResolveRefund(payment_id=PAYMENT_ID, refund_id=OVER_REFUND, paid=False)
    got = commands.ConfirmRefund(payment_id=PAYMENT_ID, refund_id=OVER_REFUND)

    payments.does(acts.record_refund, paid, "merchant", OWNER)
    payments.does(acts.dispute_refund, missed, "buyer", BUYER)
    payments.does(acts.resolve_refund, unpaid, "catalog_officer", OFFICER)
    payments.does(acts.record_refund, paid, "merchant", OWNER)
    payments.does(acts.confirm_refund, got, "buyer", BUYER)

    assert last(payments, PaymentRefunded).received_by_buyer is RefundProof.TAP
    assert payments.store.timers == {}


def test_an_exchange_owes_no_money(payments: Payments) -> None:
    exchange = return_accepted(refund_idr=0, goods_refund_idr=0)

    payments.hears(payment_requested(), order_delivered(), exchange)

    assert len(payments.booked) == 2


def test_what_was_refused_at_the_door_is_not_asked_for(payments: Payments) -> None:
    fewer = order_delivered(
        goods_delivered_idr=14_050, amount_due_idr=15_000, declared_cash_idr=15_000
    )
    payments.hears(payment_requested(), fewer, fewer)

    _, adjusted, received = payments.booked
    assert isinstance(adjusted, PaymentDueAdjusted)
    assert adjusted.amount_due_idr == 15_000
    assert isinstance(received, PaymentReceived)
    assert received.remaining_due_idr == 0


def test_a_new_sum_that_its_parts_do_not_make_is_refused(payments: Payments) -> None:
    payments.hears(payment_requested())

    with pytest.raises(AmountsDisagree):
        payments.hears(order_delivered(amount_due_idr=24_000))


def test_a_visit_in_vain_is_noted_once(payments: Payments) -> None:
    payments.hears(payment_requested(), delivery_attempt_failed(), delivery_attempt_failed())

    assert [one.delivery_attempt_no for one in payments.booked[1:]] == [1]  # type: ignore[attr-defined]
    assert last(payments, CollectionAttemptFailed).reason_code == "no_cash"


def test_an_order_that_went_back_takes_its_payment_along(payments: Payments) -> None:
    payments.hears(payment_requested(), OrderReturnedToSeller(payment_id=PAYMENT_ID))

    assert last(payments, PaymentCancelled).reason_code is CancelReason.ORDER_RETURNED


def test_a_rest_that_never_came_is_given_up(payments: Payments) -> None:
    overdue = OrderExpired(payment_id=PAYMENT_ID, stage="collection")

    payments.hears(payment_requested(), order_delivered(declared_cash_idr=20_000), overdue, overdue)

    expired = [one for one in payments.booked if isinstance(one, PaymentExpired)]
    assert [(one.amount_idr, one.received_idr) for one in expired] == [(5_000, 20_000)]

"""Money goes back in cash, with proof, and never twice."""

import pytest
from payments_acts import (
    AFTER,
    BY_BUYER,
    BY_OFFICER,
    OFFICER,
    OVER_REFUND,
    RETURN_REFUND,
    UNTIL,
    after,
    by,
    coded,
    history,
    over_paid_back,
    owed,
    paid_back,
    refund_confirmed,
    refund_deemed,
    refund_disputed,
    refund_resolved,
)
from payments_examples import BUYER, MERCHANT_ID, ORDER_ID, OWNER, due

from payments.domain.evolution import PAYMENT
from payments.domain.journal import Account, Entry
from payments.domain.payment import AmountImpossible
from payments.domain.people import Act, PaymentUnknown, SamePerson
from payments.domain.postings import refunded_entries
from payments.domain.refund_events import (
    PaymentRefunded,
    RefundClaimed,
    RefundDisputed,
    RefundDisputeResolved,
    RefundDue,
)
from payments.domain.refunds import (
    RefundAmountDiffers,
    RefundNotOpen,
    RefundUnknown,
    deem_refund,
)
from payments.domain.terms import CustodyMode
from payments.domain.words import (
    PaidOutBy,
    RefundCause,
    RefundChannel,
    RefundDecision,
    RefundProof,
)

OWED = (coded(25_000), owed(10_000))
SAID = (*OWED, paid_back(10_000))


def test_what_goes_back_is_owed_to_the_buyer() -> None:
    event = history(*OWED, owed(10_000), owed(0, return_id="exchange"))[-1]

    assert isinstance(event, RefundDue)
    assert (event.refund_id, event.amount_idr, event.goods_idr) == (RETURN_REFUND, 10_000, 10_000)
    assert [(one.account, one.debit_idr - one.credit_idr) for one in event.entries] == [
        (Account.SELLER_PAYABLE, 10_000),
        (Account.REFUND_PAYABLE, -10_000),
    ]
    assert after(*OWED).to_refund_idr == 10_000


def test_less_than_nothing_is_not_owed() -> None:
    with pytest.raises(AmountImpossible):
        after(coded(25_000), owed(-1))


def test_the_seller_says_that_she_paid_it_back() -> None:
    event = history(*SAID, paid_back(10_000))[-1]

    assert isinstance(event, RefundClaimed)
    assert (event.cause, event.return_id) == (RefundCause.RETURN, "return-of-rice")
    assert (event.refund_channel, event.paid_out_by) == (RefundChannel.CASH, PaidOutBy.SELLER)
    assert (event.paid_out_by_id, event.deadline, event.entries) == (OWNER, UNTIL, ())


def test_the_buyer_says_that_she_has_it() -> None:
    steps = (*SAID, refund_confirmed(), refund_confirmed())
    event = history(*steps)[-1]

    assert isinstance(event, PaymentRefunded)
    assert (event.received_by_buyer, event.goods_idr) == (RefundProof.TAP, 10_000)
    assert event.original_collection_id == "handover"
    assert event.receipt_number.startswith("PK-")
    assert after(*steps).to_refund_idr == 0


def test_her_silence_says_it_too_but_only_once_it_has_lasted() -> None:
    event = history(*SAID, refund_deemed(), refund_deemed())[-1]

    assert isinstance(event, PaymentRefunded)
    assert event.received_by_buyer is RefundProof.DEEMED
    assert deem_refund(after(*SAID), RETURN_REFUND, at=UNTIL.replace(year=2025)) == ()
    assert deem_refund(after(*SAID), "another", at=AFTER) == ()


def test_what_was_over_goes_back() -> None:
    over = refund_confirmed(refund_id=OVER_REFUND)
    steps = (coded(26_000), coded(4_000, ref="more"), over_paid_back(5_000), over)
    event = history(*steps)[-1]

    assert isinstance(event, PaymentRefunded)
    assert (event.overage_idr, event.goods_idr, event.return_id) == (5_000, 0, None)
    assert event.original_collection_id == "more"
    assert after(*steps).balance.overage_idr == 0


@pytest.mark.parametrize("amount_idr", [9_999, 10_001])
def test_exactly_what_is_owed_goes_back(amount_idr: int) -> None:
    with pytest.raises(RefundAmountDiffers):
        after(*OWED, paid_back(amount_idr))


def test_nothing_goes_back_where_nothing_is_owed() -> None:
    with pytest.raises(RefundUnknown):
        after(coded(25_000), paid_back(10_000))
    with pytest.raises(RefundAmountDiffers):
        after(coded(25_000), over_paid_back(0))
    with pytest.raises(RefundAmountDiffers):
        after(coded(30_000), over_paid_back(5_000), over_paid_back(5_000, refund_id="again"))


def test_a_refund_is_for_one_cause_and_one_sum() -> None:
    with pytest.raises(RefundNotOpen):
        after(*OWED, over_paid_back(10_000, refund_id=RETURN_REFUND))
    with pytest.raises(RefundNotOpen):
        after(*SAID, paid_back(9_000))


@pytest.mark.parametrize("act", [BY_BUYER, BY_OFFICER, by("stranger", "merchant")])
def test_nobody_but_the_seller_pays_back(act: Act) -> None:
    with pytest.raises(PaymentUnknown):
        after(*OWED, paid_back(10_000, act=act))


def test_nobody_confirms_what_nobody_says() -> None:
    with pytest.raises(RefundNotOpen):
        after(*OWED, refund_confirmed())
    with pytest.raises(RefundUnknown):
        after(refund_confirmed())


def test_who_buys_from_herself_does_not_confirm_to_herself() -> None:
    own = PAYMENT.evolve(None, due(buyer_account_id=OWNER))

    with pytest.raises(SamePerson):
        refund_confirmed(act=by(OWNER, "buyer"))(own)


def test_the_buyer_objects_in_time() -> None:
    event = history(*SAID, refund_disputed(), refund_disputed())[-1]

    assert isinstance(event, RefundDisputed)
    assert (event.amount_idr, event.raised_by_id) == (10_000, BUYER)
    with pytest.raises(RefundNotOpen):
        after(*SAID, refund_disputed(act=by(BUYER, "buyer", at=UNTIL)))
    with pytest.raises(RefundNotOpen):
        after(*OWED, refund_disputed())


def test_an_officer_finds_that_it_was_paid() -> None:
    paid = refund_resolved(paid=True)
    *_, resolved, refunded = history(*SAID, refund_disputed(), paid, paid)

    assert isinstance(resolved, RefundDisputeResolved)
    assert resolved.decision is RefundDecision.PAID
    assert isinstance(refunded, PaymentRefunded)
    assert (refunded.received_by_buyer, refunded.decided_by_id) == (RefundProof.DISPUTED, OFFICER)
    assert refunded.dispute_id == resolved.dispute_id


def test_an_officer_finds_that_it_was_not_paid_and_it_is_due_again() -> None:
    unpaid = refund_resolved(paid=False)
    steps = (*SAID, refund_disputed(), unpaid, unpaid)

    assert after(*steps).to_refund_idr == 10_000
    assert isinstance(history(*steps, paid_back(10_000))[-1], RefundClaimed)


def test_what_was_over_and_not_paid_is_owed_again() -> None:
    steps = (
        coded(30_000),
        over_paid_back(5_000),
        refund_disputed(refund_id=OVER_REFUND),
        refund_resolved(paid=False, refund_id=OVER_REFUND),
    )

    assert after(*steps).overpaid_idr == 5_000
    assert isinstance(history(*steps, over_paid_back(5_000))[-1], RefundClaimed)


@pytest.mark.parametrize("party", [BUYER, OWNER])
def test_an_officer_who_is_a_party_decides_nothing(party: str) -> None:
    act = by(party, "catalog_officer")

    with pytest.raises(SamePerson):
        after(*SAID, refund_disputed(), refund_resolved(paid=True, act=act))


def test_what_nobody_disputes_is_not_decided() -> None:
    with pytest.raises(RefundNotOpen):
        after(*SAID, refund_resolved(paid=True))


def test_cash_for_money_that_a_bank_holds_comes_out_of_the_sellers_own_pocket() -> None:
    terms = PAYMENT.evolve(None, due(custody_mode=CustodyMode.BANK)).terms

    entries = refunded_entries(terms, overpaid_idr=5_000)

    assert entries[0] == Entry(
        account=Account.OVERPAYMENT_PAYABLE,
        debit_idr=5_000,
        credit_idr=0,
        order_id=ORDER_ID,
        party_id=BUYER,
    )
    assert [(one.account, one.credit_idr, one.party_id) for one in entries if one.credit_idr] == [
        (Account.SELLER_DIRECT, 5_000, MERCHANT_ID),
        (Account.SELLER_PAYABLE, 5_000, MERCHANT_ID),
    ]


def test_a_return_without_any_money_names_no_collection() -> None:
    event = history(owed(10_000), paid_back(10_000), refund_confirmed())[-1]

    assert isinstance(event, PaymentRefunded)
    assert (event.original_collection_id, event.original_collected_at) == (None, None)
    assert not event.prior_period


def test_a_refund_of_what_was_over_is_for_what_is_over_when_it_is_paid() -> None:
    unpaid = (
        coded(30_000),
        over_paid_back(5_000),
        refund_disputed(refund_id=OVER_REFUND),
        refund_resolved(paid=False, refund_id=OVER_REFUND),
    )

    *_, refunded = history(
        *unpaid,
        coded(1_000, ref="more"),
        over_paid_back(6_000),
        refund_confirmed(refund_id=OVER_REFUND),
    )

    assert isinstance(refunded, PaymentRefunded)
    assert refunded.amount_idr == 6_000


def test_the_refund_of_a_return_is_not_lost_behind_an_id_the_seller_took() -> None:
    with pytest.raises(RefundNotOpen):
        history(coded(30_000), over_paid_back(5_000, refund_id=RETURN_REFUND), owed(10_000))

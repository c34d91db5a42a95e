"""A seller is suspended and reinstated, pauses and resumes, and brings her papers in time."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from catalog_examples import (
    DELIVERY,
    NOON,
    OFFICER,
    PASSED,
    REGISTER,
    REGISTERED,
    REJECTED_FOR_GOOD,
    SELLER,
    SERVICE,
    SRI,
    STALL,
    TODAY,
    VERIFIED,
    VERIFY,
)
from catalog_lifetimes import (
    AFTER_GRACE,
    NEXT_WEEK,
    PAUSE,
    PAUSED,
    PAUSED_SELLER,
    REJECTED_SELLER,
    SUSPEND,
    SUSPENDED,
    SUSPENDED_SELLER,
    TOMORROW,
    VERIFIED_SELLER,
    VERIFIED_WITHOUT_NIB,
    seller,
)

from catalog.domain import documents, registration, standing, verification
from catalog.domain.commands import (
    ChangeMerchantProfile,
    ChangeMerchantService,
    RecordMerchantDocument,
    ReinstateMerchant,
    ResubmitMerchant,
)
from catalog.domain.documents import DocumentIsExpired, DocumentMalformed
from catalog.domain.limits import Limits
from catalog.domain.merchant import (
    Merchant,
    MerchantIsNotVerified,
    MerchantIsRejected,
    MerchantIsVerified,
    NibMissing,
    OwnMerchant,
    Status,
)
from catalog.domain.merchant_events import MerchantDocumentRecorded
from catalog.domain.registration import MerchantProfileMalformed, Profile
from catalog.domain.standing import PauseMalformed, SuspensionMalformed
from catalog.domain.vocabulary import (
    BusinessScale,
    DocumentKind,
    NibStatus,
    RejectionCode,
    SuspensionReason,
)

JUDGED: dict[str, Any] = {"officer_id": OFFICER, "decision_id": "decision-9", "at": NOON}
REINSTATE = ReinstateMerchant(merchant_id=STALL)
LATE = seller.given(REGISTERED, SERVICE, VERIFIED_WITHOUT_NIB)
KNOWN = Profile(trade_name=REGISTER.trade_name, phone=REGISTER.phone)
NIB = RecordMerchantDocument(
    merchant_id=STALL, document_kind=DocumentKind.NIB, number="1234567890123"
)


def record(
    state: Merchant, *, seen: bool = False, **changes: Any
) -> tuple[MerchantDocumentRecorded, ...]:
    return documents.record_document(
        state, replace(NIB, **changes), document_ref="paper-1", seen_by_officer=seen, on=TODAY
    )


def test_a_suspended_seller_sells_nothing_until_she_is_reinstated() -> None:
    (reinstated,) = standing.reinstate(SUSPENDED_SELLER.state, REINSTATE, **JUDGED)

    assert SUSPENDED_SELLER.state.obstacle(NOON) is RejectionCode.MERCHANT_SUSPENDED
    again = seller.given(*SUSPENDED_SELLER.history, reinstated).state
    assert again.obstacle(NOON) is None


def test_the_same_suspension_again_changes_nothing_and_other_terms_do() -> None:
    assert standing.suspend(SUSPENDED_SELLER.state, SUSPEND, **JUDGED) == ()
    (longer,) = standing.suspend(SUSPENDED_SELLER.state, replace(SUSPEND, until=None), **JUDGED)

    assert longer.until is None


def test_only_who_sells_is_suspended_and_only_who_is_suspended_reinstated() -> None:
    for state in (SELLER.state, REJECTED_SELLER.state):
        with pytest.raises(MerchantIsNotVerified):
            standing.suspend(state, SUSPEND, **JUDGED)
        with pytest.raises(MerchantIsNotVerified):
            standing.reinstate(state, REINSTATE, **JUDGED)
    assert standing.reinstate(VERIFIED_SELLER.state, REINSTATE, **JUDGED) == ()


def test_nobody_judges_her_own_standing() -> None:
    own = JUDGED | {"officer_id": SRI}
    with pytest.raises(OwnMerchant):
        standing.suspend(VERIFIED_SELLER.state, SUSPEND, **own)
    with pytest.raises(OwnMerchant):
        standing.reinstate(SUSPENDED_SELLER.state, REINSTATE, **own)


def test_a_suspension_does_not_end_before_it_begins() -> None:
    with pytest.raises(SuspensionMalformed):
        standing.suspend(VERIFIED_SELLER.state, replace(SUSPEND, until=date(2026, 3, 1)), **JUDGED)


def test_a_suspension_ends_with_its_last_day_and_not_before() -> None:
    assert standing.end_suspension(SUSPENDED_SELLER.state, at=NEXT_WEEK - timedelta(days=1)) == ()
    assert standing.end_suspension(VERIFIED_SELLER.state, at=NEXT_WEEK) == ()
    (reinstated,) = standing.end_suspension(SUSPENDED_SELLER.state, at=NEXT_WEEK)

    assert reinstated.reinstated_at == NEXT_WEEK


def test_a_suspended_seller_is_neither_verified_nor_rejected() -> None:
    with pytest.raises(MerchantIsVerified):
        verification.verify(SUSPENDED_SELLER.state, VERIFY, **JUDGED, limits=Limits())


def test_a_seller_without_a_nib_is_stopped_once_her_grace_is_over() -> None:
    assert standing.end_nib_grace(LATE.state, at=NOON) == ()
    assert standing.end_nib_grace(SELLER.state, at=AFTER_GRACE) == ()
    (suspended,) = standing.end_nib_grace(LATE.state, at=AFTER_GRACE)

    assert suspended.reason_code is SuspensionReason.DOCUMENT_EXPIRED
    stopped = seller.given(*LATE.history, suspended)
    assert standing.end_nib_grace(stopped.state, at=AFTER_GRACE) == ()
    with pytest.raises(NibMissing):
        standing.reinstate(stopped.state, REINSTATE, **JUDGED | {"at": AFTER_GRACE})
    (nib,) = record(stopped.state)
    mended = seller.given(*stopped.history, nib).state
    assert standing.reinstate(mended, REINSTATE, **JUDGED | {"at": AFTER_GRACE}) != ()


def test_a_nib_in_time_is_enough() -> None:
    (nib,) = record(LATE.state)

    assert standing.end_nib_grace(seller.given(*LATE.history, nib).state, at=AFTER_GRACE) == ()


def test_a_paused_seller_sells_nothing_until_her_pause_is_over() -> None:
    state = PAUSED_SELLER.state

    assert state.obstacle(TOMORROW) is RejectionCode.MERCHANT_PAUSED
    assert state.obstacle(NEXT_WEEK) is None


def test_a_pause_may_lie_ahead() -> None:
    (paused,) = standing.pause(VERIFIED_SELLER.state, replace(PAUSE, from_at=TOMORROW), at=NOON)
    state = seller.given(*VERIFIED_SELLER.history, paused).state

    assert state.obstacle(NOON) is None
    assert state.obstacle(TOMORROW) is RejectionCode.MERCHANT_PAUSED


def test_a_pause_without_an_end_lasts() -> None:
    (paused,) = standing.pause(VERIFIED_SELLER.state, replace(PAUSE, until=None), at=NOON)
    state = seller.given(*VERIFIED_SELLER.history, paused).state

    assert state.obstacle(AFTER_GRACE) is RejectionCode.MERCHANT_PAUSED
    assert standing.end_pause(state, at=AFTER_GRACE) == ()


def test_the_same_pause_again_changes_nothing_even_later() -> None:
    assert standing.pause(PAUSED_SELLER.state, PAUSE, at=TOMORROW) == ()


@pytest.mark.parametrize(
    "changes",
    [{"until": NOON}, {"from_at": NEXT_WEEK}, {"from_at": NOON + timedelta(days=400)}],
)
def test_a_pause_that_cannot_be_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(PauseMalformed):
        standing.pause(VERIFIED_SELLER.state, replace(PAUSE, **changes), at=NOON)


def test_only_who_sells_pauses() -> None:
    with pytest.raises(MerchantIsNotVerified):
        standing.pause(SELLER.state, PAUSE, at=NOON)


def test_a_seller_who_opens_early_or_on_time_is_open() -> None:
    (early,) = standing.resume(PAUSED_SELLER.state, at=TOMORROW)
    (on_time,) = standing.end_pause(PAUSED_SELLER.state, at=NEXT_WEEK + timedelta(hours=1))

    assert (early.resumed_at, on_time.resumed_at) == (TOMORROW, NEXT_WEEK)
    assert standing.resume(VERIFIED_SELLER.state, at=NOON) == ()
    assert standing.end_pause(VERIFIED_SELLER.state, at=NOON) == ()


def test_a_pause_outlives_a_suspension() -> None:
    history = (REGISTERED, SERVICE, VERIFIED, PAUSED, SUSPENDED)
    (back,) = standing.end_suspension(seller.given(*history).state, at=NEXT_WEEK)

    state = seller.given(*history, back).state

    assert state.status is Status.VERIFIED
    assert state.pause == PAUSED


def test_a_rejected_seller_asks_again() -> None:
    (again,) = registration.resubmit(
        REJECTED_SELLER.state, ResubmitMerchant(merchant_id=STALL), at=NOON
    )
    state = seller.given(*REJECTED_SELLER.history, again).state

    assert (again.attempt_no, state.status) == (2, Status.REGISTERED)
    assert registration.resubmit(state, ResubmitMerchant(merchant_id=STALL), at=NOON) == ()
    with pytest.raises(MerchantIsVerified):
        registration.resubmit(VERIFIED_SELLER.state, ResubmitMerchant(merchant_id=STALL), at=NOON)
    with pytest.raises(MerchantIsRejected):
        registration.resubmit(
            seller.given(REGISTERED, REJECTED_FOR_GOOD).state,
            ResubmitMerchant(merchant_id=STALL),
            at=NOON,
        )


def change(**changes: Any) -> ChangeMerchantProfile:
    return ChangeMerchantProfile(merchant_id=STALL, **changes)


def test_a_profile_change_names_what_is_different_and_nothing_personal() -> None:
    wanted = change(trade_name="Toko Sri", phone="08123456789", business_scale=BusinessScale.SMALL)

    (changed,) = registration.change_profile(SELLER.state, wanted, known=KNOWN, at=TOMORROW)

    assert changed.changed_fields == ("trade_name", "phone", "business_scale")
    assert changed.scale_as_of == date(2026, 3, 3)
    assert "Toko Sri" not in repr(changed)
    same = change(trade_name=REGISTER.trade_name)
    assert registration.change_profile(SELLER.state, same, known=KNOWN, at=NOON) == ()


def test_a_profile_that_cannot_be_is_refused() -> None:
    with pytest.raises(MerchantProfileMalformed):
        registration.change_profile(SELLER.state, change(phone="x"), known=KNOWN, at=NOON)


def test_the_same_service_again_changes_nothing() -> None:
    same = ChangeMerchantService(merchant_id=STALL, delivery=DELIVERY)
    other = replace(same, delivery=replace(DELIVERY, order_cutoff_time="09:30"))

    assert registration.change_service(SELLER.state, same, at=TOMORROW) == ()
    (changed,) = registration.change_service(SELLER.state, other, at=TOMORROW)
    assert changed.order_cutoff_time == "09:30"
    assert registration.change_service(seller.given(REGISTERED).state, same, at=NOON) != ()


def test_a_paper_an_officer_has_seen_counts_as_seen() -> None:
    (claimed,), (seen,) = record(SELLER.state), record(SELLER.state, seen=True)

    status = [seller.given(REGISTERED, one).state.nib_status for one in (claimed, seen)]
    assert status == [NibStatus.CLAIMED, NibStatus.VERIFIED]
    state = seller.given(REGISTERED, seen).state
    assert seller.given(REGISTERED, seen, *record(state)).state.nib_status is NibStatus.VERIFIED
    (verified,) = verification.verify(
        state, replace(VERIFY, checks=(PASSED,)), **JUDGED, limits=Limits()
    )
    assert verified.nib_grace_until is None


def test_the_same_scan_again_changes_nothing() -> None:
    (scanned,) = record(SELLER.state, content_sha256="0" * 64)
    state = seller.given(REGISTERED, scanned).state

    assert record(state, content_sha256="0" * 64) == ()
    assert record(state, content_sha256="1" * 64) != ()


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"number": None}, DocumentMalformed),
        ({"number": "1" * 61, "document_kind": DocumentKind.KTP}, DocumentMalformed),
        ({"content_sha256": "abc"}, DocumentMalformed),
        ({"number": "12"}, MerchantProfileMalformed),
        ({"issued_on": date(2026, 3, 3)}, DocumentMalformed),
        ({"valid_until": date(2026, 3, 1)}, DocumentIsExpired),
    ],
)
def test_a_paper_that_cannot_be_is_refused(changes: dict[str, Any], refusal: type) -> None:
    with pytest.raises(refusal):
        record(SELLER.state, **changes)

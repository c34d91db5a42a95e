"""A seller is registered, then verified or rejected by an officer who is not the owner."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from catalog_examples import (
    DELIVERY,
    DINOYO,
    FAILED,
    KAUMAN,
    LIMITS,
    NIB_SEEN,
    NOON,
    OFFICER,
    PASSED,
    REGISTER,
    REGISTERED,
    REGISTRATION,
    REJECT,
    REJECTED,
    REJECTED_FOR_GOOD,
    SELLER,
    SERVICE,
    SRI,
    STALL,
    TODAY,
    VERIFIED,
    VERIFY,
)
from hypothesis import given, strategies as st

from catalog.domain import registration, verification
from catalog.domain.commands import DeliveryTerms
from catalog.domain.merchant import (
    MERCHANT,
    Merchant,
    MerchantIsRejected,
    MerchantIsVerified,
    NibMissing,
    OwnMerchant,
    Status,
)
from catalog.domain.merchant_events import (
    DeliveryArea,
    MerchantRejected,
    MerchantServiceChanged,
    MerchantVerified,
    OpeningSpan,
)
from catalog.domain.registration import (
    MerchantProfileMalformed,
    NotASmallBusiness,
    merchant_number,
)
from catalog.domain.service_terms import DeliveryTermsMalformed, OpeningHoursMalformed
from catalog.domain.verification import ChecksNotPassed, GraceOutOfRange, ReasonsMissing
from catalog.domain.vocabulary import CheckResult, NibStatus, RejectionCode
from kernel.testing.scenarios import Scenario

seller = Scenario(MERCHANT)


def verify(state: Merchant, **changes: Any) -> tuple[MerchantVerified, ...]:
    officer_id = changes.pop("officer_id", OFFICER)
    return verification.verify(
        state,
        replace(VERIFY, **changes),
        officer_id=officer_id,
        decision_id="decision-9",
        at=NOON,
        limits=LIMITS,
    )


def reject(state: Merchant, **changes: Any) -> tuple[MerchantRejected, ...]:
    officer_id = changes.pop("officer_id", OFFICER)
    return verification.reject(
        state, replace(REJECT, **changes), officer_id=officer_id, decision_id="decision-9"
    )


def test_a_seller_registers_with_the_standard_week() -> None:
    registered, service = registration.register(REGISTER, REGISTRATION, at=NOON)

    assert registered.owner_account_id == SRI
    assert registered.scale_as_of == TODAY
    assert registered.nib_status is NibStatus.NONE
    assert isinstance(service, MerchantServiceChanged)
    assert service.opening_hours[0] == OpeningSpan(weekday=0, opens="08:00", closes="17:00")
    assert len(service.opening_hours) == 6
    assert service.delivery_area == DELIVERY.delivery_area


def test_nothing_personal_is_in_what_is_published() -> None:
    command = replace(REGISTER, nib="1234567890123")

    events = registration.register(command, replace(REGISTRATION, nib_ref="nib-1"), at=NOON)

    assert events[0].nib_status is NibStatus.CLAIMED
    for personal in (command.trade_name, command.phone, "1234567890123"):
        assert personal not in repr(events)


@pytest.mark.parametrize(
    "changes",
    [
        {"trade_name": "  "},
        {"trade_name": "x" * 101},
        {"phone": "call me"},
        {"phone": ""},
        {"nib": "123"},
        {"nib": "12345678901234"},
    ],
)
def test_a_profile_that_cannot_be_right_is_refused_without_repeating_it(
    changes: Mapping[str, Any],
) -> None:
    with pytest.raises(MerchantProfileMalformed) as refused:
        registration.register(replace(REGISTER, **changes), REGISTRATION, at=NOON)

    value = next(iter(changes.values())).strip()
    assert not value or value not in str(refused.value)


def test_modern_retail_cannot_register() -> None:
    command = replace(REGISTER, is_modern_retail_or_franchise=True)

    with pytest.raises(NotASmallBusiness):
        registration.register(command, REGISTRATION, at=NOON)


@pytest.mark.parametrize(
    "hours",
    [
        (),
        (OpeningSpan(weekday=7, opens="08:00", closes="17:00"),),
        (OpeningSpan(weekday=0, opens="17:00", closes="08:00"),),
        (OpeningSpan(weekday=0, opens="at dawn", closes="17:00"),),
        (OpeningSpan(weekday=0, opens="08:00", closes="17:00"),) * 2,
    ],
)
def test_opening_hours_that_nobody_could_keep_are_refused(hours: tuple[OpeningSpan, ...]) -> None:
    command = replace(REGISTER, delivery=replace(DELIVERY, opening_hours=hours))

    with pytest.raises(OpeningHoursMalformed):
        registration.register(command, REGISTRATION, at=NOON)


@pytest.mark.parametrize(
    "terms",
    [
        DeliveryTerms(),
        DeliveryTerms(delivers=False, delivery_area=DELIVERY.delivery_area),
        replace(DELIVERY, delivery_area=DELIVERY.delivery_area * 2),
        replace(DELIVERY, delivery_area=(DeliveryArea(kelurahan_code=KAUMAN, fee_idr=-1),)),
        replace(DELIVERY, delivery_area=(DeliveryArea(kelurahan_code=KAUMAN, min_order_idr=-1),)),
        replace(DELIVERY, preparation_minutes=-1),
        replace(DELIVERY, max_open_orders=0),
        replace(DELIVERY, pickup_points=("point", "point")),
    ],
)
def test_delivery_terms_that_cannot_be_are_refused(terms: DeliveryTerms) -> None:
    with pytest.raises(DeliveryTermsMalformed):
        registration.register(replace(REGISTER, delivery=terms), REGISTRATION, at=NOON)


def test_a_seller_may_have_pick_up_alone() -> None:
    terms = DeliveryTerms(
        delivers=False,
        delivery_area=(DeliveryArea(kelurahan_code=DINOYO),),
        pickup_at_stall=True,
        opening_hours=(OpeningSpan(weekday=5, opens="05:30", closes="09:00"),),
    )

    _, service = registration.register(replace(REGISTER, delivery=terms), REGISTRATION, at=NOON)

    assert service.pickup_at_stall
    assert service.delivery_area == ()
    assert service.opening_hours == terms.opening_hours


def test_an_officer_verifies_a_registered_seller() -> None:
    (verified,) = verify(SELLER.state)

    assert verified.merchant_id == STALL
    assert verified.checks == (PASSED, NIB_SEEN)
    assert verified.nib_grace_until is None
    assert verified.verified_kelurahan_code == KAUMAN
    assert verified.review_due == date(2027, 3, 2)
    assert verified.effective_from == NOON


def test_only_a_verified_seller_may_sell() -> None:
    nobody = RejectionCode.MERCHANT_SUSPENDED
    assert SELLER.state.obstacle(NOON) is nobody
    assert seller.given(REGISTERED, SERVICE, VERIFIED).state.obstacle(NOON) is None
    assert seller.given(REGISTERED, SERVICE, REJECTED).state.obstacle(NOON) is nobody


def test_without_a_nib_there_is_a_grace_or_no_verification() -> None:
    with pytest.raises(NibMissing):
        verify(SELLER.state, checks=(PASSED,))

    (verified,) = verify(SELLER.state, checks=(PASSED,), nib_grace_until=date(2026, 5, 1))

    state = seller.given(REGISTERED, verified).state
    assert verified.nib_grace_until == state.nib_grace_until == date(2026, 5, 1)
    assert state.nib_status is NibStatus.NONE


@pytest.mark.parametrize("until", [date(2026, 3, 1), date(2027, 3, 2)])
def test_a_grace_lies_ahead_and_not_too_far(until: date) -> None:
    with pytest.raises(GraceOutOfRange):
        verify(SELLER.state, checks=(PASSED,), nib_grace_until=until)


def test_verifying_twice_changes_nothing() -> None:
    assert verify(seller.given(REGISTERED, VERIFIED).state) == ()


def test_a_seller_who_mended_what_was_wrong_is_verified_after_all() -> None:
    (verified,) = verify(seller.given(REGISTERED, REJECTED).state)

    assert seller.given(REGISTERED, REJECTED, verified).state.status is Status.VERIFIED


def test_a_final_rejection_is_final() -> None:
    with pytest.raises(MerchantIsRejected):
        verify(seller.given(REGISTERED, REJECTED_FOR_GOOD).state)


@pytest.mark.parametrize("checks", [(), (FAILED,), (PASSED, FAILED)])
def test_no_seller_is_verified_on_failed_checks_or_none(checks: tuple[Any, ...]) -> None:
    with pytest.raises(ChecksNotPassed):
        verify(SELLER.state, checks=checks)


def test_checks_that_do_not_apply_prove_nothing_alone() -> None:
    check = replace(PASSED, result=CheckResult.NOT_APPLICABLE)

    with pytest.raises(ChecksNotPassed):
        verify(SELLER.state, checks=(check,))


def test_nobody_judges_her_own_business() -> None:
    with pytest.raises(OwnMerchant):
        verify(SELLER.state, officer_id=SRI)
    with pytest.raises(OwnMerchant):
        reject(SELLER.state, officer_id=SRI)


def test_an_officer_rejects_a_registered_seller_with_reasons() -> None:
    (rejected,) = reject(SELLER.state)

    assert rejected.reason_codes == REJECT.reason_codes
    assert rejected.may_resubmit


def test_rejecting_twice_changes_nothing() -> None:
    assert reject(seller.given(REGISTERED, REJECTED).state) == ()


def test_a_rejection_can_become_final() -> None:
    (final,) = reject(seller.given(REGISTERED, REJECTED).state, may_resubmit=False)

    assert not final.may_resubmit


def test_a_verified_seller_cannot_be_rejected() -> None:
    with pytest.raises(MerchantIsVerified):
        reject(seller.given(REGISTERED, VERIFIED).state)


def test_a_rejection_names_its_reasons() -> None:
    with pytest.raises(ReasonsMissing):
        reject(SELLER.state, reason_codes=())


@given(st.uuids().map(str))
def test_a_merchant_number_survives_the_telephone(merchant_id: str) -> None:
    number = merchant_number(merchant_id)

    assert number == merchant_number(merchant_id)
    assert len(number) == len("M-0000-0000")
    assert not set(number.removeprefix("M-")) & set("ILOU")

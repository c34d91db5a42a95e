"""A seller: registered by herself or by an officer, then verified or rejected by an officer."""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import assert_never

from catalog.domain.commands import RegisterMerchant, RejectMerchant, VerifyMerchant
from catalog.domain.merchant_events import (
    MerchantRegistered,
    MerchantRejected,
    MerchantServiceChanged,
    MerchantVerified,
)
from catalog.domain.service_terms import service_terms
from catalog.domain.vocabulary import (
    BusinessScale,
    CheckResult,
    NibStatus,
    RegisteredVia,
    RelatedOfficial,
    Residence,
    ScaleBasis,
)
from kernel.domain.errors import Invalid, NotFound, Rejected
from kernel.domain.streams import Kind
from kernel.domain.wib import business_date

MerchantEvent = MerchantRegistered | MerchantVerified | MerchantRejected | MerchantServiceChanged

_NIB = re.compile(r"[0-9]{13}")
_PHONE = re.compile(r"\+?[0-9][0-9 \-]{6,18}[0-9]")
_TRADE_NAME_LENGTH_MAX = 100
# Crockford's alphabet has no I, L, O or U, so that a number survives the telephone.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class MerchantNotFound(NotFound):
    code = "merchant_not_found"


class MerchantProfileMalformed(Invalid):
    code = "merchant_profile_malformed"


class MerchantIsRejected(Rejected):
    code = "merchant_rejected"


class MerchantIsVerified(Rejected):
    code = "merchant_verified"


class ChecksNotPassed(Rejected):
    code = "checks_not_passed"


class ReasonsMissing(Invalid):
    code = "reasons_missing"


class OwnMerchant(Rejected):
    """An officer does not judge her own business."""

    code = "own_merchant"


class NotASmallBusiness(Rejected):
    code = "not_a_small_business"


class Status(StrEnum):
    REGISTERED = "registered"
    VERIFIED = "verified"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Merchant:
    merchant_id: str
    owner_account_id: str
    status: Status
    kelurahan_code: str
    business_scale: BusinessScale
    scale_basis: ScaleBasis
    scale_as_of: date
    related_official: RelatedOfficial
    may_resubmit: bool = True

    @property
    def may_sell(self) -> bool:
        return self.status is Status.VERIFIED


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What the service itself knows about a registration, beside what was asked."""

    merchant_id: str
    owner_account_id: str
    registered_via: RegisteredVia
    profile_ref: str
    nib_ref: str | None


def register(
    command: RegisterMerchant, registration: Registration, *, at: datetime
) -> tuple[MerchantRegistered, MerchantServiceChanged]:
    """
    Register a seller and her service.

    :raises MerchantProfileMalformed: name, phone or NIB cannot be right
    :raises NotASmallBusiness: a chain or franchise; the duty is for small businesses
    :raises OpeningHoursMalformed: see `service_terms`
    :raises DeliveryTermsMalformed: see `service_terms`
    """
    _check_profile(command)
    if command.is_modern_retail_or_franchise:
        raise NotASmallBusiness("modern retail and franchises cannot sell here")
    registered = MerchantRegistered(
        merchant_id=registration.merchant_id,
        merchant_number=merchant_number(registration.merchant_id),
        owner_account_id=registration.owner_account_id,
        profile_ref=registration.profile_ref,
        merchant_kind=command.merchant_kind,
        supervising_department=command.supervising_department,
        business_kelurahan_code=command.business_kelurahan_code,
        owner_resident_in_city=Residence.UNVERIFIED,
        nib_status=NibStatus.CLAIMED if registration.nib_ref else NibStatus.NONE,
        nib_ref=registration.nib_ref,
        kbli_codes=(),
        business_scale=command.business_scale,
        scale_basis=ScaleBasis.DECLARED,
        scale_as_of=business_date(at),
        is_modern_retail_or_franchise=command.is_modern_retail_or_franchise,
        related_official=command.related_official,
        related_member_ref=None,
        registered_via=registration.registered_via,
        terms_version=command.terms_version,
        onboarding_source=None,
    )
    service = service_terms(command.delivery, merchant_id=registration.merchant_id, at=at)
    return registered, service


def verify(
    merchant: Merchant,
    command: VerifyMerchant,
    *,
    officer_id: str | None,
    decision_id: str,
    at: datetime,
    review_after_days: int,
) -> tuple[MerchantVerified, ...]:
    """
    Let the seller sell.

    :raises OwnMerchant: the officer owns the business
    :raises MerchantIsRejected: the rejection was final
    :raises ChecksNotPassed: a check failed, or none passed
    """
    if merchant.status is Status.VERIFIED:
        return ()
    _refuse_own(merchant, officer_id)
    if not merchant.may_resubmit:
        raise MerchantIsRejected("the rejection of this seller is final")
    results = [check.result for check in command.checks]
    if CheckResult.FAILED in results or CheckResult.PASSED not in results:
        raise ChecksNotPassed("at least one check must have passed and none failed")
    verified = MerchantVerified(
        merchant_id=merchant.merchant_id,
        decision_id=decision_id,
        checks=command.checks,
        verified_kelurahan_code=merchant.kelurahan_code,
        business_scale=merchant.business_scale,
        scale_basis=merchant.scale_basis,
        scale_as_of=merchant.scale_as_of,
        related_official=merchant.related_official,
        review_due=business_date(at) + timedelta(days=review_after_days),
        effective_from=at,
    )
    return (verified,)


def reject(
    merchant: Merchant, command: RejectMerchant, *, officer_id: str | None, decision_id: str
) -> tuple[MerchantRejected, ...]:
    """
    Turn the seller away, for good or until she has mended what was wrong.

    :raises OwnMerchant: the officer owns the business
    :raises MerchantIsVerified: a verified seller is suspended, not rejected
    :raises ReasonsMissing: no reason is given
    """
    if merchant.status is Status.REJECTED and merchant.may_resubmit == command.may_resubmit:
        return ()
    _refuse_own(merchant, officer_id)
    if merchant.status is Status.VERIFIED:
        raise MerchantIsVerified("a verified seller cannot be rejected any more")
    if not command.reason_codes:
        raise ReasonsMissing("a rejection names its reasons")
    rejected = MerchantRejected(
        merchant_id=merchant.merchant_id,
        decision_id=decision_id,
        reason_codes=command.reason_codes,
        may_resubmit=command.may_resubmit,
        reason_text_ref=None,
    )
    return (rejected,)


def evolve(merchant: Merchant | None, event: MerchantEvent) -> Merchant:
    if isinstance(event, MerchantRegistered):
        return _registered(event)
    assert merchant is not None, "a seller is registered first"
    match event:
        case MerchantVerified():
            return replace(merchant, status=Status.VERIFIED)
        case MerchantRejected():
            return replace(merchant, status=Status.REJECTED, may_resubmit=event.may_resubmit)
        case MerchantServiceChanged():
            return merchant
        case _:
            assert_never(event)


MERCHANT = Kind("merchant", evolve)


def merchant_number(merchant_id: str) -> str:
    """Return a number for phone and paper that is always the same for the same seller."""
    digest = int.from_bytes(hashlib.sha256(merchant_id.encode()).digest()[:5])
    symbols = "".join(_ALPHABET[(digest >> shift) & 31] for shift in range(35, -1, -5))
    return f"M-{symbols[:4]}-{symbols[4:]}"


def _registered(event: MerchantRegistered) -> Merchant:
    return Merchant(
        merchant_id=event.merchant_id,
        owner_account_id=event.owner_account_id,
        status=Status.REGISTERED,
        kelurahan_code=event.business_kelurahan_code,
        business_scale=event.business_scale,
        scale_basis=event.scale_basis,
        scale_as_of=event.scale_as_of,
        related_official=event.related_official,
    )


def _check_profile(command: RegisterMerchant) -> None:
    # The values are personal: they never appear in the message.
    if not 0 < len(command.trade_name.strip()) <= _TRADE_NAME_LENGTH_MAX:
        raise MerchantProfileMalformed("the trade name is empty or too long")
    if not _PHONE.fullmatch(command.phone):
        raise MerchantProfileMalformed("the phone number has 8 to 20 digits, spaces or hyphens")
    if command.nib is not None and not _NIB.fullmatch(command.nib):
        raise MerchantProfileMalformed("a NIB has 13 digits")


def _refuse_own(merchant: Merchant, officer_id: str | None) -> None:
    if merchant.owner_account_id == officer_id:
        raise OwnMerchant("nobody judges a business of her own")

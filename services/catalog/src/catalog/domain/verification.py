"""An officer's judgement of a registration: verified, with or without a NIB yet, or rejected."""

from datetime import date, datetime, timedelta

from catalog.domain.commands import RejectMerchant, VerifyMerchant
from catalog.domain.limits import Limits
from catalog.domain.merchant import (
    Merchant,
    MerchantIsVerified,
    NibMissing,
    Status,
    refuse_final,
    refuse_own,
)
from catalog.domain.merchant_events import MerchantRejected, MerchantVerified
from catalog.domain.vocabulary import CheckKind, CheckResult, NibStatus
from kernel.domain.errors import Invalid, Rejected
from kernel.domain.wib import business_date


class ChecksNotPassed(Rejected):
    code = "checks_not_passed"


class GraceOutOfRange(Invalid):
    code = "grace_out_of_range"


class ReasonsMissing(Invalid):
    code = "reasons_missing"


def verify(
    merchant: Merchant,
    command: VerifyMerchant,
    *,
    officer_id: str | None,
    decision_id: str,
    at: datetime,
    limits: Limits,
) -> tuple[MerchantVerified, ...]:
    """
    Let the seller sell.

    :raises OwnMerchant: the officer owns the business
    :raises MerchantIsRejected: the rejection was final
    :raises MerchantIsVerified: she was verified and is suspended now: she is to be reinstated
    :raises ChecksNotPassed: a check failed, or none passed
    :raises NibMissing: nobody has seen a NIB, and no grace is given
    :raises GraceOutOfRange: the grace ends in the past or too far ahead
    """
    if merchant.status is Status.VERIFIED:
        return ()
    if merchant.status is Status.SUSPENDED:
        raise MerchantIsVerified("a suspended seller is reinstated, not verified again")
    refuse_own(merchant, officer_id)
    refuse_final(merchant)
    results = [check.result for check in command.checks]
    if CheckResult.FAILED in results or CheckResult.PASSED not in results:
        raise ChecksNotPassed("at least one check must have passed and none failed")
    today = business_date(at)
    verified = MerchantVerified(
        merchant_id=merchant.merchant_id,
        decision_id=decision_id,
        checks=command.checks,
        verified_kelurahan_code=merchant.kelurahan_code,
        business_scale=merchant.business_scale,
        scale_basis=merchant.scale_basis,
        scale_as_of=merchant.scale_as_of,
        related_official=merchant.related_official,
        review_due=today + timedelta(days=limits.review_after_days),
        effective_from=at,
        nib_grace_until=_grace(merchant, command, today, limits),
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
    refuse_own(merchant, officer_id)
    if merchant.status not in {Status.REGISTERED, Status.REJECTED}:
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


def _grace(merchant: Merchant, command: VerifyMerchant, today: date, limits: Limits) -> date | None:
    seen = any(
        one.check is CheckKind.NIB and one.result is CheckResult.PASSED for one in command.checks
    )
    if seen or merchant.nib_status is NibStatus.VERIFIED:
        return None
    until = command.nib_grace_until
    if until is None:
        raise NibMissing("see the NIB, or say until when the seller may bring it")
    if not today <= until <= today + timedelta(days=limits.nib_grace_days_max):
        raise GraceOutOfRange(f"a grace lasts at most {limits.nib_grace_days_max} days")
    return until

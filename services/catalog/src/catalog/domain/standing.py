"""Whether a verified seller sells: suspended by an officer or the calendar, paused by herself."""

from datetime import datetime, timedelta

from catalog.domain.commands import PauseMerchant, ReinstateMerchant, SuspendMerchant
from catalog.domain.merchant import (
    Merchant,
    MerchantIsNotVerified,
    NibMissing,
    Status,
    end_of,
    refuse_own,
)
from catalog.domain.merchant_events import (
    MerchantPaused,
    MerchantReinstated,
    MerchantResumed,
    MerchantSuspended,
)
from catalog.domain.vocabulary import (
    OpenOrdersRule,
    ReinstatementReason,
    ResumptionReason,
    SuspensionReason,
)
from kernel.domain.errors import Invalid
from kernel.domain.ids import derived_id
from kernel.domain.wib import business_date

_PAUSE_AHEAD_MAX = timedelta(days=366)


class SuspensionMalformed(Invalid):
    code = "suspension_malformed"


class PauseMalformed(Invalid):
    code = "pause_malformed"


def suspend(
    merchant: Merchant,
    command: SuspendMerchant,
    *,
    officer_id: str | None,
    decision_id: str,
    at: datetime,
) -> tuple[MerchantSuspended, ...]:
    """
    Stop the seller, or change the terms of her suspension.

    :raises OwnMerchant: the officer owns the business
    :raises MerchantIsNotVerified: she may not sell anyway
    :raises SuspensionMalformed: it would end before it begins
    """
    refuse_own(merchant, officer_id)
    if merchant.status not in {Status.VERIFIED, Status.SUSPENDED}:
        raise MerchantIsNotVerified("only a verified seller is suspended")
    if command.until is not None and command.until < business_date(at):
        raise SuspensionMalformed("a suspension ends today at the earliest")
    suspended = MerchantSuspended(
        merchant_id=merchant.merchant_id,
        decision_id=decision_id,
        reason_code=command.reason_code,
        case_id=command.case_id,
        until=command.until,
        open_orders_rule=command.open_orders_rule,
        legal_basis=command.legal_basis,
        suspended_at=at,
    )
    return () if _same_terms(merchant.suspension, suspended) else (suspended,)


def reinstate(
    merchant: Merchant,
    command: ReinstateMerchant,
    *,
    officer_id: str | None,
    decision_id: str,
    at: datetime,
) -> tuple[MerchantReinstated, ...]:
    """
    Let the suspended seller sell again.

    :raises OwnMerchant: the officer owns the business
    :raises MerchantIsNotVerified: she never could sell
    :raises NibMissing: the grace is over, and the NIB has not come
    """
    if merchant.status is Status.VERIFIED:
        return ()
    refuse_own(merchant, officer_id)
    if merchant.status is not Status.SUSPENDED:
        raise MerchantIsNotVerified("only a suspended seller is reinstated")
    if merchant.lacks_nib(at):
        raise NibMissing("the grace is over; record the NIB first")
    return (_reinstated(merchant, decision_id, command.reason_code, at),)


def end_suspension(merchant: Merchant, *, at: datetime) -> tuple[MerchantReinstated, ...]:
    """Let her sell again once the last day of her suspension is over."""
    suspension = merchant.suspension
    if suspension is None or suspension.until is None or at < end_of(suspension.until):
        return ()
    decision_id = derived_id("reinstatement", suspension.decision_id)
    return (_reinstated(merchant, decision_id, ReinstatementReason.PERIOD_OVER, at),)


def end_nib_grace(merchant: Merchant, *, at: datetime) -> tuple[MerchantSuspended, ...]:
    """Stop a seller whose NIB has not come in time; what she has sold she still delivers."""
    if merchant.status not in {Status.VERIFIED, Status.SUSPENDED} or not merchant.lacks_nib(at):
        return ()
    suspended = MerchantSuspended(
        merchant_id=merchant.merchant_id,
        decision_id=derived_id("nib_grace", merchant.merchant_id, str(merchant.nib_grace_until)),
        reason_code=SuspensionReason.DOCUMENT_EXPIRED,
        case_id=None,
        until=None,
        open_orders_rule=OpenOrdersRule.FINISH,
        legal_basis=None,
        suspended_at=at,
    )
    return () if _same_terms(merchant.suspension, suspended) else (suspended,)


def pause(
    merchant: Merchant, command: PauseMerchant, *, at: datetime
) -> tuple[MerchantPaused, ...]:
    """
    Close the stall for a while, from now or from a later day; another pause replaces the first.

    :raises MerchantIsNotVerified: she does not sell anyway
    :raises PauseMalformed: it ends before it begins, or begins too far ahead
    """
    if merchant.status is not Status.VERIFIED:
        raise MerchantIsNotVerified("only a seller who may sell pauses")
    begins = max(command.from_at or at, at)
    if begins > at + _PAUSE_AHEAD_MAX or (command.until is not None and command.until <= begins):
        raise PauseMalformed("a pause begins within a year, and before it ends")
    known = merchant.pause
    if known and known.from_at <= at and begins == at:
        begins = known.from_at
    paused = MerchantPaused(
        merchant_id=merchant.merchant_id,
        from_at=begins,
        until=command.until,
        reason_code=command.reason_code,
    )
    return () if paused == known else (paused,)


def resume(merchant: Merchant, *, at: datetime) -> tuple[MerchantResumed, ...]:
    """Open again before the pause is over, or give it up before it has begun."""
    if merchant.pause is None:
        return ()
    return (_resumed(merchant, ResumptionReason.RETURNED, at),)


def end_pause(merchant: Merchant, *, at: datetime) -> tuple[MerchantResumed, ...]:
    """Open again once the pause is over."""
    known = merchant.pause
    if known is None or known.until is None or at < known.until:
        return ()
    return (_resumed(merchant, ResumptionReason.PERIOD_OVER, known.until),)


def _reinstated(
    merchant: Merchant, decision_id: str, reason: ReinstatementReason, at: datetime
) -> MerchantReinstated:
    return MerchantReinstated(
        merchant_id=merchant.merchant_id,
        decision_id=decision_id,
        reason_code=reason,
        reinstated_at=at,
    )


def _resumed(merchant: Merchant, reason: ResumptionReason, at: datetime) -> MerchantResumed:
    return MerchantResumed(merchant_id=merchant.merchant_id, resumed_at=at, reason_code=reason)


def _same_terms(known: MerchantSuspended | None, wanted: MerchantSuspended) -> bool:
    def terms(one: MerchantSuspended) -> tuple[object, ...]:
        return one.reason_code, one.case_id, one.until, one.open_orders_rule, one.legal_basis

    return known is not None and terms(known) == terms(wanted)

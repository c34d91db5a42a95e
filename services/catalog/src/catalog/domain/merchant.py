"""A seller: who she is, how she stands, and every way from one standing to the next."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import assert_never

from catalog.domain.merchant_events import (
    MerchantDocumentRecorded,
    MerchantPaused,
    MerchantProfileChanged,
    MerchantRegistered,
    MerchantReinstated,
    MerchantRejected,
    MerchantResubmitted,
    MerchantResumed,
    MerchantServiceChanged,
    MerchantSuspended,
    MerchantVerified,
)
from catalog.domain.vocabulary import (
    BusinessScale,
    CheckKind,
    CheckResult,
    DocumentKind,
    MerchantKind,
    NibStatus,
    RejectionCode,
    RelatedOfficial,
    ScaleBasis,
    SupervisingDepartment,
)
from kernel.domain.errors import NotFound, Rejected
from kernel.domain.lifecycle import Arrow, Lifecycle
from kernel.domain.streams import Kind
from kernel.domain.wib import start_of

MerchantEvent = (
    MerchantRegistered
    | MerchantResubmitted
    | MerchantVerified
    | MerchantRejected
    | MerchantSuspended
    | MerchantReinstated
    | MerchantPaused
    | MerchantResumed
    | MerchantProfileChanged
    | MerchantServiceChanged
    | MerchantDocumentRecorded
)


class MerchantNotFound(NotFound):
    code = "merchant_not_found"


class MerchantIsRejected(Rejected):
    code = "merchant_rejected"


class MerchantIsVerified(Rejected):
    code = "merchant_verified"


class MerchantIsNotVerified(Rejected):
    code = "merchant_not_verified"


class NibMissing(Rejected):
    code = "nib_missing"


class OwnMerchant(Rejected):
    """An officer does not judge her own business."""

    code = "own_merchant"


class Status(StrEnum):
    REGISTERED = "registered"
    VERIFIED = "verified"
    REJECTED = "rejected"
    SUSPENDED = "suspended"


MERCHANT_LIFE = Lifecycle(
    name="merchant",
    arrows=(
        Arrow(None, MerchantRegistered, Status.REGISTERED),
        Arrow(Status.REGISTERED, MerchantVerified, Status.VERIFIED),
        Arrow(Status.REGISTERED, MerchantRejected, Status.REJECTED),
        Arrow(Status.REJECTED, MerchantRejected, Status.REJECTED, "final, or no longer final"),
        Arrow(Status.REJECTED, MerchantResubmitted, Status.REGISTERED),
        Arrow(Status.REJECTED, MerchantVerified, Status.VERIFIED),
        Arrow(Status.VERIFIED, MerchantSuspended, Status.SUSPENDED),
        Arrow(Status.SUSPENDED, MerchantSuspended, Status.SUSPENDED, "on other terms"),
        Arrow(Status.SUSPENDED, MerchantReinstated, Status.VERIFIED),
        Arrow(Status.VERIFIED, MerchantPaused, Status.VERIFIED, "closed for a while"),
        Arrow(Status.VERIFIED, MerchantResumed, Status.VERIFIED),
        Arrow(Status.SUSPENDED, MerchantResumed, Status.SUSPENDED),
        *(
            Arrow(status, event, status)
            for status in Status
            for event in (MerchantProfileChanged, MerchantServiceChanged, MerchantDocumentRecorded)
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merchant:
    """The last suspension and pause are as they were decided; a pause may lie ahead."""

    merchant_id: str
    owner_account_id: str
    profile_ref: str
    status: Status
    kelurahan_code: str
    merchant_kind: MerchantKind
    supervising_department: SupervisingDepartment
    nib_status: NibStatus
    business_scale: BusinessScale
    scale_basis: ScaleBasis
    scale_as_of: date
    related_official: RelatedOfficial
    terms_version: str
    attempt_no: int = 1
    may_resubmit: bool = True
    nib_grace_until: date | None = None
    service: MerchantServiceChanged | None = None
    suspension: MerchantSuspended | None = None
    pause: MerchantPaused | None = None
    documents: tuple[MerchantDocumentRecorded, ...] = ()

    def obstacle(self, at: datetime) -> RejectionCode | None:
        """Return why nothing can be sold at that instant, or None if it can."""
        if self.status is not Status.VERIFIED:
            # The published codes have no word for a seller who was never verified; orders hears of
            # her as it hears of one who was suspended: she may not sell.
            return RejectionCode.MERCHANT_SUSPENDED
        return RejectionCode.MERCHANT_PAUSED if self.is_paused(at) else None

    def is_paused(self, at: datetime) -> bool:
        pause = self.pause
        return pause is not None and pause.from_at <= at and (not pause.until or at < pause.until)

    def lacks_nib(self, at: datetime) -> bool:
        """Tell whether the grace is over and no NIB has come; one that waits for a look has."""
        has_none = self.nib_status in {NibStatus.NONE, NibStatus.APPLIED}
        return has_none and self.nib_grace_until is not None and at >= end_of(self.nib_grace_until)


def end_of(last_day: date) -> datetime:
    """Return the instant at which that day is over in Malang."""
    return start_of(last_day + timedelta(days=1))


def refuse_own(merchant: Merchant, officer_id: str | None) -> None:
    """:raises OwnMerchant: the officer owns the business"""
    if merchant.owner_account_id == officer_id:
        raise OwnMerchant("nobody judges a business of her own")


def refuse_final(merchant: Merchant) -> None:
    """:raises MerchantIsRejected: the seller was turned away for good"""
    if merchant.status is Status.REJECTED and not merchant.may_resubmit:
        raise MerchantIsRejected("the rejection of this seller is final")


def evolve(merchant: Merchant | None, event: MerchantEvent) -> Merchant:
    if isinstance(event, MerchantRegistered):
        return _registered(merchant, event)
    assert merchant is not None, "a seller is registered first"
    match event:
        case MerchantVerified() | MerchantRejected() | MerchantResubmitted():
            return _judged(merchant, event)
        case MerchantSuspended() | MerchantReinstated() | MerchantPaused() | MerchantResumed():
            return _standing(merchant, event)
        case _:
            return _told(merchant, event)


MERCHANT = Kind("merchant", evolve)


def _registered(merchant: Merchant | None, event: MerchantRegistered) -> Merchant:
    source = merchant.status if merchant else None
    return Merchant(
        merchant_id=event.merchant_id,
        owner_account_id=event.owner_account_id,
        profile_ref=event.profile_ref,
        status=MERCHANT_LIFE.moved(source, event, Status.REGISTERED),
        kelurahan_code=event.business_kelurahan_code,
        merchant_kind=event.merchant_kind,
        supervising_department=event.supervising_department,
        nib_status=event.nib_status,
        business_scale=event.business_scale,
        scale_basis=event.scale_basis,
        scale_as_of=event.scale_as_of,
        related_official=event.related_official,
        terms_version=event.terms_version,
    )


def _judged(
    merchant: Merchant, event: MerchantVerified | MerchantRejected | MerchantResubmitted
) -> Merchant:
    match event:
        case MerchantVerified():
            status = MERCHANT_LIFE.moved(merchant.status, event, Status.VERIFIED)
            nib = NibStatus.VERIFIED if _saw_nib(event) else merchant.nib_status
            grace = event.nib_grace_until
            return replace(merchant, status=status, nib_status=nib, nib_grace_until=grace)
        case MerchantRejected():
            status = MERCHANT_LIFE.moved(merchant.status, event, Status.REJECTED)
            return replace(merchant, status=status, may_resubmit=event.may_resubmit)
        case MerchantResubmitted():
            status = MERCHANT_LIFE.moved(merchant.status, event, Status.REGISTERED)
            return replace(merchant, status=status, attempt_no=event.attempt_no)
        case _:
            assert_never(event)


def _standing(
    merchant: Merchant,
    event: MerchantSuspended | MerchantReinstated | MerchantPaused | MerchantResumed,
) -> Merchant:
    match event:
        case MerchantSuspended():
            status = MERCHANT_LIFE.moved(merchant.status, event, Status.SUSPENDED)
            return replace(merchant, status=status, suspension=event)
        case MerchantReinstated():
            status = MERCHANT_LIFE.moved(merchant.status, event, Status.VERIFIED)
            return replace(merchant, status=status, suspension=None)
        case MerchantPaused():
            MERCHANT_LIFE.moved(merchant.status, event, merchant.status)
            return replace(merchant, pause=event)
        case MerchantResumed():
            MERCHANT_LIFE.moved(merchant.status, event, merchant.status)
            return replace(merchant, pause=None)
        case _:
            assert_never(event)


def _told(
    merchant: Merchant,
    event: MerchantProfileChanged | MerchantServiceChanged | MerchantDocumentRecorded,
) -> Merchant:
    MERCHANT_LIFE.moved(merchant.status, event, merchant.status)
    match event:
        case MerchantProfileChanged():
            return replace(
                merchant,
                kelurahan_code=event.business_kelurahan_code,
                business_scale=event.business_scale,
                scale_basis=event.scale_basis,
                scale_as_of=event.scale_as_of,
                supervising_department=event.supervising_department,
            )
        case MerchantServiceChanged():
            return replace(merchant, service=event)
        case MerchantDocumentRecorded():
            return _documented(merchant, event)
        case _:
            assert_never(event)


def _documented(merchant: Merchant, event: MerchantDocumentRecorded) -> Merchant:
    nib = merchant.nib_status
    if event.document_kind is DocumentKind.NIB and nib is not NibStatus.VERIFIED:
        nib = NibStatus.VERIFIED if event.verified else NibStatus.CLAIMED
    return replace(merchant, nib_status=nib, documents=(*merchant.documents, event))


def _saw_nib(event: MerchantVerified) -> bool:
    return any(
        one.check is CheckKind.NIB and one.result is CheckResult.PASSED for one in event.checks
    )

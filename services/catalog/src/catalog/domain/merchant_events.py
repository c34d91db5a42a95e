"""Facts about sellers, as they are published: a field is added, never renamed or removed."""

from dataclasses import dataclass
from datetime import date, datetime

from catalog.domain.vocabulary import (
    BusinessScale,
    CheckKind,
    CheckResult,
    DocumentKind,
    MerchantKind,
    MerchantRejectionReason,
    NibStatus,
    OpenOrdersRule,
    PauseReason,
    RegisteredVia,
    ReinstatementReason,
    RelatedOfficial,
    Residence,
    ResumptionReason,
    ScaleBasis,
    SupervisingDepartment,
    SuspensionReason,
)
from kernel.domain.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantRegistered(Event):
    """Trade name, phone and NIB lie in the vault, under `profile_ref` and `nib_ref`."""

    merchant_id: str
    merchant_number: str  # For phone and paper.
    owner_account_id: str  # The same id as a buyer's account, so that self-purchase shows.
    profile_ref: str
    merchant_kind: MerchantKind
    supervising_department: SupervisingDepartment
    business_kelurahan_code: str
    owner_resident_in_city: Residence
    nib_status: NibStatus
    nib_ref: str | None
    kbli_codes: tuple[str, ...]
    business_scale: BusinessScale
    scale_basis: ScaleBasis
    scale_as_of: date
    is_modern_retail_or_franchise: bool
    related_official: RelatedOfficial
    related_member_ref: str | None
    registered_via: RegisteredVia
    terms_version: str
    onboarding_source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantCheck:
    check: CheckKind
    result: CheckResult
    document_ref: str | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantVerified(Event):
    merchant_id: str
    decision_id: str
    checks: tuple[MerchantCheck, ...]
    verified_kelurahan_code: str
    business_scale: BusinessScale
    scale_basis: ScaleBasis
    scale_as_of: date
    related_official: RelatedOfficial
    review_due: date
    effective_from: datetime
    nib_grace_until: date | None = None  # Verified without a NIB: the last day to bring it.


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantRejected(Event):
    merchant_id: str
    decision_id: str
    reason_codes: tuple[MerchantRejectionReason, ...]
    may_resubmit: bool
    reason_text_ref: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningSpan:
    weekday: int  # 0 is Monday.
    opens: str  # HH:MM in WIB.
    closes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryArea:
    kelurahan_code: str
    fee_idr: int = 0
    min_order_idr: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantServiceChanged(Event):
    merchant_id: str
    opening_hours: tuple[OpeningSpan, ...]
    delivers: bool
    delivery_area: tuple[DeliveryArea, ...]
    pickup_at_stall: bool
    pickup_points: tuple[str, ...]
    order_cutoff_time: str | None
    preparation_minutes: int
    max_open_orders: int | None
    effective_from: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantResubmitted(Event):
    """A rejected seller has mended what was wrong: everything that is judged, once more."""

    merchant_id: str
    attempt_no: int
    merchant_kind: MerchantKind
    supervising_department: SupervisingDepartment
    business_kelurahan_code: str
    nib_status: NibStatus
    business_scale: BusinessScale
    scale_basis: ScaleBasis
    scale_as_of: date
    related_official: RelatedOfficial
    terms_version: str
    resubmitted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantSuspended(Event):
    merchant_id: str
    decision_id: str
    reason_code: SuspensionReason
    case_id: str | None
    until: date | None  # The last day of it; without one it lasts until an officer ends it.
    open_orders_rule: OpenOrdersRule
    legal_basis: str | None
    suspended_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantReinstated(Event):
    merchant_id: str
    decision_id: str
    reason_code: ReinstatementReason
    reinstated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantPaused(Event):
    """She sells nothing from `from_at` until `until`; a later one takes the place of this."""

    merchant_id: str
    from_at: datetime
    until: datetime | None
    reason_code: PauseReason


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantResumed(Event):
    merchant_id: str
    resumed_at: datetime
    reason_code: ResumptionReason


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantProfileChanged(Event):
    """All of the profile, whatever changed; name and phone lie in the vault."""

    merchant_id: str
    changed_fields: tuple[str, ...]
    business_kelurahan_code: str
    business_scale: BusinessScale
    scale_basis: ScaleBasis
    scale_as_of: date
    supervising_department: SupervisingDepartment
    effective_from: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantDocumentRecorded(Event):
    """The number lies in the vault under `document_ref`."""

    merchant_id: str
    document_kind: DocumentKind
    document_ref: str
    content_sha256: str | None  # Of the scan; None: only the number is known.
    issued_on: date | None
    valid_until: date | None
    verified: bool  # An officer has seen it.

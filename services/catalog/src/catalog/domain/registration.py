"""What a seller says of herself: at first, after a rejection, and whenever something changes."""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime

from catalog.domain.commands import (
    ChangeMerchantProfile,
    ChangeMerchantService,
    RegisterMerchant,
    ResubmitMerchant,
)
from catalog.domain.merchant import Merchant, MerchantIsVerified, Status, refuse_final
from catalog.domain.merchant_events import (
    MerchantProfileChanged,
    MerchantRegistered,
    MerchantResubmitted,
    MerchantServiceChanged,
)
from catalog.domain.service_terms import service_terms
from catalog.domain.vocabulary import NibStatus, RegisteredVia, Residence, ScaleBasis
from kernel.domain.errors import Invalid, Rejected
from kernel.domain.wib import business_date

_NIB = re.compile(r"[0-9]{13}")
_PHONE = re.compile(r"\+?[0-9][0-9 \-]{6,18}[0-9]")
_TRADE_NAME_LENGTH_MAX = 100
# Crockford's alphabet has no I, L, O or U, so that a number survives the telephone.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class MerchantProfileMalformed(Invalid):
    code = "merchant_profile_malformed"


class NotASmallBusiness(Rejected):
    code = "not_a_small_business"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What the service itself knows about a registration, beside what was asked."""

    merchant_id: str
    owner_account_id: str
    registered_via: RegisteredVia
    profile_ref: str
    nib_ref: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What lies in the vault of a seller."""

    trade_name: str
    phone: str


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
    check_profile(command.trade_name, command.phone)
    check_nib(command.nib)
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


def resubmit(
    merchant: Merchant, command: ResubmitMerchant, *, at: datetime
) -> tuple[MerchantResubmitted, ...]:
    """
    Ask an officer to look again; what was wrong was mended before, or on paper.

    :raises MerchantIsRejected: the rejection was final
    :raises MerchantIsVerified: there is nothing to ask for
    """
    if merchant.status is Status.REGISTERED:
        return ()
    refuse_final(merchant)
    if merchant.status is not Status.REJECTED:
        raise MerchantIsVerified("only a rejected seller asks again")
    resubmitted = MerchantResubmitted(
        merchant_id=merchant.merchant_id,
        attempt_no=merchant.attempt_no + 1,
        merchant_kind=merchant.merchant_kind,
        supervising_department=merchant.supervising_department,
        business_kelurahan_code=merchant.kelurahan_code,
        nib_status=merchant.nib_status,
        business_scale=merchant.business_scale,
        scale_basis=merchant.scale_basis,
        scale_as_of=merchant.scale_as_of,
        related_official=merchant.related_official,
        terms_version=command.terms_version or merchant.terms_version,
        resubmitted_at=at,
    )
    return (resubmitted,)


def change_profile(
    merchant: Merchant, command: ChangeMerchantProfile, *, known: Profile, at: datetime
) -> tuple[MerchantProfileChanged, ...]:
    """
    Say what is different; what is not given stays.

    :param known: what the vault has of her now
    :raises MerchantIsRejected: she was turned away for good
    :raises MerchantProfileMalformed: name or phone cannot be right
    """
    refuse_final(merchant)
    wanted = told_profile(command, known)
    check_profile(wanted.trade_name, wanted.phone)
    after = _changed_merchant(merchant, command, at)
    changed = [name for name in ("trade_name", "phone") if _differ(wanted, known, name)]
    changed += [public for public, name in _PUBLIC.items() if _differ(after, merchant, name)]
    if not changed:
        return ()
    event = MerchantProfileChanged(
        merchant_id=merchant.merchant_id,
        changed_fields=tuple(changed),
        business_kelurahan_code=after.kelurahan_code,
        business_scale=after.business_scale,
        scale_basis=after.scale_basis,
        scale_as_of=after.scale_as_of,
        supervising_department=after.supervising_department,
        effective_from=at,
    )
    return (event,)


def told_profile(command: ChangeMerchantProfile, known: Profile) -> Profile:
    """Return what the vault is to have from now on."""
    trade_name = known.trade_name if command.trade_name is None else command.trade_name.strip()
    return Profile(trade_name=trade_name, phone=command.phone or known.phone)


def change_service(
    merchant: Merchant, command: ChangeMerchantService, *, at: datetime
) -> tuple[MerchantServiceChanged, ...]:
    """
    Say anew when she is open and how goods reach the buyer.

    :raises MerchantIsRejected: she was turned away for good
    :raises OpeningHoursMalformed: see `service_terms`
    :raises DeliveryTermsMalformed: see `service_terms`
    """
    refuse_final(merchant)
    service = service_terms(command.delivery, merchant_id=merchant.merchant_id, at=at)
    known = merchant.service
    if known and replace(service, effective_from=known.effective_from) == known:
        return ()
    return (service,)


def check_profile(trade_name: str, phone: str) -> None:
    """:raises MerchantProfileMalformed: name or phone cannot be right"""
    # The values are personal: they never appear in the message.
    if not 0 < len(trade_name.strip()) <= _TRADE_NAME_LENGTH_MAX:
        raise MerchantProfileMalformed("the trade name is empty or too long")
    if not _PHONE.fullmatch(phone):
        raise MerchantProfileMalformed("the phone number has 8 to 20 digits, spaces or hyphens")


def check_nib(nib: str | None) -> None:
    """:raises MerchantProfileMalformed: it is no NIB"""
    if nib is not None and not _NIB.fullmatch(nib):
        raise MerchantProfileMalformed("a NIB has 13 digits")


def merchant_number(merchant_id: str) -> str:
    """Return a number for phone and paper that is always the same for the same seller."""
    digest = int.from_bytes(hashlib.sha256(merchant_id.encode()).digest()[:5])
    symbols = "".join(_ALPHABET[(digest >> shift) & 31] for shift in range(35, -1, -5))
    return f"M-{symbols[:4]}-{symbols[4:]}"


# The published names of what is not in the vault, and ours.
_PUBLIC = {
    "business_kelurahan_code": "kelurahan_code",
    "business_scale": "business_scale",
    "supervising_department": "supervising_department",
}


def _changed_merchant(merchant: Merchant, command: ChangeMerchantProfile, at: datetime) -> Merchant:
    scale = command.business_scale or merchant.business_scale
    after = replace(
        merchant,
        kelurahan_code=command.business_kelurahan_code or merchant.kelurahan_code,
        business_scale=scale,
        supervising_department=command.supervising_department or merchant.supervising_department,
    )
    if scale is merchant.business_scale:
        return after
    return replace(after, scale_basis=ScaleBasis.DECLARED, scale_as_of=business_date(at))


def _differ(one: Profile | Merchant, other: Profile | Merchant, name: str) -> bool:
    return bool(getattr(one, name) != getattr(other, name))

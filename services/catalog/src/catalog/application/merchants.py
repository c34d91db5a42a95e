"""Commands about sellers: load, decide, save."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from catalog.application.callers import any_merchant, is_officer, own_merchant
from catalog.application.ports import Ports
from catalog.application.timers import NIB_GRACE, PAUSE, SUSPENSION, cancel, set_timer
from catalog.domain import documents, registration, standing, verification
from catalog.domain.commands import (
    ChangeMerchantProfile,
    ChangeMerchantService,
    DeliveryTerms,
    PauseMerchant,
    RecordMerchantDocument,
    RegisterMerchant,
    ReinstateMerchant,
    RejectMerchant,
    ResubmitMerchant,
    ResumeMerchant,
    SuspendMerchant,
    VerifyMerchant,
)
from catalog.domain.merchant import MERCHANT, end_of, refuse_own
from catalog.domain.places import require_known
from catalog.domain.registration import Profile, Registration
from catalog.domain.vocabulary import DocumentKind, RegisteredVia
from kernel.application.envelope import Context
from kernel.application.ports import UnitOfWork
from kernel.domain.errors import Invalid
from kernel.domain.ids import new_id, random_id
from kernel.domain.wib import business_date

Result = dict[str, Any]


class OwnerMissing(Invalid):
    """An officer registers on somebody's behalf, never herself."""

    code = "owner_missing"


def register_merchant(command: RegisterMerchant, *, work: UnitOfWork, ports: Ports) -> Result:
    """
    Register a seller; her name, phone and NIB go to the vault.

    :raises KelurahanUnknown: the business or a delivery area is not in the city
    :raises OwnerMissing: nobody would own the business
    """
    check_places(command.delivery, command.business_kelurahan_code, ports=ports)
    owner, via = _registrant(work.context)
    new = Registration(
        merchant_id=new_id(),
        owner_account_id=owner,
        registered_via=via,
        profile_ref=random_id(),
        nib_ref=random_id() if command.nib else None,
    )
    return save_registration(command, new, work=work)


def save_registration(command: RegisterMerchant, new: Registration, *, work: UnitOfWork) -> Result:
    """:raises Refusal: what `registration.register` raises"""
    events = registration.register(command, new, at=work.now)
    profile = Profile(trade_name=command.trade_name.strip(), phone=command.phone)
    work.seal(new.profile_ref, "merchant_profile", asdict(profile))
    if new.nib_ref:
        work.seal(new.nib_ref, "nib", {"nib": command.nib})
    work.add(MERCHANT, new.merchant_id, events, new=True)
    return {"merchant_id": new.merchant_id, "merchant_number": events[0].merchant_number}


def check_places(delivery: DeliveryTerms | None, *codes: str | None, ports: Ports) -> None:
    """:raises KelurahanUnknown: one of them is not in the city"""
    areas = [area.kelurahan_code for area in delivery.delivery_area] if delivery else []
    require_known([*filter(None, codes), *areas], ports.places.kelurahan)


def resubmit_merchant(command: ResubmitMerchant, *, work: UnitOfWork, ports: Ports) -> Result:  # noqa: ARG001
    """:raises MerchantNotFound: she is not the caller's; and what `registration.resubmit` raises"""
    seller = own_merchant(command.merchant_id, work=work)
    work.add(MERCHANT, command.merchant_id, registration.resubmit(seller, command, at=work.now))
    return {}


def change_merchant_profile(
    command: ChangeMerchantProfile, *, work: UnitOfWork, ports: Ports
) -> Result:
    """
    Change what is told of her; name and phone take the place of those in the vault.

    :raises MerchantNotFound: she is not the caller's
    :raises KelurahanUnknown: the business would not be in the city
    """
    seller = own_merchant(command.merchant_id, work=work)
    check_places(None, command.business_kelurahan_code, ports=ports)
    known = ports.profiles.of(command.merchant_id)
    events = registration.change_profile(seller, command, known=known, at=work.now)
    told = registration.told_profile(command, known)
    if told != known:
        work.seal(seller.profile_ref, "merchant_profile", asdict(told))
    work.add(MERCHANT, command.merchant_id, events)
    ports.profiles.note(command.merchant_id, told)
    return {}


def learn_profiles(commands: Sequence[ChangeMerchantProfile], ports: Ports) -> None:
    ports.profiles.learn(command.merchant_id for command in commands)


def change_merchant_service(
    command: ChangeMerchantService, *, work: UnitOfWork, ports: Ports
) -> Result:
    """
    Change when she is open and how goods reach the buyer.

    :raises MerchantNotFound: she is not the caller's
    :raises KelurahanUnknown: a delivery area is not in the city
    """
    seller = own_merchant(command.merchant_id, work=work)
    check_places(command.delivery, ports=ports)
    events = registration.change_service(seller, command, at=work.now)
    work.add(MERCHANT, command.merchant_id, events)
    return {}


def record_merchant_document(
    command: RecordMerchantDocument, *, work: UnitOfWork, ports: Ports
) -> Result:
    """
    Take note of a paper; its number goes to the vault. An officer's note is a look at it.

    :raises MerchantNotFound: there is none, or she is not the caller's
    :raises OwnMerchant: the officer owns the business
    """
    del ports
    officer = is_officer(work.context)
    load = any_merchant if officer else own_merchant
    seller = load(command.merchant_id, work=work)
    if officer:
        refuse_own(seller, work.context.actor_id)
    document_ref = random_id()
    events = documents.record_document(
        seller,
        command,
        document_ref=document_ref,
        seen_by_officer=officer,
        on=business_date(work.now),
    )
    if events and command.number:
        kind = "nib" if command.document_kind is DocumentKind.NIB else "document_number"
        work.seal(document_ref, kind, {kind: command.number})
    work.add(MERCHANT, command.merchant_id, events)
    return {"document_ref": events[0].document_ref if events else None}


def verify_merchant(command: VerifyMerchant, *, work: UnitOfWork, ports: Ports) -> Result:
    """:raises MerchantNotFound: there is none; and what `verification.verify` raises"""
    events = verification.verify(
        any_merchant(command.merchant_id, work=work),
        command,
        officer_id=work.context.actor_id,
        decision_id=new_id(),
        at=work.now,
        limits=ports.limits,
    )
    for event in events:
        if event.nib_grace_until:
            set_timer(work, NIB_GRACE, command.merchant_id, end_of(event.nib_grace_until))
    work.add(MERCHANT, command.merchant_id, events)
    return {}


def reject_merchant(command: RejectMerchant, *, work: UnitOfWork, ports: Ports) -> Result:  # noqa: ARG001
    """:raises MerchantNotFound: there is none; and what `verification.reject` raises"""
    events = verification.reject(
        any_merchant(command.merchant_id, work=work),
        command,
        officer_id=work.context.actor_id,
        decision_id=new_id(),
    )
    work.add(MERCHANT, command.merchant_id, events)
    return {}


def suspend_merchant(command: SuspendMerchant, *, work: UnitOfWork, ports: Ports) -> Result:  # noqa: ARG001
    """:raises MerchantNotFound: there is none; and what `standing.suspend` raises"""
    events = standing.suspend(
        any_merchant(command.merchant_id, work=work),
        command,
        officer_id=work.context.actor_id,
        decision_id=new_id(),
        at=work.now,
    )
    for event in events:
        if event.until:
            set_timer(work, SUSPENSION, command.merchant_id, end_of(event.until))
        else:
            cancel(work, SUSPENSION, command.merchant_id)
    work.add(MERCHANT, command.merchant_id, events)
    return {}


def reinstate_merchant(command: ReinstateMerchant, *, work: UnitOfWork, ports: Ports) -> Result:  # noqa: ARG001
    """:raises MerchantNotFound: there is none; and what `standing.reinstate` raises"""
    events = standing.reinstate(
        any_merchant(command.merchant_id, work=work),
        command,
        officer_id=work.context.actor_id,
        decision_id=new_id(),
        at=work.now,
    )
    if events:
        cancel(work, SUSPENSION, command.merchant_id)
    work.add(MERCHANT, command.merchant_id, events)
    return {}


def pause_merchant(command: PauseMerchant, *, work: UnitOfWork, ports: Ports) -> Result:  # noqa: ARG001
    """:raises MerchantNotFound: she is not the caller's; and what `standing.pause` raises"""
    seller = own_merchant(command.merchant_id, work=work)
    events = standing.pause(seller, command, at=work.now)
    for event in events:
        if event.until:
            set_timer(work, PAUSE, command.merchant_id, event.until)
        else:
            cancel(work, PAUSE, command.merchant_id)
    work.add(MERCHANT, command.merchant_id, events)
    return {}


def resume_merchant(command: ResumeMerchant, *, work: UnitOfWork, ports: Ports) -> Result:  # noqa: ARG001
    """:raises MerchantNotFound: she is not the caller's"""
    seller = own_merchant(command.merchant_id, work=work)
    events = standing.resume(seller, at=work.now)
    if events:
        cancel(work, PAUSE, command.merchant_id)
    work.add(MERCHANT, command.merchant_id, events)
    return {}


def needs_of_merchant(command: Any) -> Iterable[tuple[Any, str]]:
    return [(MERCHANT, command.merchant_id)]


def _registrant(context: Context) -> tuple[str, RegisteredVia]:
    if is_officer(context):
        owner, via = context.on_behalf_of_id, RegisteredVia.OFFICER
    else:
        owner, via = context.actor_id, RegisteredVia.SELF
    if owner is None:
        raise OwnerMissing("say on whose behalf the business is registered")
    return owner, via

"""Every arrow of a seller's, a product's and a reservation's life happens, and no other does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from catalog_examples import (
    DEARER,
    DELIST,
    DELIVERY,
    LIST_RICE,
    NOON,
    OFFICER,
    ORDER,
    REGISTER,
    REGISTRATION,
    REJECT,
    RICE,
    RICE_LISTED,
    RULES,
    SELLER,
    STALL,
    TEN_PACKS,
    TODAY,
    VERIFY,
    line,
    reserve_stock,
)
from catalog_lifetimes import (
    AFTER_GRACE,
    BLOCK,
    MERCHANT_HISTORIES,
    NEXT_WEEK,
    PAUSE,
    PRODUCT_HISTORIES,
    SUSPEND,
)
from catalog_memory import shelf_after

from catalog.domain import documents, offering, registration, standing, take_down, verification
from catalog.domain.commands import (
    AssignCommodity,
    ChangeMerchantProfile,
    ChangeMerchantService,
    DescribeProduct,
    RecordMerchantDocument,
    ReinstateMerchant,
    RelistProduct,
    ResubmitMerchant,
    UnblockProduct,
)
from catalog.domain.limits import Limits
from catalog.domain.merchant import MERCHANT, MERCHANT_LIFE
from catalog.domain.product import PRODUCT, PRODUCT_LIFE
from catalog.domain.registration import Profile
from catalog.domain.reservation import (
    RESERVATION,
    RESERVATION_LIFE,
    commit,
    release,
    reserve,
)
from catalog.domain.returns import LineBack, bring_back, deliver, send_back
from catalog.domain.stock import receive
from catalog.domain.stock_events import StockRejected, StockReserved
from catalog.domain.vocabulary import (
    AssignedBy,
    BusinessScale,
    Disposition,
    DocumentKind,
    RejectionCode,
    ReleaseReason,
)
from kernel.domain.events import Event
from kernel.testing.lifecycle_contracts import LifecycleContract

Act = Callable[[Any], Sequence[Event]]
KNOWN = Profile(trade_name=REGISTER.trade_name, phone=REGISTER.phone)
JUDGED: dict[str, Any] = {"officer_id": OFFICER, "decision_id": "decision-9"}


def existing(act: Act) -> Act:
    """A handler finds the thing before it decides: without one there is no decision."""
    return lambda thing: () if thing is None else act(thing)


class TestMerchantLife(LifecycleContract):
    lifecycle = MERCHANT_LIFE
    kind = MERCHANT

    @classmethod
    def histories(cls) -> Sequence[Sequence[Event]]:
        return MERCHANT_HISTORIES

    @classmethod
    def acts(cls) -> Mapping[str, Act]:
        profile = ChangeMerchantProfile(merchant_id=STALL, business_scale=BusinessScale.SMALL)
        service = ChangeMerchantService(
            merchant_id=STALL, delivery=replace(DELIVERY, pickup_at_stall=True)
        )
        paper = RecordMerchantDocument(
            merchant_id=STALL, document_kind=DocumentKind.HALAL, number="ID-1"
        )
        other = replace(SUSPEND, until=date(2026, 4, 1))
        acts: dict[str, Act] = {
            "verify": lambda m: verification.verify(m, VERIFY, **JUDGED, at=NOON, limits=Limits()),
            "reject": lambda m: verification.reject(m, REJECT, **JUDGED),
            "reject_for_good": lambda m: verification.reject(
                m, replace(REJECT, may_resubmit=False), **JUDGED
            ),
            "resubmit": lambda m: registration.resubmit(
                m, ResubmitMerchant(merchant_id=STALL), at=NOON
            ),
            "suspend": lambda m: standing.suspend(m, SUSPEND, **JUDGED, at=NOON),
            "suspend_longer": lambda m: standing.suspend(m, other, **JUDGED, at=NOON),
            "reinstate": lambda m: standing.reinstate(
                m, ReinstateMerchant(merchant_id=STALL), **JUDGED, at=NOON
            ),
            "end_suspension": lambda m: standing.end_suspension(m, at=NEXT_WEEK),
            "end_nib_grace": lambda m: standing.end_nib_grace(m, at=AFTER_GRACE),
            "pause": lambda m: standing.pause(m, PAUSE, at=NOON),
            "resume": lambda m: standing.resume(m, at=NOON),
            "end_pause": lambda m: standing.end_pause(m, at=NEXT_WEEK),
            "change_profile": lambda m: registration.change_profile(
                m, profile, known=KNOWN, at=NOON
            ),
            "change_service": lambda m: registration.change_service(m, service, at=NOON),
            "record_document": lambda m: documents.record_document(
                m, paper, document_ref="paper-1", seen_by_officer=False, on=TODAY
            ),
        }
        new: dict[str, Act] = {
            "register": lambda m: (
                () if m else registration.register(REGISTER, REGISTRATION, at=NOON)
            )
        }
        return new | {name: existing(act) for name, act in acts.items()}


class TestProductLife(LifecycleContract):
    lifecycle = PRODUCT_LIFE
    kind = PRODUCT

    @classmethod
    def histories(cls) -> Sequence[Sequence[Event]]:
        return PRODUCT_HISTORIES

    @classmethod
    def acts(cls) -> Mapping[str, Act]:
        described = DescribeProduct(product_id=RICE, name="Beras baru", category_code="staples")
        decided: dict[str, Any] = {"decision_id": "decision-9", "at": NOON}
        acts: dict[str, Act] = {
            "describe": lambda p: offering.describe(
                p, described, assigned_by=AssignedBy.SELLER, rules=RULES
            ),
            "assign_commodity": lambda p: offering.assign_commodity(
                p, AssignCommodity(product_id=RICE), rules=RULES
            ),
            "change_price": lambda p: offering.change_price(
                p, replace(DEARER, new_price_idr=1), rules=RULES
            ),
            "delist": lambda p: offering.delist(p, DELIST),
            "relist": lambda p: offering.relist(p, RelistProduct(product_id=RICE), rules=RULES),
            "block": lambda p: take_down.block(p, BLOCK, **decided),
            "block_softly": lambda p: take_down.block(
                p, replace(BLOCK, may_relist=True), **decided
            ),
            "unblock": lambda p: take_down.unblock(p, UnblockProduct(product_id=RICE), **decided),
        }
        new: dict[str, Act] = {
            "list": lambda p: (
                ()
                if p
                else offering.list_product(
                    LIST_RICE,
                    product_id=RICE,
                    merchant=SELLER.state,
                    assigned_by=AssignedBy.SELLER,
                    rules=RULES,
                )
            )
        }
        return new | {name: existing(act) for name, act in acts.items()}


(TEN_CAME,) = receive(
    TEN_PACKS, shelf=shelf_after(RICE_LISTED, product_id=RICE), on=TODAY, limits=Limits()
)
SHELVES = {RICE: shelf_after(RICE_LISTED, TEN_CAME, product_id=RICE)}
BACK = [LineBack(line_id="line-1", quantity=1, disposition=Disposition.SPOILED)]


def _reserve(
    state: Any, obstacle: RejectionCode | None = None
) -> Sequence[StockReserved | StockRejected]:
    return reserve(state, reserve_stock(line(RICE, 2)), shelves=SHELVES, seller_obstacle=obstacle)


class TestReservationLife(LifecycleContract):
    lifecycle = RESERVATION_LIFE
    kind = RESERVATION

    @classmethod
    def histories(cls) -> Sequence[Sequence[Event]]:
        (reserved,) = _reserve(None)
        rejected = _reserve(None, RejectionCode.MERCHANT_PAUSED)
        state = RESERVATION.evolve(None, reserved)
        released = release(state, ORDER, reason=ReleaseReason.CANCELLED)
        committed = commit(state, delivered={"line-1": 2})
        return [[reserved], rejected, [reserved, *released], [reserved, *committed]]

    @classmethod
    def acts(cls) -> Mapping[str, Act]:
        return {
            "reserve": _reserve,
            "reserve_from_nobody": lambda r: _reserve(r, RejectionCode.MERCHANT_SUSPENDED),
            "release": lambda r: release(r, ORDER, reason=ReleaseReason.EXPIRED),
            "deliver": lambda r: deliver(r, delivered={"line-1": 1}, refused=BACK),
            "bring_back": lambda r: bring_back(r, ORDER, BACK),
            "send_back": lambda r: send_back(r, return_id="return-1", lines=BACK),
        }

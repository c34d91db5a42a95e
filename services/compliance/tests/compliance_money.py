"""One builder per fact about money and months, and a pure ledger that lives one month of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from compliance.domain.credit import Duty
from compliance.domain.duty_events import PeriodOpened
from compliance.domain.month import Owed
from compliance.domain.people_events import MemberAssigned, MemberEnrolled
from compliance.domain.period import (
    Closing,
    Period,
    evolve as evolve_period,
    open_period,
)
from compliance.domain.policy import policy_id_of
from compliance.domain.policy_events import PolicyDocument, PolicyEnacted
from compliance.domain.purchase import Buyer, Purchase, evolve
from compliance.domain.purchase_events import (
    HandedOverLine,
    OrderedLine,
    PurchaseCorrected,
    PurchaseDisputed,
    PurchaseEvent,
    PurchaseFellThrough,
    PurchaseHandedOver,
    PurchaseNoted,
    PurchasePaid,
    PurchaseRefunded,
    PurchaseReturned,
    Source,
    SpendRecorded,
)
from compliance.domain.spend import settle
from compliance.domain.words import (
    EmploymentStatus,
    Ending,
    Fault,
    IdentityKind,
    LegalBasisKind,
    PolicyKind,
    ReductionCause,
)
from kernel.domain.calendar import Calendar

CITY, CAMPUS = "city-of-malang", "campus"
BUDI, SARI = "membership-of-budi", "membership-of-sari"
MARKET, HEALTH = "agency-of-trade", "agency-of-health"
ORDER = "order-of-rice"

MARCH = "2026-03"
ORDERED = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)
HANDED_OVER = ORDERED + timedelta(hours=5)
PAID = HANDED_OVER + timedelta(minutes=10)
RETURN_UNTIL = HANDED_OVER + timedelta(days=2)
OPENING = datetime(2026, 2, 28, 17, 0, tzinfo=UTC)  # The first of March in Malang.
CUT_OFF = datetime(2026, 4, 8, 17, 0, tzinfo=UTC)  # Good Friday is no working day.
CLOSING = CUT_OFF + timedelta(minutes=15)
CALENDAR = Calendar(version="2026-1", holidays=frozenset({date(2026, 4, 3)}))

GOODS, FEE, DUE = 24_000, 1_000, 25_000
BUYER = Buyer(member_id="budi", membership_id=BUDI, institution_id=CITY, agency_id=MARKET)


def source(event_id: str, recorded_at: datetime) -> Source:
    return Source(event_id=event_id, recorded_at=recorded_at)


def ordered_line(line_id: str, *, staple: bool) -> OrderedLine:
    return OrderedLine(
        line_id=line_id,
        category_code="staples" if staple else "household",
        commodity_code=line_id if staple else None,
        staple=staple,
        staple_list_version="2026-1",
        goods_origin="malang",
        base_unit="g",
        ceiling_status="within",
    )


def noted(**changes: Any) -> PurchaseNoted:
    told = PurchaseNoted(
        order_id=ORDER,
        source=source("placed", ORDERED),
        membership_id=BUDI,
        institution_id=CITY,
        buyer_kind="person",
        purchase_purpose="personal",
        funding_source="own",
        merchant_id="bu-sri",
        merchant_kelurahan_code="35.73.01.1001",
        merchant_scale="micro",
        merchant_kind="shop",
        supervising_department="diskopindag",
        delivery_kelurahan_code="35.73.01.1002",
        related_party="none_known",
        lines=(ordered_line("rice", staple=True), ordered_line("soap", staple=False)),
        delivery_fee_idr=FEE,
        amount_due_idr=DUE,
        placed_at=ORDERED,
    )
    return replace(told, **changes)


def handed_over(**changes: Any) -> PurchaseHandedOver:
    told = PurchaseHandedOver(
        order_id=ORDER,
        source=source("delivered", HANDED_OVER),
        lines=(
            HandedOverLine(line_id="rice", net_quantity_base=1_000, amount_idr=15_000),
            HandedOverLine(line_id="soap", net_quantity_base=300, amount_idr=9_000),
        ),
        delivery_fee_idr=FEE,
        amount_due_idr=DUE,
        delivered_at=HANDED_OVER,
        return_until=RETURN_UNTIL,
    )
    return replace(told, **changes)


def paid(event_id: str = "received", at: datetime = PAID, **changes: Any) -> PurchasePaid:
    told = PurchasePaid(
        order_id=ORDER,
        source=source(event_id, at),
        payment_id="payment-of-rice",
        paid_idr=DUE,
        goods_idr=GOODS,
        delivery_fee_idr=FEE,
        remaining_due_idr=0,
        confirmation="seller_declared",
        strength="declared",
        collected_at=at,
        collection_id=f"collection-{event_id}",
    )
    return replace(told, **changes)


def refunded(
    event_id: str = "refunded", at: datetime = PAID + timedelta(days=1), **changes: Any
) -> PurchaseRefunded:
    """All of it goes back, without a return of goods."""
    told = PurchaseRefunded(
        order_id=ORDER,
        source=source(event_id, at),
        payment_id="payment-of-rice",
        refund_id=f"refund-{event_id}",
        return_id=None,
        dispute_id=None,
        collection_id="collection-received",
        amount_idr=DUE,
        goods_idr=GOODS,
        delivery_fee_idr=FEE,
        rounding_idr=0,
        overage_idr=0,
        refunded_at=at,
    )
    return replace(told, **changes)


def returned(return_id: str = "return-1", **changes: Any) -> PurchaseReturned:
    told = PurchaseReturned(
        order_id=ORDER,
        source=source(f"accepted-{return_id}", PAID + timedelta(hours=1)),
        return_id=return_id,
        goods_refund_idr=5_000,
        staple_refund_idr=5_000,
        delivery_fee_refund_idr=0,
    )
    return replace(told, **changes)


def corrected(
    event_id: str = "corrected", at: datetime = PAID + timedelta(days=1), **changes: Any
) -> PurchaseCorrected:
    """Ten thousand less of goods than was recorded."""
    told = PurchaseCorrected(
        order_id=ORDER,
        source=source(event_id, at),
        payment_id="payment-of-rice",
        correction_id=f"correction-{event_id}",
        cause=ReductionCause.CORRECTION,
        collection_id="collection-received",
        goods_delta_idr=-10_000,
        delivery_fee_delta_idr=0,
        rounding_delta_idr=0,
        overage_delta_idr=0,
        remaining_due_idr=10_000,
        original_collected_at=PAID,
        decided_at=at,
    )
    return replace(told, **changes)


def disputed(at: datetime = PAID, **changes: Any) -> PurchaseDisputed:
    told = PurchaseDisputed(
        order_id=ORDER,
        source=source("disputed", at),
        dispute_id="dispute-1",
        collection_id="collection-received",
        buyer_says_idr=20_000,
        seller_says_idr=5_000,
        reason_code="wrong_amount",
    )
    return replace(told, **changes)


def fell_through(
    fault: Fault = Fault.SELLER, at: datetime = HANDED_OVER, **changes: Any
) -> PurchaseFellThrough:
    told = PurchaseFellThrough(
        order_id=ORDER, source=source("fell", at), ending=Ending.CANCELLED, fault=fault
    )
    return replace(told, **changes)


def purchase(*told: PurchaseEvent) -> Purchase:
    state = Purchase()
    for one in told:
        state = evolve(state, one)
    return state


def spend(**changes: Any) -> SpendRecorded:
    [one] = settle(purchase(noted(), handed_over(), paid()), buyer=BUYER)
    assert isinstance(one, SpendRecorded), "money came in"
    return replace(one, **changes)


def document(**changes: Any) -> PolicyDocument:
    told = PolicyDocument(
        kind=PolicyKind.PERCENT_OF_TPP_CEILING, percent_bp=1_000, floor_idr=20_000
    )
    return replace(told, **changes)


def enacted(told: PolicyDocument | None = None, **changes: Any) -> PolicyEnacted:
    told = told or document()
    event = PolicyEnacted(
        policy_id=policy_id_of(CITY),
        institution_id=CITY,
        version=1,
        document=told,
        document_sha256="0" * 64,
        schema_version="1",
        legal_basis="SE-1/2026",
        legal_basis_kind=LegalBasisKind.SURAT_EDARAN,
        effective_from=date(2026, 3, 1),
        effective_to=None,
        announced_on=date(2026, 2, 1),
        drafted_by="drafter",
        approved_by="approver",
        supersedes=None,
        counting_basis=told.counting_basis,
        late_collection_days=told.cut_off_working_days,
        agency_rule=told.agency_rule,
        delivery_fee_counts=told.delivery_fee_counts,
        related_party_rule=told.related_party_rule,
    )
    return replace(event, **changes)


def opened(policy: PolicyEnacted | None = None, **changes: Any) -> PeriodOpened:
    event = open_period(policy or enacted(), MARCH, calendar=CALENDAR, members=2, at=OPENING)
    return replace(event, **changes)


def period(**changes: Any) -> Period:
    return replace(evolve_period(None, opened()), **changes)


def duty(**changes: Any) -> Duty:
    one = Duty(
        obligation_id="obligation-of-budi",
        membership_id=BUDI,
        member_id="budi",
        in_scope=True,
        period=period(),
        document=document(),
        credited_idr=0,
    )
    return replace(one, **changes)


def owed(obligation_id: str = "obligation-of-budi", **changes: Any) -> Owed:
    one = Owed(
        obligation_id=obligation_id,
        membership_id=BUDI,
        in_scope=True,
        target_idr=25_000,
        credited_idr=0,
        agency_id_reported=MARKET,
    )
    return replace(one, **changes)


def closing(**changes: Any) -> Closing:
    return replace(Closing(consumed=(), code_version="test", closed_by_id=None), **changes)


def enrolled(membership_id: str = BUDI, **changes: Any) -> MemberEnrolled:
    event = MemberEnrolled(
        member_id=f"person-of-{membership_id}",
        membership_id=membership_id,
        account_id=None,
        institution_id=CITY,
        valid_from=date(2026, 1, 1),
        identity_ref="vault-1",
        identity_kind=IdentityKind.PNS,
    )
    return replace(event, **changes)


def assigned(membership_id: str = BUDI, **changes: Any) -> MemberAssigned:
    event = MemberAssigned(
        membership_id=membership_id,
        agency_id=MARKET,
        grade=None,
        position_level=None,
        job_class=None,
        employment_status=EmploymentStatus.ACTIVE,
        tpp_eligible=True,
        tpp_ceiling_idr=500_000,
        tpp_as_of="2026-01",
        home_kelurahan_code=None,
        valid_from=date(2026, 1, 1),
        valid_to=None,
        known_from=datetime(2026, 1, 1, tzinfo=UTC),
        decree_ref=None,
        import_batch_id="batch",
    )
    return replace(event, **changes)


RETIRED = assigned(SARI, employment_status=EmploymentStatus.RETIRED, agency_id=HEALTH)

"""Facts about one purchase: what other services told, what was spent, and what of it counts.

The notes keep what a month needs of foreign facts, in whatever order they came, so that any
month can be computed again from this service's own store.
"""

from dataclasses import dataclass
from datetime import datetime

from compliance.domain.words import (
    CountingBasis,
    Ending,
    Fault,
    NotCreditedCode,
    ReductionCause,
    SpendSource,
)
from kernel.domain.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The foreign event a note was made of; `recorded_at` is when its own service stored it."""

    event_id: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedLine:
    line_id: str
    category_code: str
    commodity_code: str | None
    staple: bool
    staple_list_version: str
    goods_origin: str
    base_unit: str
    ceiling_status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseNoted(Event):
    """Somebody ordered something; codes are kept as orders gave them."""

    order_id: str
    source: Source
    membership_id: str | None
    institution_id: str | None
    buyer_kind: str
    purchase_purpose: str
    funding_source: str
    merchant_id: str
    merchant_kelurahan_code: str
    merchant_scale: str
    merchant_kind: str
    supervising_department: str
    delivery_kelurahan_code: str | None
    related_party: str
    lines: tuple[OrderedLine, ...]
    delivery_fee_idr: int
    amount_due_idr: int
    placed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOverLine:
    line_id: str
    net_quantity_base: int
    amount_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseHandedOver(Event):
    order_id: str
    source: Source
    lines: tuple[HandedOverLine, ...]
    delivery_fee_idr: int
    amount_due_idr: int  # After refusals.
    delivered_at: datetime
    return_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchasePaid(Event):
    """Money came in; `paid_idr` is what counts towards the sum due, without any overage."""

    order_id: str
    source: Source
    payment_id: str
    paid_idr: int
    goods_idr: int
    delivery_fee_idr: int
    remaining_due_idr: int
    confirmation: str
    strength: str
    collected_at: datetime
    collection_id: str | None = None  # None: not kept then.


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseClaimed(Event):
    """The buyer says that it is paid; the seller has not said so."""

    order_id: str
    source: Source
    claim_id: str
    amount_idr: int
    deadline: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseConfirmed(Event):
    """The other side agrees on the money, or has let the time to object pass."""

    order_id: str
    source: Source
    collection_id: str
    confirmed_by: str
    amount_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseDisputed(Event):
    """Buyer and seller tell different sums."""

    order_id: str
    source: Source
    dispute_id: str
    collection_id: str | None
    buyer_says_idr: int
    seller_says_idr: int
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseReturned(Event):
    """Goods go back against money: what of it was staples only orders knows."""

    order_id: str
    source: Source
    return_id: str
    goods_refund_idr: int
    staple_refund_idr: int
    delivery_fee_refund_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseRefunded(Event):
    """Money went back to the buyer."""

    order_id: str
    source: Source
    payment_id: str
    refund_id: str
    return_id: str | None
    dispute_id: str | None
    collection_id: str | None
    amount_idr: int
    goods_idr: int
    delivery_fee_idr: int
    rounding_idr: int
    overage_idr: int
    refunded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseCorrected(Event):
    """A recorded sum was wrong; each delta is what is right, less what was recorded."""

    order_id: str
    source: Source
    payment_id: str
    correction_id: str  # Of a resolved dispute: the dispute's.
    cause: ReductionCause
    collection_id: str | None
    goods_delta_idr: int
    delivery_fee_delta_idr: int
    rounding_delta_idr: int
    overage_delta_idr: int
    remaining_due_idr: int
    original_collected_at: datetime
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseFellThrough(Event):
    order_id: str
    source: Source
    ending: Ending
    fault: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class SpentLine:
    category_code: str
    commodity_code: str | None
    staple: bool
    staple_list_version: str
    goods_origin: str
    net_quantity_base: int
    base_unit: str
    amount_idr: int
    ceiling_status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendRecorded(Event):
    """The fact, for every purchase that was handed over and paid, with or without a duty."""

    spend_id: str
    member_id: str | None
    membership_id: str | None
    institution_id: str | None
    agency_id_as_known: str | None
    buyer_kind: str
    purchase_purpose: str
    funding_source: str
    order_id: str
    payment_id: str
    payment_event_id: str
    payment_recorded_at: datetime
    finance_seq: int | None
    merchant_id: str
    merchant_kelurahan_code: str
    merchant_scale: str
    merchant_kind: str
    supervising_department: str
    delivery_kelurahan_code: str | None
    placed_at: datetime
    delivered_at: datetime
    collected_at: datetime
    return_until: datetime
    paid_idr: int
    goods_idr: int
    delivery_fee_idr: int
    lines: tuple[SpentLine, ...]
    confirmation: str
    strength: str
    related_party: str
    source: SpendSource
    collection_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendReduced(Event):
    """Less was spent than recorded: the fact, whether or not anything of it was credited."""

    reduction_id: str
    spend_id: str
    order_id: str
    cause: ReductionCause
    cause_event_id: str
    cause_recorded_at: datetime
    merchant_id: str
    institution_id: str | None
    membership_id: str | None
    collected_at: datetime  # Of the spend.
    paid_idr: int
    goods_idr: int
    delivery_fee_idr: int
    staple_idr: int
    merchant_kelurahan_code: str | None = None  # None: not kept then.


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCredited:
    code: NotCreditedCode
    amount_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendCredited(Event):
    """The judgement on one spend, under one version of the rule."""

    credit_id: str
    spend_id: str
    order_id: str
    payment_id: str
    obligation_id: str
    member_id: str
    membership_id: str
    period: str
    counting_basis: CountingBasis
    counted_at: datetime
    policy_id: str
    policy_version: int
    gross_idr: int
    credited_idr: int
    credited_staple_idr: int
    credited_quantity_base: int | None
    not_credited: tuple[NotCredited, ...]
    balance_after_idr: int
    provisional_until: datetime | None  # The end of the return window.


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendReversed(Event):
    """
    What had been credited for money that went back, taken back.

    :param recorded_in_period: the month in which that became known
    :param after_close: the obligation had been assessed; its assessment stands, its figures do not
    :param changes_outcome: met had become not met
    """

    reversal_id: str
    credit_id: str
    spend_id: str
    order_id: str
    obligation_id: str
    member_id: str
    membership_id: str
    cause: ReductionCause
    refund_event_id: str | None
    correction_event_id: str | None
    dispute_event_id: str | None
    amount_idr: int
    staple_idr: int
    quantity_base: int | None
    period: str
    recorded_in_period: str
    after_close: bool
    changes_outcome: bool
    balance_after_idr: int


MoneyNote = PurchasePaid | PurchaseCorrected | PurchaseRefunded
NoteEvent = (
    PurchaseNoted
    | PurchaseHandedOver
    | MoneyNote
    | PurchaseClaimed
    | PurchaseConfirmed
    | PurchaseDisputed
    | PurchaseReturned
    | PurchaseFellThrough
)
JudgementEvent = SpendCredited | SpendReversed
PurchaseEvent = NoteEvent | SpendRecorded | SpendReduced | JudgementEvent

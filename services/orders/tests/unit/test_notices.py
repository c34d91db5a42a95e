"""Who is told what of an order, in words that fit into one message of a telephone."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from kernel.adapters.codec import plain
from kernel.application.telling import Draft, account
from kernel.domain.events import Event
from kernel.domain.notices import SMS_LENGTH, Text, rendered
from kernel.testing.examples import NOON, example, recorded
from orders.adapters.codecs import OWN
from orders.application.telling import MAKERS
from orders.bootstrap import TELLING
from orders.domain import events
from orders.domain.notices import TEXTS, NoticeKind
from orders.domain.placed import OrderPlaced
from orders.domain.return_events import ReturnAccepted, ReturnDeclined, ReturnRequested
from orders.domain.words import CancelStage, DeclaredBy, Party, Stage

BUYER, SELLER = "0193a3f0-0000-7000-8000-00000000000b", "0193a3f0-0000-7000-8000-00000000000e"
PLACED = replace(
    example(OrderPlaced),
    order_number="7F3K-9Q2M",
    buyer_account_id=BUYER,
    merchant_owner_account_id=SELLER,
    amount_due_idr=1_072_500,
)
CONFIRMED = example(events.OrderConfirmed)
CANCELLED = example(events.OrderCancelled)
EXPIRED = example(events.OrderExpired)
DELIVERED = example(events.OrderDelivered)
FAILED = example(events.DeliveryAttemptFailed)

# By what happened: what the buyer is told and what the seller is.
TOLD: tuple[tuple[Event, NoticeKind | None, NoticeKind | None], ...] = (
    (CONFIRMED, None, NoticeKind.ORDER_RECEIVED),
    (example(events.OrderRejected), NoticeKind.ORDER_REJECTED, None),
    (example(events.OrderAccepted), NoticeKind.ORDER_ACCEPTED, None),
    (example(events.OrderDeclined), NoticeKind.ORDER_DECLINED, None),
    (example(events.OrderDispatched), NoticeKind.ORDER_ON_ITS_WAY, None),
    (example(events.ReadyForPickup), NoticeKind.READY_FOR_PICKUP, None),
    (replace(FAILED, next_attempt_at=None), NoticeKind.ATTEMPT_FAILED, None),
    (replace(FAILED, next_attempt_at=NOON), NoticeKind.NEXT_ATTEMPT, None),
    (replace(DELIVERED, declared_by=DeclaredBy.SELLER, code_verified=True), None, None),
    (
        replace(DELIVERED, declared_by=DeclaredBy.SELLER, code_verified=False),
        NoticeKind.HANDOVER_RECORDED,
        None,
    ),
    (replace(DELIVERED, declared_by=DeclaredBy.BUYER), None, NoticeKind.HANDOVER_CLAIMED),
    (example(events.OrderCompleted), NoticeKind.ORDER_COMPLETED, None),
    (replace(CANCELLED, by=Party.BUYER, stage=CancelStage.BEFORE_RESERVE), None, None),
    (
        replace(CANCELLED, by=Party.BUYER, stage=CancelStage.BEFORE_ACCEPT),
        None,
        NoticeKind.CANCELLED_BY_BUYER,
    ),
    (
        replace(CANCELLED, by=Party.SELLER, stage=CancelStage.BEFORE_DISPATCH),
        NoticeKind.CANCELLED_BY_SELLER,
        None,
    ),
    (
        replace(CANCELLED, by=Party.OFFICER, stage=CancelStage.AFTER_DISPATCH),
        NoticeKind.ORDER_CALLED_OFF,
        NoticeKind.SALE_CALLED_OFF,
    ),
    (
        replace(CANCELLED, by=Party.SYSTEM, stage=CancelStage.BEFORE_RESERVE),
        NoticeKind.ORDER_CALLED_OFF,
        None,
    ),
    (replace(EXPIRED, stage=Stage.RESERVATION), NoticeKind.ORDER_EXPIRED, None),
    (
        replace(EXPIRED, stage=Stage.ACCEPTANCE),
        NoticeKind.ORDER_EXPIRED,
        NoticeKind.SALE_EXPIRED,
    ),
    (example(events.OrderReturnedToSeller), NoticeKind.ORDER_WENT_BACK, None),
    (example(ReturnRequested), None, NoticeKind.RETURN_REQUESTED),
    (example(ReturnAccepted), NoticeKind.RETURN_ACCEPTED, None),
    (example(ReturnDeclined), NoticeKind.RETURN_DECLINED, None),
)
SAID: Mapping[NoticeKind, str] = {
    NoticeKind.ORDER_RECEIVED: (
        "Pesanan baru 7F3K-9Q2M, Rp1.072.500 tunai. Terima sebelum pukul 12.00."
    ),
    NoticeKind.ORDER_ON_ITS_WAY: (
        "Pesanan 7F3K-9Q2M sedang diantar. Siapkan Rp2.100 tunai dan kode serah terima dari"
        " halaman pesanan."
    ),
    NoticeKind.ORDER_COMPLETED: (
        "Pesanan 7F3K-9Q2M selesai, Rp800 dibayar. Terima kasih sudah belanja lokal."
    ),
}


def drafts_of(event: Event) -> list[Draft]:
    happened = recorded(event, type_=OWN.name(event), stream_type="order")
    return list(MAKERS[type(event)](happened, PLACED))


def texts() -> Iterator[tuple[Draft, Text]]:
    for event, _, _ in TOLD:
        for draft in drafts_of(event):
            params: dict[str, Any] = plain(draft.params)
            yield draft, rendered(TEXTS[draft.kind], params, at=NOON)


@pytest.mark.parametrize(("event", "buyer", "seller"), TOLD)
def test_each_side_is_told_what_the_other_or_the_clock_did(
    event: Event, buyer: NoticeKind | None, seller: NoticeKind | None
) -> None:
    told = {draft.to: draft.kind for draft in drafts_of(event)}

    wanted = {account(BUYER): buyer, account(SELLER): seller}
    assert told == {to: kind for to, kind in wanted.items() if kind}


def test_every_kind_has_words_and_an_event_that_uses_them() -> None:
    assert TEXTS.keys() == set(NoticeKind)
    assert {draft.kind for draft, _ in texts()} == set(NoticeKind)
    assert TELLING.makers.keys() == {type(event) for event, _, _ in TOLD}


def test_every_text_fits_into_one_message() -> None:
    for draft, text in texts():
        for words in (text.id, text.en):
            assert len(words) <= SMS_LENGTH, draft.kind
            assert "{" not in words


def test_texts_say_amounts_and_times_as_people_write_them() -> None:
    said = {draft.kind: text.id for draft, text in texts()}

    assert {kind: said[kind] for kind in SAID} == SAID


def test_a_notice_says_nothing_of_a_person_and_no_code() -> None:
    """The hand-over code is on the order's page; even its hash stays out of what is told."""
    for draft, _ in texts():
        values = str(plain(draft.params))
        for secret in (PLACED.handover_code_hash, PLACED.address_ref, BUYER, SELLER):
            assert secret not in values


def test_only_the_buyer_has_left_a_number_with_us() -> None:
    for draft, _ in texts():
        assert draft.contact_ref == (PLACED.address_ref if draft.to.id == BUYER else None)

"""Who is told what about money, in words that fit into one message of a telephone."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kernel.adapters.codec import plain
from kernel.application.telling import Draft, account
from kernel.domain.notices import SMS_LENGTH, Text, rendered
from kernel.testing.examples import NOON, example, recorded
from payments.adapters.codecs import CODEC
from payments.application.telling import MAKERS
from payments.bootstrap import TELLING
from payments.domain.collection_events import (
    CollectionCorrectionRequested,
    CollectionDisputed,
    CollectionDisputeResolved,
)
from payments.domain.money import MoneyEvent
from payments.domain.notices import TEXTS, NoticeKind
from payments.domain.refund_events import (
    RefundClaimed,
    RefundDisputed,
    RefundDisputeResolved,
    RefundDue,
)
from payments.domain.words import RefundDecision, Side

DISPUTED = replace(example(CollectionDisputed), buyer_says_idr=70_000, seller_says_idr=1_072_500)
RESOLVED = example(RefundDisputeResolved)
K = NoticeKind

# By what happened: what the buyer is told and what the seller is.
TOLD: tuple[tuple[MoneyEvent, NoticeKind | None, NoticeKind | None], ...] = (
    (replace(DISPUTED, raised_by=Side.BUYER), None, K.CASH_DISPUTED),
    (replace(DISPUTED, raised_by=Side.SELLER), K.CASH_DISPUTED, None),
    (example(CollectionDisputeResolved), K.CASH_DISPUTE_RESOLVED, K.CASH_DISPUTE_RESOLVED),
    (example(CollectionCorrectionRequested), K.CORRECTION_REQUESTED, None),
    (example(RefundDue), K.REFUND_TO_COME, K.REFUND_TO_PAY),
    (example(RefundClaimed), K.REFUND_CLAIMED, None),
    (example(RefundDisputed), None, K.REFUND_DISPUTED),
    (
        replace(RESOLVED, decision=RefundDecision.PAID),
        K.REFUND_DISPUTE_RESOLVED,
        K.REFUND_DISPUTE_RESOLVED,
    ),
    (replace(RESOLVED, decision=RefundDecision.UNPAID), K.REFUND_DUE_AGAIN, K.REFUND_DUE_AGAIN),
)


def drafts_of(event: MoneyEvent) -> list[Draft]:
    happened = recorded(event, type_=CODEC.name(event), stream_type="payment")
    return list(MAKERS[type(event)](happened, None))


def texts() -> Iterator[tuple[Draft, Text]]:
    for event, _, _ in TOLD:
        for draft in drafts_of(event):
            yield draft, rendered(TEXTS[draft.kind], plain(draft.params), at=NOON)


@pytest.mark.parametrize(("event", "buyer", "seller"), TOLD)
def test_each_side_is_told_what_concerns_her(
    event: MoneyEvent, buyer: NoticeKind | None, seller: NoticeKind | None
) -> None:
    assert event.merchant_owner_account_id is not None
    told = {draft.to: draft.kind for draft in drafts_of(event)}

    sides = {
        account(event.buyer_account_id): buyer,
        account(event.merchant_owner_account_id): seller,
    }
    assert told == {to: kind for to, kind in sides.items() if kind}


@pytest.mark.parametrize(("event", "buyer", "seller"), TOLD)
def test_a_seller_of_the_first_days_is_not_known_by_an_account(
    event: MoneyEvent, buyer: NoticeKind | None, seller: NoticeKind | None
) -> None:
    del seller

    told = drafts_of(replace(event, merchant_owner_account_id=None))

    assert [draft.kind for draft in told] == ([buyer] if buyer else [])


def test_every_kind_has_words_and_an_event_that_uses_them() -> None:
    assert TEXTS.keys() == set(NoticeKind)
    assert {draft.kind for draft, _ in texts()} == set(NoticeKind)
    assert TELLING.makers.keys() == {type(event) for event, _, _ in TOLD}


def test_every_text_fits_into_one_message() -> None:
    for draft, text in texts():
        for words in (text.id, text.en):
            assert len(words) <= SMS_LENGTH, draft.kind
            assert "{" not in words


def test_texts_say_amounts_as_people_write_them() -> None:
    said = {draft.kind: text.id for draft, text in texts()}

    assert said[K.CASH_DISPUTED] == (
        "Jumlah tunai satu pesanan disanggah: pembeli menyebut Rp70.000, penjual Rp1.072.500."
        " Petugas akan memutuskan."
    )

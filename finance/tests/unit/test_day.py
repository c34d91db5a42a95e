"""A day adds up to the rupiah, or the report says where it does not."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from finance_examples import (
    BU_SRI,
    EXAMPLES,
    PAK_DJO,
    TODAY,
    chained,
    data_of,
    due,
    event,
    lives,
    received,
)

from malpro_finance.domain.chain import START, Chain, Envelope
from malpro_finance.domain.day import BeginningMissing, DayReport, Movement, day_report
from malpro_finance.domain.money import KINDS, EventUnreadable, money_of
from malpro_finance.domain.words import Lang, kind_word, rupiah, text

TOMORROW = TODAY + timedelta(days=1)
Told = tuple[str, dict[str, Any]]


def read(*told: Told) -> list[Envelope]:
    chain = Chain()
    events = (event(number, kind, data) for number, (kind, data) in enumerate(told, 1))
    return [chain.read(line) for line in chained(events)]


def position(report: DayReport, name: str) -> Movement:
    return next(one for one in (*report.positions, *report.accounts) if one.name == name)


def broken_checks(report: DayReport) -> set[str]:
    return {check.name for check in report.checks if not check.holds}


def corrected(payment_id: str, wrong_idr: int, right_idr: int, **changes: Any) -> Told:
    """Too little was in the till: the rest is due again."""
    change_idr = right_idr - wrong_idr
    entries = (
        ("seller_direct", change_idr),
        ("buyer_receivable", -change_idr),
        ("seller_payable", change_idr),
        ("seller_direct", -change_idr),
    )
    data = data_of(
        "collection_corrected",
        *entries,
        payment_id=payment_id,
        wrong_idr=wrong_idr,
        right_idr=right_idr,
        goods_delta_idr=change_idr,
        delivery_fee_delta_idr=0,
        rounding_delta_idr=0,
        overage_delta_idr=0,
        remaining_due_idr=-change_idr,
        **changes,
    )
    return "collection_corrected", data


def refund_due(payment_id: str, amount_idr: int) -> Told:
    entries = (("seller_payable", amount_idr), ("refund_payable", -amount_idr))
    return "refund_due", data_of(
        "refund_due", *entries, payment_id=payment_id, amount_idr=amount_idr
    )


def refunded(payment_id: str, amount_idr: int, over_idr: int = 0, **changes: Any) -> Told:
    returned_idr = amount_idr - over_idr
    entries = (
        ("refund_payable", returned_idr),
        ("overpayment_payable", over_idr),
        ("seller_direct", -amount_idr),
        ("seller_direct", returned_idr),
        ("seller_payable", -returned_idr),
    )
    data = data_of(
        "payment_refunded",
        *(one for one in entries if one[1]),
        payment_id=payment_id,
        amount_idr=amount_idr,
        goods_idr=returned_idr,
        delivery_fee_idr=0,
        rounding_idr=0,
        overage_idr=over_idr,
        **changes,
    )
    return "payment_refunded", data


def called_off(payment_id: str, amount_idr: int, kind: str = "payment_cancelled") -> Told:
    entries = (("seller_payable", amount_idr), ("buyer_receivable", -amount_idr))
    data = data_of(kind, *entries, payment_id=payment_id, amount_idr=amount_idr, overage_idr=0)
    return kind, data


def adjusted(payment_id: str, before_idr: int, after_idr: int, **changes: Any) -> Told:
    change_idr = after_idr - before_idr
    data = data_of(
        "payment_due_adjusted",
        ("buyer_receivable", change_idr),
        ("seller_payable", -change_idr),
        payment_id=payment_id,
        goods_before_idr=before_idr,
        delivery_fee_before_idr=0,
        rounding_before_idr=0,
        amount_due_idr=after_idr,
        remaining_due_idr=after_idr,
        overage_idr=0,
        **changes,
    )
    return "payment_due_adjusted", data


LIFE: tuple[Told, ...] = (
    ("payment_due", due("rice", 25_000)),
    ("payment_due", due("eggs", 30_000, merchant_id=PAK_DJO)),
    ("payment_due", due("salt", 5_000)),
    ("payment_due", due("oil", 9_000)),
    ("payment_received", received("rice", 26_000, over_idr=1_000)),
    adjusted("eggs", 30_000, 20_000, merchant_id=PAK_DJO),
    called_off("salt", 5_000),
    called_off("oil", 9_000, "payment_expired"),
    ("payment_received", received("eggs", 20_000, merchant_id=PAK_DJO)),
    corrected("eggs", 20_000, 18_000, merchant_id=PAK_DJO),
    refund_due("rice", 10_000),
    refunded("rice", 4_000),
    refunded("rice", 1_000, over_idr=1_000),
    ("collection_disputed", data_of("collection_disputed", buyer_says_idr=1, seller_says_idr=9)),
    ("collection_attempt_failed", data_of("collection_attempt_failed")),
)


def test_every_published_event_of_payments_is_understood_and_has_its_words() -> None:
    published = {path.name.split(".")[0] for path in EXAMPLES.glob("*.example.json")}

    assert set(KINDS) == published
    for kind in KINDS:
        [line] = chained([event(1, kind, data_of(kind))])
        assert money_of(Chain().read(line)).known
        assert len({kind_word(kind, lang) for lang in Lang} | {kind}) == 3


def test_a_day_is_told_by_type_seller_and_method() -> None:
    report = day_report(read(*LIFE), TODAY)

    assert report.agrees
    assert report.events == len(LIFE)
    assert {one.type: (one.events, one.amount_idr) for one in report.by_type} == {
        "payment_due": (4, 69_000),
        "payment_received": (2, 46_000),
        "payment_due_adjusted": (1, -10_000),
        "payment_cancelled": (1, 5_000),
        "payment_expired": (1, 9_000),
        "collection_corrected": (1, -2_000),
        "refund_due": (1, 10_000),
        "payment_refunded": (2, 5_000),
        "collection_disputed": (1, 8),
        "collection_attempt_failed": (1, 0),
    }
    sri, djo = report.by_seller
    assert (sri.key, sri.asked_idr, sri.called_off_idr) == (BU_SRI, 39_000, 14_000)
    assert (sri.received_idr, sri.refunded_idr) == (26_000, 5_000)
    assert (djo.key, djo.received_idr, djo.corrected_idr) == (PAK_DJO, 20_000, -2_000)
    [cod] = report.by_method
    assert (cod.key, cod.events, cod.received_idr) == ("cod", len(LIFE), 46_000)


def test_opening_and_movements_give_the_closing_on_every_day() -> None:
    today = day_report(read(*LIFE), TODAY)
    tomorrow = day_report(read(*LIFE), TOMORROW)

    closings = {
        "still_due": 2_000,
        "collected_seller": 39_000,
        "overpaid": 0,
        "refund_due": 6_000,
        "buyer_receivable": 2_000,
        "refund_payable": -6_000,
        "platform_revenue": 0,
    }
    for name, closing_idr in closings.items():
        moved = position(today, name)
        assert (moved.opening_idr, moved.closing_idr) == (0, closing_idr)
        assert moved.opening_idr + moved.plus_idr - moved.minus_idr == closing_idr
        later = position(tomorrow, name)
        assert (later.opening_idr, later.closing_idr) == (closing_idr, closing_idr)
    assert tomorrow.agrees
    assert (tomorrow.events, tomorrow.by_type) == (0, ())
    assert day_report(read(*LIFE), TODAY - timedelta(days=1)).agrees


def test_what_is_booked_late_belongs_to_the_day_on_which_it_happened() -> None:
    late = received("rice", 25_000, settlement_date=TOMORROW.isoformat())
    told: tuple[Told, ...] = (
        ("payment_due", due("rice", 25_000)),
        ("payment_due", due("oil", 9_000, business_date=TOMORROW.isoformat())),
        ("payment_received", late),
    )
    today, tomorrow = (day_report(read(*told), day) for day in (TODAY, TOMORROW))

    assert (today.booked_later, today.brought_earlier) == (1, 0)
    assert (tomorrow.booked_later, tomorrow.brought_earlier) == (0, 1)
    assert position(today, "still_due").closing_idr == 0
    assert position(tomorrow, "still_due").closing_idr == 9_000
    assert today.agrees
    assert tomorrow.agrees


def test_a_chain_of_lives_agrees_on_each_of_its_days() -> None:
    chain = Chain()
    envelopes = [chain.read(line) for line in chained(lives(1000))]
    reports = [day_report(envelopes, TODAY + timedelta(days=number)) for number in range(-1, 3)]

    assert all(report.agrees for report in reports)
    assert sum(report.events for report in reports) == 2000
    for before, after in pairwise(reports):
        assert [one.closing_idr for one in (*before.positions, *before.accounts)] == [
            one.opening_idr for one in (*after.positions, *after.accounts)
        ]
    assert reports[-1].head == chain.last


def test_no_chain_gives_an_empty_day() -> None:
    report = day_report([], TODAY)

    assert report.agrees
    assert report.head == START


@pytest.mark.parametrize(
    ("told", "checks"),
    [
        (
            ("payment_due", due("rice", 25_000) | {"entries": []}),
            {"still_due_closing"},
        ),
        (
            ("payment_due", data_of("payment_due", ("buyer_receivable", 1_400))),
            {"entries_balance"},
        ),
        (
            ("payment_received", received("rice", 0) | {"amount_received_idr": 7}),
            {"collected_in_parts"},
        ),
        (
            ("refund_due", data_of("refund_due", ("platform_revenue", -1), ("rounding", 1))),
            {"refund_due_closing", "platform_revenue"},
        ),
    ],
)
def test_a_sum_that_does_not_agree_is_named(told: Told, checks: set[str]) -> None:
    report = day_report(read(told), TODAY)

    assert not report.agrees
    assert broken_checks(report) == checks


def test_strangers_are_counted_and_named() -> None:
    told = ("payment_sung", due("rice", 5_000, custody_mode="pigeon"))
    cash = ("payment_received", received("rice", 0, custody_mode="pigeon"))
    report = day_report(read(told, cash), TODAY)

    assert report.unknown_types == ("payment_sung",)
    assert report.by_type[1].amount_idr == 0
    assert position(report, "collected_pigeon").closing_idr == 0


def test_a_report_needs_the_chain_from_its_beginning() -> None:
    envelopes = read(*LIFE)
    with pytest.raises(BeginningMissing, match="1 should come next, not 2"):
        day_report(envelopes[1:], TODAY)


@pytest.mark.parametrize("name", ["business_date", "entries", "amount_due_idr", "merchant_id"])
def test_an_event_that_lacks_a_field_asks_for_a_newer_program(name: str) -> None:
    data = due("rice", 5_000)
    del data[name]
    with pytest.raises(EventUnreadable, match=f"financeseq 1 .* '{name}'"):
        day_report(read(("payment_due", data)), TODAY)


def test_words_are_indonesian_first() -> None:
    assert kind_word("payment_received", Lang.ID) == "uang diterima"
    assert kind_word("payment_sung", Lang.ID) == "payment_sung"
    assert text("seller", Lang.ID) == "Penjual"
    assert text("stranger", Lang.EN) == "stranger"
    assert rupiah(-1_234_567, Lang.ID) == "-1.234.567"
    assert rupiah(1_234_567, Lang.EN) == "1,234,567"

"""A day adds up to the rupiah, or the report says where it does not."""

from datetime import timedelta

from finance_examples import (
    BU_SRI,
    EXAMPLES,
    PAK_DJO,
    TODAY,
    chained,
    data_of,
    due,
    event,
    received,
)

from malpro_finance.domain.chain import Chain, Envelope
from malpro_finance.domain.day import DayReport, Movement, day_report
from malpro_finance.domain.money import KINDS, money_of

TOMORROW = TODAY + timedelta(days=1)


def read(*told: tuple[str, dict[str, object]]) -> list[Envelope]:
    chain = Chain()
    events = (event(number, kind, data) for number, (kind, data) in enumerate(told, 1))
    return [chain.read(line) for line in chained(events)]


def position(report: DayReport, name: str) -> Movement:
    return next(one for one in (*report.positions, *report.accounts) if one.name == name)


def test_every_published_event_of_payments_is_understood() -> None:
    published = {
        path.name.removesuffix(".v1.example.json") for path in EXAMPLES.glob("*.example.json")
    }

    assert set(KINDS) == published
    for number, kind in enumerate(KINDS, 1):
        [line] = chained([event(1, kind, data_of(kind))])
        assert money_of(Chain().read(line)).known, number


def test_cash_of_a_day_is_told_by_type_seller_and_method() -> None:
    report = day_report(
        read(
            ("payment_due", due("rice", 25_000)),
            ("payment_due", due("eggs", 30_000, merchant_id=PAK_DJO)),
            ("payment_received", received("rice", 26_000, over_idr=1_000)),
        ),
        TODAY,
    )

    assert report.agrees
    assert [(one.type, one.events, one.amount_idr) for one in report.by_type] == [
        ("payment_due", 2, 55_000),
        ("payment_received", 1, 26_000),
    ]
    assert [(one.key, one.asked_idr, one.received_idr) for one in report.by_seller] == [
        (BU_SRI, 25_000, 26_000),
        (PAK_DJO, 30_000, 0),
    ]
    assert [(one.key, one.events) for one in report.by_method] == [("cod", 3)]
    still_due = position(report, "still_due")
    assert (still_due.plus_idr, still_due.minus_idr, still_due.closing_idr) == (
        55_000,
        25_000,
        30_000,
    )
    assert position(report, "overpaid").closing_idr == 1_000
    assert position(report, "collected_seller").closing_idr == 26_000

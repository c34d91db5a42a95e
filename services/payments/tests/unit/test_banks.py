"""A provider that is no cash: its facts and its troubles, through the same core."""

from dataclasses import replace
from typing import Any

import pytest
from payments_examples import EVENING, NOON, PAYMENT_ID, order_delivered, payment_requested
from payments_memory import payments_with
from payments_toy_bank import ToyBank, Transfer

from kernel.adapters.clock import ManualClock
from payments.application.foreign import PaymentRequested
from payments.application.handlers import ProviderUnavailable, RecordReport, ReportRefused
from payments.application.providers import (
    Err,
    Facts,
    Ok,
    Outcome,
    ProviderPorts,
    Report,
    Trouble,
)
from payments.domain.events import PaymentDue, PaymentReceived
from payments.domain.payment import PaymentUnknown
from payments.domain.terms import CustodyMode, FundsHolder

TRANSFER = Transfer(reference="FT-1", payment_id=PAYMENT_ID, amount_idr=25_000, paid_at=EVENING)


@pytest.fixture
def bank() -> ToyBank:
    return ToyBank("paper", ProviderPorts(clock=ManualClock(NOON)))


def by_bank(**changes: Any) -> PaymentRequested:
    return payment_requested(
        provider="toybank", method="va", custody_mode=CustodyMode.BANK, **changes
    )


def test_a_bank_brings_its_facts_through_the_same_door(bank: ToyBank) -> None:
    payments = payments_with(toybank=bank)

    payments.hears(by_bank())
    payments.reads(RecordReport(provider="toybank", report=bank.calls_back(TRANSFER)))
    payments.hears(order_delivered(declared_cash_idr=None))

    [due, received] = payments.booked
    assert isinstance(due, PaymentDue)
    assert [one.limit for one in due.limits_checked] == ["amount_min", "amount_max"]
    assert isinstance(received, PaymentReceived)
    assert (received.funds_holder, received.remaining_due_idr) == (FundsHolder.BANK, 0)


def test_a_bank_that_calls_back_twice_is_booked_once(bank: ToyBank) -> None:
    payments = payments_with(toybank=bank)
    payments.hears(by_bank())

    for _ in range(2):
        payments.reads(RecordReport(provider="toybank", report=bank.calls_back(TRANSFER)))

    assert len(payments.booked) == 2


def test_a_callback_about_a_payment_that_is_not_there_yet_is_not_acknowledged(
    bank: ToyBank,
) -> None:
    payments = payments_with(toybank=bank)
    astray = replace(TRANSFER, payment_id="nowhere")

    with pytest.raises(PaymentUnknown):
        payments.reads(RecordReport(provider="toybank", report=bank.calls_back(astray)))


class Troubled(ToyBank):
    """A bank that can always say only one thing."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__("paper", ProviderPorts(clock=ManualClock(NOON)))
        self._trouble = trouble

    def interpret(self, report: Report) -> Outcome[Facts]:
        del report
        return Err(self._trouble, "E-17")


@pytest.mark.parametrize("trouble", [Trouble.NOT_SENT, Trouble.RATE_LIMITED, Trouble.UNAVAILABLE])
def test_a_trouble_that_passes_is_tried_again(trouble: Trouble) -> None:
    payments = payments_with(toybank=Troubled(trouble))
    payments.hears(by_bank())

    with pytest.raises(ProviderUnavailable):
        payments.hears(order_delivered())


@pytest.mark.parametrize(
    ("trouble", "moved"),
    [
        (Trouble.INVALID_REQUEST, False),
        (Trouble.AUTH_FAILED, False),
        (Trouble.CONFIG_ERROR, False),
        (Trouble.DECLINED, False),
        (Trouble.UNSUPPORTED, False),
        (Trouble.DUPLICATE, True),
        (Trouble.WIRE_CONFLICT, True),
        (Trouble.NOT_FOUND, True),
        (Trouble.OUTCOME_UNKNOWN, True),
        (Trouble.INTEGRITY_MISMATCH, True),
        (Trouble.UNTRUSTED, True),
    ],
)
def test_a_trouble_that_stays_is_refused_and_says_whether_money_may_have_moved(
    trouble: Trouble, *, moved: bool
) -> None:
    payments = payments_with(toybank=Troubled(trouble))
    payments.hears(by_bank())

    with pytest.raises(ReportRefused) as refusal:
        payments.hears(order_delivered())

    assert refusal.value.details == {
        "trouble": trouble.value,
        "detail_code": "E-17",
        "money_may_have_moved": moved,
    }


class Twofold(ToyBank):
    """A bank whose second fact of two is about a payment that nobody knows."""

    def interpret(self, report: Report) -> Outcome[Facts]:
        del report
        outcome = super().interpret(self.calls_back(TRANSFER))
        assert isinstance(outcome, Ok)
        [fact] = outcome.value
        return Ok((fact, replace(fact, fact_id="second", payment_id="nowhere")))


def test_a_report_is_booked_whole_or_not_at_all() -> None:
    payments = payments_with(toybank=Twofold("paper", ProviderPorts(clock=ManualClock(NOON))))
    payments.hears(by_bank())

    with pytest.raises(PaymentUnknown):
        payments.hears(order_delivered())

    assert len(payments.booked) == 1

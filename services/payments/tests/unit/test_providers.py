"""Cash on delivery and a bank of paper, each held to the same kit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from payments_examples import NOON, PAYMENT_ID
from payments_provider_kit import (
    PAID_IDR,
    CallbackKit,
    CancellingKit,
    Handovers,
    InitiatingKit,
    ProviderKit,
    PullingKit,
    facts_of,
)
from payments_toy_bank import ToyBank, Transfer, build as build_toy_bank

from kernel.adapters.clock import ManualClock
from payments.adapters.cod import CashOnDelivery, CodMisconfigured, build as build_cod
from payments.application.providers import CallbackReport, Limits, ProviderPorts, Report, Trouble
from payments.domain.facts import Confirmation, Strength

PORTS = ProviderPorts(clock=ManualClock(NOON))
TRANSFER = Transfer(reference="FT-1", payment_id=PAYMENT_ID, amount_idr=PAID_IDR, paid_at=NOON)
ELSEWHERE = replace(TRANSFER, reference="FT-2", payment_id="payment-of-eggs")


class TestCashOnDelivery(ProviderKit):
    @pytest.fixture
    def make(self) -> Callable[[], CashOnDelivery]:
        return lambda: build_cod({}, PORTS)

    @pytest.fixture
    def paying(self) -> Report:
        return Handovers.PAYING

    @pytest.fixture
    def other(self) -> Report:
        return Handovers.OTHER

    @pytest.fixture
    def silent(self) -> Report:
        return Handovers.SILENT


class TestToyBank(ProviderKit, InitiatingKit, PullingKit, CancellingKit, CallbackKit):
    @pytest.fixture
    def make(self) -> Callable[[], ToyBank]:
        return lambda: build_toy_bank({}, PORTS)

    @pytest.fixture
    def paying(self) -> Report:
        return build_toy_bank({}, PORTS).calls_back(TRANSFER)

    @pytest.fixture
    def other(self) -> Report:
        return build_toy_bank({}, PORTS).calls_back(ELSEWHERE)

    @pytest.fixture
    def silent(self) -> Report:
        return Handovers.SILENT

    @pytest.fixture
    def paid(self) -> ToyBank:
        bank = build_toy_bank({}, PORTS)
        bank.calls_back(TRANSFER)
        return bank

    @pytest.fixture
    def forged(self) -> Sequence[CallbackReport]:
        genuine = build_toy_bank({}, PORTS).calls_back(TRANSFER)
        dearer = genuine.body.replace(b"25000", b"99000")
        return (
            replace(genuine, headers={}),
            replace(genuine, body=dearer),
            build_toy_bank({"key": "stolen"}, PORTS).calls_back(TRANSFER),
        )


def test_a_signed_request_of_the_wrong_shape_is_refused() -> None:
    bank = build_toy_bank({}, PORTS)
    body = b"{}"
    report = CallbackReport(
        path="/", headers={"signature": bank.sign(body)}, body=body, received_at=NOON
    )

    assert getattr(bank.interpret(report), "trouble", None) is Trouble.INVALID_REQUEST


@pytest.mark.parametrize(
    ("confirmation", "strength"),
    [
        (Confirmation.CODE, Strength.TWO_SIDED),
        (Confirmation.BUYER_TAP, Strength.TWO_SIDED),
        (Confirmation.DEEMED, Strength.ONE_SIDED),
        (Confirmation.NONE, Strength.ONE_SIDED),
    ],
)
def test_cash_is_surer_when_the_buyer_confirmed_it(
    confirmation: Confirmation, strength: Strength
) -> None:
    report = replace(Handovers.PAYING, confirmation=confirmation)

    [fact] = facts_of(build_cod({}, PORTS).interpret(report))

    assert (fact.confirmation, fact.strength) == (confirmation, strength)
    assert fact.delivered_at == fact.occurred_at == NOON


def test_one_handover_id_on_two_orders_is_still_cash_twice() -> None:
    provider = build_cod({}, PORTS)

    [one], [another] = (
        facts_of(provider.interpret(report)) for report in (Handovers.PAYING, Handovers.OTHER)
    )

    assert one.collection_id == another.collection_id
    assert one.fact_id != another.fact_id


def test_a_city_can_say_how_much_cash_is_too_much() -> None:
    provider = build_cod({"amount_max_idr": 2_000_000}, PORTS)

    assert provider.describe().limits == Limits(amount_max_idr=2_000_000)


@pytest.mark.parametrize("config", [{"amount_max": 1}, {"amount_max_idr": "much"}])
def test_a_setting_that_makes_no_sense_is_refused(config: Mapping[str, Any]) -> None:
    with pytest.raises(CodMisconfigured):
        build_cod(config, PORTS)

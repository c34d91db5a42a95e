"""What every payment provider must prove. Subclass, provide the fixtures, inherit the rest.

`ProviderKit` is for all; for each declared capability there is a kit of its own, and `ProviderKit`
fails as long as one that is declared is not inherited.
"""

import socket
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

import pytest
from payments_examples import NOON, ORDER_ID, PAYMENT_ID, due

from payments.application.providers import (
    API_VERSION,
    NEEDED,
    Attempt,
    CallbackReport,
    Capability,
    Decision,
    Err,
    Facts,
    HandoverReport,
    Health,
    Instruction,
    Ok,
    Outcome,
    PaymentProvider,
    Report,
)
from payments.domain.facts import CollectorRole, Confirmation, FactKind
from payments.domain.payment import PAYMENT, receive

PAID_IDR = 25_000
JUNK: tuple[Report, ...] = (
    CallbackReport(path="", headers={}, body=b"", received_at=NOON),
    CallbackReport(path="/x", headers={"signature": "ab"}, body=b"\x00\xff", received_at=NOON),
    CallbackReport(path="/x", headers={}, body=b"[1]", received_at=NOON),
)
ATTEMPT = Attempt(
    payment_id=PAYMENT_ID,
    attempt_no=1,
    order_id=ORDER_ID,
    amount_idr=PAID_IDR,
    currency="IDR",
    collect_by=NOON + timedelta(days=3),
)


def facts_of(outcome: Outcome[Facts]) -> Facts:
    assert isinstance(outcome, Ok)
    return outcome.value


class ProviderKit:
    """
    Fixtures to give: `make`, a factory of fresh providers; `paying`, a report of `PAID_IDR` for
    `PAYMENT_ID`; `other`, the same for another payment; `silent`, one that says nothing of money.
    """

    @pytest.fixture
    def provider(self, make: Callable[[], Any]) -> Any:
        return make()

    def test_it_speaks_the_version_of_the_core(self, provider: Any) -> None:
        assert provider.api_version == API_VERSION
        assert isinstance(provider, PaymentProvider)

    def test_it_says_who_it_is_and_always_the_same(self, make: Callable[[], Any]) -> None:
        descriptor = make().describe()

        assert descriptor == make().describe()
        assert all((descriptor.provider, descriptor.name_id, descriptor.name_en))
        assert all((descriptor.methods, descriptor.custody_modes))

    def test_it_can_do_what_it_declares_and_proves_it(self, provider: Any) -> None:
        for capability in provider.describe().capabilities:
            assert isinstance(provider, NEEDED[capability])
            assert isinstance(self, KITS[capability])

    def test_it_says_how_it_is(self, provider: Any) -> None:
        assert isinstance(provider.healthcheck(), Health)

    def test_a_report_of_money_is_a_fact_about_that_payment(
        self, provider: Any, paying: Report
    ) -> None:
        [fact] = facts_of(provider.interpret(paying))

        assert fact.kind in {FactKind.COLLECTION_RECORDED, FactKind.PAYMENT_RECEIVED}
        assert (fact.payment_id, fact.amount_idr, fact.currency) == (PAYMENT_ID, PAID_IDR, "IDR")
        assert type(fact.amount_idr) is int
        assert fact.provider == provider.describe().provider
        assert fact.occurred_at.utcoffset() == timedelta(0)
        assert UUID(fact.fact_id).version == 5

    def test_the_same_report_gives_the_same_facts_wherever_it_is_read(
        self, make: Callable[[], Any], paying: Report
    ) -> None:
        assert make().interpret(paying) == make().interpret(paying)

    def test_reports_of_two_payments_are_two_facts(
        self, provider: Any, paying: Report, other: Report
    ) -> None:
        [one], [another] = (facts_of(provider.interpret(each)) for each in (paying, other))

        assert one.fact_id != another.fact_id
        assert one.payment_id != another.payment_id

    def test_a_report_without_money_is_no_fact(self, provider: Any, silent: Report) -> None:
        assert provider.interpret(silent) == Ok(())

    def test_junk_is_refused_and_never_raises(self, provider: Any) -> None:
        assert all(isinstance(provider.interpret(report), Err) for report in JUNK)

    def test_it_reads_a_report_without_opening_a_connection(
        self, provider: Any, paying: Report, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: Any) -> None:
            raise AssertionError("a provider opens no connection of its own")

        monkeypatch.setattr(socket.socket, "connect", refuse)

        assert facts_of(provider.interpret(paying))

    def test_the_core_books_its_facts_once(self, provider: Any, paying: Report) -> None:
        descriptor = provider.describe()
        payment = PAYMENT.evolve(
            None,
            due(
                provider=descriptor.provider,
                method=min(descriptor.methods),
                custody_mode=min(descriptor.custody_modes),
            ),
        )
        [fact] = facts_of(provider.interpret(paying))

        [received] = receive(payment, fact, at=NOON)

        assert received.remaining_due_idr == 0
        assert receive(PAYMENT.evolve(payment, received), fact, at=NOON) == ()


class InitiatingKit:
    def test_one_attempt_has_one_instruction(self, make: Callable[[], Any]) -> None:
        one, again = (make().create_instruction(ATTEMPT) for _ in range(2))

        assert isinstance(one.value, Instruction)
        assert one == again

    def test_another_attempt_has_another_instruction(self, make: Callable[[], Any]) -> None:
        one = make().create_instruction(ATTEMPT).value
        another = make().create_instruction(replace(ATTEMPT, attempt_no=2)).value

        assert one.instruction_ref != another.instruction_ref


class PullingKit:
    """`paid` is a provider whose bank has seen the money of `paying`."""

    def test_nothing_is_known_of_what_was_not_paid(self, make: Callable[[], Any]) -> None:
        assert make().get_status(ATTEMPT, "ref") == Ok(())

    def test_asking_tells_the_fact_that_was_reported(self, paid: Any, paying: Report) -> None:
        [asked] = facts_of(paid.get_status(ATTEMPT, "ref"))
        [told] = facts_of(paid.interpret(paying))

        assert (asked.fact_id, asked.amount_idr) == (told.fact_id, told.amount_idr)


class CancellingKit:
    def test_what_was_not_paid_is_withdrawn(self, make: Callable[[], Any]) -> None:
        assert make().cancel(ATTEMPT, "ref") == Ok(())

    def test_money_that_came_first_is_told(self, paid: Any) -> None:
        [fact] = facts_of(paid.cancel(ATTEMPT, "ref"))

        assert fact.amount_idr == PAID_IDR


class CallbackKit:
    """`forged` are requests that its bank never sent."""

    def test_it_is_called_on_paths_of_its_own(self, make: Callable[[], Any]) -> None:
        assert all(path.startswith("/") for path in make().routes())

    def test_a_forged_request_is_not_trusted(
        self, make: Callable[[], Any], forged: Sequence[CallbackReport]
    ) -> None:
        assert forged
        assert all(isinstance(make().interpret(report), Err) for report in forged)

    def test_every_decision_has_an_answer(
        self, make: Callable[[], Any], paying: CallbackReport
    ) -> None:
        replies = {one: make().answer(paying, one) for one in Decision}

        assert replies[Decision.REPLAYED] == replace(
            replies[Decision.ACCEPTED], body=replies[Decision.REPLAYED].body
        )
        assert replies[Decision.RETRY_LATER].status >= 500
        assert 400 <= replies[Decision.REFUSED].status < 500


KITS: dict[Capability, type] = {
    Capability.INITIATES: InitiatingKit,
    Capability.PULLS: PullingKit,
    Capability.CANCELS: CancellingKit,
    Capability.TAKES_CALLBACKS: CallbackKit,
}


class Handovers:
    """Reports from the door, for providers that listen there."""

    PAYING: ClassVar[HandoverReport] = HandoverReport(
        payment_id=PAYMENT_ID,
        handover_id="handover",
        cash_idr=PAID_IDR,
        handed_over_at=NOON,
        confirmation=Confirmation.CODE,
        collected_by_id="account-of-bu-sri",
        collected_by_role=CollectorRole.MERCHANT,
    )
    OTHER: ClassVar[HandoverReport] = replace(PAYING, payment_id="payment-of-eggs")
    SILENT: ClassVar[HandoverReport] = replace(PAYING, cash_idr=None)

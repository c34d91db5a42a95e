"""Payments with their collections, corrections and refunds, against accounts of plain integers."""

import json
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from payments_acts import OFFICER
from payments_books import Books
from payments_examples import (
    BUYER,
    OWNER,
    PAYMENT_ID,
    delivery_attempt_failed,
    order_delivered,
    payment_requested,
    return_accepted,
)
from payments_world import World, world_on

from kernel.adapters.memory import MemoryDatabase
from kernel.domain.events import Event
from kernel.domain.ids import new_id
from kernel.testing.machines import walks
from payments.adapters import tables
from payments.adapters.finance_chain import extend_chain
from payments.application.foreign import OrderCancelled, OrderExpired
from payments.domain.refunds import refund_of

TAKEN_IDR = 15_000
refs = st.sampled_from(["handover", "later", "last"])
sums = st.sampled_from([1, 10_000, 15_000, 25_000, 31_000])
ways = st.sampled_from(["code", "unseen", "claim"])
returns = st.sampled_from(["return-1", "return-2"])
over_ids = st.sampled_from(["over-1", "over-2"])


class PaymentMachine(RuleBasedStateMachine):
    """Everything that may be said about one payment, in any order and more than once."""

    payments: World

    @initialize()
    def ask_for_payment(self) -> None:
        self.payments = world_on(MemoryDatabase())
        self.books, self.read = Books(), 0
        self.handed_over = self.cancelled = False
        self.said: list[Event] = []
        self.hear(payment_requested())

    def hear(self, event: Event) -> None:
        self.payments.hears(event)
        self.said.append(event)

    def ask(self, route: str, role: str, **payload: Any) -> Any:
        """Ask for something; a refusal leaves everything as it was."""
        actor = {"buyer": BUYER, "merchant": OWNER}.get(role, OFFICER)
        message = {
            "route": route,
            "context": {"actor_id": actor, "actor_role": role},
            "payload": {"payment_id": PAYMENT_ID, **payload},
            "key": new_id(),
        }
        head = self.payments.app.head()
        [answer] = self.payments.app.execute([message])
        assert "ok" in answer or answer["error"]["family"] != "unavailable", answer
        assert "ok" in answer or self.payments.app.head() == head
        return answer.get("ok")

    # What orders says

    @rule(way=ways, cash_idr=sums, everything=st.booleans())
    def deliver(self, way: str, cash_idr: int, *, everything: bool) -> None:
        if self.handed_over or self.cancelled:
            return
        self.handed_over = True
        taken = {} if everything else {"goods_delivered_idr": 14_050, "amount_due_idr": TAKEN_IDR}
        event = order_delivered(
            code_verified=way == "code",
            declared_by="buyer" if way == "claim" else "seller",
            declared_cash_idr=cash_idr,
            **taken,
        )
        self.hear(event)

    @rule(number=st.integers(1, 3))
    def miss(self, number: int) -> None:
        self.hear(delivery_attempt_failed(attempt_no=number))

    @rule()
    def end(self) -> None:
        if self.handed_over:
            self.hear(OrderExpired(payment_id=PAYMENT_ID, stage="collection"))
        else:
            self.cancelled = True
            self.hear(OrderCancelled(payment_id=PAYMENT_ID))

    @rule(return_id=returns, amount_idr=st.sampled_from([0, 4_000, 9_000]))
    def take_back(self, return_id: str, amount_idr: int) -> None:
        if refund_of(return_id) not in self.books.owed:
            sums_idr = {"refund_idr": amount_idr, "goods_refund_idr": amount_idr}
            self.hear(return_accepted(return_id=return_id, **sums_idr))

    @rule(data=st.data())
    def hear_once_more(self, data: st.DataObject) -> None:
        event = data.draw(st.sampled_from(self.said))
        head = self.payments.app.head()
        self.payments.hears(event)
        assert self.payments.app.head() == head

    # What people say

    @rule(ref=refs, amount_idr=sums)
    def record(self, ref: str, amount_idr: int) -> None:
        known = self.books.counted.get(ref)
        said = self.ask("record_collection", "merchant", collection_id=ref, amount_idr=amount_idr)
        assert said is None or known is None or self.payments.app.head() == self.read

    @rule(ref=refs, agree=st.booleans())
    def agree(self, ref: str, *, agree: bool) -> None:
        if agree:
            self.ask("confirm_collection", "buyer", collection_id=ref)
        else:
            self.ask("confirm_claim", "merchant", collection_id=ref)

    @rule(ref=refs, amount_idr=sums, who=st.sampled_from(["buyer", "merchant"]))
    def dispute(self, ref: str, amount_idr: int, who: str) -> None:
        because = {"amount_idr": amount_idr, "reason_code": "wrong_amount"}
        self.ask("dispute_collection", who, collection_id=ref, **because)

    def collections(self, status: str) -> list[Any]:
        with self.payments.app.database.transaction() as transaction:
            return list(transaction.rows(tables.collections, status=status))

    @precondition(lambda machine: machine.collections("disputed"))
    @rule(
        data=st.data(),
        decision=st.sampled_from(["buyer", "seller", "shared"]),
    )
    def resolve(self, data: st.DataObject, decision: str) -> None:
        case = data.draw(st.sampled_from(self.collections("disputed")))
        low, high = sorted((case["buyer_says_idr"], case["seller_says_idr"]))
        decided = data.draw(st.integers(low, high)) if decision == "shared" else None
        said = {"dispute_id": case["dispute_id"], "decision": decision, "decided_idr": decided}
        self.ask("resolve_dispute", "catalog_officer", **said)

    @rule(ref=refs, right_idr=sums, number=st.sampled_from(["one", "two"]))
    def ask_to_correct(self, ref: str, right_idr: int, number: str) -> None:
        about = {"collection_id": ref, "correction_id": number, "reason_code": "typing"}
        self.ask("request_correction", "merchant", **about, right_idr=right_idr)

    @rule(number=st.sampled_from(["one", "two"]), approve=st.booleans())
    def decide(self, number: str, *, approve: bool) -> None:
        self.ask("decide_correction", "finance", correction_id=number, approve=approve)

    @rule(refund_id=over_ids | returns.map(refund_of), all_of_it=st.booleans())
    def pay_back(self, refund_id: str, *, all_of_it: bool) -> None:
        over = refund_id.startswith("over")
        right_idr = self.books.over_idr if over else self.books.owed.get(refund_id, 1)
        cause = "overpayment" if over else "return"
        amount_idr = right_idr if all_of_it else right_idr + 1
        self.ask("record_refund", "merchant", refund_id=refund_id, cause=cause,
                 amount_idr=amount_idr)  # fmt: skip

    @rule(
        refund_id=over_ids | returns.map(refund_of),
        what=st.sampled_from(["confirm", "dispute", "paid", "unpaid"]),
    )
    def answer_refund(self, refund_id: str, what: str) -> None:
        about = {"refund_id": refund_id}
        if what == "confirm":
            self.ask("confirm_refund", "buyer", **about)
        elif what == "dispute":
            self.ask("dispute_refund", "buyer", **about, reason_code="not_received")
        else:
            self.ask("resolve_refund", "catalog_officer", **about, paid=what == "paid")

    @rule(hours=st.sampled_from([1, 30, 80]))
    def wait(self, hours: int) -> None:
        self.payments.wait_until(self.payments.clock.now() + timedelta(hours=hours))

    # What must hold

    @invariant()
    def the_accounts_say_what_is_open(self) -> None:
        for one in self.payments.booked[self.read :]:
            told = json.loads(bytes(one["data"]))
            self.books.note(one["type"].split(".")[1], told)
        self.read = self.payments.app.head()
        books, accounts = self.books, self.books.accounts
        left_idr = max(books.wanted_idr - books.money_idr, 0) if books.waits else 0
        assert min(books.money_idr, *books.counted.values(), 0) >= 0
        assert accounts["platform_revenue"] == 0
        assert sum(accounts.values()) == 0
        assert accounts["buyer_receivable"] == left_idr
        assert -accounts["overpayment_payable"] == books.over_idr
        assert -accounts["refund_payable"] == books.to_pay_back_idr
        self._rows_agree(left_idr)

    def _rows_agree(self, left_idr: int) -> None:
        with self.payments.app.database.transaction() as transaction:
            ledger = transaction.rows(tables.ledger_accounts)
            row = transaction.row(tables.payments, (PAYMENT_ID,))
            counted = {
                one["collection_id"]: one["counted_idr"]
                for one in transaction.rows(tables.collections)
                if one["status"] != "claimed" and one["event_id"]
            }
        found = {one["account"]: one["debit_idr"] - one["credit_idr"] for one in ledger}
        accounts = {name: sum_idr for name, sum_idr in self.books.accounts.items() if sum_idr}
        assert {name: sum_idr for name, sum_idr in found.items() if sum_idr} == accounts
        assert (row["remaining_due_idr"], row["overpaid_idr"], row["refund_due_idr"]) == (
            left_idr,
            self.books.over_idr,
            self.books.to_pay_back_idr,
        )
        assert counted == self.books.counted

    @invariant()
    def the_chain_has_every_event_once(self) -> None:
        while extend_chain(self.payments.app.database):
            pass
        with self.payments.app.database.transaction() as transaction:
            links = transaction.rows(tables.finance_chain)
        assert [one["event_id"] for one in links] == [one["id"] for one in self.payments.booked]


TestPayment = PaymentMachine.TestCase
TestPayment.settings = walks(examples=20, steps=25)

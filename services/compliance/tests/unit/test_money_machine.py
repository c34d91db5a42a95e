"""Any history of orders and money, opened, closed and heard late, against plain whole rupiah."""

from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from compliance_arithmetic import Arithmetic
from compliance_market import Collection, Market, Order
from compliance_memory import Dice, MemoryCity, rows_of
from compliance_service import FEBRUARY_20, MARCH, STAFF, TONO
from hypothesis import settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from compliance.adapters.tables import obligations, periods
from compliance.domain.duty_events import ObligationsAssessed, PeriodClosed
from compliance.domain.purchase_events import SpendCredited, SpendRecorded, SpendReversed
from compliance.domain.recomputation import compare
from kernel.domain import ids
from kernel.domain.events import Event

BATCHES = st.lists(
    st.tuples(st.sampled_from(["orders", "payments"]), st.integers(1, 6)), min_size=1, max_size=4
)
CHANGES = st.sampled_from(["refund", "return", "correction"])
DAYS = st.sampled_from([0, 1, 5, 20, 20, 40])
WHAT = st.sampled_from([*["trade"] * 4, *["hear"] * 3, *["change"] * 2, *["time"] * 3, "step"])
OFTEN = st.sampled_from([True, True, True, False])
STRANGERS = ("a-stranger", None)
TARGET = 200_000  # A tenth of the ceiling of two million.


@st.composite
def orders(draw: st.DrawFn, buyers: list[str | None], number: int) -> Order:
    goods = draw(st.sampled_from([1, 199_999, 200_000, 260_000, 400_000]))
    return Order(
        order_id=f"order-{number}",
        membership_id=draw(st.sampled_from(buyers)),
        goods_idr=goods,
        staple_idr=goods * draw(st.integers(0, 4)) // 4,
        fee_idr=draw(st.integers(0, 9_000)),
        placed_at=FEBRUARY_20,
        own=draw(OFTEN),
    )


class MoneyMachine(RuleBasedStateMachine):
    """Compliance as a whole, in memory, beside two neighbours and an account book."""

    @initialize(days=st.sampled_from([0, 12, 30, 38]))
    def found(self, days: int) -> None:
        dice = Dice()
        self.patch = pytest.MonkeyPatch()
        for name in ("secrets", "time"):
            self.patch.setattr(ids, name, dice)
        self.city = MemoryCity()
        self.city.start(chunk=1, closing_retry_s=5 * 86_400, reminder_days=())
        self.members = self.city.enrol(*STAFF)
        self.tono = self.members[STAFF.index(TONO)]
        self.city.enact()
        self.city.move_to(FEBRUARY_20 + timedelta(days=days))
        self.market = Market(institution_id=self.city.institution_id)
        self.books = Arithmetic(members=frozenset(self.members))
        self.assessed: dict[str, Any] = {}
        self.looked_until = 0
        self.spends: dict[str, SpendRecorded] = {}
        self.balances: dict[str, int] = {}
        self.judged: dict[str, SpendCredited] = {}

    # One rule, for of several Hypothesis leaves whole ones out of most histories.

    @rule(data=st.data(), what=WHAT)
    def live(self, data: st.DataObject, what: str) -> None:
        lived = {
            "trade": self._trade,
            "change": self._change_money,
            "hear": self._hear_some,
            "time": self._let_time_pass,
            "step": self._take_a_step_of_closing,
        }
        lived[what](data)

    # What the neighbours live

    def _trade(self, data: st.DataObject) -> None:
        """Order something, or go on with an order."""
        unfinished = [one for one in self.market.orders if one.unpaid_idr or not one.delivered]
        order = data.draw(st.sampled_from([None, *unfinished]))
        if order is None:
            order = data.draw(orders([*self.members, *STRANGERS], len(self.market.orders)))
            order.placed_at = self.city.clock.now()
            self.market.place(order)
        self._go_on(data, order)

    def _change_money(self, data: st.DataObject) -> None:
        if not self.collections:
            return
        order, one = data.draw(st.sampled_from(self.collections))
        how, now = data.draw(CHANGES), self.city.clock.now()
        if how == "correction":
            delta = data.draw(st.integers(-one.left_idr, 50_000).filter(bool))
            self.market.correct(order, one, delta, now)
        else:
            goods = data.draw(st.just(one.left_idr) | st.integers(1, one.left_idr))
            self.market.give_back(order, one, goods, now, returned=how == "return")

    # What compliance hears, and when

    def _hear_some(self, data: st.DataObject) -> None:
        for producer, count in data.draw(BATCHES):
            self._hear(producer, count)
        everything = [(key, one) for key, told in self.market.told.items() for one in told]
        if everything:
            for producer, told in data.draw(st.lists(st.sampled_from(everything), max_size=3)):
                self.city.take(producer, told)

    def _let_time_pass(self, data: st.DataObject) -> None:
        self.city.move_to(self.city.clock.now() + timedelta(days=data.draw(DAYS)))
        self._look()
        if data.draw(st.booleans()):
            for producer in ("orders", "payments"):
                self._hear(producer, len(self.market.untold[producer]))
            self.city.caught_up(self.city.clock.now())

    def _take_a_step_of_closing(self, _: st.DataObject) -> None:
        officer = self.city.officer("policy_officer")
        about = {"institution_id": self.city.institution_id, "period": MARCH}
        self.city.tell("close_period", officer, **about)

    # What must hold

    @invariant()
    def balances_are_those_of_the_account_book(self) -> None:
        self._look()
        rows = rows_of(self.city, obligations)
        months = self.books.cut_offs
        assert {(row["membership_id"], row["period"]): row["credited_idr"] for row in rows} == {
            (one, month): self.books.balance(one, month) for one in self.members for month in months
        }
        for row in rows:
            assert 0 <= row["credited_staple_idr"] <= row["credited_idr"]
            assessed = (row["assessment"] or {}).get("credited_idr")
            assert assessed == self.assessed.get(row["obligation_id"]), "an assessment stands"

    @invariant()
    def each_rupiah_points_at_one_payment_and_one_rule(self) -> None:
        told = {
            spend.payment_event_id: self.judged[key].credited_idr if key in self.judged else None
            for key, spend in self.spends.items()
        }
        assert len(told) == len(self.spends)
        assert told == self.books.spends()

    def teardown(self) -> None:
        if not hasattr(self, "city"):
            return
        self.patch.undo()
        history = [one.event for one in self.city.app.units.read_after(0, 10_000)]
        for month in self.books.cut_offs:
            assert compare(history, self.city.institution_id, month).differences == 0

    @property
    def collections(self) -> list[tuple[Order, Collection]]:
        return [
            (order, one)
            for order in self.market.orders
            for one in order.collections
            if one.left_idr > 0
        ]

    def _hear(self, producer: str, count: int) -> None:
        told = self.market.next(producer, count)
        if told:
            self.city.take(producer, *told)
        for one in told:
            self.books.hear(one)

    def _go_on(self, data: st.DataObject, order: Order) -> None:
        """Let goods and money change hands, or one of them, or a part of the money."""
        now = self.city.clock.now()
        steps = data.draw(st.sampled_from(["both", "both", "goods", "money", "part", "nothing"]))
        if steps in {"both", "goods"} and not order.delivered:
            self.market.deliver(order, now)
        if steps in {"both", "money"} and order.unpaid_idr:
            self.market.pay(order, order.unpaid_idr, now)
        if steps == "part" and order.unpaid_idr:
            self.market.pay(order, data.draw(st.integers(1, order.unpaid_idr)), now)

    def _look(self) -> None:
        """Look at which months have been opened and what has been assessed since the last look."""
        for row in rows_of(self.city, periods):
            if row["period"] not in self.books.cut_offs:
                self.books.open(row["period"], row["cut_off_at"])
        news = self.city.app.units.read_after(self.looked_until, 10_000)
        for one in news:
            self.looked_until = one.position
            self._note(one.event)

    def _note(self, event: Event) -> None:
        match event:
            case SpendRecorded():
                assert event.spend_id not in self.spends
                self.spends[event.spend_id] = event
            case SpendCredited():
                assert event.spend_id not in self.judged
                self.judged[event.spend_id] = event
                refused = sum(part.amount_idr for part in event.not_credited)
                paid = self.spends[event.spend_id].paid_idr
                assert event.gross_idr == paid == event.credited_idr + refused
                assert event.policy_version == 1
                self._moves(event.obligation_id, event.credited_idr, event.balance_after_idr)
            case SpendReversed():
                self._moves(event.obligation_id, -event.amount_idr, event.balance_after_idr)
            case ObligationsAssessed():
                held = {row["obligation_id"]: row for row in rows_of(self.city, obligations)}
                for one in event.assessments:
                    row = held[one.obligation_id]
                    self._check(one, row["membership_id"], row["period"])
            case PeriodClosed():
                assert event.counts.members == len(self.members)
            case _:
                pass

    def _moves(self, obligation_id: str, by_idr: int, after_idr: int) -> None:
        self.balances[obligation_id] = self.balances.get(obligation_id, 0) + by_idr
        assert after_idr == self.balances[obligation_id]

    def _check(self, assessment: Any, membership_id: str, month: str) -> None:
        balance = self.books.balance(membership_id, month)
        met = "met" if balance >= TARGET else "not_met"
        assert assessment.obligation_id not in self.assessed
        assert assessment.credited_idr == balance
        assert assessment.outcome == ("out_of_scope" if membership_id == self.tono else met)
        self.assessed[assessment.obligation_id] = balance
        self.books.assessed.add((membership_id, month))


TestMoney = MoneyMachine.TestCase
TestMoney.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)

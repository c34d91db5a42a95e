"""Orders in memory beside the papers of the same orders, for state machines to act on."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
)
from orders_paper import DAY, ENDS, HOUR, MINUTE, Paper
from orders_service import BUYER, SELLING, Town, full_shelves
from orders_values import CART, FETCHED_CART, KLOJEN, MERCHANT_ID

from kernel.adapters.codec import plain
from kernel.adapters.memory import MemoryDatabase
from kernel.domain.ids import new_id
from kernel.testing.stores import vault_in
from orders.adapters.tables import orders as orders_table
from orders.application import foreign
from orders.domain.placing import code_ref

SERVICE = foreign.MerchantServiceChanged(
    merchant_id=MERCHANT_ID,
    opening_hours=tuple(
        foreign.OpenSpan(weekday=day, opens="08:00", closes="17:00") for day in range(6)
    ),
    delivers=True,
    delivery_area=(
        foreign.DeliveryArea(kelurahan_code=KLOJEN, fee_idr=5_000, min_order_idr=10_000),
    ),
    pickup_at_stall=True,
)
SPANS = st.sampled_from([20 * MINUTE, 5 * HOUR, 11 * HOUR, DAY, 4 * DAY])
NAMES = st.sampled_from(["one", "two"])
known: Any = Bundle("known")


class Desk(RuleBasedStateMachine):
    """Orders that are placed, and time that passes; after every step papers and rows agree."""

    def __init__(self) -> None:
        super().__init__()
        self.town = Town(MemoryDatabase())
        self.town.hear("catalog", *full_shelves(), SERVICE)
        self.papers: dict[str, Paper] = {}
        self.lines: dict[str, tuple[str, str]] = {}
        self.said: list[Any] = []
        self.answered: set[str] = set()

    def ask(self, route: str, who: Any, order_id: str, *, may: bool, **payload: Any) -> bool:
        """Ask for something; what may not be asked leaves everything as it was."""
        head = self.town.app.head()
        answer = self.town.tell(route, who, order_id=order_id, **payload)
        assert not may or "ok" in answer, (route, self.papers[order_id], answer)
        assert (self.town.app.head() > head) is may, (route, self.papers[order_id], answer)
        return may

    def hear(self, event: Any, *, counts: bool) -> bool:
        """Hear a fact; one that was answered, or comes too early, leaves everything as it was."""
        head = self.town.app.head()
        self.town.hear("payments", event)
        self.said.append(event)
        assert (self.town.app.head() > head) is counts, (event, self.papers[event.order_id])
        return counts

    def first(self, order_id: str, fact: str, name: str) -> bool:
        """Tell whether the order hears of money by now, and has not heard this of it."""
        key = f"{order_id} {fact} {name}"
        new = self.papers[order_id].hears_of_money and key not in self.answered
        if new:
            self.answered.add(key)
        return new

    @property
    def now(self) -> Any:
        return self.town.clock.now()

    def placed(self, *, fetched: bool) -> str:
        """Place an order, on paper too."""
        cart = FETCHED_CART if fetched else CART
        [order] = self.town.done("place_orders", BUYER, **plain(cart))["orders"]
        order_id = str(order["order_id"])
        self.papers[order_id] = Paper(placed_at=self.now, fetched=fetched)
        assert order["amount_due_idr"] == self.papers[order_id].due_idr
        (placed,) = self.town.app.units.read_after(self.town.app.head() - 1, 1)
        by_product = {line["product_id"]: line["line_id"] for line in plain(placed.event)["lines"]}
        self.lines[order_id] = (by_product["rice-5kg"], by_product["snack"])
        return order_id

    def accepted(self, *, fetched: bool) -> str:
        """Place an order that the seller has taken."""
        order_id = self.placed(fetched=fetched)
        self.town.reserve(order_id)
        self.papers[order_id].confirm(self.now)
        self.ask("accept_order", SELLING, order_id, may=True)
        self.papers[order_id].accept(self.now)
        return order_id

    def delivered(self, *, fetched: bool, with_code: bool) -> str:
        """Place an order that goes all the way to its buyer."""
        order_id, handover_id = self.accepted(fetched=fetched), new_id()
        paper = self.papers[order_id]
        if fetched:
            self.ask("mark_ready", SELLING, order_id, may=True)
            paper.make_ready(self.now)
        else:
            self.ask("dispatch_order", SELLING, order_id, may=True)
            paper.dispatch()
        code = self.code_of(order_id) if with_code else None
        handover = {"handover_id": handover_id, "cash_idr": paper.due_idr, "code": code}
        self.ask("hand_over_order", SELLING, order_id, may=True, **handover)
        paper.hand_over(self.now, handover_id, with_code=with_code)
        return order_id

    # Time

    @rule(span=SPANS)
    def wait(self, span: timedelta) -> None:
        self.town.move_to(self.now + span)
        for paper in self.papers.values():
            paper.pass_time(self.now)

    # What must hold

    @invariant()
    def everybody_reads_what_is_on_paper(self) -> None:
        with self.town.database.transaction() as transaction:
            rows = {row["order_id"]: row for row in transaction.rows(orders_table)}
        for order_id, paper in self.papers.items():
            row, shown = rows[order_id], paper.shown()
            returns = {one["return_id"]: one for one in row["returns"]}
            row |= {
                "disputes": sorted(row["disputes"]),
                "returns": {
                    name: (one["status"], one.get("refund_idr", 0)) for name, one in returns.items()
                },
            }
            found = {name: row[name] for name in shown}
            assert found == shown

    @invariant()
    def an_order_ends_once_and_is_handed_over_once(self) -> None:
        facts = self.town.app.units.read_after(0, 10_000)
        for order_id, paper in self.papers.items():
            told = [one.type.split(".")[1] for one in facts if one.key == order_id]
            ends = [what for what in told if what.removeprefix("order_") in ENDS]
            assert len(ends) == paper.ended
            assert told.count("order_delivered") == (paper.handover_id is not None)
            assert told.count("payment_requested") == paper.reserved

    def return_id(self, order_id: str, name: str) -> str:
        """Return a UUID that is always the same."""
        end = {"one": "1", "two": "2"}[name]
        return order_id[:-1] + end

    def code_of(self, order_id: str) -> str:
        ref = code_ref(order_id)
        with self.town.database.transaction() as transaction:
            return str(vault_in(transaction).open([ref])[ref]["code"])

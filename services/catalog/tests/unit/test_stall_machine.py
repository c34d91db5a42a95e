"""A stall, its shelves and the orders that meet there, against a book of plain numbers."""

from datetime import UTC, datetime, timedelta
from typing import Any

from catalog_book import PRODUCTS, Book
from catalog_examples import (
    AS_OFFICER,
    AS_SRI,
    SET_LIST,
    STALL,
    line,
    order_placed,
    returned,
)
from catalog_lifetimes import NEXT_WEEK
from catalog_town import Town, message
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from catalog.adapters import tables
from kernel.testing.machines import walks

# The end of 8 March in Malang.
SUSPENDED_UNTIL = datetime(2026, 3, 8, 17, tzinfo=UTC)
products = st.sampled_from(PRODUCTS)
order_ids = st.sampled_from([f"order-{number}" for number in range(5)])
counts = st.integers(1, 9)
dispositions = st.sampled_from(["resalable", "spoiled"])
wishes = st.lists(st.tuples(products, counts, st.booleans()), min_size=1, max_size=3)


class StallMachine(RuleBasedStateMachine):
    """Commands, orders' facts in any order and more than once, and days that pass."""

    def __init__(self) -> None:
        super().__init__()
        self.town = Town.in_memory()
        self.town.given_a_verified_stall()
        self.town.do("set_commodity_list", SET_LIST, AS_OFFICER)
        self.book = Book()

    def ask(self, route: str, command: Any, *, may: bool, who: Any = AS_SRI) -> None:
        """Ask for something; what may not be asked, or is so already, leaves all as it was."""
        head = self.town.app.head()
        [answer] = self.town.app.execute([message(route, command, who)])
        assert not may or "ok" in answer, answer
        assert (self.town.app.head() > head) is may, (route, answer)

    # The shelves

    @rule(product_id=products, quantity=counts)
    def receive(self, product_id: str, quantity: int) -> None:
        may = self.book.listed[product_id]
        self.ask("receive_stock", {"product_id": product_id, "quantity": quantity}, may=may)
        if may:
            self.book.free[product_id] += quantity
            self.book.came[product_id] += quantity

    @rule(product_id=products, delta=st.integers(-9, 9).filter(bool))
    def adjust(self, product_id: str, delta: int) -> None:
        may = self.book.free[product_id] + delta >= 0
        said = {"product_id": product_id, "quantity_delta": delta, "reason_code": "count"}
        self.ask("adjust_stock", said, may=may)
        if may:
            self.book.free[product_id] += delta
            self.book.came[product_id] += delta

    # The offer

    @rule(product_id=products, price_idr=st.integers(1, 3))
    def change_price(self, product_id: str, price_idr: int) -> None:
        head = self.town.app.head()
        said = {"product_id": product_id, "new_price_idr": price_idr}
        [answer] = self.town.app.execute([message("change_price", said)])
        # The same price again is no new one.
        if self.town.app.head() > head:
            assert self.book.listed[product_id] or self.book.blocked[product_id]
            self.book.version[product_id] += 1
            assert answer["ok"] == {"price_version": self.book.version[product_id]}

    @rule(product_id=products)
    def delist(self, product_id: str) -> None:
        may = self.book.listed[product_id] and not self.book.blocked[product_id]
        self.ask("delist_product", {"product_id": product_id}, may=may)
        if may:
            self.book.listed[product_id] = False

    @rule(product_id=products)
    def relist(self, product_id: str) -> None:
        may = not self.book.listed[product_id] and not self.book.blocked[product_id]
        self.ask("relist_product", {"product_id": product_id}, may=may)
        if may:
            self.book.listed[product_id] = True
            self.book.version[product_id] += 1

    @rule(product_id=products)
    def block(self, product_id: str) -> None:
        said = {"product_id": product_id, "reason_code": "misleading"}
        self.ask("block_product", said, may=not self.book.blocked[product_id], who=AS_OFFICER)
        self.book.blocked[product_id] = True

    @rule(product_id=products)
    def unblock(self, product_id: str) -> None:
        said = {"product_id": product_id}
        self.ask("unblock_product", said, may=self.book.blocked[product_id], who=AS_OFFICER)
        self.book.blocked[product_id] = False

    # The seller

    @rule()
    def suspend(self) -> None:
        if self.town.clock.now() < SUSPENDED_UNTIL - timedelta(days=1):
            said = {
                "merchant_id": STALL,
                "reason_code": "complaint",
                "open_orders_rule": "finish",
                "until": "2026-03-08",
            }
            self.ask("suspend_merchant", said, may=not self.book.suspended, who=AS_OFFICER)
            self.book.suspended = True

    @rule()
    def reinstate(self) -> None:
        may = self.book.suspended
        self.ask("reinstate_merchant", {"merchant_id": STALL}, may=may, who=AS_OFFICER)
        self.book.suspended = False

    @rule()
    def pause(self) -> None:
        if self.town.clock.now() < NEXT_WEEK:
            said = {"merchant_id": STALL, "until": NEXT_WEEK.isoformat(), "reason_code": "holiday"}
            may = not self.book.suspended and not self.book.paused
            self.ask("pause_merchant", said, may=may)
            self.book.paused = self.book.paused or may

    @rule()
    def resume(self) -> None:
        self.ask("resume_merchant", {"merchant_id": STALL}, may=self.book.paused)
        self.book.paused = False

    @rule(days=st.integers(1, 3))
    def wait(self, days: int) -> None:
        now = self.town.clock.now() + timedelta(days=days)
        self.town.wait_until(now)
        self.book.suspended = self.book.suspended and now < SUSPENDED_UNTIL
        self.book.paused = self.book.paused and now < NEXT_WEEK

    # The orders

    @rule(batch=st.lists(st.tuples(order_ids, wishes), min_size=1, max_size=3))
    def place(self, batch: list[tuple[str, list[tuple[str, int, bool]]]]) -> None:
        heard = []
        for order_id, wanted in batch:
            lines = [
                line(
                    product_id,
                    quantity,
                    line_id=f"line-{number}",
                    price_version=self.book.version[product_id] + (not knows_price),
                )
                for number, (product_id, quantity, knows_price) in enumerate(wanted)
            ]
            heard.append((order_id, "order_placed", order_placed(*lines)))
            self.book.place(order_id, wanted)
        self.town.hear(*heard)

    @rule(order_id=order_ids, how=st.sampled_from(["declined", "cancelled", "expired", "rejected"]))
    def end(self, order_id: str, how: str) -> None:
        self.town.hear((order_id, f"order_{how}", {}))
        self.book.end(order_id)

    @rule(
        order_id=order_ids,
        taken=st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=3),
    )
    def deliver(self, order_id: str, taken: list[tuple[int, bool]]) -> None:
        _, lines = self.book.orders.get(order_id, ("", []))
        told = [
            {
                "line_id": f"line-{number}",
                "delivered_quantity": min(quantity, one.quantity),
                "refused_quantity": max(one.quantity - quantity, 0),
                "refused_disposition": "spoiled" if spoiled else "resalable",
            }
            for number, (one, (quantity, spoiled)) in enumerate(zip(lines, taken, strict=False))
        ]
        self.town.hear((order_id, "order_delivered", {"handover_id": "h", "lines": told}))
        self.book.deliver(order_id, [one for one, _ in taken], [lost for _, lost in taken])

    @rule(
        order_id=order_ids,
        back=st.lists(st.tuples(st.integers(0, 9), dispositions), min_size=1, max_size=3),
        return_id=st.sampled_from([None, "return-1", "return-2"]),
    )
    def come_back(self, order_id: str, back: list[tuple[int, str]], return_id: str | None) -> None:
        told = [(f"line-{number}", quantity, said) for number, (quantity, said) in enumerate(back)]
        if return_id is None:
            self.town.hear((order_id, "order_returned_to_seller", returned(*told)))
            self.book.bring_back(order_id, back)
        else:
            said = returned(*told, return_id=return_id)
            self.town.hear((order_id, "return_received", said))
            self.book.send_back(order_id, return_id, back)

    # What must hold

    @invariant()
    def the_shelves_are_as_the_book_has_them(self) -> None:
        with self.town.database.transaction() as transaction:
            rows = {row["product_id"]: row for row in transaction.rows(tables.stock)}
        for product_id in PRODUCTS:
            row, (gone, back) = rows[product_id], self.book.taken(product_id)
            assert min(self.book.free[product_id], self.book.held(product_id)) >= 0
            assert row["available"] == self.book.free[product_id]
            assert row["reserved"] == self.book.held(product_id)
            assert (row["committed"], row["returned"]) == (gone, back)
            assert row["written_off"] == self.book.lost[product_id]
            assert row["received"] + row["adjusted"] == self.book.came[product_id]
            assert row["price_version"] == self.book.version[product_id]
            assert (row["listed"], row["blocked"]) == (
                self.book.listed[product_id],
                self.book.blocked[product_id],
            )

    @invariant()
    def every_order_stands_where_the_book_has_it(self) -> None:
        with self.town.database.transaction() as transaction:
            rows = {row["order_id"]: row for row in transaction.rows(tables.reservations)}
        assert {name: row["status"] for name, row in rows.items()} == {
            name: status for name, (status, _) in self.book.orders.items()
        }


TestStall = StallMachine.TestCase
TestStall.settings = walks(examples=25, steps=30)

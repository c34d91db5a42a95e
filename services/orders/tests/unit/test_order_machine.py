"""An order with its neighbours, its clocks and its returns, against what is written on paper."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, multiple, precondition, rule
from orders_desk import NAMES, Desk, known
from orders_money_rules import MoneyRules
from orders_paper import DAY, OUT, UNSENT, Return, open_time_after
from orders_service import BUYER, OFFICER, SELLING
from orders_values import MERCHANT_ID

from kernel.domain.ids import new_id
from kernel.testing.machines import walks
from orders.application import foreign

ORDERS_MAX = 3
LINES = st.tuples(st.integers(0, 3), st.integers(0, 2))


class GoodsRules(Desk):
    """What the catalogue, the seller, the buyer and an officer do until the door."""

    @rule(target=known, fetched=st.booleans(), taken=st.booleans())
    def place(self, *, fetched: bool, taken: bool) -> Any:
        if len(self.papers) == ORDERS_MAX:
            return multiple()
        return self.accepted(fetched=fetched) if taken else self.placed(fetched=fetched)

    @rule(order_id=known)
    def reserve(self, order_id: str) -> None:
        head, paper = self.town.app.head(), self.papers[order_id]
        self.town.reserve(order_id)
        if paper.status == "placed":
            paper.confirm(self.now)
        else:
            assert self.town.app.head() == head

    @rule(order_id=known)
    def reject(self, order_id: str) -> None:
        head, paper = self.town.app.head(), self.papers[order_id]
        short = foreign.Shortage(line_id="line-1", code="out_of_stock")
        self.town.hear("catalog", foreign.StockRejected(order_id=order_id, reasons=(short,)))
        if paper.status == "placed":
            paper.end("rejected")
        else:
            assert self.town.app.head() == head

    @rule(order_id=known)
    def accept(self, order_id: str) -> None:
        paper = self.papers[order_id]
        if self.ask("accept_order", SELLING, order_id, may=paper.status == "confirmed"):
            paper.accept(self.now)

    @rule(order_id=known)
    def decline(self, order_id: str) -> None:
        paper = self.papers[order_id]
        may = paper.status == "confirmed"
        if self.ask("decline_order", SELLING, order_id, may=may, reason_code="no_stock"):
            paper.end("declined")

    @rule(order_id=known)
    def send_or_pack(self, order_id: str) -> None:
        paper = self.papers[order_id]
        may = paper.status == "accepted"
        self.ask("mark_ready", SELLING, order_id, may=may and paper.fetched)
        self.ask("dispatch_order", SELLING, order_id, may=may and not paper.fetched)
        if may and paper.fetched:
            paper.make_ready(self.now)
        elif may:
            paper.dispatch()

    @rule(order_id=known, number=st.integers(2, 4))
    def set_out_again(self, order_id: str, number: int) -> None:
        paper = self.papers[order_id]
        next_one = number == paper.failed + 1 > paper.set_out and paper.failed < 3
        may = paper.status == "dispatched" and next_one
        if paper.status != "accepted" and self.ask(
            "dispatch_order", SELLING, order_id, may=may, attempt_no=number
        ):
            paper.dispatch()

    @rule(order_id=known, number=st.integers(1, 4), soon=st.booleans())
    def fail(self, order_id: str, number: int, *, soon: bool) -> None:
        paper = self.papers[order_id]
        next_at = self.now + DAY if soon else None
        next_one = number == paper.failed + 1 <= 3 and not (soon and number == 3)
        if self.ask(
            "record_failed_attempt",
            SELLING,
            order_id,
            may=paper.status == "dispatched" and next_one,
            attempt_no=number,
            reason_code="buyer_absent",
            next_attempt_at=next_at and next_at.isoformat(),
        ):
            paper.fail(next_at)

    @rule(order_id=known)
    def bring_back(self, order_id: str) -> None:
        paper = self.papers[order_id]
        may = paper.status in OUT
        if self.ask("return_to_seller", SELLING, order_id, may=may, reason_code="buyer_absent"):
            paper.end("returned_to_seller")

    @rule(order_id=known, code=st.sampled_from(["right", "wrong", None]))
    def hand_over(self, order_id: str, code: str | None) -> None:
        paper, handover_id = self.papers[order_id], new_id()
        told = {"right": self.code_of(order_id), "wrong": "not it", None: None}[code]
        may = paper.status in OUT and (code is None or paper.wrong_codes < 5)
        handover = {"handover_id": handover_id, "cash_idr": paper.due_idr, "code": told}
        if self.ask("hand_over_order", SELLING, order_id, may=may, **handover):
            if code == "wrong":
                paper.wrong_codes += 1
            else:
                paper.hand_over(self.now, handover_id, with_code=code == "right")

    @rule(order_id=known)
    def claim(self, order_id: str) -> None:
        paper, handover_id = self.papers[order_id], new_id()
        handover = {"handover_id": handover_id, "cash_idr": paper.due_idr}
        may = paper.status in (*OUT, "accepted")
        if self.ask("claim_handover", BUYER, order_id, may=may, **handover):
            paper.hand_over(self.now, handover_id, with_code=False)

    @rule(order_id=known, who=st.sampled_from(["buyer", "seller", "officer"]))
    def cancel(self, order_id: str, who: str) -> None:
        paper, because = self.papers[order_id], {"reason_code": "no_stock"}
        route, caller, may, payload = {
            "buyer": ("cancel_order", BUYER, UNSENT, {}),
            "seller": ("cancel_sale", SELLING, ("accepted",), because),
            "officer": ("call_off_order", OFFICER, UNSENT + OUT, because | {"fault": "none"}),
        }[who]
        if self.ask(route, caller, order_id, may=paper.status in may, **payload):
            paper.end("cancelled")

    @rule()
    def suspend_the_seller(self) -> None:
        suspended = foreign.MerchantSuspended(
            merchant_id=MERCHANT_ID, open_orders_rule="cancel", suspended_at=self.now
        )
        back = foreign.MerchantReinstated(merchant_id=MERCHANT_ID)
        self.town.hear("catalog", suspended, back)
        self.town.timers.fire_due()
        for paper in self.papers.values():
            if paper.status in UNSENT:
                paper.end("cancelled")


class ReturnRules(Desk):
    """Goods that come back."""

    @rule(order_id=known, name=NAMES, lines=LINES)
    def ask_to_return(self, order_id: str, name: str, lines: tuple[int, int]) -> None:
        paper, return_id = self.papers[order_id], self.return_id(order_id, name)
        may = return_id not in paper.returns and paper.can_return(lines, self.now)
        wanted = [
            {"line_id": line_id, "quantity": quantity}
            for line_id, quantity in zip(self.lines[order_id], lines, strict=True)
            if quantity
        ]
        about = {"return_id": return_id, "reason_code": "defective", "lines": wanted}
        if self.ask("request_return", BUYER, order_id, may=may, **about):
            paper.returns[return_id] = Return(lines, open_time_after(self.now, 18))

    @precondition(lambda desk: any(paper.returns for paper in desk.papers.values()))
    @rule(order_id=known, name=NAMES, officer=st.booleans())
    def take_back(self, order_id: str, name: str, *, officer: bool) -> None:
        paper, return_id = self.papers[order_id], self.return_id(order_id, name)
        one = paper.returns.get(return_id)
        who = OFFICER if officer else SELLING
        may = one is not None and (
            one.status == "requested"
            or (officer and one.status == "declined")
        ) and paper.can_return(one.lines, self.now, besides=return_id)  # fmt: skip
        if self.ask("accept_return", who, order_id, may=may, return_id=return_id):
            assert one is not None
            paper.take_back(one, with_fee=False)

    @precondition(lambda desk: any(paper.returns for paper in desk.papers.values()))
    @rule(order_id=known, name=NAMES)
    def decline_return(self, order_id: str, name: str) -> None:
        paper, return_id = self.papers[order_id], self.return_id(order_id, name)
        one = paper.returns.get(return_id)
        about = {"return_id": return_id, "reason_code": "no_defect"}
        may = one is not None and one.status == "requested"
        if self.ask("decline_return", SELLING, order_id, may=may, **about):
            assert one is not None
            one.status = "declined"

    @precondition(lambda desk: any(paper.returns for paper in desk.papers.values()))
    @rule(order_id=known, name=NAMES)
    def receive_return(self, order_id: str, name: str) -> None:
        paper, return_id = self.papers[order_id], self.return_id(order_id, name)
        one = paper.returns.get(return_id)
        may = one is not None and one.status == "accepted"
        if self.ask("receive_return", SELLING, order_id, may=may, return_id=return_id):
            assert one is not None
            one.status = "received"


class OrderMachine(GoodsRules, MoneyRules, ReturnRules):
    """Commands, foreign facts and clocks in any order, the same facts more than once."""


class PaidMachine(MoneyRules, ReturnRules):
    """The same from the door on: few walks would get as far with so many other ways to go."""

    @initialize(target=known, fetched=st.booleans(), with_code=st.booleans())
    def hand_over_one(self, *, fetched: bool, with_code: bool) -> str:
        return self.delivered(fetched=fetched, with_code=with_code)

    @initialize(target=known, in_silence=st.booleans())
    def end_one(self, *, in_silence: bool) -> str:
        """Money may come for it all the same."""
        order_id = self.accepted(fetched=False)
        if not in_silence:
            self.ask("cancel_order", BUYER, order_id, may=True)
            self.papers[order_id].end("cancelled")
        return order_id


TestOrder = OrderMachine.TestCase
TestOrder.settings = walks(examples=30, steps=40)
TestPaid = PaidMachine.TestCase
TestPaid.settings = walks(examples=40, steps=30)

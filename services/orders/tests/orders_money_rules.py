"""What payments says of the cash of orders, as rules of a state machine."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from orders_desk import NAMES, Desk, known

from kernel.domain.events import Event
from orders.application import foreign_money as money


def there_is_cash(desk: Desk) -> bool:
    return any(paper.counted for paper in desk.papers.values())


def money_is_owed(desk: Desk) -> bool:
    return any(paper.over_idr() or paper.returns for paper in desk.papers.values())


class MoneyRules(Desk):
    """Cash is counted, agreed, doubted, judged, corrected and given back; each fact counts once."""

    @rule(order_id=known, name=NAMES, more_idr=st.sampled_from([-100_000, 0, 500]))
    def collect(self, order_id: str, name: str, more_idr: int) -> None:
        paper = self.papers[order_id]
        if not paper.reserved:
            return
        if not paper.hears_of_money:
            early = {"remaining": 0, "over": 0}
            self.hear(self.receipt(order_id, "early", paper.due_idr, early), counts=False)
            return
        amount_idr = max(paper.due_idr - paper.till_idr, 0) + more_idr
        if amount_idr > 0 and self.first(order_id, "received", name):
            said = paper.count(name, amount_idr)
            self.hear(self.receipt(order_id, name, amount_idr, said), counts=True)
            paper.received(amount_idr, said)

    def receipt(self, order_id: str, name: str, amount_idr: int, said: dict[str, int]) -> Event:
        return money.PaymentReceived(
            payment_id="payment-1",
            order_id=order_id,
            collection_id=name,
            amount_received_idr=amount_idr,
            remaining_due_idr=said["remaining"],
            overage_idr=said["over"],
            collected_at=self.now,
        )

    @precondition(there_is_cash)
    @rule(order_id=known, name=NAMES, by=st.sampled_from(["buyer", "deemed"]))
    def agree(self, order_id: str, name: str, by: str) -> None:
        paper = self.papers[order_id]
        if name not in paper.counted:
            return
        left = max(paper.wanted_idr - paper.till_idr, 0)
        event = money.CollectionConfirmed(
            payment_id="payment-1",
            order_id=order_id,
            collection_id=name,
            by=by,
            remaining_due_idr=left,
            confirmed_at=self.now,
        )
        news = paper.status == "delivered" or not paper.agreed
        if self.hear(event, counts=news and self.first(order_id, "confirmed", name)):
            paper.agreed, paper.heard, paper.remaining_idr = True, True, left
            paper.complete_if_settled()

    @precondition(there_is_cash)
    @rule(order_id=known, name=NAMES)
    def dispute(self, order_id: str, name: str) -> None:
        paper = self.papers[order_id]
        if name not in paper.counted:
            return
        decided = f"{order_id} resolved {name}" in self.answered
        event = money.CollectionDisputed(
            payment_id="payment-1",
            order_id=order_id,
            dispute_id=name,
            collection_id=name,
            disputed_at=self.now,
        )
        if self.hear(event, counts=not decided and self.first(order_id, "disputed", name)):
            paper.dispute(name, self.now)

    @precondition(there_is_cash)
    @rule(order_id=known, name=NAMES, delta_idr=st.sampled_from([-30_000, 0, 700]))
    def resolve(self, order_id: str, name: str, delta_idr: int) -> None:
        paper = self.papers[order_id]
        right_idr = paper.counted.get(name, 0) + delta_idr
        disputed = name in paper.disputes
        if not disputed or right_idr <= 0 or not self.first(order_id, "resolved", name):
            return
        said = paper.count(name, right_idr)
        event = money.CollectionDisputeResolved(
            payment_id="payment-1",
            order_id=order_id,
            dispute_id=name,
            collection_id=name,
            decided_idr=right_idr,
            recorded_idr=right_idr - delta_idr,
            overage_delta_idr=said["over"],
            remaining_due_idr=said["remaining"],
            original_collected_at=self.now,
        )
        self.hear(event, counts=True)
        paper.disputes.discard(name)
        paper.agreed = True
        paper.changed(delta_idr, said, self.now)

    @precondition(there_is_cash)
    @rule(order_id=known, name=NAMES, delta_idr=st.sampled_from([-40_000, 300]))
    def correct(self, order_id: str, name: str, delta_idr: int) -> None:
        paper = self.papers[order_id]
        right_idr = paper.counted.get(name, 0) + delta_idr
        if name not in paper.counted or min(right_idr, paper.till_idr + delta_idr) <= 0:
            return
        if not self.first(order_id, "corrected", name):
            return
        said = paper.count(name, right_idr)
        event = money.CollectionCorrected(
            payment_id="payment-1",
            order_id=order_id,
            correction_id=name,
            collection_id=name,
            wrong_idr=right_idr - delta_idr,
            right_idr=right_idr,
            overage_delta_idr=said["over"],
            remaining_due_idr=said["remaining"],
            original_collected_at=self.now,
        )
        self.hear(event, counts=True)
        paper.changed(delta_idr, said, self.now)

    @precondition(money_is_owed)
    @rule(order_id=known, name=NAMES, of_return=st.booleans())
    def pay_back(self, order_id: str, name: str, *, of_return: bool) -> None:
        paper = self.papers[order_id]
        granted = sum(one.refund_idr for one in paper.returns.values())
        amount_idr = granted - paper.returns_refunded_idr if of_return else paper.over_idr()
        if amount_idr <= 0 or not self.first(order_id, "refunded", name):
            return
        event = money.PaymentRefunded(
            payment_id="payment-1",
            order_id=order_id,
            refund_id=name,
            amount_idr=amount_idr,
            original_collection_id=None,
            original_collected_at=None,
        )
        self.hear(event, counts=True)
        paper.heard = True
        paper.refunded_idr += amount_idr
        paper.refund_due_idr -= amount_idr
        if of_return:
            paper.returns_refunded_idr += amount_idr
        else:
            paper.over_refunded_idr += amount_idr

    @precondition(lambda desk: desk.said)
    @rule(data=st.data())
    def hear_once_more(self, data: st.DataObject) -> None:
        """What was answered is not answered again; what came too early may count by now."""
        event = data.draw(st.sampled_from(self.said))
        if getattr(event, "collection_id", None) == "early":
            return
        if isinstance(event, money.CollectionConfirmed | money.CollectionDisputed):
            return  # Their own rules say them again.
        head = self.town.app.head()
        self.town.hear("payments", event)
        assert self.town.app.head() == head

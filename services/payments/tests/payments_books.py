"""The accounts of one payment in plain integers, read off the stored events."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

SUM_IDR = 25_000


@dataclass
class Books:
    """What was asked, counted and given back, and every account."""

    wanted_idr: int = SUM_IDR
    waits: bool = True
    counted: dict[str, int] = field(default_factory=dict)
    owed: dict[str, int] = field(default_factory=dict)
    refunded: set[str] = field(default_factory=set)
    over_refunded_idr: int = 0
    accounts: Counter[str] = field(default_factory=Counter)

    @property
    def money_idr(self) -> int:
        return sum(self.counted.values()) - self.over_refunded_idr

    @property
    def over_idr(self) -> int:
        return max(self.money_idr - self.wanted_idr, 0)

    @property
    def to_pay_back_idr(self) -> int:
        return sum(amount for name, amount in self.owed.items() if name not in self.refunded)

    def note(self, what: str, told: dict[str, Any]) -> None:
        """Write one event down."""
        lines = [(one["account"], one["debit_idr"] - one["credit_idr"]) for one in told["entries"]]
        assert sum(amount for _, amount in lines) == 0, "every step balances"
        for account, amount_idr in lines:
            self.accounts[account] += amount_idr
        if what in ("payment_received", "collection_corrected", "collection_dispute_resolved"):
            self._count(what, told)
        elif what == "payment_refunded":
            self._refund(told)
        elif what == "refund_due":
            assert told["refund_id"] not in self.owed
            self.owed[told["refund_id"]] = told["amount_idr"]
        else:
            self._ask(what, told)

    def _count(self, what: str, told: dict[str, Any]) -> None:
        name, before = told["collection_id"], self.counted.get(told["collection_id"])
        if what == "payment_received":
            assert before is None, "a payment is credited once"
            self.counted[name] = told["amount_received_idr"]
        elif what == "collection_corrected":
            assert before == told["wrong_idr"]
            self.counted[name] = told["right_idr"]
        else:
            assert (before or 0) == told["recorded_idr"]
            self.counted[name] = told["decided_idr"]

    def _ask(self, what: str, told: dict[str, Any]) -> None:
        match what:
            case "payment_due_adjusted":
                self.wanted_idr = told["amount_due_idr"]
            case "payment_cancelled":
                self.wanted_idr, self.waits = 0, False
            case "payment_expired":
                self.waits = False
            case _:
                assert not told["entries"] or what == "payment_due"

    def _refund(self, told: dict[str, Any]) -> None:
        refund_id, amount_idr = told["refund_id"], told["amount_idr"]
        assert refund_id not in self.refunded, "nothing is given back twice"
        self.refunded.add(refund_id)
        if refund_id in self.owed:
            assert amount_idr == self.owed[refund_id]
            return
        assert amount_idr <= self.over_idr, "never more than was too much"
        self.over_refunded_idr += amount_idr

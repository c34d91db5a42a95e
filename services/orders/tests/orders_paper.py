"""Orders as somebody would keep them on paper: words, sums and instants, nothing of our own code.

Only the table of holidays is shared: which days are free is not what is tested.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kernel.adapters.holidays import load_calendar

FREE_DAYS = load_calendar().holidays
MALANG = timedelta(hours=7)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OPENS, CLOSES, SUNDAY, WEEKEND = 8, 17, 6, (5, 6)

RICE_IDR, SNACK_IDR, FEE_IDR = 67_550, 12_000, 5_000
BOUGHT = (2, 1)
PRICES_IDR = (RICE_IDR, SNACK_IDR)
GOODS_IDR = 147_100

UNSENT = ("placed", "confirmed", "accepted")
OUT = ("dispatched", "ready_for_pickup")
ENDS = ("rejected", "declined", "cancelled", "expired", "returned_to_seller", "completed")


def open_time_after(at: datetime, hours: int) -> datetime:
    """Count the hours in which a stall is open that opens at eight and closes at five."""
    left, now = hours * HOUR, at
    while left:
        here = now + MALANG
        closed = here.weekday() == SUNDAY or here.date() in FREE_DAYS
        if closed or here.hour >= CLOSES:
            now = _midnight(here.date() + DAY)
        elif here.hour < OPENS:
            now = _midnight(here.date()) + OPENS * HOUR
        else:
            worked = min(left, _midnight(here.date()) + CLOSES * HOUR - now)
            left, now = left - worked, now + worked
    return now


def office_days_after(at: datetime, days: int) -> datetime:
    """Return the end of so many working days after this one."""
    day = (at + MALANG).date()
    while days:
        day += DAY
        days -= day.weekday() not in WEEKEND and day not in FREE_DAYS
    return _midnight(day + DAY)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - MALANG


@dataclass
class Return:
    lines: tuple[int, int]
    answer_by: datetime
    status: str = "requested"
    refund_idr: int = 0
    fee_idr: int = 0


@dataclass
class Paper:
    """One order, and what payments has of it."""

    placed_at: datetime
    fetched: bool
    status: str = "placed"
    until: datetime | None = None
    looked_until: datetime | None = None  # Who waits for others looks again every day.
    reserved: bool = False
    deliver_by: datetime | None = None
    pay_by: datetime | None = None
    wrong_codes: int = 0
    failed: int = 0
    set_out: int = 0
    handover_id: str | None = None
    return_until: datetime | None = None
    returns: dict[str, Return] = field(default_factory=dict)
    # What orders knows of the money.
    paid_idr: int = 0
    remaining_idr: int | None = None
    refund_due_idr: int = 0
    refunded_idr: int = 0
    agreed: bool = False
    heard: bool = False
    disputes: set[str] = field(default_factory=set)
    # What is in the till, and what of it is still wanted.
    counted: dict[str, int] = field(default_factory=dict)
    over_refunded_idr: int = 0
    returns_refunded_idr: int = 0

    def __post_init__(self) -> None:
        self.until = self.placed_at + 15 * MINUTE

    @property
    def due_idr(self) -> int:
        return GOODS_IDR + (0 if self.fetched else FEE_IDR)

    @property
    def ended(self) -> bool:
        return self.status in ENDS

    @property
    def hears_of_money(self) -> bool:
        return self.ended or self.status == "delivered"

    def end(self, status: str) -> None:
        self.status, self.until = status, None

    # The way of the goods

    def confirm(self, now: datetime) -> None:
        self.status, self.reserved = "confirmed", True
        self.until = open_time_after(now, 4)
        self.pay_by = open_time_after(open_time_after(self.until, 9), 18)

    def accept(self, now: datetime) -> None:
        self.status = "accepted"
        self.until = open_time_after(now, 9)
        self.deliver_by = open_time_after(self.until, 18)

    def dispatch(self) -> None:
        self.status, self.until = "dispatched", self.deliver_by
        self.set_out = self.failed + 1

    def make_ready(self, now: datetime) -> None:
        self.status, self.until = "ready_for_pickup", open_time_after(now, 18)

    def fail(self, next_at: datetime | None) -> None:
        assert self.deliver_by is not None
        self.failed += 1
        if next_at:
            self.deliver_by = max(self.deliver_by, open_time_after(next_at, 9))
        self.until = self.deliver_by

    def hand_over(self, now: datetime, handover_id: str, *, with_code: bool) -> None:
        assert self.pay_by is not None
        self.status, self.handover_id, self.agreed = "delivered", handover_id, with_code
        self.until = self.pay_by = max(now + 3 * DAY, self.pay_by)
        self.return_until = office_days_after(now, 2)
        self.remaining_idr = self.due_idr

    # Money: what payments says, and what it comes to

    @property
    def wanted_idr(self) -> int:
        """Nobody pays for goods that she never got."""
        return 0 if self.ended and self.handover_id is None else self.due_idr

    @property
    def till_idr(self) -> int:
        return sum(self.counted.values()) - self.over_refunded_idr

    def over_idr(self) -> int:
        return max(self.till_idr - self.wanted_idr, 0)

    def count(self, collection_id: str, amount_idr: int) -> dict[str, int]:
        """Let so much be in the till under that name; return what payments says of it."""
        before = self.over_idr()
        self.counted[collection_id] = amount_idr
        left = max(self.wanted_idr - self.till_idr, 0)
        return {"remaining": left, "over": self.over_idr() - before}

    def received(self, amount_idr: int, said: dict[str, int]) -> None:
        self.paid_idr += amount_idr
        self.refund_due_idr += said["over"]
        self.remaining_idr, self.heard = said["remaining"], True
        self.complete_if_settled()

    def changed(self, delta_idr: int, said: dict[str, int], now: datetime) -> None:
        self.received(delta_idr, said)
        if self.status == "delivered" and said["remaining"]:
            assert self.pay_by is not None
            self.until = self.pay_by = max(self.pay_by, now + 3 * DAY)

    def dispute(self, dispute_id: str, now: datetime) -> None:
        self.disputes.add(dispute_id)
        self.heard = True
        if self.status == "delivered":
            assert self.pay_by is not None
            self.until = self.pay_by = max(self.pay_by, now + 14 * DAY)

    def complete_if_settled(self) -> None:
        settled = not self.remaining_idr and self.agreed and not self.disputes
        if self.status == "delivered" and self.heard and settled:
            self.end("completed")

    # Time

    def pass_time(self, now: datetime) -> None:
        """Let the clocks ring that have run out."""
        self._answer_returns(now)
        if self.until is None or max(self.until, self.looked_until or self.until) > now:
            return
        if self.status != "delivered":
            self.end("expired")
        elif not self.heard or self.disputes:
            self.looked_until = now + DAY
        elif self.remaining_idr:
            self.end("expired")
        else:
            self.agreed = True
            self.end("completed")

    def _answer_returns(self, now: datetime) -> None:
        for one in sorted(self.returns.values(), key=lambda one: one.answer_by):
            if one.status == "requested" and one.answer_by <= now:
                self.take_back(one, with_fee=one.lines == BOUGHT)

    # Returns

    def can_return(self, lines: tuple[int, int], now: datetime, *, besides: str = "") -> bool:
        others = [
            one
            for name, one in self.returns.items()
            if name != besides and one.status != "declined"
        ]
        left = [have - sum(one.lines[i] for one in others) for i, have in enumerate(BOUGHT)]
        fits = any(lines) and all(want <= have for want, have in zip(lines, left, strict=True))
        in_time = bool(besides) or (self.return_until is not None and now < self.return_until)
        return fits and in_time and self.status in ("delivered", "completed")

    def take_back(self, one: Return, *, with_fee: bool) -> None:
        granted = sum(other.refund_idr for other in self.returns.values())
        left = max(self.paid_idr - granted, 0)
        goods = sum(n * price for n, price in zip(one.lines, PRICES_IDR, strict=True))
        one.status, one.refund_idr = "accepted", min(goods, left)
        if with_fee and one.refund_idr:
            fee_left = self.due_idr - GOODS_IDR - sum(o.fee_idr for o in self.returns.values())
            one.fee_idr = min(fee_left, left - one.refund_idr)
            one.refund_idr += one.fee_idr
        self.refund_due_idr += one.refund_idr

    def shown(self) -> dict[str, Any]:
        """Return what a reader of the order's row must see."""
        return {
            "status": self.status,
            "next_at": self.until,
            "wrong_codes": self.wrong_codes,
            "attempts": self.failed,
            "handover_id": self.handover_id,
            "paid_idr": self.paid_idr,
            "remaining_due_idr": self.remaining_idr,
            "refund_due_idr": self.refund_due_idr,
            "refunded_idr": self.refunded_idr,
            "money_confirmed": self.agreed,
            "disputes": sorted(self.disputes),
            "returns": {name: (one.status, one.refund_idr) for name, one in self.returns.items()},
        }

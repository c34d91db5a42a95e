"""The clocks of an order: every deadline is an absolute instant, under one holiday calendar."""

from dataclasses import dataclass
from datetime import datetime, time as clock_time, timedelta

from kernel.domain.calendar import Calendar, OpeningHours
from kernel.domain.wib import business_date, local, start_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """
    How long each step may take.

    :param acceptance: of the seller's opening hours, as are `dispatch`, `delivery`, `pickup`,
        `attempt` and `answer`
    :param attempt: how long the next attempt may take, from when it was promised for
    :param attempt_within: how far ahead the next attempt may be promised
    :param silence: how long a buyer may object before a hand-over counts as confirmed
    :param collection: how long cash may be missing after that
    :param dispute: how long an officer has
    :param answer: how long the seller may think about a return before silence is a yes
    :param wanted_within: how far ahead a buyer may wish for a time
    """

    reservation: timedelta = timedelta(minutes=15)
    acceptance: timedelta = timedelta(hours=4)
    dispatch: timedelta = timedelta(hours=9)
    delivery: timedelta = timedelta(hours=18)
    pickup: timedelta = timedelta(hours=18)
    attempt: timedelta = timedelta(hours=9)
    attempt_within: timedelta = timedelta(days=3)
    silence: timedelta = timedelta(hours=24)
    collection: timedelta = timedelta(hours=48)
    dispute: timedelta = timedelta(days=14)
    answer: timedelta = timedelta(hours=18)
    wanted_within: timedelta = timedelta(days=7)
    return_working_days: int = 2
    refund_working_days: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    windows: Windows
    calendar: Calendar

    @property
    def calendar_version(self) -> str:
        return self.calendar.version

    def reserve_until(self, placed_at: datetime) -> datetime:
        return placed_at + self.windows.reservation

    def accept_by(self, at: datetime, hours: OpeningHours) -> datetime:
        return hours.after_open_time(at, self.windows.acceptance, self.calendar)

    def accept_from(self, at: datetime, cutoff: clock_time | None) -> datetime | None:
        """Return when the clock of an order begins that came after the seller's cut-off."""
        if cutoff is None or local(at).time() < cutoff:
            return None
        return start_of(business_date(at) + timedelta(days=1))

    def dispatch_by(
        self, at: datetime, hours: OpeningHours, *, wanted: datetime | None = None
    ) -> datetime:
        """:param wanted: the beginning of the time that the buyer wishes for."""
        by = hours.after_open_time(at, self.windows.dispatch, self.calendar)
        return max(by, wanted or by)

    def deliver_by(
        self, dispatch_by: datetime, hours: OpeningHours, *, wanted: datetime | None = None
    ) -> datetime:
        """:param wanted: the end of the time that the buyer wishes for."""
        by = hours.after_open_time(dispatch_by, self.windows.delivery, self.calendar)
        return max(by, wanted or by)

    def collect_by(
        self, accept_by: datetime, hours: OpeningHours, *, wanted: datetime | None = None
    ) -> datetime:
        """Return when cash is due at the latest, if every later step takes all its time."""
        return self.deliver_by(self.dispatch_by(accept_by, hours), hours, wanted=wanted)

    def fetch_by(
        self, ready_at: datetime, hours: OpeningHours, *, wanted: datetime | None = None
    ) -> datetime:
        """Return until when goods that are ready wait for their buyer."""
        by = hours.after_open_time(ready_at, self.windows.pickup, self.calendar)
        return max(by, wanted or by)

    def attempt_by(self, next_attempt_at: datetime, hours: OpeningHours) -> datetime:
        return hours.after_open_time(next_attempt_at, self.windows.attempt, self.calendar)

    def confirm_until(self, delivered_at: datetime) -> datetime:
        return delivered_at + self.windows.silence

    def collect_by_after(self, at: datetime) -> datetime:
        """Return until when the rest of the cash must have come, from the hand-over on."""
        return self.confirm_until(at) + self.windows.collection

    def dispute_until(self, at: datetime) -> datetime:
        return at + self.windows.dispute

    def return_until(self, delivered_at: datetime) -> datetime:
        return self.calendar.working_days_after(delivered_at, self.windows.return_working_days)

    def answer_by(self, at: datetime, hours: OpeningHours) -> datetime:
        return hours.after_open_time(at, self.windows.answer, self.calendar)

    def refund_by(self, at: datetime) -> datetime:
        return self.calendar.working_days_after(at, self.windows.refund_working_days)

    @property
    def return_rule_version(self) -> str:
        return f"working-days-{self.windows.return_working_days}.1"

"""The clocks of an order: every deadline is an absolute instant, under one holiday calendar."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kernel.domain.calendar import Calendar, OpeningHours


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """
    How long each step may take.

    :param acceptance: of the seller's opening hours, as are `dispatch` and `delivery`
    :param silence: how long a buyer may object before a hand-over counts as confirmed
    """

    reservation: timedelta = timedelta(minutes=15)
    acceptance: timedelta = timedelta(hours=4)
    dispatch: timedelta = timedelta(hours=9)
    delivery: timedelta = timedelta(hours=18)
    silence: timedelta = timedelta(hours=24)
    return_working_days: int = 2


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

    def dispatch_by(self, at: datetime, hours: OpeningHours) -> datetime:
        return hours.after_open_time(at, self.windows.dispatch, self.calendar)

    def deliver_by(self, dispatch_by: datetime, hours: OpeningHours) -> datetime:
        return hours.after_open_time(dispatch_by, self.windows.delivery, self.calendar)

    def collect_by(self, accept_by: datetime, hours: OpeningHours) -> datetime:
        """Return when cash is due at the latest, if every later step takes all its time."""
        return self.deliver_by(self.dispatch_by(accept_by, hours), hours)

    def confirm_until(self, delivered_at: datetime) -> datetime:
        return delivered_at + self.windows.silence

    def return_until(self, delivered_at: datetime) -> datetime:
        return self.calendar.working_days_after(delivered_at, self.windows.return_working_days)

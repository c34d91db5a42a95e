"""When civil servants shop: pay week, lunch hours, evenings, and the cliff at the month's end."""

import random
from datetime import date, datetime, time as clock_time, timedelta

from kernel.domain.wib import at_local
from malpro_embedded.domain.cast import HOLIDAYS

FIRST, LAST = date(2026, 4, 1), date(2026, 4, 30)
DAYS = tuple(FIRST + timedelta(days=number) for number in range(30))
MORNING = clock_time(8)
RUSH = date(2026, 4, 9)
# Salaries come on the first, TPP in the middle, and then the month ends.
_PAY_WEEK, _TPP_WEEK, _CLIFF = range(1, 8), range(13, 18), range(27, 31)
_HOURS = {
    "06:00": 2,
    "07:00": 4,
    "10:00": 4,
    "11:00": 10,
    "12:00": 26,
    "13:00": 10,
    "15:00": 7,
    "16:00": 11,
    "19:00": 14,
    "20:00": 7,
    "22:00": 3,
    "23:00": 1,
}
_TIMES = tuple(clock_time.fromisoformat(one) for one in _HOURS)


def phase(day: date) -> str:
    """Return what time of the month it is."""
    if day == RUSH:
        return "everyone now"
    if day > LAST:
        return "what is left of April"
    names = {"pay week": _PAY_WEEK, "TPP week": _TPP_WEEK, "the last days": _CLIFF}
    return next((name for name, days in names.items() if day.day in days), "ordinary days")


def weight(day: date) -> int:
    """Return how much is bought on a day, compared with others."""
    much = 4
    if day.day in _PAY_WEEK:
        much = 10
    elif day.day in _TPP_WEEK:
        much = 7
    elif day.day in _CLIFF:
        much = 9
    return much if HOLIDAYS.is_working_day(day) else max(1, much // 3)


def shopping_days(chance: random.Random, number: int, between: tuple[int, int]) -> list[date]:
    """Return so many different days between two of the month, more where more is bought."""
    days = [day for day in DAYS if between[0] <= day.day <= between[1]]
    chosen: set[date] = set()
    while len(chosen) < min(number, len(days)):
        chosen.add(chance.choices(days, weights=[weight(day) for day in days])[0])
    return sorted(chosen)


def shopping_time(chance: random.Random, day: date) -> datetime:
    """Return when on that day somebody fills her cart."""
    time = chance.choices(_TIMES, weights=list(_HOURS.values()))[0]
    return at_local(day, time)

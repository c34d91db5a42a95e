"""The holidays of a year, from the joint decree that is kept beside this module as a table."""

import csv
from datetime import date
from importlib import resources

from kernel.domain.calendar import Calendar
from kernel.domain.errors import NotFound

# Year → revision of its table; a decree revised in mid-year becomes a new table and revision.
_REVISIONS = {2026: 1}


class HolidaysUnknown(NotFound):
    code = "holidays_unknown"


def load_calendar(year: int = 2026) -> Calendar:
    """
    Return the calendar of a year, its version ``<year>-<revision of the table>``.

    Days of other years are only known as weekdays and week-ends.

    :raises HolidaysUnknown: no decree is known for that year
    """
    revision = _REVISIONS.get(year)
    if revision is None:
        raise HolidaysUnknown(f"no holidays are known for {year}")
    table = resources.files("kernel.adapters") / "data" / f"holidays_{year}.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    holidays = frozenset(date.fromisoformat(row["date"]) for row in rows)
    return Calendar(version=f"{year}-{revision}", holidays=holidays)

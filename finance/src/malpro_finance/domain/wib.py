"""Western Indonesian time, the calendar of every business date; it has no summer time."""

from datetime import date, datetime, timedelta, timezone

# Not from the time zone database, which not every machine of a clerk has.
WIB = timezone(timedelta(hours=7), "WIB")


def local(instant: str) -> datetime:
    """
    Return the instant of a CloudEvent as people in Malang read it.

    :raises ValueError: it is not an instant
    """
    return datetime.fromisoformat(instant).astimezone(WIB)


def business_date(instant: str) -> date:
    """
    Return the calendar day in Malang.

    :raises ValueError: it is not an instant
    """
    return local(instant).date()

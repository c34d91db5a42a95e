"""Who may see whose things, and when a stall is open: what several answers ask."""

from datetime import datetime, time as clock_time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH

from catalog.adapters.tables import merchants
from catalog.domain.merchant import Status
from kernel.application.envelope import Context
from kernel.domain.calendar import Calendar, OpeningHours
from kernel.domain.wib import local

OFFICERS = frozenset({"catalog_officer"})
VERIFIED = merchants.c.status == Status.VERIFIED
_OPEN_SPAN = "$.opening_hours[*] ? (@.weekday == $day && @.opens <= $at && @.closes > $at)"


def may_see_all(owner_account_id: str, context: Context) -> bool:
    return context.actor_role in OFFICERS or owner_account_id == context.actor_id


def in_kecamatan(code: str) -> sa.ColumnElement[bool]:
    return merchants.c.business_kelurahan_code.startswith(f"{code}.", autoescape=True)


def delivers_to(kelurahan_code: str) -> sa.ColumnElement[bool]:
    area = {"delivers": True, "delivery_area": [{"kelurahan_code": kelurahan_code}]}
    return merchants.c.service.contains(area)


def sells_at(now: datetime, calendar: Calendar) -> sa.ColumnElement[bool]:
    """Return whether the stall is open at that instant: its week, its pause, the holidays."""
    today = local(now)
    if today.date() in calendar.holidays:
        return sa.false()
    wanted = {"day": today.weekday(), "at": f"{today:%H:%M}"}
    in_hours = sa.func.jsonb_path_exists(
        merchants.c.service, sa.cast(_OPEN_SPAN, JSONPATH), sa.cast(wanted, JSONB)
    )
    begun = sa.func.coalesce(merchants.c.paused_from <= now, sa.false())
    over = sa.func.coalesce(merchants.c.paused_until <= now, sa.false())
    return in_hours & (~begun | over)


def is_paused(row: Any, now: datetime) -> bool:
    begins, ends = row["paused_from"], row["paused_until"]
    return begins is not None and begins <= now and (ends is None or now < ends)


def is_open(row: Any, now: datetime, calendar: Calendar) -> bool:
    """Tell the same of one row."""
    spans = {
        span["weekday"]: (_clock(span["opens"]), _clock(span["closes"]))
        for span in row["service"].get("opening_hours", ())
    }
    hours = OpeningHours(spans=spans)
    return not is_paused(row, now) and hours.open_at(now, calendar)


def _clock(text: str) -> clock_time:
    return clock_time.fromisoformat(text)

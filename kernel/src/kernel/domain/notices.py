"""The words in which people are told something: Indonesian first, English second, SMS-short."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kernel.domain.wib import first_day, local

# What one message of a telephone holds.
SMS_LENGTH = 160
_MONTHS_ID = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MOMENTS = ("_at", "_by", "_until")
_DAYS = ("_on",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """
    One text in both languages.

    As a pattern it holds names of parameters in braces, and a name's ending says how it is shown:
    `…_idr` as rupiah, `…_at`, `…_by` and `…_until` as a time in Malang, `…_on` as a day, `period`
    as a month.
    """

    id: str
    en: str


def rendered(pattern: Text, params: Mapping[str, Any], *, at: datetime) -> Text:
    """
    Return what the addressee reads.

    :param params: plain values, moments and days in ISO 8601
    :param at: when it is told; of a moment on the same day only the time is shown
    """
    today = local(at).date()
    return Text(
        id=pattern.id.format_map({name: _in_id(name, one, today) for name, one in params.items()}),
        en=pattern.en.format_map({name: _in_en(name, one, today) for name, one in params.items()}),
    )


def _in_id(name: str, value: Any, today: date) -> str:
    if name.endswith("_idr"):
        return "Rp" + f"{value:,}".replace(",", ".")
    if name.endswith(_MOMENTS):
        at = local(datetime.fromisoformat(value))
        day = "" if at.date() == today else f"{_day(at.date(), _MONTHS_ID)} "
        return f"{day}pukul {at:%H.%M}"
    if name.endswith(_DAYS):
        return _day(date.fromisoformat(value), _MONTHS_ID)
    return _month(value, _MONTHS_ID) if name == "period" else str(value)


def _in_en(name: str, value: Any, today: date) -> str:
    if name.endswith("_idr"):
        return f"Rp{value:,}"
    if name.endswith(_MOMENTS):
        at = local(datetime.fromisoformat(value))
        day = "" if at.date() == today else f"{_day(at.date(), _MONTHS_EN)} "
        return f"{day}{at:%H:%M} WIB"
    if name.endswith(_DAYS):
        return _day(date.fromisoformat(value), _MONTHS_EN)
    return _month(value, _MONTHS_EN) if name == "period" else str(value)


def _day(day: date, months: tuple[str, ...]) -> str:
    return f"{day.day} {months[day.month - 1]}"


def _month(period: str, months: tuple[str, ...]) -> str:
    first = first_day(period)
    return f"{months[first.month - 1]} {first.year}"

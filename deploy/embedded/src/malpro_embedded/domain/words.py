"""The language of the report: its texts and codes, and how it writes numbers, money and days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kernel.domain.wib import first_day, local
from malpro_embedded.domain.words_of_codes import CODES
from malpro_embedded.domain.words_of_promises import PROMISES
from malpro_embedded.domain.words_of_report import TEXTS

_MONTHS = (
    ("Januari", "January"),
    ("Februari", "February"),
    ("Maret", "March"),
    ("April", "April"),
    ("Mei", "May"),
    ("Juni", "June"),
    ("Juli", "July"),
    ("Agustus", "August"),
    ("September", "September"),
    ("Oktober", "October"),
    ("November", "November"),
    ("Desember", "December"),
)
_DAYS = (
    ("Senin", "Monday"),
    ("Selasa", "Tuesday"),
    ("Rabu", "Wednesday"),
    ("Kamis", "Thursday"),
    ("Jumat", "Friday"),
    ("Sabtu", "Saturday"),
    ("Minggu", "Sunday"),
)
_THOUSAND = 1_000


class Language(StrEnum):
    INDONESIAN = "id"
    ENGLISH = "en"


class LanguageUnknown(ValueError):
    """The report is written in Indonesian and in English only."""


def every_word() -> Mapping[str, tuple[str, str]]:
    """Return each key with its words in both languages, Indonesian first."""
    return {**TEXTS, **CODES, **PROMISES}


def words_in(name: str | None) -> "Words":
    """
    Return the words of the language, Indonesian if none is named.

    :raises LanguageUnknown: there are none
    """
    chosen = (name or Language.INDONESIAN).lower()
    if chosen not in set(Language):
        raise LanguageUnknown(f"REPORT_LANG is id or en, not {name!r}")
    return Words(Language(chosen))


@dataclass(frozen=True, slots=True)
class Words:
    """What the report says, in one language and never in two."""

    language: Language

    def __call__(self, key: str, **values: object) -> str:
        """Return the text, its gaps filled in."""
        text = self._of(_ALL[key])
        return text.format(**values) if values else text

    def code(self, kind: str, code: str | None) -> str:
        """Return the word for a code of the API; a code that is new is shown as it is."""
        key = f"{kind}.{code}"
        return self(key) if key in _ALL else str(code or "-").replace("_", " ")

    def number(self, value: int) -> str:
        return self._pointed(f"{value:,}")

    def rupiah(self, amount_idr: int) -> str:
        sign = "-" if amount_idr < 0 else ""
        return f"{sign}Rp{self.number(abs(amount_idr))}"

    def thousands(self, amount_idr: int) -> str:
        """Write a sum in thousands of rupiah, rounded to the nearest."""
        return self.number((amount_idr + _THOUSAND // 2) // _THOUSAND)

    def percent(self, share_bp: int) -> str:
        written = self._pointed(f"{share_bp / 100:.1f}")
        return f"{written}%"

    def ratio(self, share_bp: int) -> str:
        """Write basis points as a number below one, as a Gini is written."""
        return self._pointed(f"{share_bp / 10_000:.3f}")

    def month(self, period: str) -> str:
        first = first_day(period)
        return f"{self._month(first)} {first.year}"

    def day(self, day: date) -> str:
        return f"{self._of(_DAYS[day.weekday()])}, {day.day} {self._month(day)} {day.year}"

    def moment(self, instant: str) -> str:
        at = local(datetime.fromisoformat(instant))
        clock = f"{at:%H.%M}" if self.language is Language.INDONESIAN else f"{at:%H:%M}"
        return f"{at.day} {self._month(at.date())} {at.year}, {clock} WIB"

    def _month(self, day: date) -> str:
        return self._of(_MONTHS[day.month - 1])

    def _of(self, pair: tuple[str, str]) -> str:
        indonesian, english = pair
        return english if self.language is Language.ENGLISH else indonesian

    def _pointed(self, written: str) -> str:
        if self.language is Language.ENGLISH:
            return written
        return written.translate(str.maketrans(",.", ".,"))


_ALL = every_word()

"""The numbers by which people are known at work; only their form is checked, never their owner.

What a PPPK number holds in digits 13 and 14 is disputed (contract count or month), so nothing is
read from it there, and what somebody is comes from HR, not from the number.
"""

from datetime import date, datetime

from compliance.domain.words import IdentityKind, IdentityScheme
from kernel.domain.errors import Invalid

NATIONAL_LENGTH = 18
OLD_NIP_LENGTH = 9
NIDN_LENGTH = 10
_OTHER_LENGTHS = range(3, 31)
_BIRTH = slice(0, 8)
_APPOINTED = slice(8, 14)
_SEX = 14
_SEQUENCE = slice(15, 18)
_WITH_NIP = frozenset({IdentityKind.PNS, IdentityKind.CPNS})
_WITH_NI_PPPK = frozenset({IdentityKind.PPPK, IdentityKind.PPPK_PART_TIME})


class NumberMalformed(Invalid):
    code = "number_malformed"


def normalised(number: str) -> str:
    """Return the number without the spaces people write into it, or a spreadsheet's apostrophe."""
    return "".join(number.split()).removeprefix("'")


def fault_of(number: str, kind: IdentityKind, scheme: IdentityScheme, *, today: date) -> str | None:
    """Return the code of what is wrong with a normalised number; None if nothing is."""
    if not number:
        return "number_missing"
    if kind in _WITH_NIP:
        return _fault_of_national(number, today=today) or _fault_of_appointment(number)
    if kind in _WITH_NI_PPPK:
        return _fault_of_national(number, today=today)
    if kind is IdentityKind.LECTURER and scheme is IdentityScheme.NIDN:
        return None if _digits(number) and len(number) == NIDN_LENGTH else "nidn_malformed"
    # The digits of other scripts are left out: one number would be written in two ways.
    well_formed = number.isascii() and number.isalnum() and len(number) in _OTHER_LENGTHS
    return None if well_formed else "number_malformed"


def _fault_of_national(number: str, *, today: date) -> str | None:
    if not _digits(number):
        return "number_not_digits"
    if len(number) == OLD_NIP_LENGTH:
        return "old_nip"
    if len(number) != NATIONAL_LENGTH:
        return "number_length"
    born = _day(number[_BIRTH])
    if born is None or born >= today:
        return "number_birth_date"
    if number[_SEX] not in "12":
        return "number_sex"
    return None if int(number[_SEQUENCE]) else "number_sequence"


def _fault_of_appointment(number: str) -> str | None:
    # Appointments start on the first day of a month, after the person was born.
    appointed, born = _day(number[_APPOINTED] + "01"), _day(number[_BIRTH])
    if appointed is None or born is None or appointed <= born:
        return "number_appointment"
    return None


def _digits(number: str) -> bool:
    return number.isascii() and number.isdecimal()


def _day(digits: str) -> date | None:
    try:
        return datetime.strptime(digits, "%Y%m%d").date()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError:
        return None

"""Looking at what is not one's own: for which purpose, and whom it concerns."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kernel.domain.errors import Invalid

# So many are found by those they concern; beyond, the record has their number only.
SUBJECTS_MAX = 20_000
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# A telephone number, a NIK or a NIP is no case.
CASE_REF_PATTERN = r"^(?!.*[0-9]{10})[A-Za-z0-9][A-Za-z0-9._:/-]{0,59}$"
_CASE_REF = re.compile(CASE_REF_PATTERN)
_KINDS: Mapping[str, str] = {
    "merchant_id": "merchant",
    "membership_id": "membership",
    "memberships": "membership",
    "member_id": "member",
    "account_id": "account",
    "buyer_account_id": "account",
    "owner_account_id": "account",
    "merchant_owner_account_id": "account",
    "order_id": "order",
    "payment_id": "payment",
    "party_id": "party",
    "subject_id": "subject",
}


_NESTED = (dict, list, tuple)


class CaseRefMalformed(Invalid):
    code = "case_ref_malformed"


class PurposeUnknown(Invalid):
    code = "purpose_unknown"


class Purpose(StrEnum):
    ROUTINE_DUTY = "routine_duty"
    COMPLAINT = "complaint"
    DISPUTE = "dispute"
    OBJECTION = "objection"
    AUDIT = "audit"
    INVESTIGATION = "investigation"
    DATA_SUBJECT_REQUEST = "data_subject_request"
    SUPPORT = "support"
    REPORTING = "reporting"


class Result(StrEnum):
    ANSWERED = "answered"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """:param case_ref: an opaque code of the case in somebody's files, never words"""

    purpose: Purpose = Purpose.ROUTINE_DUTY
    case_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjects:
    """
    Whom an answer concerns.

    :param counts: how many of each kind
    """

    counts: Mapping[str, int]
    ids: tuple[str, ...]


def reason_of(purpose: str | None, case_ref: str | None) -> Reason:
    """
    Return why somebody looks, as she says.

    :raises PurposeUnknown: there is no such purpose
    :raises CaseRefMalformed: it is words, or could be a person's number
    """
    if purpose is not None and purpose not in set(Purpose):
        raise PurposeUnknown(f"a purpose is one of {', '.join(Purpose)}")
    if case_ref is not None and not _CASE_REF.fullmatch(case_ref):
        raise CaseRefMalformed(
            "a case is an opaque code of up to 60 characters, no person's number"
        )
    return Reason(purpose=Purpose(purpose or Purpose.ROUTINE_DUTY), case_ref=case_ref)


def subjects_in(*values: Mapping[str, Any]) -> Subjects:
    """Return whom these questions and answers name, wherever in them."""
    found = dict.fromkeys(pair for value in values for pair in _named(dict(value)))
    ids = dict.fromkeys(one for _, one in found)
    return Subjects(counts=dict(Counter(kind for kind, _ in found)), ids=tuple(ids)[:SUBJECTS_MAX])


def _named(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _under(name, inner)
    else:
        for inner in value:
            # Most values are neither: a page of orders has thousands.
            if isinstance(inner, _NESTED):
                yield from _named(inner)


def _under(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if name in _KINDS:
        yield from _ids(_KINDS[name], value)
    elif name == "csv" and isinstance(value, str):
        yield from _in_table(value)
    elif name == "envelope" and isinstance(value, str):
        yield from _in_text(value)
    elif isinstance(value, _NESTED):
        yield from _named(value)


def _ids(kind: str, value: Any) -> Iterator[tuple[str, str]]:
    for one in value if isinstance(value, list | tuple) else (value,):
        if isinstance(one, str) and _ID.fullmatch(one):
            yield kind, one


def _in_table(text: str) -> Iterator[tuple[str, str]]:
    # Universal newlines: a line may end in any way, as far as the reader is concerned.
    rows = csv.reader(io.StringIO(text, newline=None))
    kinds: Sequence[str | None] = [_KINDS.get(name) for name in next(rows, [])]
    for row in rows:
        for kind, cell in zip(kinds, row, strict=False):
            if kind is not None:
                yield from _ids(kind, cell)


_FIELD = re.compile(rf'"({"|".join(_KINDS)})":"({_ID.pattern})"')


def _in_text(text: str) -> Iterator[tuple[str, str]]:
    # An envelope's exact bytes: compact JSON, which need not be read to find the ids in it.
    for name, one in _FIELD.findall(text):
        yield _KINDS[name], one

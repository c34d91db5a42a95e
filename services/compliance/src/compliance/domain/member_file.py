"""A CSV file of members: good rows, and every bad one by line, column and code.

Values never leave this module in a refusal: they identify people.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from compliance.domain.employee_number import fault_of, normalised
from compliance.domain.words import EmploymentStatus, IdentityKind, IdentityScheme, PositionLevel
from kernel.domain.errors import Invalid

COLUMNS = (
    "employee_number",
    "name",
    "agency_code",
    "identity_kind",
    "employment_status",
    "grade",
    "position_level",
    "job_class",
    "tpp_eligible",
    "tpp_ceiling_idr",
)
_NAME_MAX = 200
_JOB_CLASSES = range(1, 18)
_TPP_CEILINGS_IDR = range(1_000_000_001)
_DIGITS_MAX = 18
_GRADE = re.compile(r"[IVX]{1,5}(/[a-e])?")
_FLAGS = {"true": True, "ya": True, "1": True, "false": False, "tidak": False, "0": False}


class MemberFileMalformed(Invalid):
    code = "member_file_malformed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """One person as the file describes them; `line` counts from 1, the header included."""

    line: int
    employee_number: str
    name: str
    agency_code: str
    identity_kind: IdentityKind
    employment_status: EmploymentStatus
    grade: str | None
    position_level: PositionLevel | None
    job_class: int | None
    tpp_eligible: bool
    tpp_ceiling_idr: int | None


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class RowRefused:
    row: int  # The line in the file.
    column: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFile:
    rows: int
    good: tuple[MemberRow, ...]
    refused: tuple[RowRefused, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectations:
    """What a file is checked against."""

    scheme: IdentityScheme
    agency_codes: frozenset[str]
    today: date
    rows_max: int


def read_member_file(text: str, expected: Expectations) -> MemberFile:
    """
    Read the file; commas or semicolons, with or without a byte order mark.

    :raises MemberFileMalformed: it is not a table of these columns with 1 to `rows_max` rows
    """
    good: dict[str, MemberRow] = {}
    refused: list[RowRefused] = []
    rows = 0
    for line, cells in _lines(text):
        rows += 1
        if rows > expected.rows_max:
            raise MemberFileMalformed(f"a file has at most {expected.rows_max} rows")
        row, faults = _read_row(line, cells, expected)
        if row and row.employee_number in good:
            faults = [RowRefused(row=line, column="employee_number", code="number_repeated")]
        elif row:
            good[row.employee_number] = row
        refused.extend(faults)
    if not rows:
        raise MemberFileMalformed("the file has no rows")
    return MemberFile(rows=rows, good=tuple(good.values()), refused=tuple(sorted(refused)))


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    lines = text.removeprefix("\ufeff").splitlines()
    delimiter = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        header = tuple(cell.strip().lower() for cell in next(reader, ()))
        if header != COLUMNS:
            raise MemberFileMalformed(f"the first line must be {','.join(COLUMNS)}")
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise MemberFileMalformed(f"line {reader.line_num} is not CSV") from error


def _read_row(
    line: int, cells: list[str], expected: Expectations
) -> tuple[MemberRow | None, list[RowRefused]]:
    if len(cells) != len(COLUMNS):
        return None, [RowRefused(row=line, column="", code="wrong_number_of_cells")]
    parsed: dict[str, Any] = {}
    faults = []
    for (column, parse), cell in zip(_PARSERS.items(), cells, strict=True):
        try:
            parsed[column] = parse(cell)
        except ValueError as error:
            faults.append(RowRefused(row=line, column=column, code=str(error)))
    faults += [
        RowRefused(row=line, column=column, code=code)
        for column, code in _faults_together(parsed, expected)
    ]
    return (None if faults else MemberRow(line=line, **parsed)), faults


def _faults_together(
    parsed: Mapping[str, Any], expected: Expectations
) -> Iterator[tuple[str, str]]:
    """Return what is wrong with cells that parse by themselves, by column."""
    kind = parsed.get("identity_kind")
    if kind is not None:
        fault = fault_of(parsed["employee_number"], kind, expected.scheme, today=expected.today)
        if fault:
            yield "employee_number", fault
    if parsed["agency_code"] not in expected.agency_codes:
        yield "agency_code", "agency_unknown"
    if parsed.get("tpp_eligible") and parsed.get("tpp_ceiling_idr", 0) is None:
        yield "tpp_ceiling_idr", "tpp_ceiling_missing"


def _name(cell: str) -> str:
    if not 0 < len(cell) <= _NAME_MAX:
        raise ValueError("name_malformed")
    return cell


def _grade(cell: str) -> str | None:
    if cell and not _GRADE.fullmatch(cell):
        raise ValueError("grade_malformed")
    return cell or None


def _flag(cell: str) -> bool:
    if cell.lower() not in _FLAGS:
        raise ValueError("not_true_or_false")
    return _FLAGS[cell.lower()]


def _one_of(kind: type[StrEnum]) -> Callable[[str], StrEnum]:
    def parse(cell: str) -> StrEnum:
        if cell.lower() not in set(kind):
            raise ValueError("not_in_list")
        return kind(cell.lower())

    return parse


def _optional(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda cell: parse(cell) if cell else None


def _integer_in(allowed: range) -> Callable[[str], int]:
    def parse(cell: str) -> int:
        if not (cell.isascii() and cell.isdecimal()):
            raise ValueError("not_a_whole_number")
        # The longest first: Python refuses to read thousands of digits, in words of its own.
        if len(cell) > _DIGITS_MAX or int(cell) not in allowed:
            raise ValueError("out_of_range")
        return int(cell)

    return parse


# In the order of COLUMNS. An agency and a number are judged with the rest of their row.
_PARSERS: Mapping[str, Callable[[str], Any]] = {
    "employee_number": normalised,
    "name": _name,
    "agency_code": str,
    "identity_kind": _one_of(IdentityKind),
    "employment_status": _one_of(EmploymentStatus),
    "grade": _grade,
    "position_level": _optional(_one_of(PositionLevel)),
    "job_class": _optional(_integer_in(_JOB_CLASSES)),
    "tpp_eligible": _flag,
    "tpp_ceiling_idr": _optional(_integer_in(_TPP_CEILINGS_IDR)),
}

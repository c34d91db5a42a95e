"""A CSV file read into rows: good ones, and every bad one by line, column and code.

Values never leave this module in a refusal: they may identify people.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kernel.domain.errors import Invalid

Parse = Callable[[str], Any]
REFERENCE = "reference"
_DIGITS_MAX = 18
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,59}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_FLAGS = {"true": True, "ya": True, "1": True, "false": False, "tidak": False, "0": False}


class ImportFileMalformed(Invalid):
    code = "import_file_malformed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One line; `line` counts from 1, the header included. `reference` names it for ever."""

    line: int
    reference: str
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class RowRefused:
    row: int  # The line in the file.
    column: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    rows: int
    good: tuple[TableRow, ...]
    refused: tuple[RowRefused, ...]


def read_table(text: str, columns: Mapping[str, Parse], *, rows_max: int) -> Table:
    """
    Read the file; commas or semicolons, with or without a byte order mark.

    :raises ImportFileMalformed: it is not a table of these columns with 1 to `rows_max` rows
    """
    good: dict[str, TableRow] = {}
    refused: list[RowRefused] = []
    rows = 0
    for line, cells in _lines(text, tuple(columns)):
        rows += 1
        if rows > rows_max:
            raise ImportFileMalformed(f"a file has at most {rows_max} rows")
        row, faults = _read_row(line, cells, columns)
        if row and row.reference in good:
            faults = [RowRefused(row=line, column=REFERENCE, code="reference_repeated")]
        elif row:
            good[row.reference] = row
        refused.extend(faults)
    if not rows:
        raise ImportFileMalformed("the file has no rows")
    return Table(rows=rows, good=tuple(good.values()), refused=tuple(sorted(refused)))


def text(cell: str) -> str:
    if not cell:
        raise ValueError("missing")
    return cell


def code(cell: str) -> str:
    if not _CODE.fullmatch(cell):
        raise ValueError("not_a_code")
    return cell


def identifier(cell: str) -> str:
    if not _UUID.fullmatch(cell):
        raise ValueError("not_an_id")
    return cell


def flag(cell: str) -> bool:
    if cell.lower() not in _FLAGS:
        raise ValueError("not_true_or_false")
    return _FLAGS[cell.lower()]


def whole(cell: str) -> int:
    if not (cell.isascii() and cell.isdecimal()):
        raise ValueError("not_a_whole_number")
    if len(cell) > _DIGITS_MAX:
        # Python refuses to read thousands of digits, in words of its own.
        raise ValueError("out_of_range")
    return int(cell)


def codes(cell: str) -> tuple[str, ...]:
    return tuple(cell.split())


def one_of(kind: type[StrEnum]) -> Parse:
    def parse(cell: str) -> StrEnum:
        if cell.lower() not in set(kind):
            raise ValueError("not_in_list")
        return kind(cell.lower())

    return parse


def optional(parse: Parse, otherwise: Any = None) -> Parse:
    return lambda cell: parse(cell) if cell else otherwise


def _lines(text: str, columns: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    lines = text.removeprefix("\ufeff").splitlines()
    delimiter = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        header = tuple(cell.strip().lower() for cell in next(reader, ()))
        if header != columns:
            raise ImportFileMalformed(f"the first line must be {','.join(columns)}")
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise ImportFileMalformed(f"line {reader.line_num} is not CSV") from error


def _read_row(
    line: int, cells: list[str], columns: Mapping[str, Parse]
) -> tuple[TableRow | None, list[RowRefused]]:
    if len(cells) != len(columns):
        return None, [RowRefused(row=line, column="", code="wrong_number_of_cells")]
    parsed: dict[str, Any] = {}
    faults = []
    for (column, parse), cell in zip(columns.items(), cells, strict=True):
        try:
            parsed[column] = parse(cell)
        except ValueError as error:
            faults.append(RowRefused(row=line, column=column, code=str(error)))
    if faults:
        return None, faults
    reference = parsed.pop(REFERENCE)
    return TableRow(line=line, reference=reference, cells=parsed), []

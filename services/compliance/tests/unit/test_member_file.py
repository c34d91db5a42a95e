"""A file of members: what is good in it, and what is wrong with it, by line, column and code."""

from dataclasses import replace

import pytest
from compliance_people import CELLS, EXPECTED, HEALTH, NI_PPPK, NIP, ROW, file_of, line_of
from hypothesis import given, strategies as st

from compliance.domain.member_file import (
    COLUMNS,
    MemberFile,
    MemberFileMalformed,
    RowRefused,
    read_member_file,
)
from compliance.domain.words import (
    EmploymentStatus,
    IdentityKind,
    IdentityScheme,
    PositionLevel,
)

OTHERS = ["198503152010011002", "198503152010011003", "198503152010011004"]


def read(*lines: str) -> MemberFile:
    return read_member_file(file_of(*lines), EXPECTED)


def codes(**cells: str) -> list[tuple[str, str]]:
    return [(one.column, one.code) for one in read(line_of(**cells)).refused]


def test_a_good_row_is_read_whole() -> None:
    assert read(line_of()) == MemberFile(rows=1, good=(ROW,), refused=())


def test_what_may_be_empty_is_unknown() -> None:
    file = read(
        line_of(grade="", position_level="", job_class="", tpp_eligible="no", tpp_ceiling_idr=""),
        line_of(
            grade="", position_level="", job_class="", tpp_eligible="tidak", tpp_ceiling_idr=""
        ),
    )

    [row] = file.good
    assert row == replace(
        ROW,
        line=3,
        grade=None,
        position_level=None,
        job_class=None,
        tpp_eligible=False,
        tpp_ceiling_idr=None,
    )
    assert file.refused == (RowRefused(row=2, column="tpp_eligible", code="not_true_or_false"),)


def test_a_spreadsheets_habits_are_no_faults() -> None:
    header = ";".join(f" {column.upper()} " for column in COLUMNS)
    padded = ";".join(f" {cell} " for cell in {**CELLS, "employee_number": f"'{NIP}"}.values())
    blank = ";" * (len(COLUMNS) - 1)

    file = read_member_file(f"\ufeff{header}\r\n{blank}\r\n{padded}\r\n\r\n", EXPECTED)

    assert file == MemberFile(rows=1, good=(replace(ROW, line=3),), refused=())


def test_a_name_may_hold_the_delimiter_in_quotes() -> None:
    file = read(line_of(name='"Budi Santoso, S.Kom."'))

    assert [row.name for row in file.good] == ["Budi Santoso, S.Kom."]


@pytest.mark.parametrize(
    ("cell", "eligible"),
    [("true", True), ("YA", True), ("1", True), ("False", False), ("tidak", False), ("0", False)],
)
def test_a_flag_is_written_in_two_languages(cell: str, *, eligible: bool) -> None:
    assert [row.tpp_eligible for row in read(line_of(tpp_eligible=cell)).good] == [eligible]


@pytest.mark.parametrize("kind", [one for one in IdentityKind if one is not IdentityKind.PNS])
def test_every_kind_of_identity_has_its_number(kind: IdentityKind) -> None:
    number = NIP if kind is IdentityKind.CPNS else NI_PPPK

    [row] = read(line_of(identity_kind=kind.upper(), employee_number=number)).good

    assert (row.identity_kind, row.employee_number) == (kind, number)


def test_the_scheme_of_the_institution_decides_what_a_lecturers_number_is() -> None:
    lecturer = file_of(line_of(identity_kind="lecturer", employee_number="001203"))
    by_nidn = replace(EXPECTED, scheme=IdentityScheme.NIDN)

    assert read_member_file(lecturer, EXPECTED).refused == ()
    [refused] = read_member_file(lecturer, by_nidn).refused
    assert refused == RowRefused(row=2, column="employee_number", code="nidn_malformed")


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("employee_number", "", "number_missing"),
        ("employee_number", "510123456", "old_nip"),
        ("employee_number", NI_PPPK, "number_appointment"),
        ("name", "", "name_malformed"),
        ("name", "n" * 201, "name_malformed"),
        ("agency_code", "", "agency_unknown"),
        ("agency_code", "DISKOMINFO", "agency_unknown"),
        ("identity_kind", "honorer", "not_in_list"),
        ("employment_status", "", "not_in_list"),
        ("grade", "3A", "grade_malformed"),
        ("grade", "III/f", "grade_malformed"),
        ("position_level", "boss", "not_in_list"),
        ("job_class", "0", "out_of_range"),
        ("job_class", "18", "out_of_range"),
        ("job_class", "seven", "not_a_whole_number"),
        ("job_class", "\u0667", "not_a_whole_number"),
        ("tpp_eligible", "", "not_true_or_false"),
        ("tpp_eligible", "perhaps", "not_true_or_false"),
        ("tpp_ceiling_idr", "", "tpp_ceiling_missing"),
        ("tpp_ceiling_idr", "-1", "not_a_whole_number"),
        ("tpp_ceiling_idr", "8.000.000", "not_a_whole_number"),
        ("tpp_ceiling_idr", "1000000001", "out_of_range"),
        ("tpp_ceiling_idr", "9" * 5_000, "out_of_range"),  # More than int() reads.
    ],
)
def test_a_bad_cell_is_refused_by_line_column_and_code(column: str, cell: str, code: str) -> None:
    file = read(line_of(**{column: cell}))

    assert file == MemberFile(
        rows=1, good=(), refused=(RowRefused(row=2, column=column, code=code),)
    )


@pytest.mark.parametrize("name", ["n", "n" * 200])
@pytest.mark.parametrize("job_class", ["1", "17"])
@pytest.mark.parametrize("ceiling", ["0", "1000000000"])
def test_the_ends_of_each_range_are_good(name: str, job_class: str, ceiling: str) -> None:
    assert codes(name=name, job_class=job_class, tpp_ceiling_idr=ceiling) == []


def test_every_fault_of_a_row_is_told_at_once() -> None:
    assert codes(employee_number="1", name="", agency_code="X", job_class="0") == [
        ("agency_code", "agency_unknown"),
        ("employee_number", "number_length"),
        ("job_class", "out_of_range"),
        ("name", "name_malformed"),
    ]


def test_a_number_is_not_judged_as_long_as_its_kind_is_unknown() -> None:
    assert codes(employee_number="1", identity_kind="?") == [("identity_kind", "not_in_list")]


def test_a_ceiling_that_is_no_number_is_not_missing_too() -> None:
    assert codes(tpp_ceiling_idr="much") == [("tpp_ceiling_idr", "not_a_whole_number")]


@pytest.mark.parametrize("line", ["one,two", line_of() + ",more"])
def test_a_row_of_other_cells_is_refused(line: str) -> None:
    assert read(line_of(), line).refused == (
        RowRefused(row=3, column="", code="wrong_number_of_cells"),
    )


def test_a_number_that_is_there_twice_is_refused_the_second_time() -> None:
    file = read(line_of(), line_of(employee_number=f"'{NIP} ", agency_code=HEALTH))

    assert file == MemberFile(
        rows=2,
        good=(ROW,),
        refused=(RowRefused(row=3, column="employee_number", code="number_repeated"),),
    )


def test_the_refused_are_in_the_order_of_the_file() -> None:
    numbers = [NIP, *OTHERS]

    file = read(*(line_of(employee_number=one, name="", grade="?") for one in numbers))

    assert file.rows == 4
    assert [(one.row, one.column) for one in file.refused] == [
        (line, column) for line in (2, 3, 4, 5) for column in ("grade", "name")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ufeff",
        "employee_number,name",
        file_of(header=",".join(reversed(COLUMNS))),
        file_of(),
        file_of("", "," * 9, " , "),
        file_of(*(line_of(employee_number=one) for one in [NIP, NIP, NIP, NIP, NIP, NIP])),
        file_of(line_of(name='"Budi')),
        file_of(line_of(name='"Budi"?')),
        '"' + file_of(line_of()),
    ],
    ids=[
        "nothing",
        "only a mark",
        "columns missing",
        "columns in another order",
        "no rows",
        "blank rows",
        "too many rows",
        "a quote left open",
        "text after a quote",
        "a quote left open in the header",
    ],
)
def test_what_is_no_table_of_members_is_refused_whole(text: str) -> None:
    with pytest.raises(MemberFileMalformed) as refusal:
        read_member_file(text, EXPECTED)

    assert refusal.value.own_code == "member_file_malformed"
    assert "Budi" not in refusal.value.message
    assert NIP not in refusal.value.message


def test_a_file_may_have_as_many_rows_as_are_allowed() -> None:
    assert read(*[line_of()] * EXPECTED.rows_max).rows == EXPECTED.rows_max


@given(cells=st.lists(st.text(min_size=4, max_size=12), min_size=10, max_size=10))
def test_whatever_a_row_holds_its_values_stay_out_of_the_refusal(cells: list[str]) -> None:
    quoted = ",".join(f'"{cell.replace(chr(34), "")}"' for cell in cells)
    known = {"number_repeated", "wrong_number_of_cells", *KNOWN_CODES}

    file = read(line_of(), quoted)

    assert file.good == (ROW,)
    assert {one.code for one in file.refused} <= known
    assert {one.column for one in file.refused} <= {"", *COLUMNS}


KNOWN_CODES = {
    "name_malformed",
    "agency_unknown",
    "not_in_list",
    "grade_malformed",
    "not_a_whole_number",
    "out_of_range",
    "not_true_or_false",
    "number_missing",
}


def test_the_vocabularies_of_a_file_are_those_of_the_events() -> None:
    for status in EmploymentStatus:
        assert read(line_of(employment_status=status)).refused == ()
    for level in PositionLevel:
        assert read(line_of(position_level=level)).refused == ()

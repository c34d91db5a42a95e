"""The form of the numbers by which people are known at work."""

from datetime import date

import pytest
from compliance_people import NI_PPPK, NIP, TODAY
from hypothesis import given, strategies as st

from compliance.domain.employee_number import fault_of, normalised
from compliance.domain.words import IdentityKind, IdentityScheme

CIVIL_SERVANTS = (IdentityKind.PNS, IdentityKind.CPNS)
CONTRACTED = (IdentityKind.PPPK, IdentityKind.PPPK_PART_TIME)


def fault(
    number: str, kind: IdentityKind = IdentityKind.PNS, scheme: IdentityScheme = IdentityScheme.NIP
) -> str | None:
    return fault_of(number, kind, scheme, today=TODAY)


@pytest.mark.parametrize(
    "written", [NIP, f" {NIP} ", "19850315 201001 1 001", f"'{NIP}", "19850315\t201001\u00a01 001"]
)
def test_spaces_and_a_spreadsheets_apostrophe_are_no_part_of_a_number(written: str) -> None:
    assert normalised(written) == NIP


@pytest.mark.parametrize("kind", CIVIL_SERVANTS)
def test_a_nip_of_eighteen_digits_is_accepted(kind: IdentityKind) -> None:
    assert fault(NIP, kind) is None


@pytest.mark.parametrize("kind", CONTRACTED)
@pytest.mark.parametrize("contract", ["21", "22", "00", "13", "99", "01"])
def test_a_ni_pppk_may_have_any_contract_code(contract: str, kind: IdentityKind) -> None:
    number = NI_PPPK[:12] + contract + NI_PPPK[14:]

    assert fault(number, kind) is None


@given(
    born=st.dates(date(1950, 1, 1), date(2007, 12, 31)),
    years=st.integers(18, 50),
    month=st.integers(0, 99),
    sex=st.sampled_from("12"),
    sequence=st.integers(1, 999),
)
def test_of_a_pns_the_month_of_appointment_is_one_to_twelve_and_of_a_pppk_nothing_is_read_there(
    born: date, years: int, month: int, sex: str, sequence: int
) -> None:
    number = f"{born:%Y%m%d}{born.year + years}{month:02d}{sex}{sequence:03d}"

    expected = None if 1 <= month <= 12 else "number_appointment"
    assert fault(number, IdentityKind.PNS) == expected
    assert fault(number, IdentityKind.PPPK) is None


def test_who_is_called_a_pns_with_the_number_of_a_pppk_is_refused() -> None:
    assert fault(NI_PPPK, IdentityKind.PNS) == "number_appointment"


@pytest.mark.parametrize("kind", [*CIVIL_SERVANTS, *CONTRACTED])
@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("", "number_missing"),
        ("510123456", "old_nip"),
        ("51012345", "number_length"),
        (NIP[:-1], "number_length"),
        (NIP + "1", "number_length"),
        ("19850315201001100A", "number_not_digits"),
        ("19850315-2010011-1", "number_not_digits"),
        ("\u0661" + NIP[1:], "number_not_digits"),  # An Arabic one is a digit, but not ours.
        ("198513152010011001", "number_birth_date"),
        ("198502302010011001", "number_birth_date"),
        ("000003152010011001", "number_birth_date"),
        ("202603022026031001", "number_birth_date"),  # Born today.
        ("209001012110011001", "number_birth_date"),
        ("198503152010010001", "number_sex"),
        ("198503152010013001", "number_sex"),
        ("198503152010011000", "number_sequence"),
    ],
)
def test_a_malformed_national_number_is_refused_with_its_fault(
    number: str, code: str, kind: IdentityKind
) -> None:
    assert fault(number, kind) == code


@pytest.mark.parametrize("appointed", ["201000", "201013", "201099", "000001", "198503", "198401"])
def test_a_pns_is_appointed_in_a_month_after_the_birth(appointed: str) -> None:
    number = NIP[:8] + appointed + NIP[14:]

    assert fault(number) == "number_appointment"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("0012038501", None),
        ("001203850", "nidn_malformed"),
        ("00120385011", "nidn_malformed"),
        ("001203850X", "nidn_malformed"),
        ("001203850\u0661", "nidn_malformed"),
        ("", "number_missing"),
    ],
)
def test_a_nidn_of_a_lecturer_has_ten_digits(number: str, code: str | None) -> None:
    assert fault(number, IdentityKind.LECTURER, IdentityScheme.NIDN) == code


@pytest.mark.parametrize(
    ("kind", "scheme"),
    [
        (IdentityKind.LECTURER, IdentityScheme.EMPLOYEE_NO),
        (IdentityKind.NON_ASN, IdentityScheme.NIP),
        (IdentityKind.EMPLOYEE, IdentityScheme.NIDN),
    ],
)
@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("A17", None),
        ("9" * 30, None),
        ("A1", "number_malformed"),
        ("9" * 31, "number_malformed"),
        ("A-17", "number_malformed"),
        ("A1\u0661", "number_malformed"),
    ],
)
def test_any_other_number_has_3_to_30_letters_and_digits(
    number: str, code: str | None, kind: IdentityKind, scheme: IdentityScheme
) -> None:
    assert fault(number, kind, scheme) == code


@given(
    text=st.text(max_size=40),
    kind=st.sampled_from(IdentityKind),
    scheme=st.sampled_from(IdentityScheme),
)
def test_whatever_is_written_is_accepted_or_answered_with_a_code(
    text: str, kind: IdentityKind, scheme: IdentityScheme
) -> None:
    code = fault(normalised(text), kind, scheme)

    assert code is None or code.startswith(("number_", "nidn_", "old_nip"))

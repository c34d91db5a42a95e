"""Ten thousand members of two institutions, as their HR offices would export them."""

from collections.abc import Iterator
from datetime import date, timedelta

COLUMNS = (
    "employee_number,name,agency_code,identity_kind,employment_status,grade,position_level,"
    "job_class,tpp_eligible,tpp_ceiling_idr"
)
_SEQUENCES = 999
_FIRST_BIRTH = date(1966, 1, 1)
_GRADES = ("II/c", "III/a", "III/d", "IV/b")
_CEILINGS_IDR = (2_500_000, 4_000_000, 8_000_000, 10_400_000)


def civil_servants(count: int, agency_codes: tuple[str, ...]) -> str:
    """Return so many rows of a city: PNS of four grades and ceilings, one in a hundred on leave."""
    return _file(_civil_servant(number, agency_codes) for number in range(count))


def employees(count: int, agency_codes: tuple[str, ...]) -> str:
    """Return so many rows of a university that knows its people by numbers of its own."""
    return _file(
        f"UB{number:06},Pegawai Uji {number},{agency_codes[number % len(agency_codes)]},employee,"
        "active,,staff,7,false,"
        for number in range(count)
    )


def _civil_servant(number: int, agency_codes: tuple[str, ...]) -> str:
    born = _FIRST_BIRTH + timedelta(days=number // _SEQUENCES)
    nip = f"{born:%Y%m%d}2009011{number % _SEQUENCES + 1:03}"
    kind = number % len(_GRADES)
    status = "leave_unpaid" if number % 100 == 0 else "active"
    return (
        f"{nip},Warga Uji {number},{agency_codes[number % len(agency_codes)]},pns,{status},"
        f"{_GRADES[kind]},staff,7,true,{_CEILINGS_IDR[kind]}"
    )


def _file(rows: Iterator[str]) -> str:
    return "\n".join((COLUMNS, *rows)) + "\n"

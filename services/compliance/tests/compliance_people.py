"""One builder per thing a roster is made of: a city, its agencies, a file, a member, a rule."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from compliance.domain.agency import agency_id_of
from compliance.domain.commands import DefineAgency, EnactPolicy, RegisterInstitution
from compliance.domain.member import MEMBER, ImportedRow, Member, enrol
from compliance.domain.member_file import COLUMNS, Expectations, MemberRow
from compliance.domain.people_events import MemberEvent
from compliance.domain.policy import Policy, enact, evolve as evolve_policy
from compliance.domain.policy_events import PolicyDocument, PolicyEnacted
from compliance.domain.words import (
    EmploymentStatus,
    IdentityKind,
    IdentityScheme,
    LegalBasisKind,
    PolicyKind,
    PositionLevel,
)
from kernel.testing.scenarios import Scenario

TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)  # In Malang.
JANUARY, FEBRUARY, MARCH, APRIL = (date(2026, month, 1) for month in (1, 2, 3, 4))

CITY = "city"
TRADE, HEALTH = "DISKOPINDAG", "DINKES"
MEMBERSHIP_ID, MEMBER_ID, IDENTITY_REF = "membership-of-budi", "budi", "identity-of-budi"

NIP = "198503152010011001"  # Born 15 March 1985, appointed January 2010, a man, the first.
NI_PPPK = "199002282023212003"  # Born 28 February 1990, 2023, contract code 21, a woman.

REGISTER = RegisterInstitution(name="Pemerintah Kota", kelurahan_code="35.73.02.1004")
DEFINE = DefineAgency(
    institution_id=CITY,
    agency_code=TRADE,
    name="Dinas Koperasi",
    kelurahan_code="35.73.01.1005",
)

EXPECTED = Expectations(
    scheme=IdentityScheme.NIP,
    agency_codes=frozenset({TRADE, HEALTH}),
    today=TODAY,
    rows_max=5,
)
CELLS = {
    "employee_number": NIP,
    "name": "Budi Santoso",
    "agency_code": TRADE,
    "identity_kind": "pns",
    "employment_status": "active",
    "grade": "III/a",
    "position_level": "staff",
    "job_class": "7",
    "tpp_eligible": "true",
    "tpp_ceiling_idr": "8000000",
}
ROW = MemberRow(
    line=2,
    employee_number=NIP,
    name="Budi Santoso",
    agency_code=TRADE,
    identity_kind=IdentityKind.PNS,
    employment_status=EmploymentStatus.ACTIVE,
    grade="III/a",
    position_level=PositionLevel.STAFF,
    job_class=7,
    tpp_eligible=True,
    tpp_ceiling_idr=8_000_000,
)

DOCUMENT = PolicyDocument(
    kind=PolicyKind.PERCENT_OF_TPP_CEILING, percent_bp=1_000, floor_idr=300_000
)
ENACT = EnactPolicy(
    institution_id=CITY,
    document=DOCUMENT,
    effective_from=JANUARY,
    legal_basis="Perwali 1/2026",
    legal_basis_kind=LegalBasisKind.PERWALI,
    announced_on=date(2025, 12, 1),
    drafted_by_id="drafter",
)


def file_of(*lines: str, header: str = ",".join(COLUMNS)) -> str:
    return "\n".join((header, *lines))


def line_of(**cells: str) -> str:
    return ",".join({**CELLS, **cells}.values())


def imported(as_of: date = JANUARY, *, agency: str = TRADE, **row: Any) -> ImportedRow:
    return ImportedRow(
        row=replace(ROW, agency_code=agency, **row),
        institution_id=CITY,
        agency_id=agency_id_of(CITY, agency),
        as_of=as_of,
        batch_id=f"batch-of-{as_of:%Y-%m-%d}",
        known_from=NOON,
    )


def enrolled(first: ImportedRow) -> tuple[MemberEvent, ...]:
    return enrol(first, membership_id=MEMBERSHIP_ID, member_id=MEMBER_ID, identity_ref=IDENTITY_REF)


def a_member(as_of: date = JANUARY, **row: Any) -> Member:
    return Scenario(MEMBER).given(*enrolled(imported(as_of, **row))).state


def after(member: Member, events: Sequence[MemberEvent]) -> Member:
    for event in events:
        member = MEMBER.evolve(member, event)
    return member


def enacted(policy: Policy | None = None, **changes: Any) -> Policy:
    """Return the policy after one more version; `changes` are of the document."""
    begins = changes.pop("effective_from", JANUARY)
    command = replace(ENACT, document=replace(DOCUMENT, **changes), effective_from=begins)
    [event] = enact(policy, command, approver_id="approver", opened_until=None)
    return evolve_policy(policy, event)


def the_rule(**changes: Any) -> PolicyEnacted:
    return enacted(**changes).version(1)

"""A city and a university of ten thousand members, under two rules, on a fleet that rehearses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from e2e_many import civil_servants, employees
from e2e_rehearsal import Rehearsal

from malpro_embedded.adapters.http import Api
from malpro_embedded.application.opening import PASSWORD, Buyer, People, open_town
from malpro_embedded.application.ports import Caller

Json = dict[str, Any]
PERIOD = "2026-04"
KINDS = ("reward", "notice", "recommendation")
CITY_MEMBERS, UNIVERSITY_MEMBERS = 7_000, 3_000
_CONSEQUENCES = {
    "rewards": [{"code": "silver", "from_bp": 10_000}, {"code": "gold", "from_bp": 12_000}],
    "notice": True,
    "recommend_below_bp": 5_000,
}
_ENACTED = {
    "effective_from": f"{PERIOD}-01",
    "legal_basis": "Peraturan contoh 2/2026",
    "legal_basis_kind": "perwali",
    "announced_on": "2026-03-02",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """:param officers: a caller by role"""

    institution_id: str
    officers: Mapping[str, Caller]

    def month(self) -> Json:
        answer: Json = self.officers["policy_officer"].get(
            f"/v1/periods/{PERIOD}", institution_id=self.institution_id
        )
        return answer

    def files(self) -> dict[str, Json]:
        """Return what followed the month, by kind, as the payroll office would fetch it."""
        path = f"/v1/periods/{PERIOD}/consequences/file"
        officer = self.officers["policy_officer"]
        return {
            kind: officer.get(path, institution_id=self.institution_id, kind=kind) for kind in KINDS
        }

    def recomputed(self) -> Json:
        answer: Json = self.officers["policy_officer"].get(
            f"/v1/periods/{PERIOD}/recomputation", institution_id=self.institution_id
        )
        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Ten:
    """Ten thousand members, and those few of them who buy."""

    rehearsal: Rehearsal
    people: People
    city: Institution
    university: Institution
    student: Buyer

    @property
    def both(self) -> Iterable[Institution]:
        return self.city, self.university


def open_ten(rehearsal: Rehearsal) -> Ten:
    """Register both institutions, import their members and enact their rules, through HTTP."""
    running = rehearsal.running
    people = open_town(running.public, running.operator, rehearsal, lambda _: None)
    city = Institution(institution_id=people.institution_id, officers=people.officers)
    tpp = {"kind": "percent_of_tpp_ceiling", "percent_bp": 1_000, "floor_idr": 300_000}
    _enact(city, tpp)
    agencies = tuple(people.agencies)
    _import(city, civil_servants(CITY_MEMBERS, agencies), mode="delta")
    university = _university(running.public, people.officers["operator"])
    _enact(university, {"kind": "flat", "flat_idr": 50_000, "tpp_eligible_only": False})
    memberships = _import(university, employees(UNIVERSITY_MEMBERS, ("FK", "FT")), mode="snapshot")
    return Ten(
        rehearsal=rehearsal,
        people=people,
        city=city,
        university=university,
        student=_lecturer(running.public, university, people.buyers[0], memberships[0]),
    )


def _university(public: Api, operator: Caller) -> Institution:
    body = {"name": "Universitas Contoh", "identity_scheme": "employee_no"}
    institution_id = str(operator.post("/v1/institutions", body)["institution_id"])
    officers = {}
    for role in ("hr_officer", "policy_officer"):
        login = f"univ-{role.replace('_', '-')}"
        account_id = _account(public, login)
        grant = {"role": role, "institution_id": institution_id}
        operator.post(f"/v1/accounts/{account_id}/grants", grant)
        officers[role] = _logged_in(public, login)
    for code in ("FK", "FT"):
        unit = {"agency_code": code, "name": f"Fakultas {code}", "kind": "other"}
        where = {"institution_id": institution_id, "kelurahan_code": "35.73.05.1006"}
        officers["hr_officer"].post("/v1/agencies", unit | where)
    return Institution(institution_id=institution_id, officers=officers)


def _lecturer(public: Api, university: Institution, like: Buyer, membership_id: str) -> Buyer:
    account_id = _account(public, "pegawai-univ")
    grant = {"institution_id": university.institution_id, "memberships": [membership_id]}
    university.officers["hr_officer"].post(f"/v1/accounts/{account_id}/grants", grant)
    caller = _logged_in(public, "pegawai-univ")
    return Buyer(member=like.member, caller=caller, membership_id=membership_id)


def _account(public: Api, login: str) -> str:
    body = {"login": login, "password": PASSWORD, "roles": ["buyer"]}
    return str(public.post("/v1/accounts", body)["account_id"])


def _logged_in(public: Api, login: str) -> Api:
    """Return the caller with all that has been granted until now."""
    body = {"login": login, "password": PASSWORD}
    return public.with_token(public.post("/v1/tokens", body)["access_token"])


def _enact(institution: Institution, rule: Json) -> None:
    drafter = institution.officers["hr_officer"].get("/v1/me")["account_id"]
    institution.officers["policy_officer"].post(
        "/v1/policies",
        {
            **_ENACTED,
            "institution_id": institution.institution_id,
            "document": rule | {"consequences": _CONSEQUENCES},
            "drafted_by_id": drafter,
        },
    )


def _import(institution: Institution, csv: str, *, mode: str) -> list[str]:
    answer = institution.officers["hr_officer"].post(
        "/v1/member-imports",
        {
            "institution_id": institution.institution_id,
            "as_of": f"{PERIOD}-01",
            "mode": mode,
            "csv": csv,
        },
    )
    assert answer["refused"] == 0, answer["refusals"][:3]
    return [str(row["membership_id"]) for row in answer["members"]]

"""The town before the month: officers, sellers with goods, members with a duty."""

from datetime import date

from malpro_embedded.application.people import Buyer, People, Shop
from malpro_embedded.application.ports import Caller, Say, Together, Town, in_turn
from malpro_embedded.application.registering import PASSWORD, Desk, everywhere, members_csv
from malpro_embedded.domain.cast import PERIOD, Agency, Cast
from malpro_embedded.domain.few import FEW
from malpro_embedded.domain.staples import CEILINGS, COMMODITIES

__all__ = ["PASSWORD", "Buyer", "People", "Shop", "members_csv", "open_town"]

_OFFICES = ("catalog_officer", "hr_officer", "policy_officer", "finance", "auditor")
_CITY_HALL = "35.73.02.1004"


def open_town(
    public: Caller,
    operator: tuple[str, str],
    town: Town,
    say: Say,
    cast: Cast = FEW,
    together: Together = in_turn,
) -> People:
    """Register everybody through the API, and return them."""
    people = People(public=public)
    desk = Desk(people=people, together=together, everywhere=everywhere(cast))
    people.officers["operator"] = desk.log_in(*operator)
    say(f"the city registers itself, its officers and {len(cast.agencies)} agencies")
    _register_city(people, desk, cast)
    say(f"{len(cast.sellers)} sellers register, are verified and list their goods")
    people.shops += desk.shops(cast.sellers)
    town.settle()
    desk.stock(people.shops)
    say(f"{len(cast.members)} members are imported from a CSV file, and the duty is enacted")
    _enact_policy(people)
    people.buyers += desk.members(cast.members)
    town.settle()
    return people


def _register_city(people: People, desk: Desk, cast: Cast) -> None:
    city = people.officers["operator"].post("/v1/institutions", {"name": "Pemerintah Kota Malang"})
    people.institution_id = city["institution_id"]
    for role in _OFFICES:
        people.officers[role] = people.officers[role.split("_")[0]] = desk.officer(role)
    for agency in cast.agencies:
        _define(people, agency)
    officer = people.officers["catalog_officer"]
    officer.post(
        "/v1/commodity-lists",
        {
            "list_version": "2026-1",
            "effective_from": "2026-01-01",
            "legal_basis": "Daftar bahan pokok contoh",
            "commodities": list(COMMODITIES),
        },
    )
    for ceiling in CEILINGS:
        officer.post("/v1/price-ceilings", ceiling)


def _define(people: People, agency: Agency) -> None:
    answer = people.officers["hr_officer"].post(
        "/v1/agencies",
        {
            "agency_code": agency.code,
            "name": agency.name,
            "kind": agency.kind,
            "institution_id": people.institution_id,
            "kelurahan_code": _CITY_HALL,
        },
    )
    people.agencies[agency.code] = answer["agency_id"]
    people.agency_names[answer["agency_id"]] = agency.name


def _enact_policy(people: People) -> None:
    people.officers["policy_officer"].post(
        "/v1/policies",
        {
            "institution_id": people.institution_id,
            "document": {
                "kind": "percent_of_tpp_ceiling",
                "percent_bp": 1_000,
                "floor_idr": 300_000,
                "consequences": {
                    "rewards": [{"code": "teladan", "from_bp": 12_000}],
                    "notice": True,
                    "recommend_below_bp": 5_000,
                },
            },
            "effective_from": f"{PERIOD}-01",
            "legal_basis": "Peraturan contoh 1/2026",
            "legal_basis_kind": "perwali",
            "announced_on": date(2026, 3, 2).isoformat(),
            "drafted_by_id": people.officers["hr_officer"].get("/v1/me")["account_id"],
        },
    )

"""An institution and its agencies: named, told apart by code, one above the other."""

from dataclasses import replace
from typing import Any

import pytest
from compliance_people import CITY, DEFINE, HEALTH, REGISTER, TODAY, TRADE

from compliance.domain.agency import (
    AGENCY,
    Agency,
    AgencyCodeTaken,
    NameMalformed,
    ParentAgencyUnknown,
    agency_id_of,
    define,
)
from compliance.domain.institution import INSTITUTION, Institution, InstitutionNotFound, register
from compliance.domain.people_events import AgencyDefined, InstitutionRegistered
from compliance.domain.words import AgencyKind, IdentityScheme
from kernel.testing.scenarios import Scenario


def defined(**changes: Any) -> Agency:
    [event] = define(None, replace(DEFINE, **changes), parent=None, today=TODAY)
    return Scenario(AGENCY).given(event).state


def test_an_institution_is_registered_from_today_on() -> None:
    [event] = register(
        replace(REGISTER, name="  Pemerintah Kota "), institution_id=CITY, today=TODAY
    )

    assert event == InstitutionRegistered(
        institution_id=CITY,
        name="Pemerintah Kota",
        identity_scheme=IdentityScheme.NIP,
        kelurahan_code="35.73.02.1004",
        valid_from=TODAY,
        valid_to=None,
        legal_basis=None,
    )
    assert Scenario(INSTITUTION).given(event).state == Institution(
        institution_id=CITY, identity_scheme=IdentityScheme.NIP
    )


@pytest.mark.parametrize("name", ["", "  ", "n" * 201])
def test_a_name_is_neither_empty_nor_too_long(name: str) -> None:
    with pytest.raises(NameMalformed) as of_institution:
        register(replace(REGISTER, name=name), institution_id=CITY, today=TODAY)
    with pytest.raises(NameMalformed):
        define(None, replace(DEFINE, name=name), parent=None, today=TODAY)

    assert of_institution.value.own_code == "name_malformed"


@pytest.mark.parametrize("code", ["", "  ", "c" * 41])
def test_a_code_is_neither_empty_nor_too_long(code: str) -> None:
    with pytest.raises(NameMalformed):
        define(None, replace(DEFINE, agency_code=code), parent=None, today=TODAY)


def test_the_longest_name_and_code_are_taken() -> None:
    agency = defined(name="n" * 200, agency_code="c" * 40)

    assert (agency.name, agency.agency_id) == ("n" * 200, agency_id_of(CITY, "c" * 40))


def test_an_agency_is_defined_from_today_on() -> None:
    command = replace(DEFINE, agency_code=f" {TRADE} ", name=" Dinas Koperasi ")

    events = define(None, command, parent=None, today=TODAY)

    assert events == (
        AgencyDefined(
            institution_id=CITY,
            agency_id=agency_id_of(CITY, TRADE),
            agency_code=TRADE,
            name="Dinas Koperasi",
            parent_agency_id=None,
            kind=AgencyKind.OPD,
            kelurahan_code="35.73.01.1005",
            valid_from=TODAY,
            valid_to=None,
            legal_basis=None,
        ),
    )


def test_one_code_means_one_agency_of_one_institution() -> None:
    assert agency_id_of(CITY, TRADE) == agency_id_of(CITY, TRADE)
    assert (
        len({agency_id_of(CITY, TRADE), agency_id_of(CITY, HEALTH), agency_id_of("x", TRADE)}) == 3
    )


def test_an_agency_that_is_defined_again_in_the_same_words_stays() -> None:
    assert define(defined(), DEFINE, parent=None, today=TODAY) == ()


@pytest.mark.parametrize(
    "changes",
    [{"name": "Dinas Lain"}, {"kind": AgencyKind.SCHOOL}, {"kelurahan_code": "35.73.04.1005"}],
)
def test_a_code_that_is_described_differently_is_taken(changes: dict[str, Any]) -> None:
    with pytest.raises(AgencyCodeTaken) as refusal:
        define(defined(), replace(DEFINE, **changes), parent=None, today=TODAY)

    assert refusal.value.own_code == "agency_code_taken"


def test_an_agency_may_be_below_another_of_its_institution() -> None:
    above = defined()
    command = replace(DEFINE, agency_code="UPTD-1", parent_agency_id=above.agency_id)

    [event] = define(None, command, parent=above, today=TODAY)

    below = Scenario(AGENCY).given(event).state
    assert below.places[0].parent_agency_id == above.agency_id
    assert define(below, command, parent=above, today=TODAY) == ()


@pytest.mark.parametrize("parent", [None, defined(institution_id="another")])
def test_the_agency_above_is_one_of_the_institution(parent: Agency | None) -> None:
    command = replace(DEFINE, agency_code="UPTD-1", parent_agency_id="above")

    with pytest.raises(ParentAgencyUnknown) as refusal:
        define(None, command, parent=parent, today=TODAY)

    assert refusal.value.own_code == "parent_agency_unknown"


def test_an_institution_that_is_not_there_has_a_code_of_its_own() -> None:
    assert InstitutionNotFound().own_code == "institution_not_found"

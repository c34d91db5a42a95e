"""Roles are held within institutions, and one of them is used at a time."""

import pytest
from gateway_examples import (
    BUYING,
    HIRING,
    TOWN,
    UNIVERSITY,
    caller,
    holding,
)
from hypothesis import given
from hypothesis.strategies import lists, sampled_from

from gateway.domain.callers import (
    InstitutionForeign,
    RoleMissing,
    Wish,
    acting,
)
from gateway.domain.permissions import PERMISSIONS
from gateway.domain.roles import InstitutionMissing, Role, checked

OFFICES = frozenset({Role.HR_OFFICER, Role.POLICY_OFFICER})


def test_the_first_role_that_may_is_the_one_used() -> None:
    who = caller(
        holding(Role.BUYER), holding(Role.POLICY_OFFICER, TOWN), holding(Role.HR_OFFICER, TOWN)
    )

    grant = acting(who, OFFICES, Wish())

    assert grant == holding(Role.POLICY_OFFICER, TOWN)


def test_a_caller_may_choose_which_of_her_roles_is_used() -> None:
    who = caller(holding(Role.BUYER), holding(Role.MERCHANT))

    grant = acting(who, frozenset({Role.BUYER, Role.MERCHANT}), Wish(role=Role.MERCHANT))

    assert grant.role is Role.MERCHANT


def test_a_role_that_was_never_given_cannot_be_used() -> None:
    with pytest.raises(RoleMissing, match="hr_officer, policy_officer"):
        acting(BUYING, OFFICES, Wish())


def test_a_role_that_may_not_do_this_cannot_be_chosen_for_it() -> None:
    with pytest.raises(RoleMissing):
        acting(HIRING, OFFICES, Wish(role=Role.POLICY_OFFICER))


def test_an_officer_acts_for_her_own_institution_alone() -> None:
    with pytest.raises(InstitutionForeign):
        acting(HIRING, OFFICES, Wish(institution_id=UNIVERSITY))


def test_of_two_institutions_the_one_that_is_named_decides() -> None:
    who = caller(holding(Role.HR_OFFICER, TOWN), holding(Role.HR_OFFICER, UNIVERSITY))

    grant = acting(who, OFFICES, Wish(institution_id=UNIVERSITY))

    assert grant.institution_id == UNIVERSITY


def test_an_operator_acts_for_every_institution() -> None:
    who = caller(holding(Role.OPERATOR))

    grant = acting(who, frozenset({Role.OPERATOR}), Wish(institution_id=UNIVERSITY))

    assert grant.role is Role.OPERATOR


@pytest.mark.parametrize("role", sorted(Role))
def test_a_role_within_an_institution_is_complete(role: Role) -> None:
    grant = holding(role, TOWN)

    assert checked(grant) is grant


@pytest.mark.parametrize("role", [Role.BUYER, Role.MERCHANT, Role.OPERATOR])
def test_some_roles_need_no_institution(role: Role) -> None:
    assert checked(holding(role)).institution_id is None


def test_an_officer_without_institution_is_refused() -> None:
    with pytest.raises(InstitutionMissing, match="finance"):
        checked(holding(Role.FINANCE))


@given(held=lists(sampled_from(Role)), operation=sampled_from(sorted(PERMISSIONS)))
def test_nobody_acts_in_a_role_that_is_not_hers_or_may_not(
    held: list[Role], operation: str
) -> None:
    allowed = PERMISSIONS[operation] or frozenset()
    who = caller(*(holding(role, TOWN) for role in held))

    if allowed.isdisjoint(held):
        with pytest.raises(RoleMissing):
            acting(who, allowed, Wish(institution_id=TOWN))
    else:
        assert acting(who, allowed, Wish(institution_id=TOWN)).role in allowed & set(held)

"""Opening accounts and giving roles and memberships, each once."""

import pytest
from gateway_examples import (
    BUYING,
    HIRING,
    OPERATING,
    PASSWORD,
    SITIS_MEMBERSHIP,
    TOWN,
    UNIVERSITY,
    World,
    holding,
    membership_in,
    request_of,
)

from gateway.application.accounts import (
    KeyReused,
    MembershipGift,
    Registration,
    RoleGift,
    account,
    give_memberships,
    give_role,
    open_operator,
    register_account,
)
from gateway.domain.accounts import (
    AccountNotFound,
    LoginMalformed,
    LoginRefused,
    LoginTaken,
    MembershipTaken,
    MembershipUnknown,
    PasswordUnsuitable,
    RoleNotSelfAsked,
)
from gateway.domain.attempts import LoginLocked
from gateway.domain.callers import Caller, InstitutionForeign, RoleMissing
from gateway.domain.roles import InstitutionMissing, Role
from kernel.domain.errors import NotFound


@pytest.fixture
def world() -> World:
    return World()


def register(
    world: World,
    login: str = "siti",
    *,
    key: str = "k-1",
    password: str = PASSWORD,
    roles: tuple[Role, ...] = (Role.BUYER,),
) -> str:
    asked_for = Registration(login=login, password=password, roles=roles)
    return str(register_account(asked_for, key=key, ports=world.ports).result["account_id"])


def test_whoever_registers_herself_buys_unless_she_says_otherwise(world: World) -> None:
    buyer = register(world)
    seller = register(world, "budi", key="k-2", roles=(Role.MERCHANT, Role.MERCHANT))

    assert account(buyer, ports=world.ports)["roles"] == [{"role": "buyer", "institution_id": None}]
    assert account(seller, ports=world.ports)["roles"] == [
        {"role": "merchant", "institution_id": None}
    ]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.BUYER, Role.MERCHANT}))
def test_nobody_makes_herself_an_officer(world: World, role: Role) -> None:
    with pytest.raises(RoleNotSelfAsked, match=role):
        register(world, roles=(Role.BUYER, role))


@pytest.mark.parametrize("login", ["", "si", "-siti", "siti hartati", "si\x00ti", "x" * 101])
def test_a_name_that_is_none_is_refused(world: World, login: str) -> None:
    with pytest.raises(LoginMalformed):
        register(world, login)


@pytest.mark.parametrize("password", ["short", "x" * 201, "Siti.Hartati"])
def test_a_password_that_is_none_is_refused(world: World, password: str) -> None:
    with pytest.raises(PasswordUnsuitable):
        register(world, "siti.hartati", password=password)


def test_a_login_name_belongs_to_one_account(world: World) -> None:
    register(world)

    with pytest.raises(LoginTaken):
        register(world, "Siti", key="k-2")


def test_the_same_registration_under_the_same_key_opens_one_account(world: World) -> None:
    first = register(world)

    again = register_account(
        Registration(login="siti", password=PASSWORD), key="k-1", ports=world.ports
    )

    assert again.result["account_id"] == first
    assert again.replayed


@pytest.mark.parametrize(
    "other",
    [
        Registration(login="sita", password=PASSWORD),
        Registration(login="siti", password=PASSWORD, roles=(Role.MERCHANT,)),
        Registration(login="siti", password="another-one"),
    ],
)
def test_a_key_is_good_for_one_registration(world: World, other: Registration) -> None:
    register(world)

    with pytest.raises(KeyReused):
        register_account(other, key="k-1", ports=world.ports)


def test_a_key_that_somebody_knows_is_no_way_to_guess_a_password(world: World) -> None:
    register(world)
    guess = Registration(login="siti", password="wrong-guess")

    for _ in range(5):
        with pytest.raises(KeyReused):
            register_account(guess, key="k-1", ports=world.ports)

    with pytest.raises(LoginLocked):
        register_account(guess, key="k-1", ports=world.ports)


def test_the_first_operator_is_opened_once(world: World) -> None:
    asked_for = Registration(login="operator", password=PASSWORD)

    first = open_operator(asked_for, key="a", ports=world.ports)
    again = open_operator(asked_for, key="b", ports=world.ports)

    assert first == again
    assert account(first, ports=world.ports)["roles"] == [
        {"role": "operator", "institution_id": None}
    ]


def test_an_operators_name_with_another_password_is_not_hers(world: World) -> None:
    open_operator(Registration(login="operator", password=PASSWORD), key="a", ports=world.ports)

    with pytest.raises(LoginRefused):
        open_operator(
            Registration(login="operator", password="another-one"), key="b", ports=world.ports
        )


def test_an_operator_gives_a_role_within_an_institution_once(world: World) -> None:
    siti = register(world)
    gift = RoleGift(account_id=siti, grant=holding(Role.HR_OFFICER, TOWN))

    first = give_role(gift, request=request_of(OPERATING), key="g", ports=world.ports)
    again = give_role(gift, request=request_of(OPERATING), key="g", ports=world.ports)

    assert first.result == again.result
    assert (first.replayed, again.replayed) == (False, True)
    assert first.result["roles"][-1] == {"role": "hr_officer", "institution_id": TOWN}


def test_an_officer_without_institution_is_not_made(world: World) -> None:
    gift = RoleGift(account_id=register(world), grant=holding(Role.AUDITOR))

    with pytest.raises(InstitutionMissing):
        give_role(gift, request=request_of(OPERATING), key="g", ports=world.ports)


@pytest.mark.parametrize("who", [BUYING, HIRING])
def test_nobody_but_an_operator_gives_roles(world: World, who: Caller) -> None:
    gift = RoleGift(account_id=register(world), grant=holding(Role.OPERATOR))

    with pytest.raises(RoleMissing):
        give_role(gift, request=request_of(who), key="g", ports=world.ports)


def test_a_role_for_nobody_is_refused(world: World) -> None:
    gift = RoleGift(account_id=UNIVERSITY, grant=holding(Role.BUYER))

    with pytest.raises(AccountNotFound):
        give_role(gift, request=request_of(OPERATING), key="g", ports=world.ports)
    with pytest.raises(AccountNotFound):
        account(UNIVERSITY, ports=world.ports)


def give(world: World, account_id: str, *, institution_id: str = TOWN, key: str = "m") -> list[str]:
    gift = MembershipGift(
        account_id=account_id, institution_id=institution_id, memberships=(SITIS_MEMBERSHIP,)
    )
    done = give_memberships(gift, request=request_of(HIRING), key=key, ports=world.ports)
    return list(done.result["memberships"])


def test_an_hr_officer_says_whose_a_membership_is(world: World) -> None:
    world.services.answers["membership"] = membership_in(TOWN)

    assert give(world, register(world)) == [SITIS_MEMBERSHIP]
    service, question, params, context = world.services.asked[0]
    assert (service, question) == ("compliance", "membership")
    assert params == {"membership_id": SITIS_MEMBERSHIP}
    assert (context.actor_role, context.actor_institution_id) == ("hr_officer", TOWN)


def test_a_membership_belongs_to_one_account(world: World) -> None:
    world.services.answers["membership"] = membership_in(TOWN)
    give(world, register(world))
    budi = register(world, "budi", key="k-2")

    with pytest.raises(MembershipTaken):
        give(world, budi, key="m-2")


def test_a_membership_of_another_institution_is_not_hers_to_give(world: World) -> None:
    siti = register(world)

    world.services.answers["membership"] = membership_in(UNIVERSITY)
    with pytest.raises(MembershipUnknown):
        give(world, siti)
    world.services.answers["membership"] = NotFound("no such member")
    with pytest.raises(MembershipUnknown):
        give(world, siti)


def test_an_hr_officer_gives_no_membership_of_another_institution(world: World) -> None:
    with pytest.raises(InstitutionForeign):
        give(world, register(world), institution_id=UNIVERSITY)

    assert world.services.silent

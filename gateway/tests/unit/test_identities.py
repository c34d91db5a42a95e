"""Another issuer's token speaks for one account here, with our own roles and for its own time."""

from datetime import timedelta

import pytest
from gateway_examples import (
    LIMITS,
    NOON,
    OPERATING,
    PASSWORD,
    TOWN,
    World,
    caller,
    claims_of,
    holding,
    request_of,
)
from gateway_logins import enter, register, who

from gateway.application.accounts import Done, KeyReused
from gateway.application.identities import link_identity
from gateway.application.recognition import caller_of
from gateway.application.sessions import lock_account
from gateway.application.tokens import TokenExpired, TokenInvalid
from gateway.domain.accounts import PasswordWrong
from gateway.domain.attempts import LoginLocked
from gateway.domain.callers import Caller
from gateway.domain.identities import IdentityTaken, IssuerUnknown, identity
from gateway.domain.roles import Role
from gateway.domain.sessions import AccountLocked, LockReason

SSO = "sso-siti"


@pytest.fixture
def world() -> World:
    world = World()
    world.external_tokens.claims["sso-siti"] = claims_of("198501012010011001")
    return world


def come(world: World, token: str = SSO) -> Caller:
    world.watch.now_s += 5
    return caller_of(f"Bearer {token}", ports=world.ports, keeper=world.keeper)


def test_whoever_comes_for_the_first_time_buys(world: World) -> None:
    first, again = come(world), come(world)

    assert first == again
    assert first.roles == ("buyer",)
    assert first.session_id is None


def test_a_subject_is_somebody_else_at_another_issuer(world: World) -> None:
    other = claims_of("198501012010011001", issuer="https://university.example.ac.id")
    world.external_tokens.claims["other"] = other

    assert come(world).account_id != come(world, "other").account_id


def test_the_subject_itself_is_not_kept() -> None:
    assert "198501012010011001" not in str(identity("https://sso.example", "198501012010011001"))


def test_roles_are_ours_and_a_moment_old_at_most(world: World) -> None:
    siti = come(world)
    world.accounts.add_role(siti.account_id, holding(Role.FINANCE, TOWN))

    header = "Bearer sso-siti"
    assert caller_of(header, ports=world.ports, keeper=world.keeper).roles == ("buyer",)
    assert world.identities.asked == 1
    assert come(world).roles == ("buyer", "finance")


def test_a_token_lives_as_long_as_it_says_give_or_take_a_minute(world: World) -> None:
    world.clock.advance(timedelta(hours=1, seconds=59))
    assert come(world)
    world.clock.advance(timedelta(seconds=1))

    with pytest.raises(TokenExpired):
        come(world)


def test_a_token_is_not_good_before_its_time(world: World) -> None:
    in_a_minute = NOON + timedelta(seconds=60)
    world.external_tokens.claims[SSO] = claims_of("siti", starts_at=in_a_minute)
    assert come(world)
    later = in_a_minute + timedelta(seconds=1)
    world.external_tokens.claims[SSO] = claims_of("siti", starts_at=later)

    with pytest.raises(TokenInvalid):
        come(world)


def test_a_token_of_nobody_we_trust_is_refused(world: World) -> None:
    with pytest.raises(TokenInvalid):
        come(world, "made-up")


def test_a_locked_account_is_out_whatever_its_issuer_says(world: World) -> None:
    lock_account(
        come(world).account_id,
        LockReason.ABUSE,
        request=request_of(OPERATING),
        key="l",
        ports=world.ports,
    )

    with pytest.raises(AccountLocked):
        come(world)


def link(
    world: World,
    who_: Caller,
    *,
    token: str = SSO,
    password: str | None = PASSWORD,
    key: str = "i",
) -> Done:
    return link_identity(
        token,
        password,
        request=request_of(who_),
        key=key,
        rules=world.login_rules,
        ports=world.ports,
    )


def registered(world: World, login: str = "siti") -> Caller:
    register(world, login)
    return who(world, enter(world, login=login))


def test_an_account_takes_an_identity_once(world: World) -> None:
    siti = registered(world)

    first, again = link(world, siti), link(world, siti)

    assert first.result == {"account_id": siti.account_id, "issuer": "https://sso.example.go.id"}
    assert (first.replayed, again.replayed) == (False, True)
    assert come(world).account_id == siti.account_id
    world.external_tokens.claims["sso-budi"] = claims_of("budi")
    with pytest.raises(KeyReused):
        link(world, siti, token="sso-budi")


def test_an_identity_speaks_for_one_account(world: World) -> None:
    come(world)

    with pytest.raises(IdentityTaken):
        link(world, registered(world))


@pytest.mark.parametrize("password", [None, "wrong-guess"])
def test_a_stolen_token_opens_no_other_way_in(world: World, password: str | None) -> None:
    siti = registered(world)

    for _ in range(LIMITS.attempts_max):
        with pytest.raises(PasswordWrong):
            link(world, siti, password=password)
    with pytest.raises(LoginLocked):
        link(world, siti)


def test_an_account_without_a_password_takes_a_second_identity(world: World) -> None:
    siti = come(world)
    world.external_tokens.claims["bank-siti"] = claims_of("siti", issuer="https://bank.example")

    link(world, siti, token="bank-siti", password=None)

    assert come(world, "bank-siti").account_id == siti.account_id


def test_what_cannot_be_trusted_is_not_linked(world: World) -> None:
    siti = registered(world)

    with pytest.raises(IssuerUnknown):
        link(world, siti, token="made-up")
    world.clock.advance(timedelta(hours=2))
    with pytest.raises(TokenExpired):
        link(world, siti)
    assert caller(account_id=siti.account_id)

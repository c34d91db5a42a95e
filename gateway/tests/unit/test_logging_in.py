"""A name and a password become a token, and guessing does not."""

from datetime import timedelta

import pytest
from gateway_examples import LIMITS, NOON, PASSWORD, World

from gateway.application.accounts import Registration, register_account
from gateway.application.recognition import caller_of
from gateway.application.tokens import (
    Issued,
    TokenExpired,
    TokenInvalid,
    TokenMissing,
    log_in,
)
from gateway.domain.accounts import LoginRefused
from gateway.domain.attempts import Attempts, LoginLocked, attempt, network_of
from gateway.domain.roles import Role


@pytest.fixture
def world() -> World:
    world = World()
    asked_for = Registration(login="siti", password=PASSWORD, roles=(Role.BUYER, Role.MERCHANT))
    register_account(asked_for, key="k", ports=world.ports)
    return world


def try_login(world: World, login: str = "siti", password: str = PASSWORD) -> Issued:
    return log_in(login, password, rules=world.login_rules, ports=world.ports)


def test_the_right_password_gives_a_token_for_an_hour(world: World) -> None:
    issued = try_login(world)

    caller = caller_of(f"Bearer {issued.token}", ports=world.ports, keeper=world.keeper)

    assert issued.expires_in_s == 3600
    assert caller.roles == ("buyer", "merchant")


def test_a_login_name_is_the_same_however_it_is_written(world: World) -> None:
    assert try_login(world, login="  SITI ").token


def test_a_wrong_password_is_refused(world: World) -> None:
    with pytest.raises(LoginRefused):
        try_login(world, password="beras-telur-garam")


@pytest.mark.parametrize("login", ["nobody", "si", "x" * 101, "siti; drop table"])
def test_an_unknown_name_is_refused_as_a_wrong_password_is(world: World, login: str) -> None:
    with pytest.raises(LoginRefused, match="the login name or the password is wrong"):
        try_login(world, login=login)


def test_an_unknown_name_costs_as_much_work_as_a_known_one(world: World) -> None:
    with pytest.raises(LoginRefused):
        try_login(world, login="nobody")

    assert world.hasher.verified == 1


def test_even_the_hash_of_unknown_names_opens_no_account(world: World) -> None:
    with pytest.raises(LoginRefused):
        try_login(world, login="somebody", password="nobody")


@pytest.mark.parametrize("login", ["siti", "nobody"])
def test_too_many_attempts_lock_a_name_whether_it_is_known_or_not(world: World, login: str) -> None:
    for _ in range(LIMITS.attempts_max):
        with pytest.raises(LoginRefused):
            try_login(world, login=login, password="wrong-guess")

    with pytest.raises(LoginLocked) as refusal:
        try_login(world, login=login)

    assert refusal.value.details["retry_after_s"] == 15 * 60 + 1


def test_a_stranger_locks_a_name_for_her_own_network_alone(world: World) -> None:
    def come(address: str, password: str = PASSWORD) -> Issued:
        rules, ports = world.login_rules, world.ports
        return log_in("siti", password, address=address, rules=rules, ports=ports)

    for number in range(LIMITS.attempts_max * 2):
        with pytest.raises((LoginRefused, LoginLocked)):
            come(f"2001:db8::{number}", "wrong-guess")

    with pytest.raises(LoginLocked):
        come("2001:db8::ffff")
    assert come("2001:db8:0:1::1").token


def test_many_networks_together_lock_a_name_for_everybody(world: World) -> None:
    rules, ports = world.login_rules, world.ports
    for number in range(LIMITS.from_everywhere.attempts_max):
        with pytest.raises(LoginRefused):
            log_in("siti", "guess", address=f"10.0.0.{number}", rules=rules, ports=ports)

    with pytest.raises(LoginLocked):
        log_in("siti", PASSWORD, address="192.0.2.1", rules=rules, ports=ports)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8::7", "2001:db8::/64"),
        ("unix", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_network_is_what_a_caller_cannot_change(address: str | None, network: str) -> None:
    assert network_of(address) == network


def test_a_lock_opens_again_by_itself(world: World) -> None:
    for _ in range(LIMITS.attempts_max):
        with pytest.raises(LoginRefused):
            try_login(world, password="wrong-guess")

    world.clock.advance(LIMITS.locked_for)

    assert try_login(world).token


def test_a_right_password_forgets_the_wrong_ones(world: World) -> None:
    for _ in range(LIMITS.attempts_max * 2):
        with pytest.raises(LoginRefused):
            try_login(world, password="wrong-guess")
        assert try_login(world).token


def test_attempts_are_counted_before_the_password_is_looked_at() -> None:
    counted = None
    for number in range(1, LIMITS.attempts_max + 1):
        counted = attempt(counted, at=NOON, limits=LIMITS)
        assert counted == Attempts(count=number, last_at=NOON)

    with pytest.raises(LoginLocked):
        attempt(counted, at=NOON + LIMITS.locked_for - timedelta(seconds=1), limits=LIMITS)


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer   ", "Basic c2l0aTpzaXRp"])
def test_without_a_bearer_token_nobody_is_known(world: World, header: str | None) -> None:
    with pytest.raises(TokenMissing):
        caller_of(header, ports=world.ports, keeper=world.keeper)


def test_a_token_of_somebody_else_is_refused(world: World) -> None:
    with pytest.raises(TokenInvalid):
        caller_of("Bearer made-up", ports=world.ports, keeper=world.keeper)


def test_a_token_expires_on_the_dot(world: World) -> None:
    header = f"bearer {try_login(world).token}"

    world.clock.advance(timedelta(hours=1) - timedelta(microseconds=1))
    assert caller_of(header, ports=world.ports, keeper=world.keeper)
    world.clock.advance(timedelta(microseconds=1))
    with pytest.raises(TokenExpired):
        caller_of(header, ports=world.ports, keeper=world.keeper)

"""A new password and an operator's lock end sessions, and nobody guesses her way to either."""

import pytest
from gateway_examples import LIMITS, OPERATING, PASSWORD, World, caller, holding, request_of
from gateway_logins import enter, register, renewed, who

from gateway.application.accounts import KeyReused, account
from gateway.application.requests import Request
from gateway.application.sessions import Passwords, change_password, lock_account
from gateway.application.tokens import Issued
from gateway.domain.accounts import AccountNotFound, LoginRefused, PasswordUnsuitable, PasswordWrong
from gateway.domain.attempts import LoginLocked
from gateway.domain.callers import RoleMissing
from gateway.domain.roles import Role
from gateway.domain.sessions import (
    AccountLocked,
    LockReason,
    OwnAccount,
    PasswordMissing,
    SessionRevoked,
)
from kernel.domain.ids import derived_id

NEW = "minyak-tepung-garam"


@pytest.fixture
def world() -> World:
    world = World()
    register(world, "siti")
    return world


def as_herself(world: World, issued: Issued) -> Request:
    return request_of(who(world, issued))


def change(
    world: World, issued: Issued, *, current: str = PASSWORD, new: str = NEW, key: str = "p"
) -> bool:
    done = change_password(
        Passwords(current=current, new=new),
        request=as_herself(world, issued),
        key=key,
        rules=world.login_rules,
        ports=world.ports,
    )
    return done.replayed


def test_a_new_password_ends_the_other_sessions(world: World) -> None:
    here, elsewhere = enter(world), enter(world)

    change(world, here)

    assert who(world, here)
    with pytest.raises(SessionRevoked):
        who(world, elsewhere)
    with pytest.raises(LoginRefused):
        enter(world)
    assert enter(world, NEW)


def test_a_change_that_is_asked_again_is_one_change(world: World) -> None:
    here = enter(world)

    assert [change(world, here), change(world, here)] == [False, True]
    with pytest.raises(KeyReused):
        change(world, here, new="another-password")


def test_a_key_that_somebody_knows_is_no_way_to_guess_the_new_password(world: World) -> None:
    here = enter(world)
    change(world, here)

    for _ in range(LIMITS.attempts_max):
        with pytest.raises(KeyReused):
            change(world, here, new="another-guess")

    with pytest.raises(LoginLocked):
        change(world, here, new="another-guess")


def test_who_does_not_know_the_password_does_not_change_it(world: World) -> None:
    here = enter(world)

    for _ in range(LIMITS.attempts_max):
        with pytest.raises(PasswordWrong):
            change(world, here, current="wrong-guess")
    with pytest.raises(LoginLocked):
        change(world, here)

    assert enter(world), "whoever guesses does not keep the owner from logging in"


@pytest.mark.parametrize("new", ["short", "x" * 201])
def test_an_unsuitable_new_password_is_refused(world: World, new: str) -> None:
    with pytest.raises(PasswordUnsuitable):
        change(world, enter(world), new=new)


def test_an_account_of_another_issuer_has_no_password_to_change(world: World) -> None:
    stranger = request_of(caller(holding(Role.BUYER), account_id=derived_id("account", "oidc")))

    with pytest.raises(PasswordMissing):
        change_password(
            Passwords(current=PASSWORD, new=NEW),
            request=stranger,
            key="p",
            rules=world.login_rules,
            ports=world.ports,
        )


def lock(world: World, account_id: str, *, unlock: bool = False, key: str = "l") -> bool:
    done = lock_account(
        account_id,
        None if unlock else LockReason.LOST_DEVICE,
        request=request_of(OPERATING),
        key=key,
        ports=world.ports,
    )
    assert done.result == {"account_id": account_id, "locked": not unlock}
    return done.replayed


def test_a_locked_account_is_out_and_stays_out_until_it_is_unlocked(world: World) -> None:
    issued = enter(world)
    siti = who(world, issued).account_id

    assert [lock(world, siti), lock(world, siti)] == [False, True]

    with pytest.raises(SessionRevoked):
        who(world, issued)
    with pytest.raises(SessionRevoked):
        renewed(world, issued.refresh_token)
    with pytest.raises(AccountLocked):
        enter(world)
    lock(world, siti, unlock=True, key="u")
    assert who(world, enter(world)).account_id == siti


def test_who_does_not_know_the_password_does_not_learn_of_the_lock(world: World) -> None:
    lock(world, who(world, enter(world)).account_id)

    with pytest.raises(LoginRefused):
        enter(world, "wrong-guess")


def test_a_late_repeat_of_a_lock_does_not_lock_again(world: World) -> None:
    siti = who(world, enter(world)).account_id
    lock(world, siti)
    lock(world, siti, unlock=True, key="u")

    assert lock(world, siti)

    assert enter(world)


def test_nobody_locks_herself_out_and_nobody_else_locks(world: World) -> None:
    siti = who(world, enter(world)).account_id

    with pytest.raises(OwnAccount):
        lock(world, OPERATING.account_id)
    with pytest.raises(RoleMissing):
        lock_account(
            siti,
            LockReason.ABUSE,
            request=request_of(caller(holding(Role.HR_OFFICER))),
            key="l",
            ports=world.ports,
        )
    with pytest.raises(AccountNotFound):
        lock(world, derived_id("account", "nobody"))
    assert account(siti, ports=world.ports)

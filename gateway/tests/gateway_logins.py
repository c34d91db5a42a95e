"""Logging in and going on, as tests do it in a world in memory."""

from gateway_examples import PASSWORD, World

from gateway.application.accounts import Registration, register_account
from gateway.application.recognition import caller_of
from gateway.application.tokens import Issued, log_in, refresh
from gateway.domain.callers import Caller


def register(world: World, login: str) -> str:
    asked_for = Registration(login=login, password=PASSWORD)
    return str(register_account(asked_for, key=login, ports=world.ports).result["account_id"])


def enter(world: World, password: str = PASSWORD, *, login: str = "siti") -> Issued:
    return log_in(login, password, rules=world.login_rules, ports=world.ports)


def renewed(world: World, token: str) -> Issued:
    return refresh(token, rules=world.login_rules, ports=world.ports)


def who(world: World, issued: Issued) -> Caller:
    # Later than the pace at which the list of what has ended is asked for.
    world.watch.now_s += 2
    return caller_of(f"Bearer {issued.token}", ports=world.ports, keeper=world.keeper)

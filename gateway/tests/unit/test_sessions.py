"""A session goes on while its refresh tokens are used once each, and ends for everybody at once."""

from datetime import timedelta

import pytest
from gateway_examples import NOON, World, holding
from gateway_logins import enter, register, renewed, who
from hypothesis import given, strategies as st

from gateway.application.recognition import caller_of
from gateway.application.sessions import log_out
from gateway.domain.roles import Role
from gateway.domain.sessions import (
    Presented,
    RefreshRefused,
    SessionRevoked,
    Verdict,
    hashed,
    judge,
    successor,
)
from kernel.domain.ids import derived_id

MOMENT = timedelta(seconds=10)


@pytest.fixture
def world() -> World:
    world = World()
    register(world, "siti")
    return world


def test_a_refresh_token_brings_new_tokens_of_the_same_session(world: World) -> None:
    first = enter(world)

    second = renewed(world, first.refresh_token)

    assert second.refresh_token != first.refresh_token
    assert second.refresh_expires_in_s == 30 * 86_400
    assert who(world, second) == who(world, first)


def test_roles_are_as_they_are_at_the_refresh(world: World) -> None:
    first = enter(world)
    siti = who(world, first).account_id
    world.accounts.add_role(siti, holding(Role.FINANCE, derived_id("institution", "town")))

    assert who(world, first).roles == ("buyer",)
    assert who(world, renewed(world, first.refresh_token)).roles == ("buyer", "finance")


@pytest.mark.parametrize("token", ["", "made-up", "x" * 200])
def test_an_unknown_refresh_token_is_refused(world: World, token: str) -> None:
    with pytest.raises(RefreshRefused):
        renewed(world, token)


def test_a_session_that_is_not_used_for_a_month_is_over(world: World) -> None:
    issued = enter(world)
    world.clock.advance(timedelta(days=29))
    issued = renewed(world, issued.refresh_token)
    world.clock.advance(timedelta(days=30))

    with pytest.raises(RefreshRefused):
        renewed(world, issued.refresh_token)


def test_who_asks_again_because_the_answer_was_lost_gets_the_same_session(world: World) -> None:
    first = enter(world)
    lost = renewed(world, first.refresh_token)
    world.clock.advance(MOMENT - timedelta(seconds=1))

    again = renewed(world, first.refresh_token)

    assert again.refresh_token == lost.refresh_token
    assert renewed(world, again.refresh_token).token


def test_a_token_used_a_second_time_later_ends_the_session_for_everybody(world: World) -> None:
    first = enter(world)
    second = renewed(world, first.refresh_token)
    world.clock.advance(MOMENT)

    with pytest.raises(SessionRevoked):
        renewed(world, first.refresh_token)

    with pytest.raises(SessionRevoked):
        renewed(world, second.refresh_token)
    with pytest.raises(SessionRevoked):
        who(world, second)


def test_who_has_used_the_answer_has_not_lost_it(world: World) -> None:
    first = enter(world)
    second = renewed(world, first.refresh_token)
    renewed(world, second.refresh_token)

    with pytest.raises(SessionRevoked):
        renewed(world, first.refresh_token)


def test_a_stolen_session_takes_no_other_with_it(world: World) -> None:
    telephone, laptop = enter(world), enter(world)
    renewed(world, telephone.refresh_token)
    world.clock.advance(MOMENT)
    with pytest.raises(SessionRevoked):
        renewed(world, telephone.refresh_token)

    assert who(world, renewed(world, laptop.refresh_token))


@given(
    uses=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 20)), max_size=12),
)
def test_whatever_is_presented_one_token_at_most_is_good(uses: list[tuple[int, int]]) -> None:
    world = World()
    register(world, "siti")
    tokens = [enter(world).refresh_token]
    for back, seconds in uses:
        world.clock.advance(timedelta(seconds=seconds))
        try:
            given_ = renewed(world, tokens[-1 - min(back, len(tokens) - 1)]).refresh_token
        except SessionRevoked:
            continue
        if given_ not in tokens:
            tokens.append(given_)

    world.clock.advance(MOMENT)
    good = [token for token in tokens if _is_good(world, token)]

    assert len(good) <= 1
    assert good in ([], tokens[-1:])


def _is_good(world: World, token: str) -> bool:
    known = world.sessions.owner(hashed(token))
    assert known is not None
    verdict = judge(known, at=world.clock.now(), repeat_within=MOMENT)
    return verdict in {Verdict.RENEWED, Verdict.REPEATED}


def test_a_token_expires_on_the_dot() -> None:
    fresh = Presented(session_id="s", account_id="a", expires_at=NOON)

    assert judge(fresh, at=NOON, repeat_within=MOMENT) is Verdict.EXPIRED
    early = judge(fresh, at=NOON - timedelta(microseconds=1), repeat_within=MOMENT)
    assert early is Verdict.RENEWED


def test_a_successor_is_known_from_token_and_seed_alone() -> None:
    assert successor("token", "seed") == successor("token", "seed")
    assert len({successor("token", "seed"), successor("t", "seed"), successor("token", "s")}) == 3
    assert len(successor("token", "seed")) == 43


def test_an_account_that_is_gone_is_not_refreshed(world: World) -> None:
    issued = enter(world)
    world.accounts.close(who(world, issued).account_id)

    with pytest.raises(RefreshRefused):
        renewed(world, issued.refresh_token)


def test_logging_out_ends_this_session_alone(world: World) -> None:
    telephone, laptop = enter(world), enter(world)

    log_out(telephone.refresh_token, every_session=False, ports=world.ports)

    with pytest.raises(SessionRevoked):
        renewed(world, telephone.refresh_token)
    with pytest.raises(SessionRevoked):
        who(world, telephone)
    assert who(world, laptop)


def test_logging_out_everywhere_ends_every_session_of_the_account(world: World) -> None:
    telephone, laptop = enter(world), enter(world)
    register(world, "budi")
    budi = enter(world, login="budi")

    log_out(telephone.refresh_token, every_session=True, ports=world.ports)

    for one in (telephone, laptop):
        with pytest.raises(SessionRevoked):
            who(world, one)
    assert who(world, budi)


def test_an_old_token_logs_nobody_out_everywhere(world: World) -> None:
    telephone, laptop = enter(world), enter(world)
    renewed(world, telephone.refresh_token)

    log_out(telephone.refresh_token, every_session=True, ports=world.ports)
    log_out("made-up", every_session=True, ports=world.ports)

    with pytest.raises(SessionRevoked):
        who(world, telephone)
    assert who(world, laptop)


def test_revocations_are_asked_for_at_a_pace_not_for_every_request(world: World) -> None:
    issued = enter(world)
    who(world, issued)
    before = world.sessions.asked
    header = f"Bearer {issued.token}"

    for _ in range(100):
        caller_of(header, ports=world.ports, keeper=world.keeper)
        world.watch.now_s += 0.1

    assert world.sessions.asked - before == 4


def test_what_this_process_has_ended_it_knows_at_once(world: World) -> None:
    issued = enter(world)
    who(world, issued)
    log_out(issued.refresh_token, every_session=False, ports=world.ports)
    header = f"Bearer {issued.token}"
    assert caller_of(header, ports=world.ports, keeper=world.keeper)

    world.revocations.look_again()

    with pytest.raises(SessionRevoked):
        caller_of(header, ports=world.ports, keeper=world.keeper)


def test_while_the_database_is_away_what_is_known_stays_known(world: World) -> None:
    telephone, laptop = enter(world), enter(world)
    log_out(telephone.refresh_token, every_session=False, ports=world.ports)
    with pytest.raises(SessionRevoked):
        who(world, telephone)
    world.sessions.is_down = True

    with pytest.raises(SessionRevoked):
        who(world, telephone)
    assert who(world, laptop)


def test_what_has_expired_by_itself_is_not_remembered(world: World) -> None:
    issued = enter(world)
    log_out(issued.refresh_token, every_session=False, ports=world.ports)
    with pytest.raises(SessionRevoked):
        who(world, issued)
    session_id = world.tokens.read(issued.token).caller.session_id

    world.clock.advance(timedelta(hours=2))
    world.watch.now_s += 2

    world.revocations.check(session_id)
    assert world.sessions.asked == 2

"""There is one leader, it is told when it leads no more, and silence costs it the lead."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest

from kernel.adapters.database import Database
from kernel.adapters.leadership import Leadership
from kernel.adapters.schema import install_store_v1
from kernel.adapters.seat import LeadershipLost
from kernel.testing.counters import NOON
from kernel.testing.messaging import until

Seat = Callable[..., Leadership]


@pytest.fixture
def seat(database_url: str) -> Iterator[Seat]:
    database = Database(database_url)
    with database.transaction() as connection:
        install_store_v1(connection)
    with ExitStack() as seats:
        yield lambda lease_s=15.0: seats.enter_context(
            closing(Leadership(database, lease_s=lease_s))
        )
    database.close()


def test_only_one_leads_and_the_next_when_it_goes(seat: Seat) -> None:
    first, second = seat(), seat()

    assert first.take()
    assert not second.take()
    first.close()

    until(second.take)


def test_a_checkpoint_that_somebody_else_has_moved_is_not_moved(seat: Seat) -> None:
    first, second = seat(), seat()
    first.advance(0, 5, at=NOON)

    with pytest.raises(LeadershipLost):
        second.advance(0, 3, at=NOON)

    assert second.checkpoint() == 5


def test_a_silent_leader_loses_the_lead_and_learns_of_it(seat: Seat) -> None:
    stopped, standby = seat(lease_s=0.3), seat()
    assert stopped.take()
    assert not standby.take()

    until(standby.take)

    with pytest.raises(LeadershipLost):
        stopped.ping()
    with pytest.raises(LeadershipLost):
        stopped.advance(0, 1, at=NOON)
    assert standby.checkpoint() == 0


def test_a_leader_that_waits_for_news_keeps_the_lead(seat: Seat) -> None:
    leader, standby = seat(lease_s=0.6), seat()
    leader.take()
    end = time.monotonic() + 1.5

    while time.monotonic() < end:
        leader.wait(5.0)

    assert not standby.take()
    leader.ping()

"""What timers promise, wherever their rows are. Subclass, provide `database`, inherit."""

from datetime import timedelta

import pytest

from kernel.adapters.storage import AnyDatabase
from kernel.adapters.timers import (
    count_due,
    count_overdue,
    first_due,
    postpone_timers,
    take_due,
    write_timers,
)
from kernel.application.ports import Timer
from kernel.testing.counters import NOON, SOMEBODY
from kernel.testing.stores import Killed
from kernel.testing.storing import SmallService

SECOND = timedelta(seconds=1)


def timer(name: str, *, after: timedelta = timedelta(0), number: int = 0) -> Timer:
    data = {"number": number}
    return Timer(timer_id=name, kind="alarm", subject=name, due_at=NOON + after, data=data)


class TimerContract:
    """A timer fires once its time has come, once, and again if that was not kept."""

    @pytest.fixture
    def service(self, database: AnyDatabase) -> SmallService:
        return SmallService(database)

    def test_due_timers_are_taken_in_turn_and_each_by_one(self, database: AnyDatabase) -> None:
        waiting = {
            "c": timer("c"),
            "b": timer("b", after=SECOND),
            "a": timer("a", after=SECOND),
            "z": timer("z", after=9 * SECOND),
        }
        with database.transaction() as one:
            write_timers(one, waiting)

        with database.transaction() as one, database.transaction() as two:
            assert [each.timer_id for each in take_due(one, NOON + SECOND, 2)] == ["c", "a"]
            assert take_due(two, NOON + SECOND, 2) == [timer("b", after=SECOND)]
            assert take_due(two, NOON + SECOND, 2, only="a") == []
            assert count_due(two, NOON + SECOND) == 3

        with database.transaction() as one:
            assert [each.timer_id for each in take_due(one, NOON + SECOND, 2, only="a")] == ["a"]
            assert first_due(one) == NOON

    def test_a_timer_is_replaced_or_cancelled(self, database: AnyDatabase) -> None:
        with database.transaction() as one:
            write_timers(one, {"a": timer("a"), "b": timer("b")})
            write_timers(one, {"a": timer("a", after=SECOND), "b": None, "c": None})

        with database.transaction() as one:
            assert take_due(one, NOON, 9) == []
            assert take_due(one, NOON + SECOND, 9) == [timer("a", after=SECOND)]
            write_timers(one, {"a": None})
            assert first_due(one) is None

    def test_a_timer_that_failed_waits_longer_each_time(self, database: AnyDatabase) -> None:
        with database.transaction() as one:
            write_timers(one, {"a": timer("a")})
            for seconds in (1, 2, 4):
                postpone_timers(one, [timer("a")], NOON)
                assert take_due(one, NOON + seconds * SECOND - timedelta(microseconds=1), 9) == []
                assert len(take_due(one, NOON + seconds * SECOND, 9)) == 1
            for _ in range(12):
                postpone_timers(one, [timer("a")], NOON)
            assert first_due(one) == NOON + 3600 * SECOND
            assert (count_due(one, NOON), count_overdue(one, NOON)) == (0, 1)

    def test_a_timer_fires_once_with_what_it_does(self, service: SmallService) -> None:
        self._set(service, timer("a"), timer("b", after=SECOND))

        assert [service.timers().fire_due() for _ in range(2)] == [1, 0]
        assert (service.total("a"), service.total("b")) == (1, 0)

    @pytest.mark.parametrize("moment", ["first", "last"])
    def test_a_timer_of_a_worker_that_died_fires_again(
        self, service: SmallService, moment: str
    ) -> None:
        self._set(service, timer("a"))
        getattr(service, moment).kill()
        with pytest.raises(Killed):
            service.timers().fire_due()

        assert service.timers().fire_due() == 1
        assert service.total("a") == 1

    def test_another_worker_leaves_what_is_just_fired(self, service: SmallService) -> None:
        self._set(service, timer("a"))
        meanwhile: list[int] = []
        service.first.next(lambda: meanwhile.append(service.timers().fire_due()))

        assert service.timers().fire_due() == 1

        assert meanwhile == [0]
        assert service.total("a") == 1

    def test_one_timer_that_fails_holds_up_no_other(self, service: SmallService) -> None:
        self._set(service, timer("a", number=7), timer("b"))
        service.refused.add(7)

        assert [service.timers().fire_due() for _ in range(2)] == [1, 0]
        assert service.total("b") == 1
        service.refused.clear()
        service.clock.advance(SECOND)
        assert service.timers().fire_due() == 1
        assert service.total("a") == 1

    def _set(self, service: SmallService, *timers: Timer) -> None:
        with service.units.begin() as work, work.scope(SOMEBODY):
            for one in timers:
                work.schedule(one)

"""Tasks on virtual time: the seed alone decides, and the dead do nothing."""

import pytest
from simulation.processes import Process
from simulation.scheduler import Scheduler, SimEvent


def racers(seed: int) -> list[str]:
    scheduler = Scheduler(seed)
    told: list[str] = []

    def racer(name: str) -> None:
        for step in range(3):
            told.append(f"{name}{step}")
            scheduler.sleep(0.5)

    for name in "abcd":
        scheduler.spawn(name, lambda name=name: racer(name))  # type: ignore[misc]
    scheduler.run()
    return told


def test_the_same_seed_gives_the_same_order_and_another_seed_another() -> None:
    assert racers(1) == racers(1)
    assert len({tuple(racers(seed)) for seed in range(20)}) > 10


def test_time_passes_only_when_everybody_waits() -> None:
    scheduler = Scheduler(0)
    woken: list[float] = []

    def sleeper(seconds: float) -> None:
        scheduler.sleep(seconds)
        woken.append(scheduler.monotonic())

    for seconds in (86400.0, 3.0, 60.0):
        scheduler.spawn("sleeper", lambda seconds=seconds: sleeper(seconds))  # type: ignore[misc]
    scheduler.run()

    assert woken == pytest.approx([3, 60, 86400], abs=0.001)


def test_it_stops_at_the_time_it_is_told() -> None:
    scheduler = Scheduler(0)
    woken: list[str] = []

    def late() -> None:
        scheduler.sleep(10)
        woken.append("late")

    scheduler.spawn("late", late)

    scheduler.run(5_000_000)
    assert (scheduler.now_us, woken) == (5_000_000, [])

    scheduler.run(11_000_000)
    assert woken == ["late"]


def test_an_event_wakes_who_waits_and_a_timeout_does_not_wake_again() -> None:
    scheduler = Scheduler(3)
    event, told = SimEvent(scheduler), list[object]()

    def waiter() -> None:
        told.append(event.wait(1.0))
        told.append(event.wait(100.0))
        told.append(scheduler.monotonic())

    def setter() -> None:
        scheduler.sleep(5.0)
        event.set()

    scheduler.spawn("waiter", waiter)
    scheduler.spawn("setter", setter)
    scheduler.run()

    assert told == [False, True, pytest.approx(5, abs=0.001)]


def test_all_tasks_of_a_process_die_where_they_stand() -> None:
    scheduler = Scheduler(0)
    told: list[str] = []
    process = Process(scheduler, "work")

    def worker() -> None:
        try:
            scheduler.sleep(100)
            told.append("went on")
        finally:
            told.append("let go")
            # On its way out it may wait for nothing.
            scheduler.sleep(100)
            told.append("waited")

    def suicide() -> None:
        scheduler.sleep(1)
        scheduler.order(process.die)
        told.append("went on")

    process.spawn("worker", worker)
    process.spawn("suicide", suicide)
    scheduler.run()

    assert told == ["let go"]
    assert not process.alive


def test_a_bug_of_a_task_is_not_swallowed() -> None:
    scheduler = Scheduler(0)

    def bug() -> None:
        raise ZeroDivisionError

    scheduler.spawn("bug", bug)

    with pytest.raises(ZeroDivisionError):
        scheduler.run()

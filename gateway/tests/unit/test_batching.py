"""The batcher on real threads: a lone command goes at once, crowds share a call."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest

from gateway.application.account_ports import Json
from gateway.application.batching import (
    AnswerLate,
    BatchInterrupted,
    BatchLimits,
    Busy,
    EdgeBatcher,
)
from gateway.application.ports import Message
from kernel.application.envelope import Context
from kernel.domain.errors import Unavailable

SOON_S = 10.0


def message(number: int) -> Message:
    return Message(route="r", payload={"n": number}, context=Context(), key=str(number))


def answered(messages: Sequence[Message]) -> list[Json]:
    return [{"ok": one.payload["n"]} for one in messages]


class Service:
    """Answers when it is let, and remembers the size of every call."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []
        self.doors: list[Event] = []
        self.answer: Callable[[Sequence[Message]], Sequence[Json]] = answered

    def __call__(self, messages: Sequence[Message]) -> Sequence[Json]:
        door = Event()
        self.calls.append([one.payload["n"] for one in messages])
        self.doors.append(door)
        assert door.wait(SOON_S)
        return self.answer(messages)

    def open(self, number: int) -> None:
        wait_for(lambda: len(self.doors) > number)
        self.doors[number].set()


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SOON_S
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.001)


class Crowd:
    """Callers, each on a thread of its own."""

    def __init__(self, batcher: EdgeBatcher[Message]) -> None:
        self._batcher = batcher
        self._pool = ThreadPoolExecutor(300)

    def send(self, number: int) -> "Future[Json]":
        return self._pool.submit(self._batcher, message(number))

    def wait_for_waiting(self, count: int) -> None:
        wait_for(lambda: len(self._batcher._waiting) == count)  # noqa: SLF001 - nothing else shows it


def batcher(
    service: Callable[[Sequence[Message]], Sequence[Json]], **limits: float
) -> EdgeBatcher[Message]:
    return EdgeBatcher(service, limits=BatchLimits(**limits))  # type: ignore[arg-type]


def test_a_lone_command_goes_at_once_and_alone() -> None:
    sizes: list[int] = []
    alone = EdgeBatcher(answered, limits=BatchLimits(pace_s=5), observe=sizes.append)

    answers = [alone(message(number)) for number in range(3)]

    assert answers == [{"ok": 0}, {"ok": 1}, {"ok": 2}]
    assert sizes == [1, 1, 1]


def test_what_arrives_while_two_calls_are_in_flight_goes_together() -> None:
    service = Service()
    crowd = Crowd(batcher(service))
    first, second = crowd.send(1), crowd.send(2)
    wait_for(lambda: len(service.calls) == 2)
    waiting = []
    for number in range(3, 8):
        waiting.append(crowd.send(number))
        crowd.wait_for_waiting(len(waiting))

    service.open(0)
    service.open(2)
    service.open(1)

    assert [one.result(SOON_S) for one in (first, second, *waiting)] == [
        {"ok": number} for number in range(1, 8)
    ]
    assert sorted(service.calls[:2]) == [[1], [2]]
    assert service.calls[2:] == [[3, 4, 5, 6, 7]]


def test_a_call_holds_at_most_so_many_commands() -> None:
    service = Service()
    crowd = Crowd(batcher(service, slots=1, size_max=2))
    sent = [crowd.send(0)]
    wait_for(lambda: len(service.calls) == 1)
    for number in range(1, 6):
        sent.append(crowd.send(number))
        crowd.wait_for_waiting(number)

    for number in range(4):
        service.open(number)

    assert [one.result(SOON_S) for one in sent] == [{"ok": number} for number in range(6)]
    assert service.calls == [[0], [1, 2], [3, 4], [5]]


def test_everyone_in_a_crowd_gets_her_own_answer() -> None:
    sizes: list[int] = []

    def slow(messages: Sequence[Message]) -> Sequence[Json]:
        time.sleep(0.005)
        return answered(messages)

    crowd = Crowd(EdgeBatcher(slow, limits=BatchLimits(pace_s=0.002), observe=sizes.append))

    sent = [crowd.send(number) for number in range(300)]

    assert [one.result(SOON_S) for one in sent] == [{"ok": number} for number in range(300)]
    assert sum(sizes) == 300
    assert max(sizes) <= 64


def test_a_full_queue_refuses_at_once() -> None:
    service = Service()
    crowd = Crowd(batcher(service, slots=1, queue_max=1))
    first = crowd.send(1)
    wait_for(lambda: len(service.calls) == 1)
    second = crowd.send(2)
    crowd.wait_for_waiting(1)

    with pytest.raises(Busy):
        crowd.send(3).result(SOON_S)

    service.open(0)
    service.open(1)
    assert (first.result(SOON_S), second.result(SOON_S)) == ({"ok": 1}, {"ok": 2})


def test_a_failed_call_fails_every_command_of_it_and_no_other() -> None:
    service = Service()
    crowd = Crowd(batcher(service, slots=1))
    first = crowd.send(1)
    wait_for(lambda: len(service.calls) == 1)
    together = [crowd.send(2)]
    crowd.wait_for_waiting(1)
    together.append(crowd.send(3))
    crowd.wait_for_waiting(2)
    service.open(0)
    assert first.result(SOON_S) == {"ok": 1}

    def fail(_: Sequence[Message]) -> Sequence[Json]:
        raise Unavailable("no broker", code="broker_unavailable")

    service.answer = fail
    service.open(1)

    errors = [one.exception(SOON_S) for one in together]
    assert [type(error) for error in errors] == [Unavailable, Unavailable]
    assert errors[0] is not errors[1]


def test_a_bug_in_a_call_leaves_nobody_waiting_and_the_next_call_goes() -> None:
    service = Service()
    under_test = batcher(service, slots=1)
    crowd = Crowd(under_test)
    first = crowd.send(1)
    wait_for(lambda: len(service.calls) == 1)
    second = crowd.send(2)
    crowd.wait_for_waiting(1)
    third = crowd.send(3)
    crowd.wait_for_waiting(2)
    service.open(0)
    assert first.result(SOON_S)

    service.answer = lambda _: []  # One answer per command is missing.
    service.open(1)

    assert isinstance(second.exception(SOON_S), ValueError)
    assert isinstance(third.exception(SOON_S), BatchInterrupted | Unavailable)
    service.answer = answered
    after = crowd.send(4)
    service.open(2)
    assert after.result(SOON_S) == {"ok": 4}


def test_whoever_waits_too_long_gives_up_and_is_not_sent() -> None:
    service = Service()
    crowd = Crowd(batcher(service, slots=1, wait_s=0.05))
    first = crowd.send(1)
    wait_for(lambda: len(service.calls) == 1)

    with pytest.raises(AnswerLate):
        crowd.send(2).result(SOON_S)

    service.open(0)
    assert first.result(SOON_S) == {"ok": 1}
    assert service.calls == [[1]]


def test_an_answer_that_comes_too_late_is_given_up_too() -> None:
    service = Service()
    crowd = Crowd(batcher(service, slots=1, wait_s=0.2))
    first = crowd.send(1)
    wait_for(lambda: len(service.calls) == 1)
    leading = crowd.send(2)
    crowd.wait_for_waiting(1)
    following = crowd.send(3)
    crowd.wait_for_waiting(2)
    service.open(0)
    wait_for(lambda: len(service.calls) == 2)

    assert isinstance(following.exception(SOON_S), AnswerLate)

    service.open(1)
    assert (first.result(SOON_S), leading.result(SOON_S)) == ({"ok": 1}, {"ok": 2})


def test_whoever_is_made_leader_at_the_last_moment_still_leads() -> None:
    class DeafGate:
        """Never hears that it was opened: as if the time ran out at that very moment."""

        def __init__(self) -> None:
            self.event = Event()

        def set(self) -> None:
            self.event.set()

        def wait(self, timeout: float) -> bool:
            self.event.wait(timeout)
            return False

    service = Service()
    crowd = Crowd(EdgeBatcher(service, limits=BatchLimits(slots=1), make_gate=DeafGate))
    first = crowd.send(1)
    wait_for(lambda: len(service.calls) == 1)
    second = crowd.send(2)
    crowd.wait_for_waiting(1)
    service.open(0)
    service.open(1)

    assert (first.result(SOON_S), second.result(SOON_S)) == ({"ok": 1}, {"ok": 2})


def test_busy_calls_start_apart_so_that_batches_fill() -> None:
    service = Service()
    crowd = Crowd(batcher(service, slots=2, pace_s=0.3))
    first = crowd.send(1)
    wait_for(lambda: len(service.calls) == 1)
    started = time.monotonic()

    second = crowd.send(2)
    time.sleep(0.05)
    third = crowd.send(3)
    crowd.wait_for_waiting(1)
    wait_for(lambda: len(service.calls) == 2)

    assert time.monotonic() - started > 0.2
    assert service.calls[1] == [2, 3]
    service.open(0)
    service.open(1)
    assert [one.result(SOON_S) for one in (first, second, third)] == [
        {"ok": 1},
        {"ok": 2},
        {"ok": 3},
    ]

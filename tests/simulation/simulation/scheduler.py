"""Tasks on virtual time: greenlets, a heap of wake-ups, and a seed that decides between equals."""

import random
from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

from greenlet import getcurrent, greenlet

SECOND = 1_000_000
_FOREVER = 2**62
# Every order of steps stays possible; a switch costs as much as many a statement.
_ASIDE = 0.5


def micros(seconds: float) -> int:
    """Return a little more: who waits for the last fraction must not wait for ever."""
    return int(seconds * SECOND) + 1


class Killed(BaseException):
    """The process that this task belongs to has died: nothing of it goes on."""


class Restless(Exception):
    """Tasks go on and on, as none does that gets anywhere."""


class Task:
    """
    One greenlet.

    :ivar turn: counts the times it was resumed, so that only one of several wake-ups counts
    """

    __slots__ = ("doomed", "greenlet", "group", "life", "name", "turn", "woken")

    def __init__(self, name: str, life: Callable[[], None], group: object) -> None:
        self.name = name
        self.life = life
        self.group = group
        self.turn = 0
        self.woken = False
        self.doomed = False
        self.greenlet: Any = None

    @property
    def ended(self) -> bool:
        return bool(self.greenlet.dead)


class Scheduler:
    """
    Runs one task at a time; time passes only when all of them wait.

    Time is counted in whole microseconds, so that it is the same on every machine.

    :param steps_max: how often tasks may go on before somebody must look at it
    """

    def __init__(self, seed: int, *, steps_max: int = 2**62) -> None:
        self.now_us = 0
        self.steps = 0
        self._steps_max = steps_max
        self.current: Task | None = None
        self.tasks: dict[Task, None] = {}
        self._tie = random.Random(seed).random
        self._heap: list[tuple[int, float, int, int, Task]] = []
        self._count = 0
        self._orders: list[Callable[[], None]] = []
        self._until_us = 0
        self._by_themselves = False
        self._hub = getcurrent()

    # Called from anywhere

    def spawn(self, name: str, life: Callable[[], None], group: object = None) -> Task:
        """Let a task begin as soon as it is its turn."""
        task = Task(name, life, group)
        task.greenlet = greenlet(lambda: self._live(task), parent=self._hub)
        self.tasks[task] = None
        self._push(task, self.now_us)
        return task

    def wake(self, task: Task, turn: int) -> None:
        """Let a task that waits go on, unless it has gone on since."""
        if task.turn == turn:
            task.woken = True
            self._push(task, self.now_us)

    def monotonic(self) -> float:
        return self.now_us / SECOND

    # Called by tasks

    def sleep(self, seconds: float) -> None:
        self.park(micros(seconds))

    def step_aside(self) -> None:
        """Perhaps let others go on that could go on now; the seed decides whether, and who does."""
        if self._heap and self._heap[0][0] <= self.now_us and self._tie() < _ASIDE:
            self.park(0)

    def park(self, timeout_us: int | None = None) -> bool:
        """Wait until woken, or so long; tell whether it was woken."""
        task = self.current
        assert task is not None, "only a task can wait"
        if task.doomed:
            raise Killed
        task.woken = False
        if timeout_us is not None:
            self._push(task, self.now_us + max(0, timeout_us))
        # Not by way of the hub, which costs another switch, and none at all if nobody is before us.
        following = self._following() if self._by_themselves else None
        if following is not task:
            (following.greenlet if following else self._hub).switch()
        return task.woken

    def order(self, act: Callable[[], None]) -> None:
        """Have something done between two tasks, and wait until it is done."""
        self._orders.append(act)
        self.park(0)

    # Called from outside of all tasks

    def run(self, until_us: int = _FOREVER, *, stop: Callable[[], bool] | None = None) -> None:
        """
        Let tasks go on until that time, until nobody waits for a time, or until told to stop.

        :raises Restless: they do nothing but go on
        """
        self._until_us, self._by_themselves = until_us, stop is None
        while not (stop and stop()) and (task := self._following()) is not None:
            self._resume(task)
        if self.steps > self._steps_max:
            raise Restless(f"{self.steps} steps and no end")
        if until_us < _FOREVER and not (stop and stop()):
            self.now_us = max(self.now_us, until_us)

    def kill(self, task: Task) -> None:
        """End a task where it stands; whatever it does on its way out, it waits for nothing."""
        if task.greenlet.dead:
            return
        task.doomed = True
        self.tasks.pop(task, None)
        if not task.greenlet:
            # It has not begun.
            task.turn += 1
            return
        self.current = task
        try:
            task.greenlet.throw(Killed)
        finally:
            self.current = None

    def _following(self) -> Task | None:
        """Let time pass until somebody may go on; None: the hub has something to do first."""
        heap, until_us = self._heap, self._until_us
        while heap and heap[0][0] <= until_us and not self._orders:
            when, _, _, turn, task = heappop(heap)
            if task.turn != turn or task.greenlet.dead:
                continue
            self.now_us = when
            self.steps += 1
            if self.steps > self._steps_max:
                return None
            task.turn += 1
            self.current = task
            return task
        return None

    def _resume(self, task: Task) -> None:
        try:
            task.greenlet.switch()
        finally:
            self.current = None
        while self._orders:
            self._orders.pop(0)()

    def _live(self, task: Task) -> None:
        try:
            task.life()
        except Killed:
            if not task.doomed:
                raise
        finally:
            self.tasks.pop(task, None)
            # It may know its task, and nobody needs it: a circle would wait for the collector.
            del task.life

    def _push(self, task: Task, when_us: int) -> None:
        self._count += 1
        heappush(self._heap, (when_us, self._tie(), self._count, task.turn, task))


class SimEvent:
    """What `threading.Event` is, for tasks on virtual time."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._set = False
        self._waiting: dict[Task, int] = {}

    def is_set(self) -> bool:
        return self._set

    def set(self) -> None:
        self._set = True
        self.nudge()

    def clear(self) -> None:
        self._set = False

    def nudge(self) -> None:
        """Let those who wait look again, as if their time had come."""
        waiting, self._waiting = self._waiting, {}
        for task, turn in waiting.items():
            self._scheduler.wake(task, turn)

    def wait(self, timeout: float | None = None) -> bool:
        if not self._set:
            scheduler = self._scheduler
            task = scheduler.current
            assert task is not None, "only a task can wait"
            self._waiting[task] = task.turn
            try:
                scheduler.park(None if timeout is None else micros(timeout))
            finally:
                self._waiting.pop(task, None)
        return self._set

"""A process of a service: its tasks die together, wherever they stand."""

from collections.abc import Callable

from simulation.scheduler import Scheduler, Task


class Process:
    """:ivar name: `orders serve`, `orders work`"""

    def __init__(self, scheduler: Scheduler, name: str) -> None:
        self.name = name
        self.alive = True
        self._scheduler = scheduler
        self._tasks: dict[Task, None] = {}

    def spawn(self, name: str, life: Callable[[], None]) -> Task:
        def live() -> None:
            try:
                life()
            finally:
                self._tasks.pop(task, None)

        task = self._scheduler.spawn(f"{self.name}: {name}", live, self)
        self._tasks[task] = None
        return task

    def die(self) -> None:
        """Like kill -9: to be called between two tasks."""
        self.alive = False
        for task in tuple(self._tasks):
            self._scheduler.kill(task)
        self._tasks.clear()

"""How far the month has come: a bar on a terminal, a line every few seconds anywhere else."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from kernel.domain.wib import local
from malpro_embedded.domain.days import phase as phase_of

_LINE_S = 5.0


class MonthBar:
    """:param say: takes the lines where there is no terminal"""

    def __init__(self, say: Callable[[str], None], console: Console | None = None) -> None:
        self._say = say
        self._console = console or Console()
        self._said_at = 0.0
        self._bar = Progress(
            TextColumn("{task.fields[day]} · {task.fields[phase]}"),
            BarColumn(),
            TextColumn("{task.completed:>6} of {task.total} acts · {task.fields[orders]} orders"),
            TimeElapsedColumn(),
            console=self._console,
        )
        self._task = self._bar.add_task("month", total=1, day="", phase="", orders=0)

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._console.is_terminal:
            self._bar.stop()

    def show(self, instant: datetime, orders: int, done: int, total: int) -> None:
        """Tell the city's time, how many orders there are, and how much of the plan is done."""
        phase = phase_of(local(instant).date())
        day = f"{local(instant):%a %d %b %H:%M}"
        if self._console.is_terminal:
            self._bar.update(
                self._task, completed=done, total=total, day=day, phase=phase, orders=orders
            )
        elif time.monotonic() - self._said_at >= _LINE_S:
            self._said_at = time.monotonic()
            self._say(f"{day} · {phase} · {orders} orders · {done} of {total} acts")

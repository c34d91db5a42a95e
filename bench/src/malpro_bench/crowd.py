"""Several processes that start at the same moment, and what each of them says at the end."""

import multiprocessing
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

from malpro_bench.stage import Stage

_SPAWN = multiprocessing.get_context("spawn")
_PATIENCE_S = 120.0


def together(
    stage: Stage, target: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]
) -> list[Any]:
    """
    Run a function of a module in as many processes as there are arguments; return what they return.

    Its first argument is a function to call when it is ready to start: it returns when all are.
    """
    meet, answers = _SPAWN.Barrier(len(arguments)), _SPAWN.SimpleQueue()
    with ExitStack() as running:
        processes = [
            running.enter_context(stage.process(_one, target, meet, answers, given))
            for given in arguments
        ]
        for one in processes:
            one.join(stage.duration_s + _PATIENCE_S)
            if one.exitcode != 0:
                raise RuntimeError(f"{target.__name__} ended with {one.exitcode}")
        return [answers.get() for _ in processes]


def _one(target: Callable[..., Any], meet: Any, answers: Any, arguments: tuple[Any, ...]) -> None:
    answers.put(target(meet.wait, *arguments))

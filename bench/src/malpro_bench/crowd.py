"""Several processes that start at the same moment, and what each of them says at the end."""

import multiprocessing
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from malpro_bench.stage import Stage

_SPAWN = multiprocessing.get_context("spawn")
_PATIENCE_S = 120.0
_END_S = 10.0


def together(
    stage: Stage, target: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]
) -> list[Any]:
    """
    Run a function of a module in as many processes as there are arguments; return what they return.

    Its first argument is a function to call when it is ready to start: it returns when all are.

    :raises RuntimeError: one of them ended without an answer, or gave none in time
    """
    meet = _SPAWN.Barrier(len(arguments))
    deadline = time.monotonic() + stage.duration_s + _PATIENCE_S
    with ExitStack() as running:
        asked = {}
        for given in arguments:
            hear, tell = _SPAWN.Pipe(duplex=False)
            running.enter_context(hear)
            # Ours is closed, so that the end of the process is the end of its pipe.
            with tell:
                process = running.enter_context(stage.process(_one, target, meet, tell, given))
            asked[hear] = process
        answers = _heard(asked, target.__name__, deadline)
    return [answers[one] for one in asked]


def _heard(
    asked: Mapping[Connection, BaseProcess], name: str, deadline: float
) -> dict[Connection, Any]:
    # They are read while the processes run: a pipe holds 64 KiB, and who has more to say waits.
    answers: dict[Connection, Any] = {}
    while len(answers) < len(asked):
        left_s = max(0.0, deadline - time.monotonic())
        speaking: list[Any] = wait([one for one in asked if one not in answers], left_s)
        if not speaking:
            raise RuntimeError(f"{name} gave no answer in time")
        for one in speaking:
            answers[one] = _answer(one, asked[one], name)
    return answers


def _answer(hear: Connection, process: BaseProcess, name: str) -> Any:
    try:
        return hear.recv()
    except EOFError:
        process.join(_END_S)
        raise RuntimeError(f"{name} ended with {process.exitcode}") from None


def _one(target: Callable[..., Any], meet: Any, tell: Connection, arguments: Any) -> None:
    with tell:
        tell.send(target(meet.wait, *arguments))

"""A sealed world for the product's modules: time, chance and events come from the seed alone."""

import random
import secrets
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from types import ModuleType, SimpleNamespace
from typing import Any

from prometheus_client.metrics import MetricWrapperBase

from simulation.scheduler import Scheduler, SimEvent

PACKAGES = ("kernel", "catalog", "orders", "payments", "compliance")


class Diary:
    """Stands in for the product's loggers: bugs are remembered, everything else is let go."""

    def __init__(self) -> None:
        self.bugs: list[str] = []

    def debug(self, *_: Any, **__: Any) -> None:
        """Nobody reads it here."""

    info = warning = debug

    def error(self, event: str, *, extra: Mapping[str, Any] | None = None, **_: Any) -> None:
        told = extra or {}
        what = {name: told[name] for name in _TELLING if name in told}
        self.bugs.append(f"{event} {what}".replace("\\n", "\n"))

    exception = critical = error


class _Uncounted:
    """Stands in for the product's metrics, which nobody reads here."""

    def labels(self, **_: Any) -> "_Uncounted":
        return self

    def observe(self, _: float = 1) -> None:
        """Let it go."""

    inc = set = observe


_UNCOUNTED = _Uncounted()
_TELLING = (
    "service",
    "consumer",
    "producer",
    "route",
    "loop",
    "timer_kind",
    "type",
    "position",
    "code",
    "error",
    "trace",
)


@contextmanager
def sealed(scheduler: Scheduler, rng: random.Random, epoch_ns: int, diary: Diary) -> Iterator[None]:
    """Lend the product's modules this scheduler's time and this generator's chance."""
    stand_ins = _stand_ins(scheduler, rng, epoch_ns, diary)
    changed: list[tuple[ModuleType, str, Any]] = []
    try:
        for module, name in _borrowed(len(sys.modules)):
            value = vars(module)[name]
            changed.append((module, name, value))
            setattr(module, name, stand_ins(name, value))
        yield
    finally:
        for module, name, value in changed:
            setattr(module, name, value)


@cache
def _borrowed(modules: int) -> Sequence[tuple[ModuleType, str]]:
    """Return where the product's modules keep what is lent; looked for anew when there are more."""
    del modules
    return [
        (module, name)
        for module in _product()
        for name, value in vars(module).items()
        if name in _LOGS or isinstance(value, MetricWrapperBase) or id(value) in _LENT
    ]


def _product() -> list[ModuleType]:
    return [
        module
        for name, module in sorted(sys.modules.items())
        if name.partition(".")[0] in PACKAGES and not name.startswith("kernel.testing")
    ]


_LOGS = frozenset({"log", "_log"})
_LENT = frozenset(map(id, (time, random, secrets, threading.Event)))


def _stand_ins(
    scheduler: Scheduler, rng: random.Random, epoch_ns: int, diary: Diary
) -> Callable[[str, Any], Any]:
    by_value = {
        id(time): _time(scheduler, epoch_ns),
        id(random): rng,
        id(secrets): _secrets(rng),
        id(threading.Event): lambda: SimEvent(scheduler),
    }

    def stand_in(name: str, value: Any) -> Any:
        if name in _LOGS:
            return diary
        return by_value.get(id(value), _UNCOUNTED)

    return stand_in


def _time(scheduler: Scheduler, epoch_ns: int) -> SimpleNamespace:
    return SimpleNamespace(
        monotonic=scheduler.monotonic,
        perf_counter=scheduler.monotonic,
        time_ns=lambda: epoch_ns + scheduler.now_us * 1000,
        time=lambda: epoch_ns / 1e9 + scheduler.monotonic(),
        sleep=scheduler.sleep,
    )


def _secrets(rng: random.Random) -> SimpleNamespace:
    return SimpleNamespace(
        randbits=rng.getrandbits,
        randbelow=rng.randrange,
        choice=rng.choice,
        token_bytes=rng.randbytes,
        token_hex=lambda count=32: rng.randbytes(count).hex(),
        compare_digest=secrets.compare_digest,
        SystemRandom=lambda: rng,
    )

"""Calls between processes: late, lost before they took effect, or lost after."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from kernel.adapters.rpc_wire import internal_error
from kernel.adapters.service import ServiceApp
from kernel.domain.errors import KernelError, Unavailable, from_wire, to_wire
from simulation.broker import Broker
from simulation.faults import Dice
from simulation.processes import Process
from simulation.scheduler import Scheduler, SimEvent

_DEADLINE_S = 5.0
_QUICK = (0.001, 0.01)


class Door:
    """Where a service answers, while its process lives."""

    def __init__(self, process: Process | None = None, app: ServiceApp[Any] | None = None) -> None:
        self.process = process
        self.app = app

    @property
    def open(self) -> bool:
        return self.process is not None and self.process.alive


class _Pending:
    """One call: what is asked, and what came of it."""

    def __init__(self, scheduler: Scheduler) -> None:
        self.answered = SimEvent(scheduler)
        self.answer: Any = None
        self.error: Mapping[str, Any] | None = None


class SimRpc:
    """
    Asks services as nameko does; one for everybody.

    What was sent and is not answered in time is `Unavailable`, whether it took effect or not.
    """

    def __init__(
        self,
        scheduler: Scheduler,
        dice: Dice,
        broker: Broker,
        doors: Mapping[str, Door],
        point: Callable[[str], None],
        bug: Callable[[str], None],
    ) -> None:
        self._scheduler = scheduler
        self._dice = dice
        self._broker = broker
        self._doors = doors
        self._point = point
        self._bug = bug

    def call(
        self, service: str, method: str, *, deadline_s: float = _DEADLINE_S, **arguments: Any
    ) -> Any:
        dice, door = self._dice, self._doors[service]
        if not self._broker.up:
            raise Unavailable("no broker", code="broker_unavailable")
        if not door.open or dice.hit("refused_busy"):
            raise Unavailable(f"{service} is away", code="service_absent")
        pending = _Pending(self._scheduler)
        if not dice.hit("call_lost"):
            body = msgspec.json.encode(arguments)
            door.process.spawn(method, lambda: self._serve(door, method, body, pending))  # type: ignore[union-attr]
        if not pending.answered.wait(deadline_s):
            raise Unavailable("no answer in time", code="timed_out")
        if pending.error is not None:
            raise from_wire(pending.error)
        return pending.answer

    def _serve(self, door: Door, method: str, body: bytes, pending: _Pending) -> None:
        dice, scheduler = self._dice, self._scheduler
        scheduler.sleep(dice.seconds(*_QUICK))
        assert door.app is not None, "who serves has an app"
        try:
            answer = getattr(door.app, method)(**msgspec.json.decode(body))
            pending.answer = msgspec.json.decode(msgspec.json.encode(answer))
        except KernelError as error:
            pending.error = to_wire(error)
        except Exception as error:  # noqa: BLE001 - as the real door does; it is remembered as a bug
            self._bug(f"{method} raised {error!r}")
            pending.error = to_wire(internal_error())
        self._point("answer")
        if dice.hit("answer_late"):
            scheduler.sleep(dice.seconds(1, 60))
        if not dice.hit("answer_lost"):
            pending.answered.set()

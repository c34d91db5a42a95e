"""Batch while busy: a lone command goes at once, what arrives meanwhile goes together.

Leader and followers: whoever finds a free slot leads, that is, sends what waits, hers included.
When her call is over she hands the slot to the first that still waits. There is no thread of its
own, so it runs on threads and on greenthreads alike.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event, Lock
from typing import Generic, Protocol, TypeVar

from gateway.application.account_ports import Json
from kernel.domain.errors import KernelError, Unavailable, from_wire, to_wire

M = TypeVar("M")


class Busy(Unavailable):
    code = "busy"


class AnswerLate(Unavailable):
    code = "timeout"


class BatchInterrupted(Unavailable):
    code = "interrupted"


class Gate(Protocol):
    """Opens once, for one that waits: `threading.Event`, or its green cousin."""

    def set(self) -> None: ...

    def wait(self, timeout: float) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLimits:
    """
    How a batcher behaves.

    :param slots: calls to the service in flight
    :param size_max: messages in one call
    :param queue_max: messages that may wait; one more is refused at once
    :param wait_s: how long a message waits for its answer
    :param pace_s: busy calls start at least this far apart, so that batches fill
    :param pace_max_s: and as far as the last call took, but no further than this: where the service
        is busy, fewer and larger batches are what helps it
    """

    slots: int = 2
    size_max: int = 64
    queue_max: int = 2000
    wait_s: float = 12.0
    pace_s: float = 0.0
    pace_max_s: float = 0.1


class _Waiter(Generic[M]):
    __slots__ = ("answer", "batch", "error", "gate", "message")

    def __init__(self, message: M, gate: Gate) -> None:
        self.message = message
        self.gate = gate
        self.answer: Json = {}
        self.error: KernelError | None = BatchInterrupted("the request was interrupted")
        # Whoever finds a batch here when she wakes is the one to send it.
        self.batch: list[_Waiter[M]] | None = None


class EdgeBatcher(Generic[M]):
    """
    Sends the commands, or the questions, for one service.

    :param execute: returns one answer per message, in order
    :param observe: is told the size of every batch
    """

    def __init__(
        self,
        execute: Callable[[Sequence[M]], Sequence[Json]],
        *,
        limits: BatchLimits,
        make_gate: Callable[[], Gate] = Event,
        observe: Callable[[int], object] = lambda _: None,
    ) -> None:
        self._execute = execute
        self._limits = limits
        self._make_gate = make_gate
        self._observe = observe
        self._lock = Lock()
        # While a slot is free nobody waits: the two are only ever looked at together.
        self._waiting: deque[_Waiter[M]] = deque()
        self._in_flight = 0
        self._started_at = 0.0
        self._pace_s = limits.pace_s

    def __call__(self, message: M) -> Json:
        """
        Return the message's own answer.

        :raises Busy: too many wait already; nothing was done
        :raises AnswerLate: no answer in time; it may have happened all the same
        :raises KernelError: the whole call failed; ask again with the same key
        """
        waiter = _Waiter(message, self._make_gate())
        self._enter(waiter)
        if waiter.batch is None and not waiter.gate.wait(self._limits.wait_s):
            self._give_up(waiter)
        if waiter.batch is not None:
            self._lead(waiter.batch)
        if waiter.error is not None:
            # Each gets an error of her own; several callers must not raise one object.
            raise from_wire(to_wire(waiter.error))
        return waiter.answer

    @property
    def waiting(self) -> int:
        """How many wait for the next call."""
        return len(self._waiting)

    def _enter(self, waiter: _Waiter[M]) -> None:
        with self._lock:
            if self._in_flight < self._limits.slots:
                self._in_flight += 1
                waiter.batch = [waiter]
            elif len(self._waiting) < self._limits.queue_max:
                self._waiting.append(waiter)
            else:
                raise Busy("too many requests wait for the service; nothing was done")

    def _give_up(self, waiter: _Waiter[M]) -> None:
        with self._lock:
            if waiter.batch is not None:
                return  # At the last moment it is hers to lead, and others count on her.
            if waiter in self._waiting:
                self._waiting.remove(waiter)
        raise AnswerLate("the service did not answer in time")

    def _lead(self, batch: list[_Waiter[M]]) -> None:
        try:
            self._fill(batch)
            self._send(batch)
        finally:
            self._hand_over()
            for waiter in batch:
                waiter.gate.set()

    def _fill(self, batch: list[_Waiter[M]]) -> None:
        with self._lock:
            rest_s = self._started_at + self._pace_s - time.monotonic()
            lone = self._in_flight == 1 and not self._waiting and len(batch) == 1
        if rest_s > 0 and not lone and len(batch) < self._limits.size_max:
            time.sleep(rest_s)
        with self._lock:
            self._started_at = time.monotonic()
            batch.extend(self._take(self._limits.size_max - len(batch)))

    def _take(self, count: int) -> list[_Waiter[M]]:
        return [self._waiting.popleft() for _ in range(min(count, len(self._waiting)))]

    def _send(self, batch: list[_Waiter[M]]) -> None:
        self._observe(len(batch))
        started = time.monotonic()
        try:
            answers = self._execute([waiter.message for waiter in batch])
        except KernelError as error:
            for waiter in batch:
                waiter.error = error
            return
        finally:
            took_s = min(time.monotonic() - started, self._limits.pace_max_s)
            self._pace_s = max(self._limits.pace_s, took_s)
        for waiter, answer in zip(batch, answers, strict=True):
            waiter.answer, waiter.error = answer, None

    def _hand_over(self) -> None:
        with self._lock:
            batch = self._take(self._limits.size_max)
            if not batch:
                self._in_flight -= 1
                return
            batch[0].batch = batch
        batch[0].gate.set()

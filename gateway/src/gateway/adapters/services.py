"""The services, over any RPC client of the kernel."""

import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from threading import Event
from typing import Any

from gateway.adapters.metrics import EDGE_BATCH_QUESTIONS
from gateway.application.account_ports import Json
from gateway.application.batching import BatchLimits, EdgeBatcher, Gate
from gateway.application.ports import Asked, Message
from kernel.application.envelope import Context
from kernel.application.ports import Rpc
from kernel.application.tracing import Trace, tracing
from kernel.domain.errors import Unavailable, from_wire

_HEAD_S = 1.0
_ASK_S = 5.0
# For so long a kind of question that took long is not asked together with others again.
_ALONE_S = 30.0
_KINDS_MAX = 1000
# Calls in flight are what lets questions gather; a rest between them would gain them nothing. Small
# ones, a few at a time: what a service reads for one, its database looks up for the next meanwhile.
LIMITS = BatchLimits(slots=4, size_max=16, wait_s=_ASK_S, pace_max_s=0.0)
# What a service says of a question that it wants alone, and of a way to ask that it does not know.
_LATE, _UNKNOWN = "statement_late", "unknown_method"


class RpcServices:
    """
    The port `Services`.

    Questions for one service travel together while it is busy, as commands do: each gets its own
    answer. One that takes the service too long is asked again by itself, and so are others of its
    kind for a while, so that quick ones do not wait for it.

    :param make_gate: what a question waits at while others travel
    """

    def __init__(self, rpc: Rpc, *, make_gate: Callable[[], Gate] = Event) -> None:
        self._rpc = rpc
        self._make_gate = make_gate
        self._askers: dict[str, EdgeBatcher[Asked]] = {}
        self._alone_until: dict[Hashable, float] = {}

    def execute(
        self, service: str, commands: Sequence[Message], *, deadline_s: float
    ) -> Sequence[Json]:
        # Each command carries its own trace; the call itself, that of the first.
        with tracing(Trace.of(commands[0].context)):
            answers: Sequence[Json] = self._rpc.call(
                service, "execute", deadline_s=deadline_s, commands=commands
            )
        return answers

    def ask(
        self,
        service: str,
        question: str,
        params: Json,
        context: Context,
        *,
        deadline_s: float = _ASK_S,
    ) -> Json:
        asked = Asked(question=question, params=params, context=context)
        kind = (service, question, frozenset(params))
        if deadline_s > _ASK_S or self._alone_until.get(kind, 0.0) > time.monotonic():
            return self._ask_alone(service, asked, deadline_s)
        try:
            answer = self._asker(service)(asked)
            if "error" in answer:
                raise from_wire(answer["error"])
        except Unavailable as error:
            if error.own_code not in (_LATE, _UNKNOWN):
                raise
            self._remember(kind)
            return self._ask_alone(service, asked, deadline_s)
        told: Json = answer["ok"]
        return told

    def head(self, service: str) -> int:
        return int(self._rpc.call(service, "head", deadline_s=_HEAD_S))

    def waiting(self, service: str) -> int:
        """Return how many questions wait for the next call to the service."""
        return self._asker(service).waiting

    def _remember(self, kind: Hashable) -> None:
        if len(self._alone_until) >= _KINDS_MAX:
            self._alone_until.clear()
        self._alone_until[kind] = time.monotonic() + _ALONE_S

    def _asker(self, service: str) -> EdgeBatcher[Asked]:
        asker = self._askers.get(service)
        if asker is None:
            # Of two made at once one is used from then on, and the other for its one question.
            asker = self._askers[service] = EdgeBatcher(
                partial(self._ask_together, service),
                limits=LIMITS,
                make_gate=self._make_gate,
                observe=EDGE_BATCH_QUESTIONS.labels(service=service).observe,
            )
        return asker

    def _ask_together(self, service: str, questions: Sequence[Asked]) -> Sequence[Json]:
        with tracing(Trace.of(questions[0].context)):
            answers: Sequence[Json] = self._rpc.call(
                service, "ask_all", deadline_s=_ASK_S, questions=questions
            )
        return answers

    def _ask_alone(self, service: str, asked: Asked, deadline_s: float) -> Json:
        with tracing(Trace.of(asked.context)):
            answer: Mapping[str, Any] = self._rpc.call(
                service,
                "ask",
                deadline_s=deadline_s,
                question=asked.question,
                params=asked.params,
                context=asked.context,
            )
        return answer

"""The services, over any RPC client of the kernel."""

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.application.account_ports import Json
from gateway.application.ports import Message
from kernel.application.envelope import Context
from kernel.application.ports import Rpc
from kernel.application.tracing import Trace, tracing

_HEAD_S = 1.0


class RpcServices:
    """The port `Services`."""

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc

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
        self, service: str, question: str, params: Json, context: Context, *, deadline_s: float = 5
    ) -> Json:
        with tracing(Trace.of(context)):
            answer: Mapping[str, Any] = self._rpc.call(
                service,
                "ask",
                deadline_s=deadline_s,
                question=question,
                params=params,
                context=context,
            )
        return answer

    def head(self, service: str) -> int:
        return int(self._rpc.call(service, "head", deadline_s=_HEAD_S))

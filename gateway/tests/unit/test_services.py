"""The services behind any RPC client: the four calls, with the trace of the request."""

from typing import Any

from gateway_examples import NOON, REQUEST_ID

from gateway.adapters.services import RpcServices
from gateway.application.ports import Message
from kernel.application.envelope import Context
from kernel.application.tracing import Trace, current_trace

CONTEXT = Context(actor_id="siti", correlation_id=REQUEST_ID)


class RecordingRpc:
    """Answers every call with its own name, and remembers it with its trace."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, float, dict[str, Any]]] = []
        self.traces: list[Trace | None] = []

    def call(self, service: str, method: str, *, deadline_s: float = 5.0, **arguments: Any) -> Any:
        self.calls.append((service, method, deadline_s, arguments))
        self.traces.append(current_trace())
        return {"execute": [{"ok": {}}], "ask": {"at": NOON}, "head": 7}[method]


def test_commands_travel_together_with_the_trace_of_the_first() -> None:
    rpc = RecordingRpc()
    message = Message(route="place_orders", payload={}, context=CONTEXT, key="k")

    answers = RpcServices(rpc).execute("orders", [message, message], deadline_s=3)

    assert answers == [{"ok": {}}]
    assert rpc.calls == [("orders", "execute", 3, {"commands": [message, message]})]
    assert rpc.traces[0] is not None
    assert rpc.traces[0].correlation_id == REQUEST_ID


def test_a_question_carries_its_context() -> None:
    rpc = RecordingRpc()

    answer = RpcServices(rpc).ask("orders", "order", {"order_id": "o-1"}, CONTEXT, deadline_s=60)

    arguments = {"question": "order", "params": {"order_id": "o-1"}, "context": CONTEXT}
    assert answer == {"at": NOON}
    assert rpc.calls == [("orders", "ask", 60, arguments)]
    assert rpc.traces == [Trace.of(CONTEXT)]


def test_a_head_is_asked_for_without_patience() -> None:
    rpc = RecordingRpc()

    assert RpcServices(rpc).head("orders") == 7
    assert rpc.calls == [("orders", "head", 1.0, {})]

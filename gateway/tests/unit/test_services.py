"""The services behind any RPC client: the calls, with the trace of the request."""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Semaphore
from typing import Any

import pytest
from gateway_examples import NOON, REQUEST_ID

from gateway.adapters.services import LIMITS, RpcServices
from gateway.application.ports import Asked, Message
from kernel.application.envelope import Context
from kernel.application.tracing import Trace, current_trace
from kernel.domain.errors import NotFound, Unavailable, to_wire

SOON_S = 10.0
CONTEXT = Context(actor_id="siti", correlation_id=REQUEST_ID)


class RecordingRpc:
    """Answers every call with its own name, and remembers it with its trace."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, float, dict[str, Any]]] = []
        self.traces: list[Trace | None] = []
        self.late: set[str] = set()
        self.before: Any = lambda: None

    def call(self, service: str, method: str, *, deadline_s: float = 5.0, **arguments: Any) -> Any:
        self.calls.append((service, method, deadline_s, arguments))
        self.traces.append(current_trace())
        self.before()
        if method == "ask_all":
            return [self._told(one) for one in arguments["questions"]]
        return {"execute": [{"ok": {}}], "ask": {"at": NOON}, "head": 7}[method]

    def _told(self, asked: Asked) -> dict[str, Any]:
        if asked.question in self.late:
            return {"error": to_wire(Unavailable("too long", code="statement_late"))}
        if asked.question == "riddle":
            return {"error": to_wire(NotFound("nobody knows", code="riddle_unsolved", at=1))}
        return {"ok": dict(asked.params)}

    @property
    def methods(self) -> list[str]:
        return [method for _, method, _, _ in self.calls]


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

    answer = RpcServices(rpc).ask("orders", "order", {"order_id": "o-1"}, CONTEXT)

    asked = Asked(question="order", params={"order_id": "o-1"}, context=CONTEXT)
    assert answer == {"order_id": "o-1"}
    assert rpc.calls == [("orders", "ask_all", 5.0, {"questions": [asked]})]
    assert rpc.traces == [Trace.of(CONTEXT)]


def test_a_question_that_takes_its_time_goes_alone() -> None:
    rpc = RecordingRpc()

    answer = RpcServices(rpc).ask("orders", "order", {"order_id": "o-1"}, CONTEXT, deadline_s=60)

    arguments = {"question": "order", "params": {"order_id": "o-1"}, "context": CONTEXT}
    assert answer == {"at": NOON}
    assert rpc.calls == [("orders", "ask", 60, arguments)]
    assert rpc.traces == [Trace.of(CONTEXT)]


def test_questions_that_come_while_others_travel_go_together_and_get_their_own_answers() -> None:
    rpc, door, calling = RecordingRpc(), Event(), Semaphore(0)

    def travel() -> None:
        calling.release()
        assert door.wait(SOON_S)

    rpc.before = travel
    services = RpcServices(rpc)
    with ThreadPoolExecutor(12) as crowd:

        def ask(number: int, question: str = "order") -> "Future[Any]":
            return crowd.submit(services.ask, "orders", question, {"n": number}, CONTEXT)

        first = [ask(number) for number in range(LIMITS.slots)]
        assert all(calling.acquire(timeout=SOON_S) for _ in first)
        waiting = [ask(number) for number in range(10, 16)]
        bad = ask(9, "riddle")
        deadline = time.monotonic() + SOON_S
        while services.waiting("orders") < 7:
            assert time.monotonic() < deadline
            time.sleep(0.001)
        door.set()

        told = [one.result(SOON_S) for one in (*first, *waiting)]
        refusal = bad.exception(SOON_S)

    assert told == [{"n": number} for number in (*range(LIMITS.slots), *range(10, 16))]
    assert isinstance(refusal, NotFound)
    assert (refusal.own_code, refusal.details) == ("riddle_unsolved", {"at": 1})
    assert sorted(len(given["questions"]) for *_, given in rpc.calls) == [1] * LIMITS.slots + [7]


def test_one_that_took_too_long_is_asked_alone_and_so_are_others_like_it() -> None:
    rpc = RecordingRpc()
    rpc.late = {"order"}
    services = RpcServices(rpc)

    for params in ({"n": 1}, {"n": 2}, {"n": 1, "more": True}):
        assert services.ask("orders", "order", params, CONTEXT) == {"at": NOON}

    assert rpc.methods == ["ask_all", "ask", "ask", "ask_all", "ask"]


def test_a_service_that_knows_no_batches_is_asked_one_by_one() -> None:
    rpc = RecordingRpc()
    services = RpcServices(rpc)

    def refuse() -> None:
        if rpc.methods[-1] == "ask_all":
            raise Unavailable("the service has no such method", code="unknown_method")

    rpc.before = refuse

    assert services.ask("orders", "order", {}, CONTEXT) == {"at": NOON}
    assert services.ask("orders", "order", {}, CONTEXT) == {"at": NOON}
    assert rpc.methods == ["ask_all", "ask", "ask"]


def test_who_gets_no_answer_is_told_so() -> None:
    rpc = RecordingRpc()

    def fail() -> None:
        raise Unavailable("gone", code="broker_unavailable")

    rpc.before = fail

    with pytest.raises(Unavailable) as error:
        RpcServices(rpc).ask("orders", "order", {}, CONTEXT)

    assert error.value.own_code == "broker_unavailable"
    assert rpc.methods == ["ask_all"]


def test_a_head_is_asked_for_without_patience() -> None:
    rpc = RecordingRpc()

    assert RpcServices(rpc).head("orders") == 7
    assert rpc.calls == [("orders", "head", 1.0, {})]

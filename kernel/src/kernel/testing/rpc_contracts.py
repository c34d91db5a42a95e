"""What every RPC client keeps with every broker. Inherit `RpcContract` and give it a `bench`."""

import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from kernel.adapters.rpc import KombuRpc
from kernel.application.tracing import Trace, current_trace, tracing
from kernel.domain.errors import (
    FAMILIES,
    Conflict,
    Invalid,
    KernelError,
    Unavailable,
    from_wire,
    to_wire,
)
from kernel.testing.rpc_strangers import declare_service_queue, stale_call

# What personal data in an exception looks like: nothing of it may leave the service.
NIK_LIKE = "3573010101900001"


class Caller(Protocol):
    """A client under test, and the strangers that only a test needs."""

    def call(
        self, service: str, method: str, *, deadline_s: float = 5.0, **arguments: Any
    ) -> Any: ...
    def stale_call(self, service: str, method: str, **arguments: Any) -> Any: ...
    def declare_service_queue(self, service: str) -> None: ...


class KombuCaller(KombuRpc):
    """The client of `work`, in the process of the test."""

    def __init__(self, url: str) -> None:
        super().__init__(url, name="test")
        self._url = url

    def stale_call(self, service: str, method: str, **arguments: Any) -> Any:
        return stale_call(self._url, service, method, **arguments)

    def declare_service_queue(self, service: str) -> None:
        declare_service_queue(self._url, service)


class DriverCaller:
    """A client inside a green process of its own."""

    def __init__(self, path: str, process: "subprocess.Popen[str]") -> None:
        self._path = path
        self.process = process

    def call(self, service: str, method: str, *, deadline_s: float = 5.0, **arguments: Any) -> Any:
        trace = current_trace()
        return self._order(
            "call",
            service=service,
            method=method,
            deadline_s=deadline_s,
            arguments=arguments,
            trace=None if trace is None else asdict(trace),
        )

    def stale_call(self, service: str, method: str, **arguments: Any) -> Any:
        return self._order("stale_call", service=service, method=method, arguments=arguments)

    def declare_service_queue(self, service: str) -> None:
        self._order("declare_service_queue", service=service)

    def broker(self, do: str) -> None:
        """Stop or start the in-process broker."""
        self._order("broker", do=do)

    def _order(self, action: str, **order: Any) -> Any:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(self._path)
            with connection.makefile("rw") as lines:
                lines.write(json.dumps({"action": action, **order}) + "\n")
                lines.flush()
                reply = json.loads(lines.readline())
        if "error" in reply:
            raise from_wire(reply["error"])
        return reply["result"]


@contextmanager
def driver(
    url: str, service: str, *, serve: bool, client: str = "kombu", ready: bool = True
) -> Iterator[DriverCaller]:
    """Run a green process: it serves the probe, or lends a client ("container" or "kombu")."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "driver")
        options = {
            "url": url,
            "service": service,
            "serve": serve,
            "client": client,
            "socket": path,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "kernel.testing.rpc_driver", json.dumps(options)],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None
            if ready and process.stdout.readline() != "ready\n":
                pytest.fail("the driver ended before it was ready")
            yield DriverCaller(path, process)
        finally:
            process.terminate()
            process.wait(15)
            if process.stdout is not None:
                process.stdout.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A client, and the name under which a probe answers it."""

    caller: Caller
    service: str

    def call(self, method: str, *, deadline_s: float = 10.0, **arguments: Any) -> Any:
        return self.caller.call(self.service, method, deadline_s=deadline_s, **arguments)


def refusal(bench: Bench, method: str, **arguments: Any) -> KernelError:
    with pytest.raises(KernelError) as caught:
        bench.call(method, **arguments)
    return caught.value


class RpcContract:
    """Inherit and give `bench`."""

    @pytest.mark.parametrize(
        "value", [None, 0, 5_000, "rupiah Ω", [1, "two", None], {"a": {"b": [1.5, True]}}]
    )
    def test_a_request_is_answered(self, bench: Bench, value: Any) -> None:
        assert bench.call("echo", value=value) == value

    def test_a_large_request_is_answered(self, bench: Bench) -> None:
        value = ["0123456789" * 1000] * 100

        assert bench.call("echo", value=value) == value

    @pytest.mark.parametrize("family", sorted(FAMILIES))
    def test_each_family_of_errors_crosses_whole(self, bench: Bench, family: str) -> None:
        wire = {
            "family": family,
            "code": "its_own_code",
            "message": "said so",
            "details": {"left": 3, "skus": ["a"]},
        }

        error = refusal(bench, "refuse", **wire)

        assert type(error) is FAMILIES[family]
        assert to_wire(error) == wire

    def test_a_bug_leaks_nothing(self, bench: Bench) -> None:
        error = refusal(bench, "crash", secret=NIK_LIKE)

        assert type(error) is Unavailable
        assert error.own_code == "internal_error"
        assert NIK_LIKE not in str(to_wire(error))
        assert "LookupError" not in str(to_wire(error))

    def test_an_answer_that_cannot_be_written_is_a_bug_too(self, bench: Bench) -> None:
        error = refusal(bench, "answer_with_a_set")

        assert (type(error), error.own_code) == (Unavailable, "internal_error")

    def test_an_unknown_method_is_said_to_be_unknown(self, bench: Bench) -> None:
        error = refusal(bench, "no_such_method")

        assert (type(error), error.own_code) == (Unavailable, "unknown_method")

    def test_arguments_that_do_not_fit_are_refused(self, bench: Bench) -> None:
        error = refusal(bench, "echo", worth=1)

        assert (type(error), error.own_code) == (Invalid, "malformed_request")

    def test_a_request_past_its_deadline_is_refused_and_not_run(
        self, bench: Bench, unique_name: str
    ) -> None:
        with pytest.raises(Unavailable) as caught:
            bench.caller.stale_call(bench.service, "run", key=unique_name)

        assert caught.value.own_code == "deadline_passed"
        assert bench.call("times_run", key=unique_name) == 0

    def test_a_request_that_waited_too_long_for_a_worker_is_not_run(
        self, bench: Bench, unique_name: str
    ) -> None:
        with ThreadPoolExecutor(8) as pool:
            busy = [pool.submit(bench.call, "slow", seconds=1.0, value=n) for n in range(8)]
            time.sleep(0.3)

            with pytest.raises(Unavailable) as caught:
                bench.call("run", key=unique_name, deadline_s=0.3)

            assert caught.value.own_code == "timeout"
            assert sorted(one.result() for one in busy) == list(range(8))
        assert bench.call("times_run", key=unique_name) == 0

    def test_a_call_to_a_service_that_never_was_ends_at_once(
        self, bench: Bench, unique_name: str
    ) -> None:
        started = time.monotonic()

        with pytest.raises(Unavailable) as caught:
            bench.caller.call(f"absent-{unique_name}", "echo", deadline_s=5.0, value=1)

        assert caught.value.own_code == "service_absent"
        assert time.monotonic() - started < 2

    def test_a_call_to_an_absent_service_ends_at_its_deadline(
        self, bench: Bench, unique_name: str
    ) -> None:
        bench.caller.declare_service_queue(unique_name)
        started = time.monotonic()

        with pytest.raises(Unavailable) as caught:
            bench.caller.call(unique_name, "echo", deadline_s=0.5, value=1)

        assert caught.value.own_code == "timeout"
        assert 0.4 < time.monotonic() - started < 2

    def test_a_late_answer_is_not_given_to_the_next_call(self, bench: Bench) -> None:
        with pytest.raises(Unavailable):
            bench.call("slow", seconds=0.6, value="late", deadline_s=0.3)

        assert bench.call("slow", seconds=0.6, value="next") == "next"
        assert bench.call("echo", value="third") == "third"

    def test_fifty_calls_at_once_get_their_own_answers(self, bench: Bench) -> None:
        with ThreadPoolExecutor(50) as pool:
            answers = list(
                pool.map(lambda n: bench.call("slow", seconds=(n % 5) / 50, value=n), range(50))
            )

        assert answers == list(range(50))

    def test_the_trace_travels(self, bench: Bench) -> None:
        trace = Trace(correlation_id="c1", causation_id="e7", traceparent="00-ab-cd-01")

        with tracing(trace):
            assert bench.call("trace") == asdict(trace)

    def test_a_call_without_a_trace_starts_one(self, bench: Bench) -> None:
        first, second = bench.call("trace"), bench.call("trace")

        assert first["correlation_id"] != second["correlation_id"]
        assert first["causation_id"] is None

    def test_a_conflict_is_told_from_the_other_families(self, bench: Bench) -> None:
        error = refusal(
            bench, "refuse", family="conflict", code="conflict", message="first", details={}
        )

        assert isinstance(error, Conflict)

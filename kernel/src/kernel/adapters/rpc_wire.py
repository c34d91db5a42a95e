"""nameko's RPC on the wire, with a deadline, a trace and errors of the five families.

Stock nameko clients and servers understand it: what is added here they ignore.
"""

import time
from collections.abc import Mapping
from typing import Any

import msgspec

from kernel.application.tracing import Trace
from kernel.domain.errors import Invalid, KernelError, Unavailable, from_wire, to_wire

EXCHANGE = "nameko-rpc"
# An outage gives every request back many times; none of them is to blame for it.
SERVICE_QUEUE_ARGUMENTS = {"x-queue-type": "quorum", "x-delivery-limit": 1_000_000}
CONTENT = {"content_type": "application/json", "content_encoding": "utf-8"}
REPLY_QUEUE_ARGUMENTS = {"x-expires": 300_000}
DEFAULT_DEADLINE_S = 5.0

DEADLINE_HEADER = "x-malpro-deadline"
# nameko puts headers with its prefix into WorkerContext.data, without the prefix.
_CORRELATION_HEADER = "nameko.correlation_id"
_CAUSATION_HEADER = "nameko.causation_id"
_TRACEPARENT_HEADER = "traceparent"

_BAD_REQUESTS = {"IncorrectSignature", "MalformedRequest"}


def service_queue(service: str) -> str:
    """Return the queue of a service's requests; new arguments need a new version in the name."""
    return f"rpc-{service}.v1"


class Deadline:
    """The moment after which nobody waits any more; in real time, not that of the clock port."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds
        self.epoch_ms = int((time.time() + seconds) * 1000)

    def left_s(self) -> float:
        """Return the seconds that remain. :raises TimeoutError: none do."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return left


def encode_request(arguments: Mapping[str, Any]) -> bytes:
    return msgspec.json.encode({"args": (), "kwargs": arguments})


def request_headers(deadline: Deadline, trace: Trace | None) -> dict[str, Any]:
    return {DEADLINE_HEADER: deadline.epoch_ms, **trace_headers(trace)}


def request_properties(deadline: Deadline, *, call_id: str, reply_to: str) -> dict[str, Any]:
    """Return the AMQP properties; an unread request expires with its deadline."""
    expiration = str(max(1, int(deadline.left_s() * 1000)))
    return {"reply_to": reply_to, "correlation_id": call_id, "expiration": expiration}


def trace_headers(trace: Trace | None) -> dict[str, str]:
    if trace is None:
        return {}
    named = {
        _CORRELATION_HEADER: trace.correlation_id,
        _CAUSATION_HEADER: trace.causation_id,
        _TRACEPARENT_HEADER: trace.traceparent,
    }
    return {name: value for name, value in named.items() if value is not None}


def trace_from(headers: Mapping[str, Any], *, otherwise: str) -> Trace:
    """Return the sender's trace; a call without one starts its own, named `otherwise`."""
    return Trace(
        correlation_id=headers.get(_CORRELATION_HEADER) or otherwise,
        causation_id=headers.get(_CAUSATION_HEADER),
        traceparent=headers.get(_TRACEPARENT_HEADER),
    )


def deadline_passed(headers: Mapping[str, Any]) -> bool:
    """Tell whether the sender has given up. A stock nameko client sets no deadline."""
    deadline_ms = headers.get(DEADLINE_HEADER)
    return deadline_ms is not None and time.time() * 1000 > int(deadline_ms)


def encode_result(result: Any) -> bytes:
    """Encode an answer. :raises TypeError: it is not made of plain values."""
    return msgspec.json.encode({"result": result, "error": None})


def encode_error(error: KernelError) -> bytes:
    """Encode a refusal, twice: as stock nameko reads it, and whole, in our own words."""
    kind = type(error)
    described = {
        "exc_type": kind.__name__,
        "exc_path": f"{kind.__module__}.{kind.__name__}",
        "exc_args": [error.message],
        "value": error.message,
        "kernel": to_wire(error),
    }
    return msgspec.json.encode({"result": None, "error": described})


def decode_reply(body: bytes | str) -> Any:
    """
    Return the answer.

    :raises KernelError: the other side refused, or broke
    """
    reply = msgspec.json.decode(body)
    error = reply["error"]
    if error:
        raise _rebuilt(error)
    return reply["result"]


def _rebuilt(error: Mapping[str, Any]) -> KernelError:
    if "kernel" in error:
        return from_wire(error["kernel"])
    kind = error.get("exc_type")
    if kind == "MethodNotFound":
        return unknown_method()
    return malformed_request() if kind in _BAD_REQUESTS else internal_error()


def unknown_method() -> Unavailable:
    """Describe a caller that is newer, or older, than the service it calls."""
    return Unavailable("the service has no such method", code="unknown_method")


def malformed_request() -> Invalid:
    return Invalid("the arguments do not fit the method", code="malformed_request")


def internal_error() -> Unavailable:
    """Describe a bug on the other side; what it was is in that side's log, and nowhere else."""
    return Unavailable("the service failed", code="internal_error")


def too_late() -> Unavailable:
    return Unavailable("the deadline had passed; nothing was done", code="deadline_passed")


def timed_out(service: str) -> Unavailable:
    return Unavailable(f"{service} did not answer in time", code="timeout")


def broker_unavailable() -> Unavailable:
    return Unavailable("the message broker does not answer", code="broker_unavailable")


def service_absent(service: str) -> Unavailable:
    return Unavailable(f"{service} has never been there", code="service_absent")

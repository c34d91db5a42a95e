"""What ties the work of several processes together: which request it belongs to, and its cause."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from kernel.application.envelope import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The part of a context that crosses processes in headers, with every call."""

    correlation_id: str
    causation_id: str | None = None
    traceparent: str | None = None

    @classmethod
    def of(cls, context: Context) -> "Trace":
        """Return the trace of work that is done in this context."""
        return cls(
            correlation_id=context.correlation_id,
            causation_id=context.causation_id,
            traceparent=context.traceparent,
        )


# Threads and greenthreads each have a context of their own, so nothing leaks between requests.
_current: ContextVar[Trace | None] = ContextVar("trace", default=None)


def current_trace() -> Trace | None:
    """Return the trace of the request, message or timer that is being worked on, if any."""
    return _current.get()


@contextmanager
def tracing(trace: Trace) -> Iterator[None]:
    """Make it the current trace for a while; calls made meanwhile carry it."""
    token = _current.set(trace)
    try:
        yield
    finally:
        _current.reset(token)

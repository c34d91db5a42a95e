"""A nameko container that knows deadlines and traces, and that it is being stopped."""

import sys
from collections.abc import Callable
from threading import Event
from typing import Any

import eventlet
from nameko.containers import ServiceContainer, WorkerContext

from kernel.adapters import rpc_wire as wire
from kernel.application.tracing import Trace, tracing

HandleResult = Callable[[WorkerContext, Any, Any], tuple[Any, Any]]


class Container(ServiceContainer):
    """
    nameko's container, with three differences.

    A worker runs inside the trace of its caller; it does not start once the deadline has passed;
    what it raises goes to the entrypoint, which knows a refusal from a bug, instead of the log.
    `stopping` is set as soon as a stop begins, so that long polls can end; `failure` is what
    killed the container, if something did.
    """

    def __init__(self, service_cls: type) -> None:
        super().__init__(service_cls)
        self.stopping = Event()
        self.failure: BaseException | None = None

    def stop(self) -> None:
        self.stopping.set()
        super().stop()

    def kill(self, exc_info: Any = None) -> None:
        self.stopping.set()
        if exc_info is not None and self.failure is None:
            self.failure = exc_info[1]
        super().kill(exc_info)

    @property
    def has_free_worker(self) -> bool:
        return bool(self._worker_pool.free() > 0)

    def _run_worker(self, worker_ctx: WorkerContext, handle_result: HandleResult | None) -> None:
        self._inject_dependencies(worker_ctx)
        self._worker_setup(worker_ctx)
        result = exc_info = None
        try:
            result = _call(worker_ctx)
        except (Exception, eventlet.Timeout):  # noqa: BLE001 - the entrypoint logs what is a bug
            exc_info = sys.exc_info()
        if handle_result is not None:
            result, exc_info = handle_result(worker_ctx, result, exc_info)
        self._worker_result(worker_ctx, result, exc_info)
        # The traceback holds this frame: without this only the garbage collector frees it.
        del exc_info
        self._worker_teardown(worker_ctx)


def _call(worker_ctx: WorkerContext) -> Any:
    """Run the method. :raises Unavailable: nobody waits for it any more."""
    data = worker_ctx.data
    if wire.deadline_passed(data):
        raise wire.too_late()
    method = getattr(worker_ctx.service, worker_ctx.entrypoint.method_name)
    if "correlation_id" not in data:
        return method(*worker_ctx.args, **worker_ctx.kwargs)
    trace = Trace(
        correlation_id=data["correlation_id"],
        causation_id=data.get("causation_id"),
        traceparent=data.get("traceparent"),
    )
    with tracing(trace):
        return method(*worker_ctx.args, **worker_ctx.kwargs)

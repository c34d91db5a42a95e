"""A green process that a test talks to: it hosts the probe, calls services, or both.

Tests are plain threads, nameko needs eventlet: so nameko's side of every test of RPC runs here.
Run as ``python -m kernel.testing.rpc_driver '<options as JSON>'``; it answers on a Unix socket,
one JSON object a line.
"""

from kernel.entrypoints.nameko_green import go_green

go_green()

import contextlib  # noqa: E402 - nothing that makes locks may be imported before it is green
import json  # noqa: E402
import socket  # noqa: E402
import sys  # noqa: E402
from typing import Any  # noqa: E402

import eventlet  # noqa: E402

from kernel.adapters import inprocess  # noqa: E402
from kernel.adapters.rpc import KombuRpc  # noqa: E402
from kernel.application.tracing import Trace, tracing  # noqa: E402
from kernel.domain.errors import KernelError, to_wire  # noqa: E402
from kernel.entrypoints.nameko_client import Calls, ContainerRpc  # noqa: E402
from kernel.entrypoints.nameko_runner import Services, run_services  # noqa: E402
from kernel.testing.rpc_probe import probe_class  # noqa: E402
from kernel.testing.rpc_strangers import declare_service_queue, stale_call  # noqa: E402


def asker_class(service: str) -> type:
    class Asker:
        name = f"asker-of-{service}"
        calls = Calls()

    return Asker


class Driver:
    """Answers what the test asks through the socket."""

    def __init__(self, url: str, client: str, services: Services) -> None:
        self._url = url
        container = services.containers[-1]
        self._rpc = ContainerRpc(container) if client == "container" else KombuRpc(url)

    def answer(self, order: dict[str, Any]) -> Any:
        return getattr(self, order.pop("action"))(**order)

    def call(
        self,
        service: str,
        method: str,
        deadline_s: float,
        arguments: dict[str, Any],
        trace: dict[str, Any] | None,
    ) -> Any:
        context = tracing(Trace(**trace)) if trace else contextlib.nullcontext()
        with context:
            return self._rpc.call(service, method, deadline_s=deadline_s, **arguments)

    def stale_call(self, service: str, method: str, arguments: dict[str, Any]) -> Any:
        return stale_call(self._url, service, method, **arguments)

    def declare_service_queue(self, service: str) -> None:
        declare_service_queue(self._url, service)

    def broker(self, do: str) -> None:
        getattr(inprocess.broker_at(self._url), do)()

    def serve(self, listener: Any) -> None:
        while True:
            connection, _ = listener.accept()
            eventlet.spawn_n(self._converse, connection)

    def _converse(self, connection: Any) -> None:
        with connection, connection.makefile("rw") as lines:
            for line in lines:
                try:
                    reply = {"result": self.answer(json.loads(line))}
                except KernelError as error:
                    reply = {"error": to_wire(error)}
                lines.write(json.dumps(reply) + "\n")
                lines.flush()


def main() -> None:
    options = json.loads(sys.argv[1])
    url, service, client = options["url"], options["service"], options["client"]
    classes = [probe_class(service)] if options["serve"] else []
    if client == "container":
        classes.append(asker_class(service))

    def listen(services: Services) -> None:
        listener = eventlet.listen(options["socket"], socket.AF_UNIX)
        eventlet.spawn_n(Driver(url, client, services).serve, listener)
        print("ready", flush=True)  # noqa: T201 - the test waits for this line

    sys.exit(run_services(classes, url, on_started=listen, max_workers=8, prefetch_count=64))


if __name__ == "__main__":
    main()

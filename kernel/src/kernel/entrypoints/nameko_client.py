"""The RPC client inside a nameko container, for the gateway and for services that ask others."""

from functools import partial
from typing import Any
from uuid import uuid4

import nameko
from eventlet.event import Event
from kombu import Exchange, Queue
from nameko.extensions import DependencyProvider, SharedExtension

from kernel.adapters import rpc_wire as wire
from kernel.application.tracing import current_trace
from kernel.entrypoints.nameko_link import Link, LinkDown

# A broker that is just coming back is worth a short wait; a longer one is the caller's to decide.
_RECONNECT_S = 1.0
_START_S = 5.0
_ABSENT = b""


class ReplyLink(SharedExtension):
    """
    The container's connection for questions, and its queue of answers.

    The queue keeps its name for the life of the container, so that an answer given while the
    broker was away still arrives. Questions wait in greenthreads, each for its own answer.
    """

    def setup(self) -> None:
        self._address = str(uuid4())
        self._pending: dict[str, Event] = {}
        service = self.container.service_name
        self._queue = Queue(
            f"rpc.reply-{service}-{self._address}",
            Exchange(wire.EXCHANGE, type="topic", durable=True),
            routing_key=self._address,
            queue_arguments=wire.REPLY_QUEUE_ARGUMENTS,
        )
        self._link = Link(
            nameko.config["AMQP_URI"], name=f"{service} replies", prepare=self._consume
        )

    def start(self) -> None:
        self.container.spawn_managed_thread(self._link.run, identifier="reply link")
        self._link.wait_up(_START_S)

    def stop(self) -> None:
        self._link.close()

    def kill(self) -> None:
        self._link.close()

    @property
    def connected(self) -> bool:
        return self._link.up

    def ask(self, service: str, method: str, arguments: dict[str, Any], deadline_s: float) -> Any:
        """
        Send the question and wait for its own answer.

        :raises KernelError: as the other side refused
        :raises Unavailable: no answer in time, no broker, no such service
        """
        deadline = wire.Deadline(deadline_s)
        call_id = str(uuid4())
        answer = self._pending[call_id] = Event()
        try:
            self._send(f"{service}.{method}", call_id, arguments, deadline)
            body = answer.wait(timeout=deadline.left_s())
        except LinkDown:
            raise wire.broker_unavailable() from None
        except TimeoutError:
            body = None
        finally:
            self._pending.pop(call_id, None)
        if body is None:
            raise wire.timed_out(service)
        if body is _ABSENT:
            raise wire.service_absent(service)
        return wire.decode_reply(body)

    def _send(
        self, routing_key: str, call_id: str, arguments: dict[str, Any], deadline: wire.Deadline
    ) -> None:
        if not self._link.wait_up(min(_RECONNECT_S, deadline.left_s())):
            raise LinkDown
        self._link.publish(
            wire.encode_request(arguments),
            routing_key=routing_key,
            headers=wire.request_headers(deadline, current_trace()),
            properties=wire.request_properties(deadline, call_id=call_id, reply_to=self._address),
        )

    def _consume(self, channel: Any) -> None:
        self._queue(channel).declare()
        channel.events["basic_return"].add(self._on_return)
        channel.basic_consume(
            queue=self._queue.name, no_ack=True, callback=partial(self._on_reply, channel)
        )

    def _on_reply(self, channel: Any, raw: Any) -> None:
        message = channel.message_to_python(raw)
        self._settle(message.properties.get("correlation_id"), message.body)

    def _on_return(self, _error: Any, _exchange: str, _routing_key: str, message: Any) -> None:
        self._settle(message.properties.get("correlation_id"), _ABSENT)

    def _settle(self, call_id: str | None, body: bytes) -> None:
        # An answer that nobody waits for any more is dropped here.
        waiting = self._pending.pop(call_id, None) if call_id else None
        if waiting is not None:
            waiting.send(body)


class ContainerRpc:
    """Asks any service. A container has it if its service class has `Calls` or a `Wsgi` method."""

    def __init__(self, container: Any) -> None:
        self._container = container

    def call(
        self,
        service: str,
        method: str,
        *,
        deadline_s: float = wire.DEFAULT_DEADLINE_S,
        **arguments: Any,
    ) -> Any:
        """
        Return the answer of ``service.method(**arguments)``.

        :raises KernelError: as the other side refused, of the same family and code
        :raises Unavailable: no answer in time, or no broker; it may have happened all the same
        """
        link: ReplyLink = self._container.shared_extensions[ReplyLink]
        return link.ask(service, method, arguments, deadline_s)

    @property
    def connected(self) -> bool:
        """Tell whether the broker is there, for a readiness probe."""
        link: ReplyLink = self._container.shared_extensions[ReplyLink]
        return link.connected


class RpcClient:
    """Asks one service."""

    def __init__(self, container: Any, service: str) -> None:
        self._rpc = ContainerRpc(container)
        self._service = service

    def call(
        self, method: str, *, deadline_s: float = wire.DEFAULT_DEADLINE_S, **arguments: Any
    ) -> Any:
        """Return the answer. :raises KernelError: see `ContainerRpc.call`."""
        return self._rpc.call(self._service, method, deadline_s=deadline_s, **arguments)


class Calls(DependencyProvider):
    """Gives the methods of a service a client: ``calls = Calls()``, then ``self.calls.call(…)``."""

    replies = ReplyLink()

    def get_dependency(self, _worker_ctx: Any) -> ContainerRpc:
        return ContainerRpc(self.container)

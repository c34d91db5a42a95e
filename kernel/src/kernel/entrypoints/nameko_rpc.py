"""The `rpc` entrypoint: nameko's, but a broker that vanishes cannot kill it.

A request is acknowledged after its reply, on the channel it came by; if the broker goes in
between, the request comes again and is run again. So every method must be idempotent.
"""

import logging
from functools import partial
from typing import Any
from uuid import uuid4

import msgspec
import nameko
from kombu import Exchange, Queue
from nameko.exceptions import ContainerBeingKilled, IncorrectSignature
from nameko.extensions import Entrypoint, ProviderCollector, SharedExtension
from nameko.messaging import decode_from_headers

from kernel.adapters import rpc_wire as wire
from kernel.application.tracing import tracing
from kernel.domain.errors import KernelError, Unavailable
from kernel.entrypoints.nameko_link import Link, LinkDown

_log = logging.getLogger(__name__)

_START_S = 5.0


class RpcServer(ProviderCollector, SharedExtension):
    """Consumes the requests of one service, for all of its methods."""

    def setup(self) -> None:
        service = self.container.service_name
        self._tag = f"{service}-{uuid4()}"
        self._prefetch_count = nameko.config.get("PREFETCH_COUNT", 16)
        self._queue = Queue(
            wire.service_queue(service),
            Exchange(wire.EXCHANGE, type="topic", durable=True),
            routing_key=f"{service}.*",
            queue_arguments=wire.SERVICE_QUEUE_ARGUMENTS,
        )
        self._link = Link(nameko.config["AMQP_URI"], name=f"{service} rpc", prepare=self._consume)

    def start(self) -> None:
        """Begin to consume; without a broker, begin all the same and wait for it."""
        self.container.spawn_managed_thread(self._link.run, identifier="rpc link")
        if not self._link.wait_up(_START_S):
            _log.warning("%s has started without a broker", self.container.service_name)

    def quiet(self) -> None:
        """Take no new requests, answer those at work."""
        self._link.cancel(self._tag)

    def stop(self) -> None:
        self._link.close()

    def kill(self) -> None:
        self._link.close()

    @property
    def connected(self) -> bool:
        return self._link.up

    def answer(self, message: Any, body: bytes) -> None:
        """Send the reply, then settle the request; if the broker is gone it will come again."""
        properties = message.properties
        try:
            if properties.get("reply_to"):
                self._link.publish(
                    body,
                    routing_key=properties["reply_to"],
                    headers=wire.trace_headers(_trace(message)),
                    properties={"correlation_id": properties.get("correlation_id")},
                    on=message.channel,
                )
            self._link.ack(message)
        except LinkDown:
            _log.info("the broker went before the reply; the request will come again")

    def _consume(self, channel: Any) -> None:
        self._queue(channel).declare()
        channel.basic_qos(0, self._prefetch_count, a_global=False)
        channel.basic_consume(
            queue=self._queue.name,
            consumer_tag=self._tag,
            callback=partial(self._on_message, channel),
        )

    def _on_message(self, channel: Any, raw: Any) -> None:
        message = channel.message_to_python(raw)
        try:
            self._admit(message)
        except KernelError as refusal:
            self.answer(message, wire.encode_error(refusal))

    def _admit(self, message: Any) -> None:
        """Start a worker. :raises KernelError: there is nothing to start."""
        if wire.deadline_passed(message.headers):
            raise wire.too_late()
        method = message.delivery_info["routing_key"].split(".")[-1]
        entrypoint = next((one for one in self._providers if one.method_name == method), None)
        if entrypoint is None:
            raise wire.unknown_method()
        entrypoint.work(message, *_arguments(message.body))


class Rpc(Entrypoint):
    """Makes a method callable by RPC; arguments and results are plain values."""

    server = RpcServer()

    def setup(self) -> None:
        self.server.register_provider(self)

    def stop(self) -> None:
        self.server.quiet()
        self.server.unregister_provider(self)

    def work(self, message: Any, args: list[Any], kwargs: dict[str, Any]) -> None:
        """Hand the request to a worker. :raises Invalid: the arguments do not fit."""
        try:
            self.check_signature(args, kwargs)
        except IncorrectSignature:
            raise wire.malformed_request() from None
        spawn = partial(self._spawn, message, args, kwargs)
        if self.container.has_free_worker:
            spawn()
        else:
            # Waiting for a worker here would stop the heartbeats.
            self.container.spawn_managed_thread(spawn, identifier="waits for a worker")

    def _spawn(self, message: Any, args: list[Any], kwargs: dict[str, Any]) -> None:
        trace = _trace(message)
        data = decode_from_headers(message.headers) | {"correlation_id": trace.correlation_id}
        try:
            self.container.spawn_worker(
                self, args, kwargs, context_data=data, handle_result=partial(self._reply, message)
            )
        except ContainerBeingKilled:
            # The request was not acknowledged: whoever takes over gets it.
            _log.info("a request is left to the next container")

    def _reply(self, message: Any, _worker_ctx: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
        # The worker's own trace has ended with its method; what is logged here belongs to it too.
        with tracing(_trace(message)):
            self.server.answer(message, self._encoded(result, exc_info))
        return result, exc_info

    def _encoded(self, result: Any, exc_info: Any) -> bytes:
        error = None if exc_info is None else exc_info[1]
        if error is not None and not isinstance(error, KernelError):
            return self._bug(exc_info)
        try:
            return wire.encode_result(result) if error is None else self._refusal(error)
        except (TypeError, ValueError):
            return self._bug(True)  # noqa: FBT003 - logging's word for "the current one"

    def _refusal(self, error: KernelError) -> bytes:
        level = logging.WARNING if isinstance(error, Unavailable) else logging.DEBUG
        _log.log(level, "%s refused: %s", self._title, error.own_code)
        return wire.encode_error(error)

    def _bug(self, exc_info: Any) -> bytes:
        _log.error("%s failed", self._title, exc_info=exc_info)
        return wire.encode_error(wire.internal_error())

    @property
    def _title(self) -> str:
        return f"{self.container.service_name}.{self.method_name}"


def _arguments(body: bytes | str) -> tuple[list[Any], dict[str, Any]]:
    """Read the request. :raises Invalid: it is not one."""
    try:
        request = msgspec.json.decode(body)
        return list(request["args"]), dict(request["kwargs"])
    except (msgspec.DecodeError, KeyError, TypeError, ValueError):
        raise wire.malformed_request() from None


def _trace(message: Any) -> Any:
    call_id = message.properties.get("correlation_id") or str(uuid4())
    return wire.trace_from(message.headers, otherwise=call_id)


rpc = Rpc.decorator

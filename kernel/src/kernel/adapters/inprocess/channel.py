"""kombu's view of a channel, and of the connection that it belongs to."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from amqp.exceptions import ChannelError, MessageNacked
from amqp.protocol import queue_declare_ok_t
from kombu.message import Message
from kombu.transport import base

from kernel.adapters.inprocess.broker import Broker
from kernel.adapters.inprocess.messages import Outcome
from kernel.adapters.inprocess.queues import Queue
from kernel.adapters.inprocess.sessions import Delivery, Session


class KombuConnection:
    """What kombu holds as the connection: ours, and the kombu object it belongs to."""

    def __init__(self, client: Any, broker: Broker) -> None:
        self.client = client
        self.broker = broker
        self.link = broker.connect()
        self.callbacks: dict[str, Callable[[Delivery], Any]] = {}

    @property
    def connected(self) -> bool:
        return self.link.alive

    def drain_events(self, timeout: float | None = None) -> None:
        """Pass one delivery to its consumer's callback. :raises TimeoutError: none came."""
        delivery = self.link.receive(timeout)
        tag = delivery.consumer.tag if delivery.consumer is not None else ""
        callback = self.callbacks.get(tag)
        if callback is None:
            # The consumer was cancelled while the message was on its way to it.
            delivery.session.reject(delivery.tag, requeue=True)
        else:
            callback(delivery)


class Channel(base.StdChannel):
    """An AMQP channel, as far as kombu, nameko and Malpro use one."""

    Message: Any = Message

    def __init__(self, connection: KombuConnection) -> None:
        self.connection: KombuConnection | None = connection
        self._link = connection
        self._session: Session = connection.link.open_session()
        self.no_ack_consumers: set[str] = set()
        self.events: defaultdict[str, set[Callable[..., Any]]] = defaultdict(set)
        self.channel_id = id(self)

    @property
    def is_open(self) -> bool:
        return self._session.open

    @property
    def _broker(self) -> Broker:
        self._link.link.check()
        return self._link.broker

    def close(self) -> None:
        self._session.close()
        for tag in list(self.no_ack_consumers):
            self._link.callbacks.pop(tag, None)
        self.connection = None

    # Declarations

    def prepare_queue_arguments(self, arguments: Any, **options: Any) -> Any:
        return base.to_rabbitmq_queue_arguments(arguments, **options)

    def exchange_declare(
        self,
        exchange: str,
        type: str = "direct",  # noqa: A002
        durable: bool = False,  # noqa: FBT001, FBT002
        auto_delete: bool = False,  # noqa: FBT001, FBT002
        arguments: Mapping[str, Any] | None = None,
        passive: bool = False,  # noqa: FBT001, FBT002
        **_: Any,
    ) -> None:
        if passive:
            self._broker.exchange(exchange)
            return
        self._broker.declare_exchange(
            exchange, type, durable=durable, auto_delete=auto_delete, arguments=arguments
        )

    def exchange_delete(self, exchange: str, **_: Any) -> None:
        self._broker.delete_exchange(exchange)

    def queue_declare(
        self,
        queue: str = "",
        passive: bool = False,  # noqa: FBT001, FBT002
        durable: bool = False,  # noqa: FBT001, FBT002
        exclusive: bool = False,  # noqa: FBT001, FBT002
        auto_delete: bool = True,  # noqa: FBT001, FBT002
        arguments: Mapping[str, Any] | None = None,
        **_: Any,
    ) -> Any:
        if passive:
            found = self._broker.queue(queue)
        else:
            found = self._broker.declare_queue(
                Queue(
                    name=queue or f"amq.gen-{uuid4().hex}",
                    durable=durable,
                    auto_delete=auto_delete,
                    owner=self._link.link if exclusive else None,
                    arguments=dict(arguments or {}),
                )
            )
        return queue_declare_ok_t(found.name, self._broker.depth(found.name), len(found.consumers))

    def queue_bind(
        self, queue: str, exchange: str = "", routing_key: str = "", *_: Any, **__: Any
    ) -> None:
        self._broker.bind(queue, exchange, routing_key)

    def queue_unbind(
        self, queue: str, exchange: str = "", routing_key: str = "", *_: Any, **__: Any
    ) -> None:
        self._broker.unbind(queue, exchange, routing_key)

    def queue_purge(self, queue: str, **_: Any) -> int:
        return self._broker.purge_queue(queue)

    def queue_delete(self, queue: str, **_: Any) -> int:
        return self._broker.delete_queue(queue)

    # Publishing

    def prepare_message(
        self,
        body: bytes | str,
        priority: int | None = None,
        content_type: str | None = None,
        content_encoding: str | None = None,
        headers: Mapping[str, Any] | None = None,
        properties: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        given = {"priority": priority, "content_type": content_type}
        given["content_encoding"] = content_encoding
        known = {name: value for name, value in given.items() if value is not None}
        return {
            "body": body.encode() if isinstance(body, str) else bytes(body),
            "headers": dict(headers or {}),
            "properties": {**known, **(properties or {})},
        }

    def basic_publish(
        self,
        message: Mapping[str, Any],
        exchange: str = "",
        routing_key: str = "",
        mandatory: bool = False,  # noqa: FBT001, FBT002
        **_: Any,
    ) -> None:
        """
        Publish. Only a connection with ``confirm_publish`` hears that it was refused.

        :raises MessageNacked: a queue it was meant for is unavailable
        :raises ChannelError: NO_ROUTE, if mandatory and nobody listens for ``basic_return``
        """
        outcome = self._broker.publish(
            exchange,
            routing_key,
            message["body"],
            headers=message["headers"],
            properties=message["properties"],
        )
        if outcome is Outcome.UNROUTED and mandatory:
            self._return(exchange, routing_key, message)
        if outcome is Outcome.REFUSED and self._confirms:
            raise MessageNacked

    @property
    def _confirms(self) -> bool:
        options = self._link.client.transport_options or {}
        return bool(options.get("confirm_publish"))

    def _return(self, exchange: str, routing_key: str, message: Mapping[str, Any]) -> None:
        error = ChannelError("NO_ROUTE", (60, 50), "Basic.return", 312)
        handlers = self.events.get("basic_return")
        if not handlers:
            raise error
        for handler in handlers:
            handler(error, exchange, routing_key, Returned(message))

    # Consuming

    def basic_qos(
        self,
        prefetch_size: int = 0,  # noqa: ARG002 - kombu passes it, RabbitMQ ignores it
        prefetch_count: int = 0,
        *_: Any,
        **__: Any,
    ) -> None:
        self._session.prefetch_count = prefetch_count

    def basic_consume(
        self,
        queue: str,
        consumer_tag: str = "",
        no_ack: bool = False,  # noqa: FBT001, FBT002
        callback: Callable[[Any], Any] | None = None,
        **_: Any,
    ) -> str:
        """Subscribe. :raises NotFound: no such queue."""
        assert callback is not None
        self._link.link.check()
        # A tag is unique on its channel; callbacks are kept for the whole connection.
        tag = consumer_tag or f"ctag-{uuid4().hex}"
        self._link.callbacks[tag] = callback
        if no_ack:
            self.no_ack_consumers.add(tag)
        self._session.consume(queue, tag, no_ack=no_ack)
        return tag

    def basic_cancel(self, consumer_tag: str, **_: Any) -> None:
        self._session.cancel(consumer_tag)
        self._link.callbacks.pop(consumer_tag, None)
        self.no_ack_consumers.discard(consumer_tag)

    def basic_get(
        self,
        queue: str = "",
        no_ack: bool = False,  # noqa: FBT001, FBT002
        **_: Any,
    ) -> Any:
        self._link.link.check()
        delivery = self._session.get(queue, no_ack=no_ack)
        return None if delivery is None else self.message_to_python(delivery)

    def basic_ack(self, delivery_tag: int, multiple: bool = False, **_: Any) -> None:  # noqa: FBT001, FBT002
        self._session.ack(delivery_tag, multiple=multiple)

    def basic_reject(self, delivery_tag: int, requeue: bool = False, **_: Any) -> None:  # noqa: FBT001, FBT002
        self._session.reject(delivery_tag, requeue=requeue)

    def basic_nack(
        self,
        delivery_tag: int,
        multiple: bool = False,  # noqa: FBT001, FBT002
        requeue: bool = True,  # noqa: FBT001, FBT002
        **_: Any,
    ) -> None:
        self._session.reject(delivery_tag, requeue=requeue, multiple=multiple)

    def basic_recover(self, **_: Any) -> None:
        self._session.recover()

    def message_to_python(self, raw: Any) -> Any:
        """Make kombu's message of a delivery, with dictionaries nobody else holds."""
        if not isinstance(raw, Delivery):
            return raw
        stored, sent = raw.message, raw.message.publication
        headers = dict(sent.headers)
        if raw.queue.quorum and stored.returns:
            headers["x-delivery-count"] = stored.returns
        return self.Message(
            body=sent.body,
            channel=self,
            delivery_tag=raw.tag,
            content_type=sent.properties.get("content_type"),
            content_encoding=sent.properties.get("content_encoding"),
            delivery_info={
                "consumer_tag": raw.consumer.tag if raw.consumer is not None else None,
                "delivery_tag": raw.tag,
                "redelivered": stored.redelivered,
                "exchange": sent.exchange,
                "routing_key": sent.routing_key,
            },
            properties={**sent.properties, "application_headers": headers},
            headers=headers,
        )


class Returned:
    """A mandatory message that came back, with the properties its publisher gave it."""

    def __init__(self, message: Mapping[str, Any]) -> None:
        self.body = message["body"]
        self.properties = {**message["properties"], "application_headers": message["headers"]}

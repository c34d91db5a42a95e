"""kombu's transport for ``memory://NAME`` URLs, and the brokers behind them."""

import threading

from amqp.exceptions import AMQPError, ChannelError, ConnectionError as AmqpConnectionError
from kombu import transport as kombu_transport
from kombu.transport import TRANSPORT_ALIASES, base
from kombu.utils.url import parse_url

from kernel.adapters.inprocess.broker import Broker
from kernel.adapters.inprocess.channel import Channel, KombuConnection

_brokers: dict[str, Broker] = {}
_brokers_lock = threading.Lock()


def broker_at(url: str) -> Broker:
    """Return the broker behind a ``memory://NAME`` URL; the first to ask makes it."""
    return _broker_named(parse_url(url)["hostname"])


def _broker_named(name: str | None) -> Broker:
    name = name or "localhost"
    with _brokers_lock:
        if name not in _brokers:
            _brokers[name] = Broker(name)
        return _brokers[name]


def reset() -> None:
    """Forget every broker, with all that is in it."""
    with _brokers_lock:
        brokers = list(_brokers.values())
        _brokers.clear()
    for broker in brokers:
        broker.stop()


def install() -> None:
    """Let ``memory://`` mean this transport, for kombu and for nameko."""
    TRANSPORT_ALIASES["memory"] = f"{__name__}:Transport"
    # kombu remembers the class of every scheme that was used before.
    kombu_transport._transport_cache.pop("memory", None)  # noqa: SLF001


class Transport(base.Transport):
    """The in-process broker as kombu knows transports. There is no socket, so no heartbeat."""

    driver_type = "memory"
    driver_name = "kernel.adapters.inprocess"
    connection_errors = (AmqpConnectionError, OSError)
    channel_errors = (ChannelError,)
    recoverable_connection_errors = (AmqpConnectionError, OSError)
    # NO_ROUTE and NOT_FOUND are answers, not accidents: nothing may retry them.
    recoverable_channel_errors: tuple[type[AMQPError], ...] = ()
    implements = base.Transport.implements.extend(
        exchange_type=frozenset(["direct", "topic", "fanout"])
    )

    def establish_connection(self) -> KombuConnection:
        assert self.client is not None
        return KombuConnection(self.client, _broker_named(self.client.hostname))

    def close_connection(self, connection: KombuConnection) -> None:
        connection.link.close()

    def create_channel(self, connection: KombuConnection) -> Channel:
        return Channel(connection)

    def close_channel(self, channel: Channel) -> None:
        channel.close()

    def drain_events(self, connection: KombuConnection, **kwargs: float | None) -> None:
        connection.drain_events(**kwargs)

    def verify_connection(self, connection: KombuConnection) -> bool:
        return connection.connected

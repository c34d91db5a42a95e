"""The broker's failures in the kernel's own words."""

from collections.abc import Iterator
from contextlib import contextmanager

from amqp.exceptions import AMQPError
from kombu.exceptions import KombuError

from kernel.domain.errors import Unavailable


class BrokerUnavailable(Unavailable):
    code = "broker_unavailable"


@contextmanager
def broker_errors() -> Iterator[None]:
    """Turn whatever kombu, py-amqp or the socket raises into `BrokerUnavailable`."""
    try:
        yield
    except (AMQPError, KombuError, OSError) as error:
        # Their messages can hold the broker's address, so only the kind of error goes on.
        raise BrokerUnavailable(f"the broker is away: {type(error).__name__}") from error

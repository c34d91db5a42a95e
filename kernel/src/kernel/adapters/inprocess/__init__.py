"""A broker inside the process, so that the whole system runs without RabbitMQ.

It keeps what Malpro relies on of AMQP 0-9-1 and RabbitMQ, and nothing is polled. `Broker` knows
nothing of kombu; `install()` puts it behind kombu's ``memory://NAME`` URLs, nameko's included.
"""

from kernel.adapters.inprocess.broker import Broker
from kernel.adapters.inprocess.messages import Outcome
from kernel.adapters.inprocess.transport import broker_at, install, reset

__all__ = ["Broker", "Outcome", "broker_at", "install", "reset"]

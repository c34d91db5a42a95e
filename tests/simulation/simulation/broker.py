"""A broker as RabbitMQ promises to be, and as badly as it may behave within that."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kernel.adapters.broker_errors import BrokerUnavailable
from kernel.adapters.publisher import PublishRefused, PublishUnconfirmed
from simulation.faults import Dice
from simulation.scheduler import SECOND, Scheduler, SimEvent

PREFETCH = 200
_CONFIRM_S = 8.0


@dataclass(slots=True, eq=False)
class Message:
    """:param number: its place in the queue, which it keeps when it comes back"""

    number: int
    body: bytes
    due_us: int


@dataclass(slots=True, eq=False)
class Channel:
    """What a consumer was given and has not acknowledged; it lives as long as its connection."""

    news: SimEvent
    open: bool = True
    consuming: bool = False
    unacked: dict[int, Message] = field(default_factory=dict)
    tags: int = 0
    # Taken from the queue, on the way to whoever asks.
    inbox: deque[tuple[int, bytes]] = field(default_factory=deque)


@dataclass(slots=True, eq=False)
class Queue:
    """One queue of a subscription: in order, to the one consumer that came first."""

    name: str
    ready: deque[Message] = field(default_factory=deque)
    channels: list[Channel] = field(default_factory=list)
    numbers: int = 0

    @property
    def active(self) -> Channel | None:
        return next((one for one in self.channels if one.consuming), None)

    def put(self, body: bytes, due_us: int) -> Message:
        self.numbers += 1
        message = Message(self.numbers, body, due_us)
        self.ready.append(message)
        return message

    def give_back(self, messages: Sequence[Message]) -> None:
        """Put messages back to their places."""
        self.ready = deque(sorted([*messages, *self.ready], key=lambda one: one.number))

    def swap_last(self) -> None:
        if len(self.ready) > 1:
            first, second = self.ready[-2], self.ready[-1]
            first.body, second.body = second.body, first.body


class Broker:
    """
    One exchange, one queue for each consumer and producer.

    A publisher is told "confirmed" when every queue has the message; whatever else it is told, some
    queues may have it. Messages that were not acknowledged come back in their order when their
    channel closes.

    :param on_loss: is told of each queue that has lost something, so that the minute's check of its
        consumer can be played without anybody's checking all the time
    """

    def __init__(self, scheduler: Scheduler, dice: Dice, on_loss: Callable[[str], None]) -> None:
        self._scheduler = scheduler
        self._dice = dice
        self._on_loss = on_loss
        self._queues: dict[str, Queue] = {}
        self._bound: dict[str, list[Queue]] = {}
        self._down_until_us = 0

    @property
    def up(self) -> bool:
        return self._scheduler.now_us >= self._down_until_us

    def check_up(self) -> None:
        if not self.up:
            raise BrokerUnavailable("the broker is away")

    # What consumers do

    def declare(self, consumer: str, producer: str) -> str:
        self.check_up()
        name = f"{consumer}.{producer}"
        if name not in self._queues:
            queue = self._queues[name] = Queue(name)
            self._bound.setdefault(producer, []).append(queue)
        return name

    def connect(self, name: str) -> Channel:
        self.check_up()
        channel = Channel(SimEvent(self._scheduler))
        self._queues[name].channels.append(channel)
        return channel

    def consume(self, name: str, channel: Channel) -> None:
        self._check(channel)
        channel.consuming = True
        self.deliver(self._queues[name])

    def ack(self, name: str, channel: Channel, tag: int) -> None:
        """Acknowledge everything up to a delivery."""
        self._check(channel)
        for one in [one for one in channel.unacked if one <= tag]:
            del channel.unacked[one]
        self.deliver(self._queues[name])

    def close(self, name: str, channel: Channel) -> None:
        """Give everything back, in order, to the next in line."""
        queue = self._queues.get(name)
        if not channel.open or queue is None:
            channel.open = False
            return
        channel.open = channel.consuming = False
        queue.channels.remove(channel)
        queue.give_back(list(channel.unacked.values()))
        channel.unacked.clear()
        channel.inbox.clear()
        channel.news.set()
        self.deliver(queue)

    def requeue(self, name: str, channel: Channel) -> None:
        """Answer a nack: what was not acknowledged, and was taken, goes to the end of the queue."""
        queue, kept = self._queues[name], {tag for tag, _ in channel.inbox}
        for tag in [tag for tag in channel.unacked if tag not in kept]:
            queue.put(channel.unacked.pop(tag).body, self._scheduler.now_us)
        self.deliver(queue)

    def deliver(self, queue: Queue) -> None:
        """Hand what is due to the active consumer, as far as it may have more."""
        channel = queue.active
        if channel is None:
            return
        now_us = self._scheduler.now_us
        while queue.ready and queue.ready[0].due_us <= now_us and len(channel.unacked) < PREFETCH:
            message = queue.ready.popleft()
            channel.tags += 1
            channel.unacked[channel.tags] = message
            channel.inbox.append((channel.tags, message.body))
        if channel.inbox:
            channel.news.set()
        elif queue.ready and len(channel.unacked) < PREFETCH:
            self._come_back(queue, queue.ready[0].due_us)

    def _come_back(self, queue: Queue, due_us: int) -> None:
        def later() -> None:
            self._scheduler.park(due_us - self._scheduler.now_us)
            self.deliver(queue)

        self._scheduler.spawn(f"deliver-{queue.name}", later)

    # What publishers do

    def publish(self, producer: str, bodies: Sequence[bytes]) -> None:
        """
        Put the messages into every queue that is bound.

        :raises PublishRefused: some queue has not taken them
        :raises PublishUnconfirmed: nobody knows
        """
        self.check_up()
        self._perhaps_restart()
        nacked, unconfirmed = self._dice.hit("nacked"), self._dice.hit("unconfirmed")
        queues = list(self._bound.get(producer, ()))
        if nacked and queues:
            queues.remove(self._dice.rng.choice(queues))
        for queue in queues:
            for body in bodies:
                self._put(queue, body)
            self.deliver(queue)
        if nacked:
            raise PublishRefused("the broker refused to store a message", refused=1)
        if unconfirmed:
            self._scheduler.sleep(_CONFIRM_S)
            raise PublishUnconfirmed("the broker has not confirmed in time")

    def _put(self, queue: Queue, body: bytes) -> None:
        dice = self._dice
        if dice.hit("lost"):
            self._on_loss(queue.name)
            return
        due_us = self._scheduler.now_us
        if dice.hit("late"):
            due_us += int(dice.seconds(0.1, 30) * SECOND)
        queue.put(body, due_us)
        if dice.hit("doubled"):
            queue.put(body, due_us)
        if dice.hit("overtaken"):
            queue.swap_last()

    # What happens to it

    def close_a_channel(self, name: str, channel: Channel) -> None:
        if self._dice.hit("closed"):
            self.close(name, channel)

    def close_one(self) -> None:
        """Close a channel whose consumer is at work: another one may begin the same."""
        busy = [
            (queue.name, channel)
            for queue in self._queues.values()
            if (channel := queue.active) is not None and channel.unacked
        ]
        if busy:
            self.close(*self._dice.rng.choice(busy))

    def restart(self, seconds: float, *, losing: bool) -> None:
        """Go away for a while. Queues are durable, unless the disk is lost."""
        self._down_until_us = self._scheduler.now_us + int(seconds * SECOND)
        for name, queue in tuple(self._queues.items()):
            for channel in tuple(queue.channels):
                self.close(name, channel)
        if losing:
            lost = tuple(self._queues)
            self._queues.clear()
            self._bound.clear()
            for name in lost:
                self._on_loss(name)

    def come_up(self) -> None:
        self._down_until_us = 0

    def waiting(self) -> int:
        """Return how many messages wait, or are not acknowledged."""
        return sum(
            len(queue.ready) + sum(len(one.unacked) for one in queue.channels)
            for queue in self._queues.values()
        )

    def _perhaps_restart(self) -> None:
        for fault, losing in (("broker_restart", False), ("broker_loss", True)):
            if self._dice.hit(fault):
                self.restart(self._dice.seconds(0.5, 60), losing=losing)
                self.check_up()

    def _check(self, channel: Channel) -> None:
        self.check_up()
        if not channel.open:
            raise BrokerUnavailable("the broker has closed this connection")

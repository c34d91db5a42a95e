"""Which queues an exchange gives a message to: direct, topic and fanout as AMQP 0-9-1 says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

KINDS = ("direct", "topic", "fanout")


@dataclass(slots=True, kw_only=True)
class Exchange:
    """A name to publish to, and the (queue, binding key) pairs bound to it, in order."""

    kind: str
    durable: bool = True
    auto_delete: bool = False
    arguments: Mapping[str, Any] = field(default_factory=dict)
    bindings: dict[tuple[str, str], None] = field(default_factory=dict)

    def bind(self, queue: str, key: str) -> None:
        self.bindings[queue, key] = None

    def unbind(self, queue: str, key: str) -> None:
        self.bindings.pop((queue, key), None)

    def forget(self, queue: str) -> None:
        self.bindings = {pair: None for pair in self.bindings if pair[0] != queue}

    def route(self, routing_key: str) -> list[str]:
        """Return each bound queue once, however many of its bindings match."""
        return list(
            dict.fromkeys(queue for queue, key in self.bindings if self._fits(key, routing_key))
        )

    def _fits(self, key: str, routing_key: str) -> bool:
        if self.kind == "fanout":
            return True
        if self.kind == "direct":
            return key == routing_key
        return topic_fits(key, routing_key)


@lru_cache(maxsize=4096)
def topic_fits(pattern: str, routing_key: str) -> bool:
    """Match words: ``*`` stands for one, ``#`` for any number, none included."""
    return _fits(tuple(pattern.split(".")), tuple(routing_key.split(".")))


def _fits(pattern: tuple[str, ...], words: tuple[str, ...]) -> bool:
    if not pattern:
        return not words
    head, rest = pattern[0], pattern[1:]
    if head == "#":
        return any(_fits(rest, words[skip:]) for skip in range(len(words) + 1))
    return bool(words) and head in {"*", words[0]} and _fits(rest, words[1:])

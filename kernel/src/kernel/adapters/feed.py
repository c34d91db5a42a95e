"""A producer's events from its own store, asked for over RPC."""

from collections.abc import Mapping, Sequence
from typing import Any

from kernel.application.ports import Rpc

EVENTS_DEADLINE_S = 5.0
# The subscription stands still while it waits for this.
HEAD_DEADLINE_S = 2.0


class RpcFeed:
    """Every service answers `events(after, limit)` and `head()`: the truth behind the broker."""

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc

    def events(self, producer: str, after: int, limit: int) -> Sequence[Mapping[str, Any]]:
        """
        Return the producer's CloudEvents with positions after+1 …, at most `limit`.

        :raises Unavailable: the producer does not answer
        """
        events: Sequence[Mapping[str, Any]] = self._rpc.call(
            producer, "events", deadline_s=EVENTS_DEADLINE_S, after=after, limit=limit
        )
        return events

    def head(self, producer: str) -> int:
        """
        Return the producer's last position.

        :raises Unavailable: it does not answer
        """
        return int(self._rpc.call(producer, "head", deadline_s=HEAD_DEADLINE_S))

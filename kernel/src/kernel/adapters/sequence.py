"""The order of one producer's events, made whole again from whatever arrived. It does no I/O."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from kernel.domain.errors import Unavailable

RUN_MAX = 500
PAGE_MAX = 500


class FeedBroken(Unavailable):
    """The producer's feed does not hold an event that comes before one it has published."""

    code = "feed_broken"


class Placed(Protocol):
    @property
    def position(self) -> int: ...


T = TypeVar("T", bound=Placed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Generic[T]):
    """What to do next: apply a run without holes, or first find the events that are missing."""

    run: tuple[T, ...] = ()
    missing: int = 0


def plan(position: int, known: Iterable[T], *, limit: int = RUN_MAX) -> Plan[T]:
    """Return the run that follows the position, or how many events are missing before the next."""
    ahead = {one.position: one for one in known if one.position > position}
    run: list[T] = []
    while len(run) < limit and (following := position + len(run) + 1) in ahead:
        run.append(ahead[following])
    if run or not ahead:
        return Plan(run=tuple(run))
    return Plan(missing=min(ahead) - position - 1)


class Sequencer(Generic[T]):
    """
    Applies events in the order of their positions, each once, whatever came in.

    :param position: asks where the consumer stands; another worker may have moved it
    :param fetch: asks the producer's feed for the events after a position, at most so many
    :param commit: applies a run and returns where the consumer then stands. It looks itself, under
        its lock, whether the run still follows, and else changes nothing.
    """

    def __init__(
        self,
        *,
        position: Callable[[], int],
        fetch: Callable[[int, int], Sequence[T]],
        commit: Callable[[Sequence[T]], int],
    ) -> None:
        self._position = position
        self._fetch = fetch
        self._commit = commit
        self.at = 0

    def settle(self, events: Iterable[T]) -> None:
        """
        Apply all the given events and whatever is missing before them.

        :raises FeedBroken: the feed does not have what is missing
        """
        known = {one.position: one for one in events}
        last = max(known, default=0)
        while self.at < last:
            step = plan(self.at, known.values())
            if step.run:
                self.at = self._commit(step.run)
            elif not self._moved():
                known |= self._missing(step.missing)
            known = {place: one for place, one in known.items() if place > self.at}

    def _moved(self) -> bool:
        # Before the feed is asked for what only this worker does not have.
        before, self.at = self.at, self._position()
        return self.at != before

    def _missing(self, count: int) -> dict[int, T]:
        page = {one.position: one for one in self._fetch(self.at, min(count, PAGE_MAX))}
        if self.at + 1 not in page:
            raise FeedBroken(f"the feed does not have the event after position {self.at}")
        return page

"""What goes wrong in a seed, and how often."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

_NEVER = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """
    Each goes wrong once in so many of its chances, on average; 0 is never.

    :param death: a process is killed at a commit, an acknowledgement, a publishing, an answer
    :param death_anywhere: the same at any statement or lock
    :param stall: somebody is overtaken by others for seconds
    :param cut: a database ends a connection before it commits
    :param cut_after: it has committed, and its answer is lost
    :param seat_lost: a database ends the session of a relay's leader
    :param lost: a queue loses a message that its publisher was told it has
    :param doubled: a queue has a message twice
    :param late: a message comes long after those of other queues
    :param overtaken: a message comes before the one published before it
    :param nacked: the broker refuses what some queues have taken
    :param unconfirmed: the broker takes everything and says nothing
    :param closed: the broker closes a consumer's channel, and delivers anew
    :param broker_restart: the broker goes away for a while; queues stay
    :param broker_loss: it goes away, and with it every queue
    :param call_lost: a request never arrives
    :param answer_lost: a request takes effect, and its answer never arrives
    :param answer_late: the answer comes when nobody waits for it any more
    :param refused_busy: the door answers `unavailable` at once
    """

    death: int = 0
    death_anywhere: int = 0
    stall: int = 0
    cut: int = 0
    cut_after: int = 0
    seat_lost: int = 0
    lost: int = 0
    doubled: int = 0
    late: int = 0
    overtaken: int = 0
    nacked: int = 0
    unconfirmed: int = 0
    closed: int = 0
    broker_restart: int = 0
    broker_loss: int = 0
    call_lost: int = 0
    answer_lost: int = 0
    answer_late: int = 0
    refused_busy: int = 0

    @classmethod
    def drawn(cls, rng: random.Random) -> "Faults":
        """Return a seed's own weather: now and then calm, mostly mixed, sometimes wild."""
        wildness = rng.choice((0, 1, 1, 1, 2, 2, 4))
        if not wildness:
            return CALM
        usual = {name: rng.choice((0, 1, 1, 2)) for name in _USUAL}
        return cls(
            **{
                name: _USUAL[name] // (wildness * often) if often else 0
                for name, often in usual.items()
            }
        )

    def without(self, *names: str) -> "Faults":
        return replace(self, **dict.fromkeys(names, 0))


CALM = Faults()
_USUAL: Mapping[str, int] = {
    "death": 600,
    "death_anywhere": 6000,
    "stall": 400,
    "cut": 300,
    "cut_after": 300,
    "seat_lost": 400,
    "lost": 60,
    "doubled": 40,
    "late": 30,
    "overtaken": 40,
    "nacked": 120,
    "unconfirmed": 120,
    "closed": 100,
    "broker_restart": 600,
    "broker_loss": 1200,
    "call_lost": 60,
    "answer_lost": 40,
    "answer_late": 60,
    "refused_busy": 80,
}


class Dice:
    """Decides at each chance, from the seed. Counting down is cheaper than drawing each time."""

    def __init__(self, faults: Faults, rng: random.Random) -> None:
        self.rng = rng
        self.hits: dict[str, int] = {}
        self._one_in = {one.name: getattr(faults, one.name) for one in fields(Faults)}
        self._left = {name: self._next(name) for name in self._one_in}

    def hit(self, name: str) -> bool:
        """Take one chance of a fault, and tell whether it happens."""
        left = self._left[name] = self._left[name] - 1
        if left > 0:
            return False
        self._left[name] = self._next(name)
        self.hits[name] = self.hits.get(name, 0) + 1
        return True

    def calm_down(self) -> None:
        """From now on nothing goes wrong."""
        self._one_in = dict.fromkeys(self._one_in, 0)
        self._left = dict.fromkeys(self._one_in, _NEVER)

    def seconds(self, least: float, most: float) -> float:
        return least + (most - least) * self.rng.random()

    def _next(self, name: str) -> int:
        one_in = self._one_in[name]
        return 1 + int(self.rng.random() * 2 * one_in) if one_in else _NEVER

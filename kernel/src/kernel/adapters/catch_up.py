"""Bring one subscription to its producer's head by hand, from the feed alone."""

import time

from kernel.adapters.applier import Applier, TryAgain
from kernel.adapters.cloudevents import Incoming
from kernel.application.ports import Feed

PAGE = 500
_AGAIN_S = 0.2


def catch_up(applier: Applier, feed: Feed) -> int:
    """
    Apply everything the producer has, and return the position reached.

    A running `work` may do the same at the same time: the guard row lets each event in once.

    An event that fails is tried again, and parked after as many attempts as `work` gives it.

    :raises Unavailable: the producer or the database is away
    :raises Conflict: somebody else writes to the same streams all the time
    """
    producer = applier.guard.producer
    position = applier.position()
    while page := feed.events(producer, position, PAGE):
        try:
            position = applier.apply([Incoming.of(producer, one) for one in page])
        except TryAgain:
            time.sleep(_AGAIN_S)
            position = applier.position()
    return position

"""Bring one subscription to its producer's head by hand, from the feed alone."""

from kernel.adapters.applier import Applier
from kernel.adapters.cloudevents import Incoming
from kernel.application.ports import Feed

PAGE = 500


def catch_up(applier: Applier, feed: Feed) -> int:
    """
    Apply everything the producer has, and return the position reached.

    A running `work` may do the same at the same time: the guard row lets each event in once.

    :raises Unavailable: the producer or the database is away
    :raises TryAgain: an event failed; those before it are applied
    """
    producer = applier.guard.producer
    position = applier.position()
    while page := feed.events(producer, position, PAGE):
        position = applier.apply([Incoming.of(producer, one) for one in page])
    return position

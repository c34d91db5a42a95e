"""Runs the loops of two services as greenthreads, as the embedded mode does; a test starts it."""

import eventlet

eventlet.monkey_patch()

import sys  # noqa: E402 - the standard library must be green before anything else is imported
import time  # noqa: E402

from kernel.adapters.inprocess import install  # noqa: E402
from kernel.testing.messaging import consumer, producer, town, until  # noqa: E402


def main(producer_url: str, consumer_url: str) -> None:
    """Let 600 events pass from one to the other, and print how many were heard."""
    install()
    urls = iter([producer_url, consumer_url])
    with town("memory://green", lambda _: next(urls)) as lent:
        lent.found(producer("p"))
        lent.found(consumer("c", ["p"], lent.poison))
        works = [lent.work("p"), lent.work("c")]
        for number in range(100):
            lent.happen("p", f"s{number % 5}", *range(6))
            time.sleep(0.002)
        until(lambda: len(lent.numbers("c", "p")) == 600)
        until(lambda: all(work.quiet() for work in works))
        print(len(lent.numbers("c", "p")))  # noqa: T201 - the test reads it


if __name__ == "__main__":
    main(*sys.argv[1:])

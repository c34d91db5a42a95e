"""What writes and what publishes the finance chain, as a process that dies by SIGKILL at a line.

Each lives through one batch of three and dies in the second.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from threading import Event
from typing import Any

from payments_world import World

from kernel.adapters import publisher as publishers
from kernel.adapters.clock import SystemClock
from kernel.adapters.database import Database
from kernel.adapters.leadership import Leadership
from kernel.adapters.pace import Rhythm
from kernel.adapters.publisher import publisher_for
from kernel.adapters.relay import Relay
from payments.adapters import finance_chain, finance_stream

BATCH = 3
RHYTHM = Rhythm(poll_s=0.05, lease_s=2.0)
_LINE = publishers._Line  # noqa: SLF001 - the class whose lines hurt most


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def before(owner: Any, name: str, call: int) -> None:
    """Die instead of making that call of the function."""
    _replace(owner, name, lambda at, run: die() if at == call else run())


def after(owner: Any, name: str, call: int) -> None:
    """Die when that call of the function has returned."""

    def outlive(at: int, run: Callable[[], Any]) -> Any:
        result = run()
        if at == call:
            die()
        return result

    _replace(owner, name, outlive)


def between_confirms() -> None:
    """Die when one message of the second batch is confirmed and the next is not."""
    send = _LINE.send

    def wait_and_send(line: Any, message: Any, *, end: float) -> None:
        line.await_confirms(end)
        send(line, message, end=end)

    setattr(_LINE, "send", wait_and_send)  # noqa: B010 - mypy lets nobody assign to a method
    after(_LINE, "send", 5)


CHAIN: dict[str, Callable[[], None]] = {
    "before the head is locked": lambda: before(finance_chain, "locked_head", 2),
    "while a link is written": lambda: before(finance_chain, "joined", 9),
    "before the commit": lambda: after(finance_chain, "move_head", 2),
}
RELAY: dict[str, Callable[[], None]] = {
    "between two messages": lambda: before(_LINE, "send", 5),
    "between two confirms": between_confirms,
    "before the checkpoint": lambda: before(Leadership, "advance", 2),
    "after the checkpoint": lambda: after(Leadership, "advance", 2),
}


def killed(payments: World, line: str, *, amqp_url: str = "") -> None:
    """Live in a process of its own until it is killed there."""
    arguments = json.dumps([line, payments.app.database.url, amqp_url])
    done = subprocess.run([sys.executable, __file__, arguments], check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL


def chain(database: Database) -> None:
    """Chain whatever there is, batch by batch."""
    while finance_chain.extend_chain(database):
        pass


def relay(database: Database, amqp_url: str, publisher: Any = None) -> Relay:
    """Return what publishes the chain."""
    outlet = finance_stream.finance_outlet("1Y")
    return Relay(
        "payments",
        outlet,
        database,
        publisher or publisher_for(amqp_url, outlet.destination),
        clock=SystemClock(),
        rhythm=RHYTHM,
    )


def _replace(owner: Any, name: str, told: Callable[[int, Callable[[], Any]], Any]) -> None:
    real, calls = getattr(owner, name), []

    def counted(*arguments: Any, **named: Any) -> Any:
        calls.append(name)
        return told(len(calls), lambda: real(*arguments, **named))

    setattr(owner, name, counted)


def main(line: str, database_url: str, amqp_url: str) -> None:
    """Live until the line."""
    finance_chain.BATCH = finance_stream.BATCH = BATCH
    (CHAIN | RELAY)[line]()
    database = Database(database_url)
    if line in CHAIN:
        chain(database)
    else:
        relay(database, amqp_url).run(Event())


if __name__ == "__main__":
    main(*json.loads(sys.argv[1]))

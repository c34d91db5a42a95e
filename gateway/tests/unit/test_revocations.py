"""The list of ended sessions while somebody asks for it: young enough to go on, or waited for."""

import threading
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from gateway_examples import NOON
from gateway_memory import MemoryAccounts, MemorySessions, Watch

from gateway.application.revocations import Revocations
from kernel.adapters.clock import ManualClock

SOON_S = 10.0


class SlowSessions(MemorySessions):
    """Takes as long to answer as the test wants."""

    def __init__(self) -> None:
        super().__init__(MemoryAccounts())
        self.asked_now, self.may_answer = threading.Event(), threading.Event()
        self.may_answer.set()

    def ended_since(self, since: datetime) -> Sequence[str]:
        self.asked_now.set()
        assert self.may_answer.wait(SOON_S)
        return super().ended_since(since)


class CountingWatch(Watch):
    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def __call__(self) -> float:
        self.asked += 1
        return super().__call__()


def test_while_one_asks_others_go_on_with_a_young_list_and_wait_for_an_old_one() -> None:
    sessions, watch = SlowSessions(), CountingWatch()
    revocations = Revocations(
        sessions, clock=ManualClock(NOON), monotonic=watch, remembered_for=timedelta(hours=1)
    )
    revocations.check("s")
    sessions.asked_now.clear()
    sessions.may_answer.clear()
    watch.now_s += 3
    asking = threading.Thread(target=revocations.check, args=("s",))
    asking.start()
    assert sessions.asked_now.wait(SOON_S)

    revocations.check("s")
    assert asking.is_alive(), "this one did not wait for the other"
    watch.now_s += 1
    waiting = threading.Thread(target=revocations.check, args=("s",))
    looked = watch.asked
    waiting.start()
    while watch.asked == looked:
        time.sleep(0.01)
    time.sleep(0.05)
    sessions.may_answer.set()
    for thread in (asking, waiting):
        thread.join(SOON_S)

    assert not asking.is_alive()
    assert not waiting.is_alive()
    assert sessions.asked == 2, "who waited has the list of the one that asked"


def test_while_the_database_is_away_one_waits_for_it_and_not_everybody() -> None:
    sessions, watch = SlowSessions(), Watch()
    revocations = Revocations(
        sessions, clock=ManualClock(NOON), monotonic=watch, remembered_for=timedelta(hours=1)
    )
    sessions.is_down = True
    revocations.check("s")
    sessions.asked_now.clear()
    sessions.may_answer.clear()
    watch.now_s += 60
    asking = threading.Thread(target=revocations.check, args=("s",))
    asking.start()
    assert sessions.asked_now.wait(SOON_S)

    revocations.check("s")

    assert asking.is_alive(), "this one did not wait for the other"
    sessions.may_answer.set()
    asking.join(SOON_S)
    assert not asking.is_alive()

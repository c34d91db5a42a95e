"""Buckets that fill up again, pages that grow old, and checkouts that are waited for."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import floats, lists

from gateway.application.caching import BriefCache
from gateway.application.checkouts import wait_until_decided
from gateway.application.limits import RateLimited, RateLimiter
from kernel.domain.errors import Unavailable


class Watch:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s

    def pause(self, seconds: float) -> bool:
        self.now_s += seconds
        return False


@pytest.fixture
def watch() -> Watch:
    return Watch()


def test_a_burst_is_served_and_then_the_pace_is_kept(watch: Watch) -> None:
    limiter = RateLimiter(per_s=2, burst=3, monotonic=watch)
    for _ in range(3):
        limiter.take("siti")

    with pytest.raises(RateLimited) as refusal:
        limiter.take("siti")
    watch.now_s += 0.5
    limiter.take("siti")

    assert refusal.value.details == {"retry_after_s": 1}


def test_one_caller_does_not_slow_another(watch: Watch) -> None:
    limiter = RateLimiter(per_s=1, burst=1, monotonic=watch)

    limiter.take("siti")
    limiter.take("budi")

    with pytest.raises(RateLimited):
        limiter.take("siti")


def test_without_a_limit_nobody_is_refused(watch: Watch) -> None:
    limiter = RateLimiter(per_s=0, burst=0, monotonic=watch)

    for _ in range(10):
        limiter.take("siti")

    assert watch.now_s == 100.0


def test_strangers_do_not_fill_the_memory(watch: Watch) -> None:
    limiter = RateLimiter(per_s=1, burst=1, monotonic=watch, callers_max=2)
    for name in ("siti", "budi", "rina"):
        limiter.take(name)

    limiter.take("siti")  # Forgotten, so her bucket is full again.

    with pytest.raises(RateLimited):
        limiter.take("rina")


@given(pauses=lists(floats(min_value=0, max_value=2), max_size=60))
def test_no_more_is_served_than_the_burst_and_what_has_flowed_in(pauses: list[float]) -> None:
    watch = Watch()
    limiter = RateLimiter(per_s=3, burst=5, monotonic=watch)
    served = 0
    for pause in pauses:
        watch.now_s += pause
        try:
            limiter.take("siti")
        except RateLimited:
            continue
        served += 1

    assert served <= 5 + 3 * (watch.now_s - 100.0) + 1e-6


def test_a_page_is_made_once_in_a_while(watch: Watch) -> None:
    pages: BriefCache[int] = BriefCache(lifetime_s=2, monotonic=watch)
    made = iter(range(10))

    first = [pages.get("a", lambda: next(made)) for _ in range(3)]
    watch.now_s += 2
    then = pages.get("a", lambda: next(made))

    assert (first, then) == ([0, 0, 0], 1)


def test_the_oldest_page_makes_room(watch: Watch) -> None:
    pages: BriefCache[int] = BriefCache(lifetime_s=2, monotonic=watch, size_max=2)
    made = iter(range(10))
    for key in ("a", "b", "c"):
        pages.get(key, lambda: next(made))

    assert pages.get("c", lambda: next(made)) == 2
    assert pages.get("a", lambda: next(made)) == 3


def test_a_failure_is_not_kept(watch: Watch) -> None:
    pages: BriefCache[int] = BriefCache(lifetime_s=2, monotonic=watch)

    def fail() -> int:
        raise Unavailable("away")

    with pytest.raises(Unavailable):
        pages.get("a", fail)
    assert pages.get("a", lambda: 1) == 1


PLACED = {
    "checkout_id": "c-1",
    "total_idr": 30_000,
    "orders": [{"order_id": "o-1", "total_idr": 10_000}, {"order_id": "o-2", "total_idr": 20_000}],
}


def checkout(*statuses: str) -> dict[str, Any]:
    return {
        "orders": [
            {"order_id": f"o-{number}", "status": status}
            for number, status in enumerate(statuses, 1)
        ]
    }


def looks(*answers: dict[str, Any] | Unavailable) -> Callable[[], dict[str, Any]]:
    left: Iterator[dict[str, Any] | Unavailable] = iter((*answers, *answers[-1:] * 1000))

    def look() -> dict[str, Any]:
        answer = next(left)
        if isinstance(answer, Unavailable):
            raise answer
        return answer

    return look


def waited(watch: Watch, look: Callable[[], dict[str, Any]], wait_s: float) -> list[str | None]:
    answer = wait_until_decided(
        PLACED, wait_s=wait_s, look=look, pause=watch.pause, monotonic=watch
    )
    assert answer["checkout_id"] == "c-1"
    assert [one["total_idr"] for one in answer["orders"]] == [10_000, 20_000]
    return [one.get("status") for one in answer["orders"]]


def test_the_wait_ends_when_every_order_is_decided(watch: Watch) -> None:
    look = looks(
        checkout("placed", "placed"),
        checkout("confirmed", "placed"),
        checkout("confirmed", "rejected"),
    )

    assert waited(watch, look, 10) == ["confirmed", "rejected"]
    assert watch.now_s < 101


def test_the_wait_ends_in_time_with_what_is_known(watch: Watch) -> None:
    assert waited(watch, looks(checkout("confirmed", "placed")), 2) == ["confirmed", "placed"]
    assert watch.now_s == pytest.approx(102)


def test_without_a_wait_nobody_looks(watch: Watch) -> None:
    assert waited(watch, looks(Unavailable("asked")), 0) == [None, None]


def test_a_look_that_fails_is_repeated(watch: Watch) -> None:
    look = looks(Unavailable("away"), checkout("confirmed", "confirmed"))

    assert waited(watch, look, 10) == ["confirmed", "confirmed"]


def test_a_process_that_stops_waits_for_nobody(watch: Watch) -> None:
    answer = wait_until_decided(
        PLACED, wait_s=10, look=looks(checkout("placed")), pause=lambda _: True, monotonic=watch
    )

    assert answer == PLACED

"""A channel may be slow, away or broken: nobody else waits long for that."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from threading import Event

import pytest

from kernel.adapters.courier import AWAY_AFTER, HANGING_MAX, Courier, TellerHangs, Verdict
from kernel.application.telling import Notice, account
from kernel.domain.errors import Rejected, Unavailable
from kernel.testing.teller_contracts import NOTICE
from kernel.testing.tellers import MemoryTeller

SECRET = "081234500001"


def notice(number: int, to: str) -> Notice:
    return replace(NOTICE, notice_id=f"notice-{number}", to=account(to))


def notices(*to: str) -> list[Notice]:
    return [notice(number, one) for number, one in enumerate(to)]


@pytest.fixture
def teller() -> MemoryTeller:
    return MemoryTeller()


@pytest.fixture
def wake() -> Iterator[Event]:
    """Those who hang, hang until the test is over."""
    wake = Event()
    yield wake
    wake.set()


def carried(
    teller: MemoryTeller, given: Sequence[Notice], *, patience_s: float = 30.0, batch_s: float = 60
) -> list[tuple[str, str | None]]:
    courier = Courier(teller, patience_s=patience_s, batch_s=batch_s)
    outcomes = list(courier.carry(given))
    assert [one for one, _ in outcomes] == list(given)
    return [(outcome.verdict.value, outcome.code) for _, outcome in outcomes]


def raising(error: Exception) -> Callable[[], None]:
    def trouble() -> None:
        raise error

    return trouble


def test_when_nobody_notes_outcomes_down_any_more_nobody_further_is_told(
    teller: MemoryTeller, wake: Event
) -> None:
    begun = Event()

    def hang() -> None:
        begun.set()
        wake.wait()

    teller.trouble["account:b"] = hang
    before = set(threading.enumerate())
    outcomes = Courier(teller, patience_s=30.0).carry(notices("a", "b", "c"))
    next(outcomes)
    [thread] = set(threading.enumerate()) - before
    begun.wait()

    outcomes.close()
    wake.set()
    thread.join()

    assert [one.to.id for one in teller.given] == ["a", "b"]


def test_all_are_told_in_their_order(teller: MemoryTeller) -> None:
    given = notices("a", "b", "a", "c")

    assert carried(teller, given) == [("told", None)] * 4
    assert teller.given == given


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (Unavailable("away", code="gateway_away"), ("later", "gateway_away")),
        (Rejected("no number", code="no_number"), ("refused", "no_number")),
        (ZeroDivisionError(SECRET), ("later", "unexpected_error")),
    ],
)
def test_what_goes_wrong_is_told_apart(
    teller: MemoryTeller,
    error: Exception,
    outcome: tuple[str, str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    teller.trouble["account:b"] = raising(error)

    assert carried(teller, notices("a", "b", "c")) == [("told", None), outcome, ("told", None)]
    assert SECRET not in caplog.text


def test_who_could_not_be_reached_is_not_tried_again_in_the_same_batch(
    teller: MemoryTeller,
) -> None:
    teller.trouble["account:b"] = raising(Unavailable("away"))

    outcomes = carried(teller, notices("b", "a", "b"))

    assert [verdict for verdict, _ in outcomes] == ["later", "told", "not_tried"]
    assert len(teller.given) == 2


def test_who_refuses_one_notice_may_take_another(teller: MemoryTeller) -> None:
    teller.trouble["account:b"] = raising(Rejected("not this one"))

    assert [verdict for verdict, _ in carried(teller, notices("b", "b"))] == ["refused", "refused"]


def test_one_who_hangs_keeps_the_others_no_longer_than_the_patience(
    teller: MemoryTeller, wake: Event
) -> None:
    teller.trouble["account:b"] = wake.wait

    outcomes = carried(teller, notices("a", "b", "c", "b", "d"), patience_s=0.2)

    assert [verdict for verdict, _ in outcomes] == ["told", "later", "told", "not_tried", "told"]
    assert outcomes[1] == ("later", "too_slow")


def test_a_channel_that_is_away_is_left_alone_after_a_few(teller: MemoryTeller) -> None:
    people = [f"person-{number}" for number in range(20)]
    teller.trouble |= {f"account:{one}": raising(Unavailable("away")) for one in people}

    verdicts = [verdict for verdict, _ in carried(teller, notices(*people))]

    assert verdicts == ["later"] * AWAY_AFTER + ["not_tried"] * (20 - AWAY_AFTER)


def test_unlucky_people_here_and_there_are_no_sign_that_it_is_away(teller: MemoryTeller) -> None:
    unlucky = [f"unlucky-{number}" for number in range(AWAY_AFTER * 2)]
    teller.trouble |= {f"account:{one}": raising(Unavailable("away")) for one in unlucky}
    people = [one for number, name in enumerate(unlucky) for one in (name, f"lucky-{number}")]

    verdicts = [verdict for verdict, _ in carried(teller, notices(*people))]

    assert verdicts == ["later", "told"] * len(unlucky)


def test_a_batch_that_takes_too_long_is_cut_short(teller: MemoryTeller) -> None:
    assert carried(teller, notices("a", "b"), batch_s=0.0) == [("not_tried", None)] * 2
    assert teller.given == []


def test_too_many_that_do_not_come_back_are_waited_for(teller: MemoryTeller, wake: Event) -> None:
    courier = Courier(teller, patience_s=0.05)
    for number in range(HANGING_MAX):
        courier.expect_back()
        teller.trouble[f"account:{number}"] = wake.wait
        [(_, outcome)] = courier.carry([notice(number, str(number))])
        assert outcome.verdict is Verdict.LATER

    with pytest.raises(TellerHangs):
        courier.expect_back()

    assert len(teller.given) == HANGING_MAX

"""Whoever dies or sleeps while something is told: nothing is lost, and little is told again."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from kernel_diary import Diary, Mortal

from kernel.adapters import notice_teller
from kernel.domain.errors import Unavailable
from kernel.testing.mortals import Killed
from kernel.testing.tellers import MemoryTeller

HOUR = timedelta(hours=1)


@pytest.fixture
def diary(database_url: str) -> Iterator[Diary]:
    diary = Diary(database_url)
    yield diary
    diary.database.close()


@pytest.mark.parametrize("dies_at", [1, 2])
def test_a_kill_while_notices_are_made_loses_and_repeats_none(
    diary: Diary, database_url: str, dies_at: int
) -> None:
    diary.happen("a", *range(1, 4))
    database = Mortal(database_url, dies_at=dies_at)

    with pytest.raises(Killed):
        for _ in range(dies_at):
            diary.maker.step(database)
    diary.tell()

    assert len(diary.channel.given) == len(diary.channel.told) == 4
    database.close()


def test_a_kill_between_telling_and_noting_it_repeats_the_same_notice(
    diary: Diary, database_url: str
) -> None:
    diary.happen("a", 1)
    diary.make()
    database = Mortal(database_url, dies_at=2)
    with pytest.raises(Killed):
        diary.new_teller().step(database)

    diary.tell()
    assert len(diary.channel.given) == 1, "the claim of the dead has not run out"
    diary.pass_time(HOUR)
    diary.tell()

    first, again = diary.channel.given
    assert first == again
    assert len(diary.channel.told) == 1
    assert diary.statuses() == [(1, "told", 2)]
    database.close()


def test_a_kill_in_a_long_batch_repeats_only_what_was_not_settled_yet(
    diary: Diary, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notice_teller, "SETTLE_S", 0.0)
    for one in "abc":
        diary.happen(one, 1)
    diary.make()
    database = Mortal(database_url, dies_at=3)
    with pytest.raises(Killed):
        diary.new_teller().step(database)
    assert [status for _, status, _ in diary.statuses()] == ["told", "waiting", "waiting"]

    diary.pass_time(HOUR)
    diary.tell()

    assert [one.to.id for one in diary.channel.given].count("a") == 1
    assert sorted(one for one, _ in diary.told()) == ["a", "b", "c"]
    database.close()


def test_who_wakes_after_its_claim_ran_out_undoes_nothing_of_the_next(diary: Diary) -> None:
    other = MemoryTeller()
    other_teller = diary.new_teller(lambda *_: other)

    def sleep_too_long() -> None:
        diary.pass_time(HOUR)
        other_teller.step(diary.database)
        raise Unavailable("away")

    diary.channel.trouble["account:a"] = sleep_too_long
    diary.happen("a", 1)
    diary.tell()
    diary.pass_time(HOUR)
    diary.tell()

    assert diary.statuses() == [(1, "told", 2)]
    assert len(diary.channel.given) == len(other.given) == 1

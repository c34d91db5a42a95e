"""Everything that matters is told, at least once, whoever dies; and nobody's trouble is others'."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
import sqlalchemy as sa
from kernel_diary import DIARY, TELLING, TERMS, UNSPEAKABLE, UNTOLD, Diary
from prometheus_client import REGISTRY

from kernel.adapters import notice_maker, notice_upkeep
from kernel.adapters.metrics import (
    NOTICES_ASIDE,
    NOTICES_FAILED,
    NOTICES_LAG,
    NOTICES_PASSED_OVER,
    NOTICES_WAITING,
    NOTICES_WAITING_SECONDS,
)
from kernel.adapters.notice_maker import SPAN
from kernel.adapters.notice_teller import NoticeTeller, TellerAway
from kernel.adapters.notice_upkeep import forget_notices
from kernel.adapters.teller_door import TellerNotEnabled
from kernel.adapters.upkeep import Upkeep
from kernel.application.telling import TellerPorts, TellingTerms
from kernel.domain.errors import Invalid, Rejected, Unavailable
from kernel.testing.counters import SOMEBODY
from kernel.testing.tellers import MemoryTeller

SECRET = "Jalan Ijen 25"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def diary(database_url: str) -> Iterator[Diary]:
    diary = Diary(database_url)
    yield diary
    diary.database.close()


def raising(error: Exception) -> Callable[[], None]:
    def trouble() -> None:
        raise error

    return trouble


def away(diary: Diary, *people: str) -> None:
    diary.channel.trouble |= {f"account:{one}": raising(Unavailable("away")) for one in people}


def test_every_event_that_matters_is_told_in_order_to_whom_it_concerns(diary: Diary) -> None:
    diary.happen("a", 1, UNTOLD, 2)
    diary.happen("b", 3)

    diary.tell()

    assert diary.told()[0] == ("a", 1)
    assert sorted(diary.told()[1:3]) == [("a", 2), ("member-1", 2)]
    assert diary.told()[3:] == [("b", 3)]


def test_what_is_told_is_told_once_while_nobody_dies(diary: Diary) -> None:
    diary.happen("a", 1)

    diary.tell()
    diary.tell()

    assert len(diary.channel.given) == 1


def test_two_workers_make_and_tell_each_notice_once(diary: Diary) -> None:
    diary.happen("a", 1, 2, 3)
    other_maker, other_teller = diary.new_maker(), diary.new_teller()

    for _ in range(2):
        diary.maker.step(diary.database)
        other_maker.step(diary.database)
        diary.teller.step(diary.database)
        other_teller.step(diary.database)

    assert len(diary.channel.given) == 4


def test_one_event_has_one_id_for_each_addressee(diary: Diary) -> None:
    diary.happen("a", 2)
    diary.tell()
    first = set(diary.channel.told)
    with diary.database.transaction() as connection:
        connection.execute(sa.text("delete from notices"))
        connection.execute(sa.text("update telling set position = 0"))

    diary.tell()

    assert set(diary.channel.told) == first
    assert len(first) == 2


def test_old_history_is_passed_over_and_counted(diary: Diary) -> None:
    counted = NOTICES_PASSED_OVER.labels(service="diary")._value  # noqa: SLF001 - to read a counter
    before = counted.get()
    diary.happen("a", 1)
    diary.pass_time(TERMS.kept_for)
    diary.happen("a", 3)
    diary.pass_time(TERMS.max_age)
    diary.happen("a", 5)
    diary.pass_time(HOUR)
    diary.happen("a", 7)

    diary.tell()

    # Of the oldest there is not even a row, the next can still be read, and two are news.
    assert diary.statuses() == [(3, "passed_over", 0), (5, "told", 1), (7, "told", 1)]
    assert diary.told() == [("a", 5), ("a", 7)]
    assert diary.rows("select position, passed_over from telling") == [
        {"position": 4, "passed_over": 2}
    ]
    assert counted.get() - before == 2


def test_a_long_history_is_read_in_spans(diary: Diary) -> None:
    diary.happen("a", *[UNTOLD] * SPAN, 1)

    assert diary.maker.step(diary.database) is True
    assert diary.statuses() == []
    assert diary.maker.step(diary.database) is False

    assert diary.statuses() == [(1, "waiting", 0)]


def test_large_events_are_taken_a_few_at_a_time(
    diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    diary.happen("a", 1, 3, 5)
    monkeypatch.setattr(notice_maker, "BYTES_MAX", 20)

    steps = [diary.maker.step(diary.database) for _ in range(3)]

    assert steps == [True, True, False]
    assert [number for number, _, _ in diary.statuses()] == [1, 3, 5]


def test_an_event_that_nobody_can_word_silences_no_other(
    diary: Diary, caplog: pytest.LogCaptureFixture
) -> None:
    diary.happen("a", 1, UNSPEAKABLE, 3)

    diary.tell()

    assert diary.told() == [("a", 1), ("a", 3)]
    [record] = [one for one in caplog.records if one.message == "notice.unmade"]
    assert vars(record)["error"] == "ZeroDivisionError"


def test_who_cannot_be_reached_is_tried_ever_later_and_then_put_aside(diary: Diary) -> None:
    away(diary, "b")
    diary.happen("b", 1)
    diary.happen("a", 3)

    diary.tell()
    assert diary.statuses() == [(1, "waiting", 1), (3, "told", 1)]
    diary.pass_time(timedelta(seconds=59))
    diary.tell()
    assert diary.statuses()[0] == (1, "waiting", 1)
    diary.pass_time(timedelta(seconds=1))
    diary.tell()
    assert diary.statuses()[0] == (1, "waiting", 2)
    diary.pass_time(timedelta(minutes=2))
    diary.tell()

    assert diary.statuses()[0] == (1, "failed", 3)
    assert diary.rows("select reason_code from notices where status = 'failed'") == [
        {"reason_code": "unavailable"}
    ]
    assert diary.told() == [("a", 3)]


def test_whom_the_channel_refuses_is_put_aside_at_once(diary: Diary) -> None:
    diary.channel.trouble["account:b"] = raising(Rejected(SECRET, code="no_number"))
    failed = NOTICES_FAILED.labels(service="diary", code="no_number")._value  # noqa: SLF001 - to read a counter
    before = failed.get()
    diary.happen("b", 1)

    diary.tell()

    assert diary.statuses() == [(1, "failed", 1)]
    assert failed.get() - before == 1
    assert SECRET not in str(diary.rows("select * from notices"))


def test_a_channel_that_has_nobodys_number_is_not_away(diary: Diary) -> None:
    people = [f"person-{number}" for number in range(6)]
    no_number = raising(Rejected("no number"))
    diary.channel.trouble |= {f"account:{one}": no_number for one in people}
    for one in people:
        diary.happen(one, 1)

    diary.tell()

    assert diary.statuses() == [(1, "failed", 1)] * 6


def test_who_rests_is_not_tried_with_the_next_notice_either(diary: Diary) -> None:
    away(diary, "b")
    diary.happen("b", 1)
    diary.tell()
    diary.happen("b", 3)
    diary.happen("a", 5)

    diary.tell()

    assert diary.statuses() == [(1, "waiting", 1), (3, "waiting", 0), (5, "told", 1)]
    diary.channel.trouble.clear()
    diary.pass_time(timedelta(minutes=1))
    diary.tell()
    assert diary.told() == [("a", 5), ("b", 1), ("b", 3)]


def test_a_channel_that_is_away_is_asked_again_later_and_nothing_is_lost(diary: Diary) -> None:
    people = [f"person-{number}" for number in range(9)]
    away(diary, *people)
    for one in people:
        diary.happen(one, 1)

    with pytest.raises(TellerAway):
        diary.tell()
    assert [attempts for _, _, attempts in diary.statuses()] == [1] * 5 + [0] * 4
    diary.channel.trouble.clear()
    diary.pass_time(HOUR)
    diary.tell()

    assert sorted(one for one, _ in diary.told()) == people


def test_what_waited_until_it_was_no_news_is_not_told(diary: Diary) -> None:
    away(diary, "b")
    diary.happen("b", 1)
    diary.tell()
    diary.channel.trouble.clear()

    diary.pass_time(TERMS.max_age + HOUR)
    diary.tell()

    assert diary.told() == []
    assert diary.statuses() == [(1, "passed_over", 1)]


def test_a_channel_that_is_not_enabled_lets_everything_wait(
    diary: Diary,
) -> None:
    terms = replace(TERMS, teller="pigeon")
    pigeon = NoticeTeller("diary", TELLING, terms=terms, clock=diary.clock)
    diary.happen("a", 1)
    diary.make()

    for _ in range(2):
        with pytest.raises(TellerNotEnabled):
            pigeon.step(diary.database)

    assert diary.statuses() == [(1, "waiting", 0)]


def test_the_channel_is_lent_the_words_and_the_vault_of_the_moment(diary: Diary) -> None:
    lent: list[TellerPorts] = []

    def channel(_: TellingTerms, ports: TellerPorts) -> MemoryTeller:
        lent.append(ports)
        return diary.channel

    with diary.app.units.begin() as work, work.scope(SOMEBODY):
        work.seal("contact-1", "address", {"phone": SECRET})
    diary.happen("a", 72_500)

    diary.make()
    diary.new_teller(channel).step(diary.database)

    [ports] = lent
    [notice] = diary.channel.given
    assert ports.text(notice).id == "Terhitung Rp72.500."
    assert ports.contact("contact-1") == {"phone": SECRET}
    assert ports.contact("erased") is None


def test_who_is_told_a_day_late_reads_of_which_day_the_time_is(diary: Diary) -> None:
    lent: list[TellerPorts] = []

    def channel(_: TellingTerms, ports: TellerPorts) -> MemoryTeller:
        lent.append(ports)
        return diary.channel

    diary.happen("a", 2)
    diary.make()
    diary.pass_time(timedelta(hours=20))
    diary.new_teller(channel).step(diary.database)

    [late] = [one for one in diary.channel.given if one.kind == "counted_twice"]
    assert lent[0].text(late).id == "Terhitung, 2 Mar pukul 12.00."


def test_people_read_what_they_were_told_the_newest_first(diary: Diary) -> None:
    diary.happen("a", 1, 2)
    diary.happen("b", 3)
    diary.tell()

    def page(**params: Any) -> dict[str, Any]:
        caller = {"actor_id": "a", "actor_role": "buyer", "memberships": ["member-1"]}
        return diary.app.ask("notices", params, caller)

    whole = page()
    assert [(one["kind"], one["about"]["due_idr"]) for one in whole["items"]][2] == ("counted", 1)
    assert {one["kind"] for one in whole["items"]} == {"counted", "counted_twice"}
    assert whole["next_cursor"] is None
    first = page(limit=2)
    second = page(limit=2, cursor=first["next_cursor"])
    assert first["items"] + second["items"] == whole["items"]
    assert second["next_cursor"] is None
    [oldest] = second["items"]
    assert (oldest["text_id"], oldest["text_en"]) == ("Terhitung Rp1.", "Counted Rp1.")


def test_a_kind_that_a_newer_version_has_told_hides_no_other(diary: Diary) -> None:
    diary.happen("a", 1, 3)
    diary.tell()
    diary.rows("update notices set kind = 'of_tomorrow' where position = 2 returning 1")

    page = diary.app.ask("notices", {}, {"actor_id": "a", "actor_role": "buyer"})

    assert [one["about"]["due_idr"] for one in page["items"]] == [1]


@pytest.mark.parametrize(
    "cursor", ["", "1", "x/y", "-1/0193a3f0-a000-7cc1-8a51-6a3f1b2c4d5e", f"{2**63}/{'0' * 32}"]
)
def test_a_cursor_that_no_page_gave_is_refused(diary: Diary, cursor: str) -> None:
    with pytest.raises(Invalid) as refused:
        diary.app.ask("notices", {"cursor": cursor}, {"actor_id": "a", "actor_role": "buyer"})

    assert refused.value.own_code == "cursor_malformed"


def test_operations_sees_what_waits_and_what_was_put_aside(diary: Diary) -> None:
    away(diary, "b")
    diary.channel.trouble["account:c"] = raising(Rejected("no number"))
    for one in "abc":
        diary.happen(one, 1)
    diary.tell()
    diary.happen("d", 1)
    diary.pass_time(HOUR)

    Upkeep(DIARY, diary.database, outlets=(), clock=diary.clock).measure()

    gauges = (NOTICES_LAG, NOTICES_WAITING, NOTICES_WAITING_SECONDS, NOTICES_ASIDE)
    assert [REGISTRY.get_sample_value(one._name, {"service": "diary"}) for one in gauges] == [  # noqa: SLF001 - to read a gauge
        1.0,
        1.0,
        HOUR.total_seconds(),
        1.0,
    ]


def test_what_was_told_long_ago_is_forgotten_and_what_waits_is_not(diary: Diary) -> None:
    away(diary, "b")
    diary.happen("a", 1)
    diary.happen("b", 3)
    diary.tell()
    diary.pass_time(TERMS.kept_for)
    diary.happen("a", 5)
    diary.tell()
    diary.rows("update notices set status = 'waiting' where status = 'passed_over' returning 1")

    with diary.database.transaction() as connection:
        before = diary.clock.now() - TERMS.kept_for + DAY
        assert forget_notices(connection, before=before) == 1

    assert [(number, status) for number, status, _ in diary.statuses()] == [
        (3, "waiting"),
        (5, "told"),
    ]


def test_however_much_is_old_all_of_it_is_forgotten(
    diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Once(Event):
        def wait(self, timeout: float | None = None) -> bool:
            self.set()
            return super().wait(timeout)

    monkeypatch.setattr(notice_upkeep, "FORGET_AT_ONCE", 2)
    diary.happen("a", 1, 3, 5, 7, 9)
    diary.tell()
    diary.pass_time(TERMS.kept_for + DAY)

    Upkeep(DIARY, diary.database, outlets=(), clock=diary.clock).run(Once())

    assert diary.statuses() == []

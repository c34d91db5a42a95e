"""Who is still short hears of it in time, and everybody hears how her month came out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from compliance_money import CITY, MARCH, owed, period

from compliance.adapters.codecs import OWN
from compliance.application.telling import MAKERS
from compliance.bootstrap import TELLING
from compliance.domain.duty_events import Assessment, ObligationsAssessed
from compliance.domain.notices import TEXTS, NoticeKind
from compliance.domain.period import last_day
from compliance.domain.reminder import (
    REMINDER,
    DutyReminded,
    StillShort,
    remind,
    remind_at,
    reminder_key,
)
from compliance.domain.words import Outcome
from kernel.adapters.codec import plain
from kernel.application.telling import Draft, membership
from kernel.domain.events import Event
from kernel.domain.notices import SMS_LENGTH, Text, rendered
from kernel.domain.wib import start_of
from kernel.testing.examples import NOON, example, recorded

MORNING = datetime(2026, 3, 24, 2, 0, tzinfo=UTC)
ONE = replace(example(StillShort), membership_id="member-1", shortfall_idr=1_072_500)
REMINDED = replace(
    example(DutyReminded),
    period=MARCH,
    days_left=7,
    ends_on=date(2026, 3, 31),
    reminded_at=MORNING,
    members=(ONE,),
)
ASSESSED = replace(example(ObligationsAssessed), period=MARCH)
ASSESSMENT = replace(
    example(Assessment), obligation_id="obligation-1", target_idr=300_000, credited_idr=312_500
)
OWNERS = {"obligation-1": "member-1"}


def reminded(**changes: Any) -> Event:
    return replace(REMINDED, members=(replace(ONE, **changes),))


def came_out(outcome: Outcome) -> Event:
    return replace(ASSESSED, assessments=(replace(ASSESSMENT, outcome=outcome),))


TOLD: tuple[tuple[Event, NoticeKind | None], ...] = (
    (reminded(shortfall_staple_idr=0), NoticeKind.DUTY_OPEN),
    (reminded(shortfall_idr=0, shortfall_staple_idr=40_000), NoticeKind.STAPLES_OPEN),
    (reminded(shortfall_staple_idr=40_000), NoticeKind.DUTY_AND_STAPLES_OPEN),
    (came_out(Outcome.MET), NoticeKind.DUTY_MET),
    (came_out(Outcome.NOT_MET), NoticeKind.DUTY_NOT_MET),
    (came_out(Outcome.EXEMPT), None),
    (came_out(Outcome.OUT_OF_SCOPE), None),
)


def drafts_of(event: Event) -> list[Draft]:
    happened = recorded(event, type_=OWN.name(event), stream_type="period")
    return list(MAKERS[type(event)](happened, OWNERS))


def texts() -> Iterator[tuple[Draft, Text]]:
    for event, _ in TOLD:
        for draft in drafts_of(event):
            yield draft, rendered(TEXTS[draft.kind], plain(draft.params), at=NOON)


@pytest.mark.parametrize(("event", "kind"), TOLD)
def test_a_member_is_told_what_is_missing_and_how_it_came_out(
    event: Event, kind: NoticeKind | None
) -> None:
    told = [(draft.to, draft.kind) for draft in drafts_of(event)]

    assert told == ([(membership("member-1"), kind)] if kind else [])


def test_every_kind_has_words_and_an_event_that_uses_them() -> None:
    assert TEXTS.keys() == set(NoticeKind)
    assert {draft.kind for draft, _ in texts()} == set(NoticeKind)
    assert TELLING.makers.keys() == {type(event) for event, _ in TOLD}


def test_every_text_fits_into_one_message() -> None:
    for draft, text in texts():
        for words in (text.id, text.en):
            assert len(words) <= SMS_LENGTH, draft.kind
            assert "{" not in words


def test_texts_say_amounts_and_days_as_people_write_them() -> None:
    said = {draft.kind: text for draft, text in texts()}

    assert said[NoticeKind.DUTY_OPEN].id == (
        "Belanja wajib Mar 2026 masih kurang Rp1.072.500. Sisa 7 hari, sampai 31 Mar."
    )
    assert said[NoticeKind.DUTY_MET].en == (
        "Your duty for Mar 2026 is met: Rp312,500 of Rp300,000. Thank you for buying local."
    )


def test_who_is_reminded_late_is_told_how_many_days_are_left_indeed() -> None:
    late = replace(REMINDED, reminded_at=MORNING + timedelta(days=4))

    [draft] = drafts_of(late)

    assert draft.params["days_left"] == 3


def test_a_reminder_comes_in_the_morning_so_many_days_before_the_end() -> None:
    assert remind_at(MARCH, 7) == MORNING
    assert remind_at(MARCH, 1) == MORNING + timedelta(days=6)


def test_a_reminder_says_what_each_is_short_of() -> None:
    short = replace(owed("obligation-1"), target_idr=300_000, credited_idr=100_000)
    staples = replace(short, target_staple_idr=50_000, credited_staple_idr=20_000)

    event = remind(period(), [short, staples], days_left=7, chunk_no=2, at=MORNING)

    assert event is not None
    assert [(one.shortfall_idr, one.shortfall_staple_idr) for one in event.members] == [
        (200_000, 0),
        (200_000, 30_000),
    ]
    assert (event.institution_id, event.period, event.ends_on) == (CITY, MARCH, last_day(MARCH))
    assert REMINDER.evolve(None, event) == 2
    assert reminder_key(CITY, MARCH, 7) == f"{CITY}:{MARCH}:7"


def test_nobody_is_reminded_of_nothing_nor_of_a_month_that_is_over() -> None:
    over = start_of(last_day(MARCH) + timedelta(days=1))
    about = {"days_left": 2, "chunk_no": 1}

    assert remind(period(), [], at=MORNING, **about) is None
    assert remind(period(), [owed("obligation-1")], at=over, **about) is None
    assert remind(period(), [owed("obligation-1")], at=over - timedelta(seconds=1), **about)

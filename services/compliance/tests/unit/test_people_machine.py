"""People come, move, leave and return by files of any day, against a plain diary of each."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import hypothesis.strategies as st
import pytest
from compliance_memory import Dice, MemoryCity, rows_of
from compliance_service import BUDI, FEBRUARY_20, MARCH, MARCH_BEGINS, SRI, Person
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from compliance.adapters.tables import members, obligations
from kernel.domain import ids

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
DAYS = st.sampled_from([date(2026, 1, 5), FIRST - timedelta(days=1), FIRST, LAST]) | st.dates(
    date(2026, 1, 1), date(2026, 4, 5)
)
CEILINGS = ["300000", "1000000", "2000000"]
WHAT = st.sampled_from(["file", "file", "file", "departure", "departure", "time"])


@dataclass(slots=True)
class Diary:
    """What was said of one person, in the order of the saying."""

    spans: list[tuple[date, date | None]] = field(default_factory=list)
    told: list[tuple[date, Person]] = field(default_factory=list)
    owes: bool = False

    def on(self, day: date) -> Person | None:
        """Return what is known of that day: the latest beginning, and of equals the last said."""
        known: tuple[date, Person] | None = None
        for one in self.told:
            if one[0] <= day and (known is None or one[0] >= known[0]):
                known = one
        return known[1] if known else None

    def file(self, day: date, person: Person) -> None:
        if not self.spans:
            self.spans, self.told = [(day, None)], [(day, person)]
            return
        known, end = self.on(day), self.spans[-1][1]
        if known is None:
            return
        if end is not None and day > end:
            self.spans.append((day, None))
        if known != person:
            self.told.append((day, person))

    def leave(self, last: date) -> str | None:
        begin, end = self.spans[-1]
        if end is not None:
            return None if end == last else "member_has_left"
        if last < begin:
            return "before_enrolment"
        self.spans[-1] = (begin, last)
        return None

    @property
    def days_in_march(self) -> list[date]:
        everyday = [FIRST + timedelta(days=number) for number in range(31)]
        return [
            day
            for day in everyday
            if any(begin <= day and (end is None or day <= end) for begin, end in self.spans)
        ]

    @property
    def duty(self) -> tuple[bool, int]:
        """Return whether there is a duty in March, and of how much."""
        if not self.days_in_march:
            return False, 0
        person = self.on(self.days_in_march[0])
        if person is None or person.eligible != "true":
            return False, 0
        return True, max(int(person.ceiling) // 10, 50_000)


class PeopleMachine(RuleBasedStateMachine):
    @initialize(days=st.sampled_from([0, 8, 12]))
    def found(self, days: int) -> None:
        self.patch = pytest.MonkeyPatch()
        dice = Dice()
        for name in ("secrets", "time"):
            self.patch.setattr(ids, name, dice)
        self.city = MemoryCity()
        self.city.start(reminder_days=(), chunk=1)
        self.city.enact()
        self.diaries = {BUDI.number: Diary(), SRI.number: Diary()}
        self.memberships: dict[str, str] = {}
        self.files: set[tuple[date, Person]] = set()
        self.opened = False
        self._wait_until(days)

    @rule(data=st.data(), what=WHAT)
    def live(self, data: st.DataObject, what: str) -> None:
        lived = {"file": self._file, "departure": self._leave, "time": self._wait}
        lived[what](data)

    def _file(self, data: st.DataObject) -> None:
        day = data.draw(DAYS)
        person = data.draw(people())
        if day > (self.city.clock.now() + timedelta(hours=7)).date() + timedelta(days=31):
            return
        [membership_id] = self.city.enrol(person, mode="delta", as_of=day.isoformat())
        assert self.memberships.setdefault(person.number, membership_id) == membership_id
        # A file taken in before changes nothing.
        if (day, person) not in self.files:
            self.files.add((day, person))
            self.diaries[person.number].file(day, person)

    def _leave(self, data: st.DataObject) -> None:
        if not self.memberships:
            return
        number = data.draw(st.sampled_from(sorted(self.memberships)))
        last = data.draw(DAYS)
        payload = {
            "institution_id": self.city.institution_id,
            "membership_id": self.memberships[number],
            "reason": "retired",
            "valid_to": last.isoformat(),
        }
        answer = self.city.tell("record_departure", self.city.officer("hr_officer"), **payload)
        assert answer.get("error", {}).get("code") == self.diaries[number].leave(last)

    def _wait(self, data: st.DataObject) -> None:
        self._wait_until(data.draw(st.integers(0, 30)))

    def _wait_until(self, days: int) -> None:
        self.city.move_to(FEBRUARY_20 + timedelta(days=days))
        if self.city.clock.now() >= MARCH_BEGINS and not self.opened:
            self.opened = True
            for diary in self.diaries.values():
                # Whoever left before and is known to return later has a duty of nothing.
                ends = [end for _, end in diary.spans[-1:] if end is not None]
                came = bool(diary.spans) and diary.spans[0][0] <= LAST
                diary.owes = came and all(end >= FIRST for end in ends)

    @invariant()
    def everybody_is_on_the_roster_once_and_when_the_diary_says(self) -> None:
        held = {
            row["membership_id"]: [
                (span["valid_from"], span["valid_to"]) for span in row["member"]["spans"]
            ]
            for row in rows_of(self.city, members)
        }
        assert held == {
            membership_id: [
                (begin.isoformat(), end.isoformat() if end else None)
                for begin, end in self.diaries[number].spans
            ]
            for number, membership_id in self.memberships.items()
        }

    @invariant()
    def duties_are_those_of_the_diary(self) -> None:
        held = {
            row["membership_id"]: (row["in_scope"], row["target_idr"])
            for row in rows_of(self.city, obligations)
            if row["period"] == MARCH
        }
        for diary in self.diaries.values():
            diary.owes = diary.owes or (self.opened and bool(diary.days_in_march))
        assert held == {
            self.memberships[number]: diary.duty
            for number, diary in self.diaries.items()
            if diary.owes
        }

    def teardown(self) -> None:
        if hasattr(self, "patch"):
            self.patch.undo()


@st.composite
def people(draw: st.DrawFn) -> Person:
    person = replace(
        draw(st.sampled_from([BUDI, SRI])), agency=draw(st.sampled_from(["DINKOP", "BKAD"]))
    )
    if draw(st.sampled_from([True, True, False])):
        return replace(person, ceiling=draw(st.sampled_from(CEILINGS)))
    return replace(person, eligible="false", ceiling="")


TestPeople = PeopleMachine.TestCase
TestPeople.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)

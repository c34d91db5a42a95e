"""Rules enacted, replaced and repealed while months go by, against a plain calendar of them."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from compliance_memory import Dice, MemoryCity, rows_of
from compliance_service import BUDI, DOCUMENT, FEBRUARY_20
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from compliance.adapters.tables import obligations, periods, policies
from compliance.domain.purchase_events import SpendCredited
from kernel.domain import ids

MONTHS = [f"2026-{number:02}" for number in range(1, 13)]
WHAT = st.sampled_from(["enact", "enact", "repeal", "time", "time", "buy", "buy"])
CEILING, GOODS = 2_000_000, 200_000


@dataclass(slots=True)
class Almanac:
    """Which version rules each month, written down month by month as each decision says it."""

    version_of: dict[str, int | None] = field(default_factory=lambda: dict.fromkeys(MONTHS))
    percents: list[int] = field(default_factory=list)
    starts: list[str] = field(default_factory=list)
    repealed: str | None = None  # The last month of the last version, if it has been repealed.
    opened: dict[str, int] = field(default_factory=dict)

    def enact(self, percent: int, start: str) -> str | None:
        """Return the code of the refusal, or None; the same again changes nothing."""
        if (
            self.starts
            and not self.repealed
            and (percent, start) == (self.percents[-1], self.starts[-1])
        ):
            return None
        if self.starts and start < self.starts[-1]:
            return "earlier_than_current_version"
        if self.opened and start <= max(self.opened):
            return "period_already_open"
        self.percents.append(percent)
        self.starts.append(start)
        self.repealed = None
        for month in MONTHS:
            if month >= start:
                self.version_of[month] = len(self.starts)
        return None

    def repeal(self, last: str) -> str | None:
        if not self.starts:
            return "no_policy_in_force"
        if self.repealed:
            return None if self.repealed == last else "no_policy_in_force"
        if _after(last) < self.starts[-1]:
            return "policy_malformed"
        if self.opened and _after(last) <= max(self.opened):
            return "period_already_open"
        self.repealed = last
        for month in MONTHS:
            if month > last:
                self.version_of[month] = None
        return None

    def reach(self, month: str) -> None:
        """Open what has begun and is ruled."""
        for one in MONTHS:
            version = self.version_of[one]
            if one <= month and version is not None:
                self.opened.setdefault(one, version)


class RuleMachine(RuleBasedStateMachine):
    @initialize(days=st.sampled_from([0, 0, 20, 50]))
    def found(self, days: int) -> None:
        self.patch = pytest.MonkeyPatch()
        dice = Dice()
        for name in ("secrets", "time"):
            self.patch.setattr(ids, name, dice)
        self.city = MemoryCity()
        self.city.start(closing_retry_s=20 * 86_400, reminder_days=())
        [self.budi] = self.city.enrol(BUDI, as_of="2026-01-01")
        self.almanac = Almanac()
        self.bought: dict[str, int] = {}
        self.orders = 0
        self.city.move_to(FEBRUARY_20 + timedelta(days=days))

    @rule(data=st.data(), what=WHAT)
    def live(self, data: st.DataObject, what: str) -> None:
        lived = {"enact": self._enact, "repeal": self._repeal, "time": self._wait, "buy": self._buy}
        lived[what](data)

    def _enact(self, data: st.DataObject) -> None:
        percent = data.draw(st.sampled_from([500, 1_000, 1_500]))
        start = data.draw(st.sampled_from(MONTHS[: self._now + 4]))
        changes = {"effective_from": f"{start}-01", "announced_on": "2026-01-01"}
        payload = self.city.policy_payload(DOCUMENT | {"percent_bp": percent}, **changes)
        self._said("enact_policy", payload, self.almanac.enact(percent, start))

    def _repeal(self, data: st.DataObject) -> None:
        last = data.draw(st.sampled_from(MONTHS[: self._now + 3]))
        end = date.fromisoformat(f"{_after(last)}-01") - timedelta(days=1)
        payload = {
            "institution_id": self.city.institution_id,
            "effective_to": end.isoformat(),
            "legal_basis": "Perwali 9/2026",
        }
        self._said("repeal_policy", payload, self.almanac.repeal(last))

    def _wait(self, data: st.DataObject) -> None:
        days = data.draw(st.sampled_from([0, 1, 10, 30]))
        until = min(self.city.clock.now() + timedelta(days=days), FEBRUARY_20 + timedelta(days=200))
        self.city.move_to(until)
        self.almanac.reach(self._month)

    def _buy(self, _: st.DataObject) -> None:
        self.orders += 1
        self.city.buy(self.budi, f"order-{self.orders}")
        self.bought[self._month] = self.bought.get(self._month, 0) + GOODS

    @invariant()
    def months_are_opened_under_the_version_of_their_time(self) -> None:
        # What was enacted for a month that has begun opens it by a timer, which is due at once.
        self.city.move_to(self.city.clock.now())
        self.almanac.reach(self._month)

        stored = {row["period"]: row["policy_version"] for row in rows_of(self.city, periods)}
        assert stored == self.almanac.opened

    @invariant()
    def targets_and_credits_are_those_of_that_version(self) -> None:
        held = {
            row["period"]: (row["policy_version"], row["target_idr"], row["credited_idr"])
            for row in rows_of(self.city, obligations)
        }
        assert held == {
            month: (
                version,
                CEILING * self.almanac.percents[version - 1] // 10_000,
                self.bought.get(month, 0),
            )
            for month, version in self.almanac.opened.items()
        }

    @invariant()
    def every_decision_is_one_version(self) -> None:
        rows = rows_of(self.city, policies)
        assert [row["version"] for row in rows] == list(range(1, len(self.almanac.starts) + 1))
        assert [row["enacted"]["document"]["percent_bp"] for row in rows] == self.almanac.percents

    def teardown(self) -> None:
        if not hasattr(self, "city"):
            return
        self.patch.undo()
        for one in self.city.app.units.read_after(0, 10_000):
            if isinstance(one.event, SpendCredited):
                assert one.event.policy_version == self.almanac.opened[one.event.period]

    @property
    def _month(self) -> str:
        return f"{self.city.clock.now() + timedelta(hours=7):%Y-%m}"

    @property
    def _now(self) -> int:
        return MONTHS.index(self._month)

    def _said(self, route: str, payload: dict[str, Any], refusal: str | None) -> None:
        answer = self.city.tell(route, self.city.officer("policy_officer"), **payload)
        assert answer.get("error", {}).get("code") == refusal


def _after(month: str) -> str:
    return MONTHS[MONTHS.index(month) + 1]


TestRules = RuleMachine.TestCase
TestRules.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)

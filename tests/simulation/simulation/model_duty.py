"""Promise 5, who owes what: each duty follows from the roster and the rule of the month."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from simulation.model_books import Books, Json

_WHOLE_BP = 10_000
_ROUNDING = {"none": 1, "ceil_100": 100, "ceil_1000": 1000}


class Rules:
    """Every version of every institution's rule, and the months that were opened under one."""

    def __init__(self, books: Books) -> None:
        self._versions: dict[str, list[Json]] = defaultdict(list)
        for one in books.of("compliance", "policy_enacted"):
            self._versions[one.data["institution_id"]].append(one.data)
        self.months = {
            (one.data["institution_id"], one.data["period"]): one.data
            for one in books.of("compliance", "period_opened")
        }

    def in_force(self, institution_id: str, period: str) -> Json | None:
        begun = [
            one for one in self._versions[institution_id] if one["effective_from"] <= f"{period}-01"
        ]
        return begun[-1] if begun else None

    def of_month(self, institution_id: str, period: str) -> Json:
        """Return the version under which that month was opened."""
        number: int = self.months[institution_id, period]["policy_version"]
        return self._versions[institution_id][number - 1]


def every_duty_follows_from_the_rule(books: Books) -> Iterator[str]:
    rules, roster = Rules(books), _Roster(books)
    duties: dict[tuple[str, str], Json] = {}
    for one in books.of("compliance", "obligation_opened", "obligation_adjusted"):
        pair = (one.data["membership_id"], one.data["period"])
        if one.kind == "obligation_adjusted" and pair in duties:
            duties[pair] = adjusted(duties[pair], one.data)
            continue
        if pair in duties or one.kind == "obligation_adjusted":
            yield f"{one} opens a duty of {pair} again, or changes one that is not there"
        duties[pair] = one.data
    for institution_id, period in rules.months:
        yield from _of_month(rules, roster, (institution_id, period), duties)
    for pair in duties:
        if not roster.gone(*pair):
            yield f"{pair} has a duty without being on the roster"


def adjusted(duty: Json, told: Json) -> Json:
    """Return what a duty says after an adjustment."""
    return duty | {
        "in_scope": told["in_scope_after"],
        "target_idr": told["target_after_idr"],
        "target_staple_idr": told["target_staple_after_idr"],
    }


def _of_month(
    rules: Rules,
    roster: "_Roster",
    month: tuple[str, str],
    duties: dict[tuple[str, str], Json],
) -> Iterator[str]:
    institution_id, period = month
    rule = rules.of_month(institution_id, period)
    if rules.in_force(institution_id, period) is not rule:
        yield f"{period} was opened under version {rule['version']} of the rule"
    for membership in roster.members(institution_id, period):
        told = duties.pop((membership, period), None)
        if told is None:
            yield f"{membership} has no duty in {period}"
            continue
        expected = roster.duty(membership, period, rule["document"])
        found = (told["in_scope"], told["target_idr"], told["target_staple_idr"])
        if found != expected:
            yield f"the duty of {membership} in {period} is {found}, and should be {expected}"


class _Roster:
    def __init__(self, books: Books) -> None:
        self._enrolled = {
            one.data["membership_id"]: one.data for one in books.of("compliance", "member_enrolled")
        }
        self._assigned: dict[str, list[Json]] = defaultdict(list)
        for one in books.of("compliance", "member_assigned"):
            self._assigned[one.data["membership_id"]].append(one.data)
        self._left = {
            one.data["membership_id"]: one.data for one in books.of("compliance", "member_left")
        }

    def members(self, institution_id: str, period: str) -> list[str]:
        """Return who is on the roster on any day of the month."""
        first, last = _days(period)
        return [
            name
            for name, one in self._enrolled.items()
            if one["institution_id"] == institution_id
            and one["valid_from"] <= last
            and not self._gone_before(name, first)
        ]

    def gone(self, membership: str, period: str) -> bool:
        """Tell whether somebody left before the month, which may have been known only later."""
        return membership in self._enrolled and self._gone_before(membership, _days(period)[0])

    def _gone_before(self, membership: str, day: str) -> bool:
        left = self._left.get(membership)
        return left is not None and left["valid_to"] < day

    def duty(
        self, membership: str, period: str, document: Mapping[str, object]
    ) -> tuple[bool, int, int | None]:
        first = max(_days(period)[0], self._enrolled[membership]["valid_from"])
        known = [one for one in self._assigned[membership] if one["valid_from"] <= first]
        newest = max(one["valid_from"] for one in known)
        assigned = [one for one in known if one["valid_from"] == newest][-1]
        amount = _amount(document, assigned)
        if amount is None:
            return False, 0, None
        unit, bp = _ROUNDING[str(document["rounding"])], int(str(document["staple_min_bp"]))
        target = -(-max(amount, int(str(document["floor_idr"]))) // unit) * unit
        return True, target, -(-target * bp // _WHOLE_BP) if bp else None


def _amount(document: Mapping[str, object], assigned: Json) -> int | None:
    """Return what the rule asks of such a member, before floor and rounding; None: nothing."""
    statuses = document["statuses_in_scope"]
    if isinstance(statuses, list) and assigned["employment_status"] not in statuses:
        return None
    if document["tpp_eligible_only"] and not assigned["tpp_eligible"]:
        return None
    if document["kind"] == "flat":
        return int(str(document["flat_idr"]))
    ceiling = assigned["tpp_ceiling_idr"]
    if ceiling is None:
        return None
    return int(-(-ceiling * int(str(document["percent_bp"])) // _WHOLE_BP))


def _days(period: str) -> tuple[str, str]:
    first = date.fromisoformat(f"{period}-01")
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.isoformat(), last.isoformat()

"""What the handlers of compliance ask of the outside world."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from compliance.domain.adjustment import Credited
from compliance.domain.agency import Agency
from compliance.domain.consequences import Concerned, IssuedRow
from compliance.domain.credit import Duty
from compliance.domain.month import Owed
from compliance.domain.obligation import OnRoster
from compliance.domain.period import CHUNK, Period
from compliance.domain.policy import Policy
from compliance.domain.purchase import Buyer
from compliance.domain.standing import Standing
from compliance.domain.words import ConsequenceKind
from kernel.application.ports import Vault
from kernel.domain.calendar import Calendar

Expected = Mapping[str, tuple[str, datetime] | None]


class Books(Protocol):
    """Takes turns: what changes who owes what waits for what credits it, and the reverse."""

    def hold(self, institution_id: str) -> None:
        """Lock an institution's books until the end of the transaction."""
        ...


class Roster(Protocol):
    def agencies(self, institution_id: str, on: date) -> Mapping[str, str]:
        """Return the ids, by their codes, of the agencies that exist on that day."""
        ...

    def tree(self, institution_id: str) -> Mapping[str, Agency]:
        """Return every agency there ever was, by its id."""
        ...

    def members(self, institution_id: str) -> Sequence[OnRoster]: ...

    def some(self, membership_ids: Sequence[str]) -> Sequence[OnRoster]: ...


class Periods(Protocol):
    def opened(self, institution_id: str) -> Sequence[Period]:
        """Return the months that have been opened, closed ones too, the latest last."""
        ...

    def members(self, institution_id: str, period: str) -> int:
        """Return how many members the month is about."""
        ...

    def without_duty(self, institution_id: str, period: str, limit: int) -> Sequence[OnRoster]:
        """Return members whom the month is about and who have no obligation yet, by their ids."""
        ...

    def waiting_orders(self, membership_ids: Sequence[str]) -> Sequence[str]:
        """Return their orders with a spend on which nobody has judged, by their ids."""
        ...

    def obligations(self, institution_id: str, period: str) -> int:
        """Return how many obligations the month has."""
        ...

    def short(self, institution_id: str, period: str, *, after: str, limit: int) -> Sequence[Owed]:
        """Return the next obligations behind that one that are not met yet, by their ids."""
        ...

    def owed(self, period: Period, limit: int) -> Sequence[Owed]:
        """Return the obligations that are to be assessed next, with what has been credited."""
        ...

    def standings(self, period: Period, membership_ids: Sequence[str]) -> Mapping[str, Standing]:
        """Return, by membership, what was pending, lost or disputed at the month's cut-off."""
        ...

    def credited(self, obligation_ids: Sequence[str]) -> Mapping[str, Credited]:
        """Return what the books hold of each of these that exists."""
        ...


class Consequences(Protocol):
    def concerned(self, period: Period, chunk_no: int) -> Sequence[Concerned]:
        """Return whom that chunk of the assessments is about."""
        ...

    def issued(self, period: Period, kind: ConsequenceKind) -> Sequence[IssuedRow]:
        """Return what has been issued of that kind, in the order of the obligations."""
        ...


class Duties(Protocol):
    """Whom a spend belongs to and what it may be credited to, behind a lock on those books."""

    def expect(self, orders: Expected) -> None:
        """
        Fetch what these orders will need, in a constant number of questions.

        :param orders: by order id, the membership and the moment of ordering where they are known
            from the event itself; else from what was noted before
        """
        ...

    def buyer(self, membership_id: str, at: datetime) -> Buyer | None:
        """Return the member, with the agency of that day; None if nobody is known by that id."""
        ...

    def policy(self, institution_id: str) -> Policy | None: ...

    def find(self, membership_id: str, period: str) -> Duty | None:
        """Return the obligation, its balance locked for this transaction."""
        ...

    def keep(self, duty: Duty) -> None:
        """Remember a new balance for the rest of the transaction."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """How far a producer's events have been applied here."""

    producer: str
    position: int
    caught_up_at: datetime | None
    parked: int


class Sources(Protocol):
    def standing(self) -> Sequence[Upstream]:
        """Return every producer that a month's closing depends on."""
        ...


class Lookup(Protocol):
    def of(self, institution_id: str, employee_number: str) -> str:
        """Return the keyed hash by which the vault finds a number again."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """
    Limits and windows in force.

    :param closing_grace: a month closes this long after its cut-off, so that transactions which
        were under way at the cut-off are through
    :param closing_retry: how long a closing waits before it asks again
    :param chunk: how many members one step of an opening, a reminder or a closing is about
    :param reminder_days: who is still short hears of it so many days before the month's end
    """

    import_rows_max: int = 20_000
    closing_grace: timedelta = timedelta(minutes=1)
    closing_retry: timedelta = timedelta(minutes=1)
    chunk: int = CHUNK
    reminder_days: tuple[int, ...] = (7, 2)
    code_version: str = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    books: Books
    roster: Roster
    periods: Periods
    consequences: Consequences
    duties: Duties
    sources: Sources
    vault: Vault
    lookup: Lookup
    calendar: Calendar
    rules: Rules

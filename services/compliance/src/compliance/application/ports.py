"""What the handlers of compliance ask of the outside world."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from compliance.domain.credit import Duty
from compliance.domain.month import Owed
from compliance.domain.obligation import OnRoster
from compliance.domain.period import Period
from compliance.domain.policy import Policy
from compliance.domain.purchase import Buyer, Standing
from compliance.domain.purchase_events import SpendCredited
from kernel.application.ports import Vault
from kernel.domain.calendar import Calendar

Expected = Mapping[str, tuple[str, datetime] | None]


class Books(Protocol):
    """Takes turns: what changes who owes what waits for what credits it, and the reverse."""

    def hold(self, institution_id: str) -> None:
        """Lock an institution's books until the end of the transaction."""
        ...


class Roster(Protocol):
    def agencies(self, institution_id: str) -> Mapping[str, str]:
        """Return the agencies' ids by their codes."""
        ...

    def members(self, institution_id: str) -> Sequence[OnRoster]: ...


class Periods(Protocol):
    def opened(self, institution_id: str) -> Sequence[Period]:
        """Return the months that have been opened, closed ones too, the latest last."""
        ...

    def waiting_orders(self, institution_id: str) -> Sequence[str]:
        """Return the orders of members with a spend on which nobody has judged, by their ids."""
        ...

    def owed(self, institution_id: str, period: str) -> Sequence[Owed]:
        """Return the month's obligations, each with what has been credited."""
        ...

    def standings(self, period: Period) -> Mapping[str, Standing]:
        """Return, by membership, what was pending or lost at the month's cut-off."""
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

    def credited(self, credit: SpendCredited) -> None:
        """Keep the balance that later spends of this transaction start from."""
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
    """

    import_rows_max: int = 20_000
    closing_grace: timedelta = timedelta(minutes=1)
    closing_retry: timedelta = timedelta(minutes=1)
    code_version: str = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    books: Books
    roster: Roster
    periods: Periods
    duties: Duties
    sources: Sources
    vault: Vault
    lookup: Lookup
    calendar: Calendar
    rules: Rules

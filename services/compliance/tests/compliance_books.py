"""Read models that events fill, in a transaction of either store, and the ports that read them."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime
from itertools import count
from typing import Any

import pytest
from compliance_ledger import Ledger
from compliance_money import (
    CITY,
    MARKET,
    PAID,
    assigned,
    enrolled,
    handed_over,
    noted,
    paid,
)
from compliance_service import SECRET

from compliance.adapters.codecs import OWN
from compliance.adapters.read_models import PROJECTIONS
from compliance.application.ports import Ports
from compliance.domain.people_events import (
    AgencyDefined,
    InstitutionRegistered,
    MemberLeft,
)
from compliance.domain.words import (
    AgencyKind,
    IdentityScheme,
    LeaveReason,
)
from compliance.settings import Settings
from kernel.adapters.storage import AnyDatabase, AnyTransaction
from kernel.adapters.store import append
from kernel.application.envelope import Recorded
from kernel.domain.events import Event
from kernel.domain.ids import new_id
from kernel.domain.streams import Kind
from kernel.settings import KernelSettings

SETTINGS = Settings(
    kernel=KernelSettings(service="compliance", database_url="postgresql://", amqp_url=""),
    lookup_secret=SECRET,
)
APRIL = "2026-04"


class _GivenUp(Exception):
    """Nothing of a test is kept."""


def _give_up() -> None:
    raise _GivenUp


class Store:
    """One kind of database, and how compliance's ports are made on it."""

    def __init__(self, database: AnyDatabase, ports: Any) -> None:
        self.database = database
        self.ports = ports

    @contextmanager
    def books(self) -> Iterator["Books"]:
        """Lend books in a transaction that is rolled back."""
        with suppress(_GivenUp), self.database.transaction() as transaction:
            yield Books(transaction, self.ports)
            _give_up()


class Books:
    """The ports within one transaction, and the read models behind them."""

    def __init__(self, transaction: AnyTransaction, ports: Any) -> None:
        self.transaction = transaction
        self._ports = ports
        self._numbers = count(1)

    @property
    def ports(self) -> Ports:
        """Return them as the next transaction would have them: they remember nothing."""
        made: Ports = self._ports(self.transaction)
        return made

    def fold(self, *events: Event, at: datetime = PAID) -> None:
        told = [self._recorded(event, at) for event in events]
        for projection in PROJECTIONS:
            projection.apply(self.transaction, told)

    def live(self, ledger: Ledger) -> None:
        """Fold what a ledger has told."""
        self.fold(*ledger.history)

    def keep(self, kind: Kind[Any, Any], key: str, *events: Event, at: datetime = PAID) -> None:
        """Append to a stream that holds nothing yet."""
        told = [
            replace(
                self._recorded(event, at),
                event_id=new_id(),
                stream_id=kind.stream(key),
                stream_type=kind.name,
                version=version,
            )
            for version, event in enumerate(events, start=1)
        ]
        append(self.transaction, OWN, told, at=at)

    def _recorded(self, event: Event, at: datetime) -> Recorded[Event]:
        number = next(self._numbers)
        return Recorded(
            event=event,
            event_id=f"event-{number}",
            stream_id="stream-1",
            stream_type="stream",
            version=number,
            type=OWN.name(event),
            position=0,
            occurred_at=at,
            recorded_at=at,
            metadata={},
        )


class StoreContract:
    """A test class inherits it, and gives the fixture `store`."""

    @pytest.fixture
    def books(self, store: Store) -> Iterator[Books]:
        with store.books() as books:
            yield books


def registered(institution_id: str = CITY) -> InstitutionRegistered:
    return InstitutionRegistered(
        institution_id=institution_id,
        name="A City",
        identity_scheme=IdentityScheme.NIP,
        kelurahan_code=None,
        valid_from=date(2020, 1, 1),
        valid_to=None,
        legal_basis=None,
    )


def agency(agency_id: str = MARKET, institution_id: str = CITY) -> AgencyDefined:
    return AgencyDefined(
        institution_id=institution_id,
        agency_id=agency_id,
        agency_code=agency_id.upper(),
        name="An Agency",
        parent_agency_id=None,
        kind=next(iter(AgencyKind)),
        kelurahan_code="35.73.01.1001",
        valid_from=date(2020, 1, 1),
        valid_to=None,
        legal_basis=None,
    )


def left(membership_id: str, on: date) -> MemberLeft:
    return MemberLeft(
        membership_id=membership_id,
        institution_id=CITY,
        reason=LeaveReason.RETIRED,
        valid_to=on,
        known_from=PAID,
        decree_ref=None,
        import_batch_id=None,
    )


def joined(membership_id: str, on: date = date(2026, 1, 1), **changes: Any) -> tuple[Event, Event]:
    home = changes.get("institution_id", CITY)
    return (
        enrolled(membership_id, valid_from=on, institution_id=home),
        assigned(membership_id, valid_from=on),
    )


def bought(order_id: str, membership_id: str) -> list[Any]:
    """Return what is told of an order that was placed, handed over and paid."""
    return [
        noted(order_id=order_id, membership_id=membership_id),
        handed_over(order_id=order_id),
        paid(f"received-{order_id}", order_id=order_id, payment_id=f"payment-of-{order_id}"),
    ]

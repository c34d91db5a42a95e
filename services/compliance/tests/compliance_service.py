"""The compliance service on a real database, told of orders and money as its neighbours tell it."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from compliance_neighbours import (
    KLOJEN,
    order_delivered,
    order_placed,
    payment_received,
    payment_refunded,
)

from compliance.adapters.codecs import ORDERS, PAYMENTS
from compliance.application.foreign import (
    OrderDelivered,
    OrderPlaced,
    PaymentReceived,
    PaymentRefunded,
)
from compliance.bootstrap import define
from compliance.settings import Settings
from kernel.adapters.applier import Applier
from kernel.adapters.clock import ManualClock
from kernel.adapters.cloudevents import Incoming
from kernel.adapters.codec import Codec, plain
from kernel.adapters.database import Database
from kernel.adapters.definition import ServiceDefinition
from kernel.adapters.guard_row import GuardRow
from kernel.adapters.inspection import STORE_CHECKS, breaches
from kernel.adapters.migrations import migrate
from kernel.adapters.service import ServiceApp
from kernel.adapters.timer_loop import TimerLoop
from kernel.adapters.timers import first_due
from kernel.domain.events import Event
from kernel.domain.ids import new_id
from kernel.settings import KernelSettings
from kernel.testing.statements import statements_sent

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"
SECRET = "a secret that nobody guesses, of enough characters"

FEBRUARY_20 = datetime(2026, 2, 20, 3, 0, tzinfo=UTC)
MARCH_BEGINS = datetime(2026, 2, 28, 17, 0, tzinfo=UTC)  # In Malang.
MARCH_10 = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)
MARCH = "2026-03"

OPERATOR = {"actor_id": "an-operator", "actor_role": "operator"}
HEADER = (
    "employee_number,name,agency_code,identity_kind,employment_status,grade,position_level,"
    "job_class,tpp_eligible,tpp_ceiling_idr"
)

_CODECS: Mapping[str, Codec] = {"orders": ORDERS, "payments": PAYMENTS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One row of a members' file; the names and numbers are invented."""

    number: str
    name: str
    agency: str = "DINKOP"
    kind: str = "pns"
    status: str = "active"
    eligible: str = "true"
    ceiling: str = "2000000"

    @property
    def row(self) -> str:
        cells = (self.number, self.name, self.agency, self.kind, self.status)
        return ",".join((*cells, "III/a", "staff", "7", self.eligible, self.ceiling))


BUDI = Person(number="198503172010011005", name="Budi Planted")
SRI = Person(number="199001022015032001", name="Sri Planted", agency="BKAD")
TONO = Person(number="198812302012011009", name="Tono Planted", eligible="false", ceiling="")
DEWI = Person(number="199202142020122003", name="Dewi Planted", kind="cpns", status="cpns")
STAFF = (BUDI, SRI, TONO)

DOCUMENT = {
    "kind": "percent_of_tpp_ceiling",
    "percent_bp": 1_000,
    "floor_idr": 50_000,
}


def csv_of(*people: Person) -> str:
    return "\n".join((HEADER, *(one.row for one in people))) + "\n"


class City:
    """Compliance with one institution of two agencies, and the two services it listens to."""

    def __init__(self, database_url: str) -> None:
        kernel = KernelSettings(service="compliance", database_url=database_url, amqp_url="")
        self.settings = Settings(kernel=kernel, lookup_secret=SECRET, import_rows_max=50)
        self.database = self.prepared(database_url)
        self.clock = ManualClock(FEBRUARY_20)
        self.heard: dict[str, list[Incoming]] = {name: [] for name in _CODECS}
        self.start()
        self.institution_id = self.register("A City")
        self.agencies = {code: self.agency(code) for code in ("DINKOP", "BKAD")}

    def prepared(self, database_url: str) -> Any:
        """Return the database, its tables made."""
        migrate(database_url, MIGRATIONS)
        return Database(database_url)

    def defined(self) -> ServiceDefinition:
        return define(self.settings)

    def start(self, **settings: Any) -> None:
        """Start the processes anew: nothing is in memory that is not in the database."""
        self.settings = replace(self.settings, **settings)
        self.definition = self.defined()
        self.app = ServiceApp(self.definition, self.database, clock=self.clock)
        self.timers = TimerLoop(self.definition, self.app.units, ready=lambda: True)
        self._appliers = {
            one.producer: Applier(self.definition, one, self.app.units, attempts_max=1)
            for one in self.definition.subscriptions
        }

    def close(self) -> None:
        self.database.close()

    # Who speaks.

    def officer(self, role: str, institution_id: str | None = None, **more: Any) -> dict[str, Any]:
        """Return the context of an officer of this institution, or of that one."""
        home = institution_id or self.institution_id
        return {
            "actor_id": f"a-{role}",
            "actor_role": role,
            "actor_institution_id": home,
            **more,
        }

    def buyer(self, *membership_ids: str) -> dict[str, Any]:
        return self.officer("buyer", memberships=list(membership_ids))

    # What is said to the service.

    def tell(self, route: str, context: Mapping[str, Any], **payload: Any) -> dict[str, Any]:
        """Run one command and return its answer, refused or not, as it goes over the wire."""
        message = {"route": route, "context": context, "payload": payload, "key": None}
        [answer] = self.app.execute([message])
        told: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(answer))
        return told

    def done(self, route: str, context: Mapping[str, Any], **payload: Any) -> dict[str, Any]:
        """Run one command that must not be refused, and return its result."""
        answer = self.tell(route, context, **payload)
        assert "ok" in answer, answer
        result: dict[str, Any] = answer["ok"]
        return result

    def refusal(self, route: str, context: Mapping[str, Any], **payload: Any) -> str:
        """Run one command that must be refused, and return the code."""
        answer = self.tell(route, context, **payload)
        assert "error" in answer, answer
        return str(answer["error"]["code"])

    def ask(self, question: str, context: Mapping[str, Any], **params: Any) -> dict[str, Any]:
        return self.app.ask(question, params, context)

    def register(self, name: str) -> str:
        return str(self.done("register_institution", OPERATOR, name=name)["institution_id"])

    def agency(self, code: str, **more: Any) -> str:
        payload = self.agency_payload(code, **more)
        return str(self.done("define_agency", self.officer("hr_officer"), **payload)["agency_id"])

    def agency_payload(self, code: str, **more: Any) -> dict[str, Any]:
        given = {
            "institution_id": self.institution_id,
            "agency_code": code,
            "name": f"Agency {code}",
            "kelurahan_code": KLOJEN,
        }
        return given | more

    def import_payload(self, *people: Person, **more: Any) -> dict[str, Any]:
        given = {
            "institution_id": self.institution_id,
            "as_of": "2026-02-20",
            "csv": csv_of(*people),
        }
        return given | more

    def enrol(self, *people: Person, **more: Any) -> list[str]:
        """Take in a file of these people and return their memberships."""
        payload = self.import_payload(*people, **more)
        result = self.done("import_members", self.officer("hr_officer"), **payload)
        assert result["refusals"] == [], result
        return [one["membership_id"] for one in result["members"]]

    def policy_payload(self, document: Mapping[str, Any] = DOCUMENT, **more: Any) -> dict[str, Any]:
        given = {
            "institution_id": self.institution_id,
            "document": document,
            "effective_from": "2026-03-01",
            "legal_basis": "Perwali 1/2026",
            "legal_basis_kind": "perwali",
            "announced_on": "2026-02-20",
            "drafted_by_id": "a-drafter",
        }
        return given | more

    def enact(self, **changes: Any) -> dict[str, Any]:
        """Enact the rule, with a document that differs in what is given."""
        payload = self.policy_payload(DOCUMENT | changes)
        return self.done("enact_policy", self.officer("policy_officer"), **payload)

    def open_month(self, period: str = MARCH) -> int:
        officer = self.officer("policy_officer")
        payload = {"institution_id": self.institution_id, "period": period}
        return int(self.done("open_period", officer, **payload)["opened"])

    def close_month(self, period: str = MARCH) -> dict[str, Any]:
        officer = self.officer("policy_officer")
        payload = {"institution_id": self.institution_id, "period": period}
        return self.done("close_period", officer, **payload)

    # What the neighbours say.

    def hear(self, producer: str, *events: Event) -> None:
        incoming = [self._incoming(producer, event) for event in events]
        self._appliers[producer].apply(incoming)

    def take(self, producer: str, *told: Mapping[str, Any]) -> None:
        """Apply a batch that was told before now, under the next positions."""
        heard = self.heard[producer]
        for cloudevent in told:
            number = {"position": len(heard) + 1, "streamversion": len(heard) + 1}
            heard.append(Incoming.of(producer, {**cloudevent, **number}))
        self._appliers[producer].apply(heard[len(heard) - len(told) :])

    def hear_all_again(self) -> None:
        """Take everything that was ever told under new positions, as after a restored producer."""
        for producer, told in list(self.heard.items()):
            for one in list(told):
                event_id, data = one.cloudevent["id"], one.cloudevent["data"]
                again = self._numbered(producer, event_id, one.type, data, one.stream_id)
                self._appliers[producer].apply([again])

    def buy(self, membership_id: str | None, order_id: str, **changes: Any) -> None:
        """Order, receive and pay, all now."""
        self.hear("orders", self.placed(order_id, membership_id, **changes))
        self.hear("orders", self.delivered(order_id))
        self.hear("payments", self.paid(order_id))

    def placed(self, order_id: str, membership_id: str | None, **changes: Any) -> OrderPlaced:
        now = self.clock.now()
        return order_placed(
            order_id=order_id,
            membership_id=membership_id,
            institution_id=self.institution_id if membership_id else None,
            placed_at=now,
            **changes,
        )

    def delivered(self, order_id: str, **changes: Any) -> OrderDelivered:
        return order_delivered(order_id=order_id, delivered_at=self.clock.now(), **changes)

    def paid(self, order_id: str, **changes: Any) -> PaymentReceived:
        return payment_received(order_id=order_id, collected_at=self.clock.now(), **changes)

    def refunded(self, order_id: str, **changes: Any) -> PaymentRefunded:
        return payment_refunded(order_id=order_id, refunded_at=self.clock.now(), **changes)

    def caught_up(self, at: datetime, *producers: str) -> None:
        """Let the subscriptions say that they had seen everything by then."""
        for producer in producers or tuple(_CODECS):
            with self.database.transaction() as connection:
                GuardRow(consumer="compliance", producer=producer).note_caught_up(connection, 0, at)

    # Time, and what was written.

    def move_to(self, instant: datetime) -> None:
        """Let time pass, timer by timer, as the loop would have lived it."""
        while due := self._next_timer(instant):
            self.clock.move_to(max(due, self.clock.now()))
            self.timers.fire_due()
        self.clock.move_to(instant)

    def past_cut_off(self, period: str = MARCH) -> datetime:
        """Return a moment at which the month's closing is due."""
        [row] = self.rows(f"select cut_off_at from periods where period = '{period}'")  # noqa: S608
        at: datetime = row["cut_off_at"] + timedelta(minutes=2)
        return at

    def facts(self, name: str) -> list[dict[str, Any]]:
        """Return the data of every stored event of that name."""
        query = f"select data from events where type = 'compliance.{name}.v1' order by position"  # noqa: S608
        return [row["data"] for row in self.rows(query)]

    def rows(self, query: str) -> Sequence[sa.RowMapping]:
        with self.database.transaction() as connection:
            return list(connection.execute(sa.text(query)).mappings())

    def run_sql(self, text: str, **values: Any) -> None:
        with self.database.transaction() as connection:
            connection.execute(sa.text(text), values)

    def statements(self) -> AbstractContextManager[list[str]]:
        """Collect every statement that is sent meanwhile."""
        return statements_sent()

    def forge(self, name: str, **changes: Any) -> None:
        """Store the last event of that name once more, changed, as a bug or an intruder might."""
        self.run_sql(
            """
            insert into events (position, event_id, stream_id, stream_type, version, type, data,
                                metadata, occurred_at, recorded_at)
            select (select max(position) + 1 from events), :id, stream_id, stream_type,
                   (select max(version) + 1 from events same where same.stream_id = one.stream_id),
                   type, data || cast(:changes as jsonb), metadata, occurred_at, recorded_at
              from events one where type = :type order by position desc limit 1
            """,
            id=new_id(),
            type=f"compliance.{name}.v1",
            changes=msgspec.json.encode(changes).decode(),
        )

    def broken(self) -> Mapping[str, Any]:
        """Return the promises that do not hold, with what breaks them."""
        checks = (*STORE_CHECKS, *self.definition.checks)
        with self.database.transaction() as connection:
            found = {check.name: breaches(connection, check) for check in checks}
        return {name: rows for name, rows in found.items() if rows}

    def _next_timer(self, until: datetime) -> datetime | None:
        with self.database.transaction() as connection:
            due = first_due(connection)
        return due if due and due <= until else None

    def _incoming(self, producer: str, event: Any) -> Incoming:
        kind = {"orders": "order", "payments": "payment"}[producer]
        name = _CODECS[producer].name(event)
        stream_id = f"{kind}-{event.order_id}"
        return self._numbered(producer, new_id(), name, plain(event), stream_id)

    def _numbered(
        self, producer: str, event_id: str, name: str, data: Any, stream_id: str
    ) -> Incoming:
        told = self.heard[producer]
        cloudevent = {
            "id": event_id,
            "subject": stream_id,
            "type": name,
            "streamtype": stream_id.partition("-")[0],
            "streamversion": len(told) + 1,
            "position": len(told) + 1,
            "time": self.clock.now().isoformat(),
            "recordedtime": self.clock.now().isoformat(),
            "data": data,
        }
        told.append(Incoming.of(producer, cloudevent))
        return told[-1]

"""A few members who live a month through the real service: a million are cut to their pattern."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from compliance.adapters.codecs import ORDERS, PAYMENTS
from compliance.application import foreign
from compliance.bootstrap import define
from compliance.entrypoints.cli import MIGRATIONS
from compliance.settings import Settings
from kernel.adapters.applier import Applier
from kernel.adapters.clock import ManualClock
from kernel.adapters.cloudevents import Incoming
from kernel.adapters.codec import plain
from kernel.adapters.database import Database
from kernel.adapters.inspection import STORE_CHECKS, breaches
from kernel.adapters.migrations import migrate
from kernel.adapters.rebuild import differences_own
from kernel.adapters.service import ServiceApp
from kernel.domain.events import Event
from kernel.domain.ids import new_id
from kernel.settings import KernelSettings

PERIOD = "2026-03"
AGENCIES = tuple(f"OPD{no:02}" for no in range(8))
PEOPLE = 40
_KLOJEN = "35.73.02.1001"
_ENROLLED_AT = datetime(2026, 2, 20, 3, 0, tzinfo=UTC)
_BEGINS = datetime(2026, 2, 28, 17, 0, tzinfo=UTC)  # In Malang.
_BUYS_AT = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)
_HEADER = (
    "employee_number,name,agency_code,identity_kind,employment_status,grade,position_level,"
    "job_class,tpp_eligible,tpp_ceiling_idr"
)
_DOCUMENT: Mapping[str, Any] = {
    "kind": "percent_of_tpp_ceiling",
    "percent_bp": 1_000,
    "floor_idr": 50_000,
    "consequences": {
        "rewards": [{"code": "gold", "from_bp": 10_000}],
        "recommend_below_bp": 5_000,
    },
}
_CODECS = {"orders": ORDERS, "payments": PAYMENTS}
_SECRET = "the lookup secret of a benchmark, kept by nobody"  # noqa: S105 - it guards nothing
_BY_CLOSING = ("periods", "obligations", "consequences")
# Of ten members half buy nothing; one owes nothing; the others buy, and one of them does not pay.
_BUYERS: Mapping[int, int] = {6: 400_000, 7: 60_000, 8: 120_000, 9: 300_000}
_NOT_PAID = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    order_id: str
    payment_event_id: str | None


def settings_of(database_url: str) -> Settings:
    kernel = KernelSettings(service="compliance", database_url=database_url, amqp_url="")
    return Settings(kernel=kernel, lookup_secret=_SECRET)


class Pattern:
    """One institution of a few members in March, as the service's own commands have made it."""

    def __init__(self, database_url: str) -> None:
        migrate(database_url, MIGRATIONS)
        self.database = Database(database_url)
        self._clock = ManualClock(_ENROLLED_AT)
        self._definition = define(settings_of(database_url))
        self._app = ServiceApp(self._definition, self.database, clock=self._clock)
        self._positions = dict.fromkeys(_CODECS, 0)
        self.purchases: dict[str, Purchase] = {}
        named = self._done("register_institution", "operator", name="A City")
        self.institution_id: str = named["institution_id"]
        self._live()

    def close(self) -> None:
        self.database.close()

    def ask(self, question: str, **params: Any) -> dict[str, Any]:
        asked = {"institution_id": self.institution_id, **params}
        return self._app.ask(question, asked, self._caller("policy_officer"))

    def breaches(self) -> list[str]:
        """Return the promises and read models that `admin verify` would find broken."""
        written = [one for one in self._definition.projections if one.name in _BY_CLOSING]
        with self.database.transaction() as connection:
            checks = [
                one.name
                for one in (*STORE_CHECKS, *self._definition.checks)
                if breaches(connection, one)
            ]
        return checks + [
            one.name
            for one in written
            if differences_own(self.database, one, self._definition.codec)
        ]

    def due_at(self) -> datetime:
        """Return a moment at which the month may be closed, with all news in time heard."""
        with self.database.transaction() as connection:
            cut_off: datetime = connection.execute(
                sa.text("select cut_off_at from periods where period = :period"),
                {"period": PERIOD},
            ).scalar_one()
        return cut_off + timedelta(minutes=2)

    def _live(self) -> None:
        for code in AGENCIES:
            named = {"agency_code": code, "name": f"Agency {code}", "kelurahan_code": _KLOJEN}
            self._done("define_agency", "hr_officer", **named)
        members = self._done(
            "import_members", "hr_officer", as_of="2026-02-20", csv="\n".join(_file())
        )["members"]
        self._enact()
        self._clock.move_to(_BEGINS)
        self._done("open_period", "policy_officer", period=PERIOD)
        self._clock.move_to(_BUYS_AT)
        for no, member in enumerate(members):
            if no % 10 in _BUYERS:
                self._buys(member["membership_id"], _BUYERS[no % 10], paid=no % 10 != _NOT_PAID)

    def _enact(self) -> None:
        self._done(
            "enact_policy",
            "policy_officer",
            document=_DOCUMENT,
            effective_from="2026-03-01",
            legal_basis="Perwali 1/2026",
            legal_basis_kind="perwali",
            announced_on="2026-02-20",
            drafted_by_id="a-drafter",
        )

    def _buys(self, membership_id: str, goods_idr: int, *, paid: bool) -> None:
        order_id = new_id()
        placed = _placed(order_id, membership_id, self.institution_id, goods_idr, _BUYS_AT)
        self._hear("orders", order_id, placed)
        self._hear("orders", order_id, _delivered(order_id, goods_idr, _BUYS_AT))
        event_id = None
        if paid:
            event_id = self._hear("payments", order_id, _received(order_id, goods_idr, _BUYS_AT))
        self.purchases[membership_id] = Purchase(order_id=order_id, payment_event_id=event_id)

    def _hear(self, producer: str, order_id: str, event: Event) -> str:
        [subscription] = [s for s in self._definition.subscriptions if s.producer == producer]
        self._positions[producer] += 1
        now = self._clock.now().isoformat()
        cloudevent = {
            "id": new_id(),
            "subject": f"order-{order_id}",
            "type": _CODECS[producer].name(event),
            "streamtype": "order",
            "streamversion": self._positions[producer],
            "position": self._positions[producer],
            "time": now,
            "recordedtime": now,
            "data": plain(event),
        }
        applier = Applier(self._definition, subscription, self._app.units)
        applier.apply([Incoming.of(producer, cloudevent)])
        return str(cloudevent["id"])

    def _done(self, route: str, role: str, **payload: Any) -> dict[str, Any]:
        if role != "operator":
            payload["institution_id"] = self.institution_id
        message = {"route": route, "context": self._caller(role), "payload": payload, "key": None}
        [answer] = self._app.execute([message])
        if "ok" not in answer:
            raise RuntimeError(f"{route} was refused: {answer}")
        result: dict[str, Any] = answer["ok"]
        return result

    def _caller(self, role: str) -> dict[str, Any]:
        home = getattr(self, "institution_id", None)
        return {"actor_id": f"a-{role}", "actor_role": role, "actor_institution_id": home}


def _file() -> Iterator[str]:
    yield _HEADER
    for no in range(PEOPLE):
        number = f"1985{1 + no % 12:02}{1 + no % 28:02}2010011{no + 1:03}"
        owes = no % 10 != 5  # noqa: PLR2004 - one of ten
        ceiling = str(1_000_000 + 100_000 * no) if owes else ""
        cells = (number, f"Member {no}", AGENCIES[no % len(AGENCIES)], "pns", "active", "III/a")
        yield ",".join((*cells, "staff", "7", "true" if owes else "false", ceiling))


def _placed(
    order_id: str, membership_id: str, institution_id: str, goods_idr: int, at: datetime
) -> foreign.OrderPlaced:
    line = foreign.OrderLine(
        line_id="line-1",
        category_code="rice",
        commodity_code="rice_medium",
        staple=True,
        staple_list_version="1",
        goods_origin="local",
        base_unit="gram",
        ceiling_status="none",
    )
    return foreign.OrderPlaced(
        order_id=order_id,
        membership_id=membership_id,
        institution_id=institution_id,
        placed_at=at,
        buyer_kind="person",
        purchase_purpose="personal",
        funding_source="own",
        merchant_id="a-merchant",
        merchant_kelurahan_code=_KLOJEN,
        merchant_kind="ukm",
        merchant_scale="micro",
        supervising_department="diskopindag",
        related_party="none_known",
        delivery_kelurahan_code=_KLOJEN,
        lines=(line,),
        delivery_fee_idr=10_000,
        amount_due_idr=goods_idr + 10_000,
    )


def _delivered(order_id: str, goods_idr: int, at: datetime) -> foreign.OrderDelivered:
    line = foreign.DeliveredLine(
        line_id="line-1", delivered_net_base=5_000, line_total_idr=goods_idr
    )
    return foreign.OrderDelivered(
        order_id=order_id,
        delivered_at=at,
        lines=(line,),
        delivery_fee_idr=10_000,
        amount_due_idr=goods_idr + 10_000,
        return_until=at + timedelta(days=2),
    )


def _received(order_id: str, goods_idr: int, at: datetime) -> foreign.PaymentReceived:
    return foreign.PaymentReceived(
        order_id=order_id,
        payment_id=f"payment-of-{order_id}",
        collection_id=f"collection-of-{order_id}",
        collected_at=at,
        amount_received_idr=goods_idr + 10_000,
        overage_idr=0,
        goods_idr=goods_idr,
        delivery_fee_idr=10_000,
        remaining_due_idr=0,
        confirmation="buyer_code",
        strength="strong",
    )

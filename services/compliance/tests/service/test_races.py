"""Two connections at once: whoever opens, closes, enrols or credits takes turns, and nothing falls
between two of them."""

import threading
import time
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from compliance_service import DEWI, MARCH, MARCH_BEGINS, STAFF, City

from compliance.application.importing import import_members
from compliance.application.opening import open_month
from compliance.domain.commands import ImportMembers
from kernel.adapters.cloudevents import Incoming
from kernel.adapters.reactions import Reactions
from kernel.application.envelope import system_context

PATIENCE_S = 10
SYSTEM = system_context("test")


class Meanwhile:
    """Something that another connection does, and for which it has to wait."""

    def __init__(self, city: City, act: Callable[[], object]) -> None:
        self._city = city
        self._failed: list[BaseException] = []
        self._thread = threading.Thread(target=self._run, args=(act,), daemon=True)

    def begin(self) -> None:
        """Return as soon as it waits for a lock."""
        self._thread.start()
        until = time.monotonic() + PATIENCE_S
        while not self._waits():
            assert self._thread.is_alive(), f"it did not wait: {self._failed}"
            assert time.monotonic() < until, "it neither waits nor ends"
            time.sleep(0.01)

    def end(self) -> None:
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()
        assert not self._failed, self._failed

    def _run(self, act: Callable[[], object]) -> None:
        try:
            act()
        except BaseException as error:  # noqa: BLE001 - it is told to the test's own thread
            self._failed.append(error)

    def _waits(self) -> bool:
        query = (
            "select count(*) as waiting from pg_stat_activity"
            " where wait_event_type = 'Lock' and datname = current_database()"
        )
        return bool(self._city.rows(query)[0]["waiting"])


@pytest.fixture
def members(city: City) -> list[str]:
    memberships = city.enrol(*STAFF)
    city.enact()
    city.clock.move_to(MARCH_BEGINS)
    return memberships


def credited(city: City) -> list[tuple[int, int]]:
    return [(one["credited_idr"], one["balance_after_idr"]) for one in city.facts("spend_credited")]


def paid_for(city: City, membership_id: str, order_id: str) -> None:
    """Let everything of an order be known but its money."""
    city.hear("orders", city.placed(order_id, membership_id), city.delivered(order_id))


def payments(city: City) -> Reactions:
    """Return what is done about the events of payments, whoever holds the transaction."""
    [theirs] = [one for one in city.definition.subscriptions if one.producer == "payments"]
    return Reactions(city.definition, theirs)


def money(city: City, order_id: str) -> Incoming:
    return city._incoming("payments", city.paid(order_id))  # noqa: SLF001 - told, not yet heard


def test_a_spend_that_meets_the_opening_of_its_month_is_credited_by_one_of_them(
    city: City, members: list[str]
) -> None:
    paid_for(city, members[0], "order-1")
    meanwhile = Meanwhile(city, lambda: city.hear("payments", city.paid("order-1")))

    with city.app.units.begin() as work:
        ports = city.definition.ports(work.connection)
        with work.scope(SYSTEM):
            open_month(city.institution_id, MARCH, work=work, ports=ports)
        meanwhile.begin()
    meanwhile.end()

    assert credited(city) == [(200_000, 200_000)]


def test_an_opening_that_meets_a_spend_of_its_month_credits_it(
    city: City, members: list[str]
) -> None:
    paid_for(city, members[0], "order-1")
    meanwhile = Meanwhile(city, city.open_month)

    with city.app.units.begin() as work:
        payments(city).react(work, [money(city, "order-1")])
        assert work.staged.events
        meanwhile.begin()
    meanwhile.end()

    assert credited(city) == [(200_000, 200_000)]
    assert city.broken() == {}


def test_a_closing_that_meets_money_in_time_counts_it(city: City, members: list[str]) -> None:
    city.open_month()
    paid_for(city, members[0], "order-1")
    told = money(city, "order-1")
    after = city.past_cut_off()
    city.clock.move_to(after)
    city.caught_up(after)
    meanwhile = Meanwhile(city, city.close_month)

    with city.app.units.begin() as work:
        payments(city).react(work, [told])
        meanwhile.begin()
    meanwhile.end()

    [closed] = city.facts("period_closed")
    assert closed["totals"]["credited_idr"] == 200_000
    assert city.broken() == {}


def test_two_credits_of_one_member_at_once_both_count(city: City, members: list[str]) -> None:
    city.open_month()
    for order_id in ("order-1", "order-2"):
        city.hear("orders", city.placed(order_id, members[0]))
    city.hear("orders", city.delivered("order-1"))
    city.hear("payments", city.paid("order-2"))
    meanwhile = Meanwhile(city, lambda: city.hear("orders", city.delivered("order-2")))

    with city.app.units.begin() as work:
        payments(city).react(work, [money(city, "order-1")])
        meanwhile.begin()
    meanwhile.end()

    assert credited(city) == [(200_000, 200_000), (200_000, 400_000)]
    assert city.broken() == {}


def test_two_halves_of_a_purchase_at_once_make_one_spend(city: City, members: list[str]) -> None:
    city.open_month()
    city.hear("orders", city.placed("order-1", members[0]))
    meanwhile = Meanwhile(city, lambda: city.hear("orders", city.delivered("order-1")))

    with city.app.units.begin() as work:
        payments(city).react(work, [money(city, "order-1")])
        meanwhile.begin()
    meanwhile.end()

    assert len(city.facts("spend_recorded")) == 1
    assert credited(city) == [(200_000, 200_000)]


def test_who_is_enrolled_while_a_month_opens_has_one_duty(city: City, members: list[str]) -> None:
    meanwhile = Meanwhile(city, lambda: city.enrol(*STAFF, DEWI, as_of="2026-03-01"))

    with city.app.units.begin() as work:
        ports = city.definition.ports(work.connection)
        with work.scope(SYSTEM):
            open_month(city.institution_id, MARCH, work=work, ports=ports)
        meanwhile.begin()
    meanwhile.end()

    duties = [one["membership_id"] for one in city.facts("obligation_opened")]
    assert len(duties) == len(set(duties)) == len(STAFF) + 1
    assert set(members) < set(duties)


def test_one_file_taken_in_twice_at_once_enrols_everybody_once(city: City) -> None:
    results: list[dict[str, Any]] = []
    command = msgspec.convert(city.import_payload(*STAFF), ImportMembers)
    payload = city.import_payload(*STAFF)
    meanwhile = Meanwhile(
        city,
        lambda: results.append(city.done("import_members", city.officer("hr_officer"), **payload)),
    )

    with city.app.units.begin() as work:
        ports = city.definition.ports(work.connection)
        with work.scope(SYSTEM.acting(actor_institution_id=city.institution_id)):
            import_members(command, work=work, ports=ports)
        meanwhile.begin()
    meanwhile.end()

    assert [(one["accepted"], one["unchanged"]) for one in results] == [(0, len(STAFF))]
    assert len(city.facts("member_enrolled")) == len(STAFF)

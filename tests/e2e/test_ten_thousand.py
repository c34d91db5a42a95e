"""The month of ten thousand members closes, and closes the same if it is killed on the way."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg2
import pytest
from e2e_city import CITY_MEMBERS, KINDS, UNIVERSITY_MEMBERS, Ten, open_ten
from e2e_order import await_status, deliver
from e2e_rehearsal import rehearsal
from e2e_story import wib
from e2e_town import eventually
from sqlalchemy import make_url

from malpro_embedded.application.opening import Buyer

COMPLIANCE = ("compliance serve", "compliance work")
URL = "MALPRO_COMPLIANCE_DATABASE_URL"
STEPS = (
    "select count(*) from events where type in ('compliance.obligations_assessed.v1',"
    " 'compliance.rewards_issued.v1', 'compliance.notices_issued.v1',"
    " 'compliance.recommendations_issued.v1')"
)
KILLS = 3
PATIENCE_S = 120.0


@pytest.fixture(scope="module")
def ten(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ten]:
    start = datetime(2026, 3, 30, 2, 0, tzinfo=UTC)
    with rehearsal(tmp_path_factory.mktemp("ten"), start, MALPRO_COMPLIANCE_CHUNK="500") as running:
        yield open_ten(running)
        assert running.running.fleet.dead() == []


@pytest.mark.timeout(400)
def test_a_month_of_ten_thousand_closes_the_same_however_often_it_is_killed(ten: Ten) -> None:
    ten.rehearsal.move_to(wib("2026-04-02 09:00"))
    await_all(ten, "open", "opening is done")
    buys_rice(ten, ten.people.buyers[2], packs=5)
    buys_rice(ten, ten.student, packs=1)
    spare = copied_aside(ten)

    ten.rehearsal.move_to(wib("2026-05-09 09:00"))
    with compliance_on(ten, None):
        await_all(ten, "closed", "the month is closed")
        unbroken = told(ten)
    with compliance_on(ten, spare):
        assert killed_on_the_way(ten, spare) == KILLS
        await_all(ten, "closed", "the month is closed in spite of kills")
        broken = told(ten)

    assert broken == unbroken
    check_what_followed(unbroken)


def check_what_followed(found: list[dict[str, Any]]) -> None:
    city, university = found
    assert city["counts"]["members"] == CITY_MEMBERS + 12
    assert university["counts"]["members"] == UNIVERSITY_MEMBERS
    assert [one["files"]["reward"]["rows"] for one in found] == [1, 1]
    for one in found:
        counts, files = one["counts"], one["files"]
        assert files["notice"]["rows"] == counts["not_met"]
        assert files["recommendation"]["rows"] == counts["not_met"]
        assert one["recomputed"]["differences"] == 0
        for kind in KINDS:
            duties = [line.split(",")[0] for line in files[kind]["csv"].splitlines()[1:]]
            assert len(set(duties)) == files[kind]["rows"]


def told(ten: Ten) -> list[dict[str, Any]]:
    """Return all that the month came to, without the moments at which it was said."""
    return [
        {name: month[name] for name in ("counts", "totals", "close_no")}
        | {"files": one.files(), "recomputed": one.recomputed()}
        for one in ten.both
        for month in [one.month()]
    ]


def await_all(ten: Ten, status: str, what: str) -> None:
    """Wait until both institutions' month stands so, and all that follows a close is issued."""

    def look() -> bool:
        months = [one.month() for one in ten.both]
        if status == "closed" and not all(one["consequences"] for one in months):
            return False
        return all(one["status"] == status and finished(one["progress"]) for one in months)

    eventually(look, what, timeout_s=PATIENCE_S)


def finished(progress: dict[str, Any] | None) -> bool:
    return progress is None or progress["step"] == progress["steps"]


def buys_rice(ten: Ten, buyer: Buyer, *, packs: int) -> None:
    """Buy packs of five kilograms at Rp66,000, and pay at the door."""
    shop = ten.people.shops[0]
    member = buyer.member
    answer = buyer.caller.post(
        "/v1/checkouts",
        {
            "lines": [{"product_id": shop.products["Beras medium 5 kg"], "quantity": packs}],
            "expected_total_idr": 66_000 * packs,
            "membership_id": buyer.membership_id,
            "delivery": {
                "kelurahan_code": member.kelurahan_code,
                "recipient_name": member.name,
                "phone": member.phone,
                "street": member.street,
            },
        },
    )
    [order] = answer["orders"]
    await_status(buyer.caller, order["order_id"], "confirmed")
    deliver(shop, buyer, order["order_id"])
    await_status(buyer.caller, order["order_id"], "completed")
    eventually(
        lambda: buyer.caller.get(f"/v1/obligations/{buyer.membership_id}/2026-04")["credited_idr"],
        "the purchase is credited",
    )


def copied_aside(ten: Ten) -> str:
    """Stop compliance, copy its database, and return the copy's URL."""
    fleet, admin = ten.rehearsal.running.fleet, ten.rehearsal.running.postgres.url
    for name in COMPLIANCE:
        fleet.stop(name)
    connection = psycopg2.connect(admin)
    connection.autocommit = True  # A database cannot be created inside a transaction.
    with connection.cursor() as cursor:
        cursor.execute("create database spare template compliance owner compliance")
    connection.close()
    return make_url(fleet.env[URL]).set(database="spare").render_as_string(hide_password=False)


@contextmanager
def compliance_on(ten: Ten, url: str | None) -> Iterator[None]:
    """Run compliance on that database, or on its own, and stop it afterwards."""
    fleet = ten.rehearsal.running.fleet
    if url:
        fleet.env = {**fleet.env, URL: url}
    for name in COMPLIANCE:
        fleet.start(name)
    yield
    for name in COMPLIANCE:
        fleet.stop(name)


def killed_on_the_way(ten: Ten, url: str) -> int:
    """Kill compliance's worker each time it has done another step; return how often it was."""
    fleet, work = ten.rehearsal.running.fleet, COMPLIANCE[1]
    connection = psycopg2.connect(url)
    connection.autocommit = True
    killed, done = 0, steps(connection)
    while killed < KILLS:
        eventually(grown(connection, done), "another step is done", timeout_s=PATIENCE_S)
        fleet.kill9(work)
        killed, done = killed + 1, steps(connection)
        fleet.start(work)
    connection.close()
    assert any(one.month()["status"] != "closed" for one in ten.both), "killed too late"
    return killed


def grown(connection: Any, before: int) -> Callable[[], bool]:
    return lambda: steps(connection) > before


def steps(connection: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(STEPS)
        return int(cursor.fetchone()[0])

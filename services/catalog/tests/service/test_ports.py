"""The catalogue's ports keep their promises on PostgreSQL and in memory, and look alike there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from catalog_busy import live_busily
from catalog_examples import (
    AS_OFFICER,
    PASSED,
    REGISTER,
    RICE,
    STALL,
    SUGAR,
    TEN_PACKS,
    VERIFY,
    line,
    order_placed,
)
from catalog_lifetimes import AFTER_GRACE, GRACE, NEXT_WEEK, PAUSE, SUSPEND
from catalog_port_contracts import PortsContract
from catalog_town import Town, message

from catalog.adapters.tables import metadata, products, written_products
from catalog.entrypoints.cli import MIGRATIONS
from kernel.adapters.database import Database
from kernel.adapters.migrations import migrate
from kernel.testing.stores import LOCK_S
from kernel.testing.twins import everything_in, same_chance

TABLES = [written_products if one is products else one for one in metadata.sorted_tables]


class TestPortsOnPostgres(PortsContract):
    @pytest.fixture
    def town(self, database_url: str) -> Iterator[Town]:
        migrate(database_url, MIGRATIONS)
        database = Database(database_url, lock_timeout_s=LOCK_S)
        yield Town.at(database)
        database.close()


class TestPortsInMemory(PortsContract):
    @pytest.fixture
    def town(self) -> Town:
        return Town.in_memory(lock_timeout_s=LOCK_S)


def live(town: Town) -> Any:
    """Let a stall live through everything, its clocks too; return what was answered."""
    town.given_a_verified_stall()
    live_busily(town)
    other = {"merchant_id": town.do("register_merchant", REGISTER)["merchant_id"]}
    graced = replace(VERIFY, **other, checks=(PASSED,), nib_grace_until=GRACE)
    commands = [
        message("verify_merchant", graced, AS_OFFICER, key="graced"),
        message("suspend_merchant", SUSPEND, AS_OFFICER),
        message("receive_stock", replace(TEN_PACKS, product_id=SUGAR), key="lorry"),
        message("receive_stock", replace(TEN_PACKS, product_id=SUGAR), key="lorry"),
        message("receive_stock", replace(TEN_PACKS, quantity=0)),
    ]
    answers = town.app.execute(commands)
    town.wait_until(NEXT_WEEK)
    answers += town.app.execute([*commands[2:3], message("pause_merchant", PAUSE)])
    town.wait_until(AFTER_GRACE)
    pause = replace(PAUSE, until=AFTER_GRACE + timedelta(days=7))
    answers += town.app.execute([message("pause_merchant", pause)])
    town.hear(("six", "order_placed", order_placed(line(SUGAR, 2))))
    town.hear(("seven", "order_delivered", {"lines": "unreadable"}))
    with town.ports() as ports:
        names = [RICE, SUGAR, "nothing"]
        told = (
            dict(ports.shelves.of(names)),
            [ports.owners.of(name) for name in names],
            [ports.profiles.of(one) for one in (STALL, other["merchant_id"], "nobody")],
            ports.commodities.in_force(date(2026, 3, 2)),
            ports.ceilings.book(),
        )
    return answers, told


def test_the_same_life_leaves_the_same_on_postgresql_and_in_memory(town: Town) -> None:
    lives, twins = [], (town, Town.in_memory(lock_timeout_s=LOCK_S))
    for twin in twins:
        with same_chance():
            lives.append(live(twin))

    assert lives[1] == lives[0]
    real, memory = (everything_in(twin.database, TABLES) for twin in twins)
    for name, rows in real.items():
        assert rows, name
        assert memory[name] == rows

"""Finance follows two thousand payments with a command that is killed twenty times meanwhile."""

import json
import random
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from e2e_order import Ledger, checkout_body, insist, live_through
from e2e_town import E2eTown, eventually

from malpro_embedded.adapters.fleet import base_environment, executable
from malpro_embedded.application.opening import Buyer

PAYMENTS = 2_000
KILLS = 20
AT_ONCE = 32
SEED = 20261125
BROKER_AWAY_S = 10.0


@pytest.mark.timeout(600)
def test_the_tail_killed_twenty_times_has_each_of_two_thousand_payments_once_in_order(
    town: E2eTown, tmp_path: Path
) -> None:
    chance = random.Random(SEED)
    follow = Follower(town, tmp_path / "payments.jsonl")
    product_id = _plenty(town)
    bodies = [checkout_body(town, one, {product_id: 1}) for one in town.people.buyers]

    with ThreadPoolExecutor(AT_ONCE) as crowd:
        orders = crowd.map(
            lambda turn: _order(town.people.buyers[turn % len(bodies)], bodies[turn % len(bodies)]),
            range(PAYMENTS),
        )
        for _ in range(KILLS):
            follow.killed_after(chance.uniform(0.5, 2.0))
        placed = set(orders)
    eventually(lambda: placed <= follow.caught_up("due").keys(), "each payment is told")

    assert len(placed) == PAYMENTS
    told = follow.orders("due")
    assert {told[order_id] for order_id in placed} == {1}
    follow.check_whole()


@pytest.mark.timeout(300)
def test_the_broker_gone_for_a_while_costs_the_tail_nothing(town: E2eTown, tmp_path: Path) -> None:
    follow, ledger = Follower(town, tmp_path / "payments.jsonl"), Ledger()
    rice = town.people.shops[0]
    buyer, lines = town.people.buyers[2], {next(iter(rice.products.values())): 1}
    live_through(town, buyer, lines, ledger)

    with follow.running() as tail:
        eventually(lambda: ledger.orders.keys() <= follow.orders("received").keys(), "it is told")
        town.rabbitmq.stop()
        time.sleep(BROKER_AWAY_S)
        town.rabbitmq.start()
        live_through(town, buyer, lines, ledger)
        eventually(lambda: ledger.orders.keys() <= follow.orders("received").keys(), "so is this")
        assert tail.poll() is None

        tail.kill()
    assert len(ledger.orders) == 2
    follow.check_whole()


class Follower:
    """`finance tail` into one file, with what a clerk is given: two addresses and a token."""

    def __init__(self, town: E2eTown, file: Path) -> None:
        self._file = file
        self._api = town.people.officers["finance"]
        self._env = base_environment() | {
            "MALPRO_AMQP_URL": town.rabbitmq.url,
            "MALPRO_URL": town.url,
            "MALPRO_FINANCE_TOKEN": town.people.tokens["petugas-finance"],
        }

    def running(self, *more: str) -> "subprocess.Popen[str]":
        where = ("--format", "jsonl", "--output", str(self._file))
        return self._finance("tail", "--from", "first", *where, *more)

    def killed_after(self, seconds: float) -> None:
        with self.running() as tail:
            time.sleep(seconds)
            assert tail.poll() is None, tail.communicate()
            tail.kill()

    def caught_up(self, what: str) -> Counter[str]:
        with self.running("--once") as tail:
            said = tail.communicate(timeout=60)
        assert tail.returncode == 0, said
        return self.orders(what)

    def orders(self, what: str) -> Counter[str]:
        """Count how often the file tells this of each order."""
        told = self._file.read_bytes() if self._file.exists() else b""
        # What follows the last line break is still being written.
        events = [json.loads(line) for line in told.rpartition(b"\n")[0].splitlines()]
        type_ = f"payments.payment_{what}.v1"
        return Counter(one["data"]["order_id"] for one in events if one["type"] == type_)

    def check_whole(self) -> None:
        """The file holds the whole chain once, in order, to the byte, and is proved to."""
        self.caught_up("due")
        with self._finance("verify", str(self._file), "--place", f"{self._file}.place") as proof:
            said = proof.communicate(timeout=60)
        assert proof.returncode == 0, said
        assert self._file.read_text().splitlines() == list(self._fed())

    def _fed(self) -> Iterator[str]:
        after, head = 0, 1
        while after < head:
            page = self._api.get("/v1/finance/events", after=after, limit=500)
            yield from (one["envelope"] for one in page["items"])
            after, head = page["after"], page["head"]

    def _finance(self, *arguments: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [str(executable("finance")), *arguments],
            env=self._env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


def _order(buyer: Buyer, body: dict[str, Any]) -> str:
    key = str(uuid4())
    answer = insist(lambda: buyer.caller.post("/v1/checkouts", body, key=key))
    return str(answer["orders"][0]["order_id"])


def _plenty(town: E2eTown) -> str:
    shop = town.people.shops[3]
    listed = shop.caller.post(
        "/v1/products",
        {
            "merchant_id": shop.merchant_id,
            "name": "Keripik tempe 250 gram",
            "category_code": "processed_food",
            "base_unit": "g",
            "pack_content_base": 250,
            "price_idr": 9_000,
        },
    )
    product_id = str(listed["product_id"])
    shop.caller.post(f"/v1/products/{product_id}/stock-receipts", {"quantity": PAYMENTS})
    shop.products["Keripik tempe 250 gram"] = product_id
    eventually(lambda: town.people.public.get(f"/v1/products/{product_id}"), "it is listed")
    return product_id

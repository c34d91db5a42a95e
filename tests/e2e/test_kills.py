"""Every process is killed in turn, the broker goes away for ten seconds, and nothing is lost."""

import random
import threading
import time

from e2e_order import Ledger, live_through, status_of, told
from e2e_town import TROUBLES, E2eTown, eventually

from malpro_embedded.adapters.fleet import PROCESSES
from malpro_embedded.application.opening import Buyer

SEED = 20261124
BROKER_AWAY_S = 10.0
BUYERS = (1, 4, 7)


def test_kill_9_of_every_process_and_the_broker_gone_for_ten_seconds_lose_and_double_nothing(
    town: E2eTown,
) -> None:
    chance = random.Random(SEED)
    ended = threading.Event()
    ledgers = {number: Ledger() for number in BUYERS}
    failures: list[BaseException] = []
    troubles_before = TROUBLES.total()
    before_idr = {number: town.obligation(number)["credited_idr"] for number in BUYERS}
    shoppers = [
        threading.Thread(target=_shop, args=(town, number, ledgers[number], ended, failures))
        for number in BUYERS
    ]

    for shopper in shoppers:
        shopper.start()
    for turn, name in enumerate(chance.sample(PROCESSES, len(PROCESSES))):
        time.sleep(chance.uniform(0.3, 1.5))
        town.fleet.kill9(name)
        time.sleep(chance.uniform(0.0, 1.0))
        town.fleet.start(name)
        if turn == len(PROCESSES) // 2:
            town.rabbitmq.stop()
            time.sleep(BROKER_AWAY_S)
            town.rabbitmq.start()
    ended.set()
    for shopper in shoppers:
        shopper.join(180)

    assert failures == []
    assert town.fleet.dead() == []
    for number in BUYERS:
        _check(town, number, ledgers[number], before_idr[number])
    assert TROUBLES.total() > troubles_before
    _stock_is_accounted_for(town)
    books = town.people.officers["finance"].get("/v1/finance/ledger")
    assert books["totals"]["debit_idr"] == books["totals"]["credit_idr"]
    assert books["platform_revenue_idr"] == 0


def _shop(
    town: E2eTown,
    number: int,
    ledger: Ledger,
    ended: threading.Event,
    failures: list[BaseException],
) -> None:
    buyer = town.people.buyers[number]
    try:
        while not ended.is_set():
            live_through(town, buyer, _two_shops(town), ledger)
    except BaseException as error:  # noqa: BLE001 - told by the test in its own thread
        failures.append(error)


def _two_shops(town: E2eTown) -> dict[str, int]:
    rice, milk = town.people.shops[0], town.people.shops[2]
    return {next(iter(rice.products.values())): 1, next(iter(milk.products.values())): 1}


def _check(town: E2eTown, number: int, ledger: Ledger, before_idr: int) -> None:
    buyer = town.people.buyers[number]
    assert ledger.orders
    assert {status_of(buyer.caller, one) for one in ledger.orders} == {"completed"}
    for order_id, due_idr in ledger.orders.items():
        payment = buyer.caller.get(f"/v1/orders/{order_id}/payment")
        assert (payment["status"], payment["received_idr"]) == ("received", due_idr)
    assert set(ledger.orders) <= _all_orders(buyer)
    completed = {(order_id, "order_completed") for order_id in ledger.orders}
    eventually(lambda: completed <= told(buyer.caller).keys(), "every end was told")
    found = told(buyer.caller)
    assert {found[one] for one in completed} == {1}
    goods_idr = sum(
        buyer.caller.get(f"/v1/orders/{order_id}")["goods_total_idr"] for order_id in ledger.orders
    )
    eventually(
        lambda: town.obligation(number)["credited_idr"] == before_idr + goods_idr,
        f"Rp{goods_idr} are credited to buyer {number}",
    )


def _all_orders(buyer: Buyer) -> set[str]:
    found: set[str] = set()
    cursor = None
    while True:
        page = buyer.caller.get(
            "/v1/orders", as_role="buyer", **({"cursor": cursor} if cursor else {})
        )
        found |= {one["order_id"] for one in page["items"]}
        cursor = page["next_cursor"]
        if not cursor:
            return found


def _stock_is_accounted_for(town: E2eTown) -> None:
    for shop in (town.people.shops[0], town.people.shops[2]):
        for product_id in shop.products.values():
            stock = shop.caller.get(f"/v1/products/{product_id}/stock")
            parts = stock["available"] + stock["reserved"] + stock["committed"]
            assert stock["received"] == parts
            assert stock["reserved"] == 0

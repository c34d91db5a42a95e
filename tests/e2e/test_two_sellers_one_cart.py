"""The main job, through HTTP alone, on real processes, RabbitMQ and PostgreSQL."""

from e2e_order import await_status, check_out, deliver, told
from e2e_town import E2eTown, eventually


def test_two_sellers_one_cart_both_orders_completed_and_the_obligation_credited(
    town: E2eTown,
) -> None:
    buyer = town.people.buyers[0]
    rice, oil = town.product(0), town.product(1)
    before_idr = town.obligation(0)["credited_idr"]

    answer = check_out(town, buyer, {rice["product_id"]: 2, oil["product_id"]: 3})

    assert len(answer["orders"]) == 2
    for order in answer["orders"]:
        await_status(buyer.caller, order["order_id"], "confirmed")
        deliver(town.people.shop_of(order["merchant_id"]), buyer, order["order_id"])
    for order in answer["orders"]:
        await_status(buyer.caller, order["order_id"], "completed")
        payment = buyer.caller.get(f"/v1/orders/{order['order_id']}/payment")
        assert payment["status"] == "received"
        about = order["order_id"]
        seller = town.people.shop_of(order["merchant_id"])
        for who, kind in ((seller, "order_received"), (buyer, "order_completed")):
            eventually(lambda: told(who.caller)[about, kind], f"{kind} of {about} is told")  # noqa: B023 - it is looked at now
    goods_idr = rice["price_idr"] * 2 + oil["price_idr"] * 3
    eventually(
        lambda: town.obligation(0)["credited_idr"] == before_idr + goods_idr,
        f"Rp{goods_idr} of goods are credited",
    )


def test_the_platform_has_earned_nothing_and_the_journal_balances(town: E2eTown) -> None:
    ledger = town.people.officers["finance"].get("/v1/finance/ledger")

    assert ledger["platform_revenue_idr"] == 0
    assert ledger["totals"]["debit_idr"] == ledger["totals"]["credit_idr"]

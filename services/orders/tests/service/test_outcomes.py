"""What became of a month's orders, and which sellers had any."""

from datetime import timedelta

import pytest
from orders_service import OFFICER, SELLING, Town, opened_stall
from orders_values import NOON

from kernel.domain.errors import Invalid, Rejected

AUDITOR = {"actor_id": "an-auditor", "actor_role": "auditor"}
MONTH = f"{NOON:%Y-%m}"


def test_a_month_of_orders_is_counted_by_what_became_of_them(town: Town) -> None:
    paid, declined, _ = (town.place() for _ in range(3))
    town.pay(paid, town.bring(paid))
    town.reserve(declined)
    town.done("decline_order", SELLING, order_id=declined, reason_code="no_stock")
    town.hear("catalog", *opened_stall("merchant-idle", "owner-idle"))
    town.move_to(NOON + timedelta(minutes=15))

    told = town.ask("order_outcomes", AUDITOR, period=MONTH)

    how = [(one["status"], one["reason_code"], one["stage"]) for one in told["outcomes"]]
    assert how == [
        ("completed", None, None),
        ("declined", "no_stock", None),
        ("expired", None, "reservation"),
    ]
    assert [one["orders"] for one in told["outcomes"]] == [1, 1, 1]
    assert told["orders"] == 3
    assert told["amount_due_idr"] == sum(one["amount_due_idr"] for one in told["outcomes"])
    [place] = told["sellers"]
    assert (place["sellers"], place["with_orders"], place["orders"]) == (2, 1, 3)


def test_another_month_has_sellers_and_no_orders(town: Town) -> None:
    town.place()

    told = town.ask("order_outcomes", OFFICER, period="2020-01")

    assert (told["orders"], told["amount_due_idr"], told["outcomes"]) == (0, 0, [])
    assert [one["with_orders"] for one in told["sellers"]] == [0]


def test_it_is_for_officers_and_for_months(town: Town) -> None:
    with pytest.raises(Rejected):
        town.ask("order_outcomes", SELLING, period=MONTH)
    with pytest.raises(Invalid):
        town.ask("order_outcomes", OFFICER, period="March")

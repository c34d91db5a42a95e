"""What orders and payments tell, in whatever order, is recorded once and credited once."""

from itertools import permutations
from typing import Any

import pytest
from compliance_service import BUDI, MARCH, MARCH_10, MARCH_BEGINS, SRI, TONO, City

from compliance.application.foreign import (
    OrderCancelled,
    OrderDeclined,
    OrderExpired,
    OrderRejected,
)

ARRIVALS = list(permutations(("placed", "delivered", "paid")))


@pytest.fixture
def members(city: City) -> list[str]:
    """Return Budi, who owes; Sri, who owes too; and Tono, who owes nothing. It is March."""
    memberships = city.enrol(BUDI, SRI, TONO)
    city.enact()
    city.move_to(MARCH_BEGINS)
    city.move_to(MARCH_10)
    return memberships


def tell(city: City, what: str, membership_id: str | None, order_id: str = "order-1") -> None:
    match what:
        case "placed":
            city.hear("orders", city.placed(order_id, membership_id))
        case "delivered":
            city.hear("orders", city.delivered(order_id))
        case _:
            city.hear("payments", city.paid(order_id))


def figures(city: City, membership_id: str) -> dict[str, Any]:
    return city.ask(
        "obligation", city.buyer(membership_id), membership_id=membership_id, period=MARCH
    )


def refusals(city: City) -> list[tuple[str, int]]:
    return [
        (one["code"], one["amount_idr"])
        for credit in city.facts("spend_credited")
        for one in credit["not_credited"]
    ]


@pytest.mark.parametrize("arrival", ARRIVALS)
def test_a_purchase_counts_once_whatever_came_first(
    city: City, members: list[str], arrival: tuple[str, ...]
) -> None:
    for what in arrival:
        tell(city, what, members[0])
    city.hear_all_again()

    [spend] = city.facts("spend_recorded")
    [credit] = city.facts("spend_credited")
    assert (spend["paid_idr"], spend["agency_id_as_known"]) == (210_000, city.agencies["DINKOP"])
    assert (credit["credited_idr"], credit["balance_after_idr"]) == (200_000, 200_000)
    assert refusals(city) == [("delivery_fee", 10_000)]
    assert figures(city, members[0])["credited_idr"] == 200_000
    assert city.broken() == {}


def test_a_run_of_many_purchases_adds_up(city: City, members: list[str]) -> None:
    orders = [f"order-{number}" for number in range(4)]
    city.hear("orders", *(city.placed(one, members[0]) for one in orders))
    city.hear("payments", *(city.paid(one) for one in orders))

    city.hear("orders", *(city.delivered(one) for one in orders))

    balances = [one["balance_after_idr"] for one in city.facts("spend_credited")]
    assert balances == [200_000, 400_000, 600_000, 800_000]
    assert city.broken() == {}


def test_each_part_of_a_payment_is_a_spend_of_its_own(city: City, members: list[str]) -> None:
    tell(city, "placed", members[0])
    tell(city, "delivered", members[0])

    first = city.paid(
        "order-1", amount_received_idr=110_000, goods_idr=110_000, delivery_fee_idr=0,
        remaining_due_idr=100_000,
    )  # fmt: skip
    rest = city.paid("order-1", amount_received_idr=105_000, overage_idr=5_000, goods_idr=90_000)
    city.hear("payments", first)
    assert figures(city, members[0])["pending_idr"] == 90_000
    city.hear("payments", rest)

    assert [one["credited_idr"] for one in city.facts("spend_credited")] == [110_000, 90_000]
    assert figures(city, members[0])["pending_idr"] == 0
    assert city.broken() == {}


@pytest.mark.parametrize("arrival", ARRIVALS)
def test_a_purchase_without_membership_is_recorded_and_credits_nobody(
    city: City, members: list[str], arrival: tuple[str, ...]
) -> None:
    for what in arrival:
        tell(city, what, None)

    [spend] = city.facts("spend_recorded")
    assert (spend["membership_id"], spend["institution_id"]) == (None, None)
    assert city.facts("spend_credited") == []
    assert figures(city, members[0])["credited_idr"] == 0
    assert city.broken() == {}


def test_a_membership_that_nobody_knows_is_recorded_and_credits_nobody(
    city: City, members: list[str]
) -> None:
    city.buy("a-stranger", "order-1")

    [spend] = city.facts("spend_recorded")
    assert (spend["membership_id"], spend["member_id"]) == ("a-stranger", None)
    assert city.facts("spend_credited") == []
    assert members


def test_a_purchase_under_no_rule_waits(city: City) -> None:
    [budi] = city.enrol(BUDI)
    city.buy(budi, "order-1")

    assert len(city.facts("spend_recorded")) == 1
    assert city.facts("spend_credited") == []


def test_a_purchase_from_before_the_first_month_of_the_rule_waits_for_ever(city: City) -> None:
    [budi] = city.enrol(BUDI)
    city.enact()
    city.buy(budi, "order-1")

    city.move_to(MARCH_BEGINS)

    assert city.facts("spend_credited") == []
    period = city.ask(
        "period", city.officer("auditor"), institution_id=city.institution_id, period=MARCH
    )
    assert period["unjudged_spends"] == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"buyer_kind": "agency"}, "agency_money"),
        ({"funding_source": "agency_budget"}, "agency_money"),
        ({"related_party": "declared"}, None),
    ],
)
def test_only_ones_own_money_counts(
    city: City, members: list[str], changes: dict[str, str], code: str | None
) -> None:
    city.buy(members[0], "order-1", **changes)

    expected = [(code, 210_000)] if code else [("delivery_fee", 10_000)]
    assert refusals(city) == expected
    assert city.broken() == {}


def test_who_has_no_duty_is_credited_all_the_same(city: City, members: list[str]) -> None:
    city.buy(members[2], "order-1")

    assert refusals(city) == [("delivery_fee", 10_000)]
    assert figures(city, members[2])["outcome"] == "out_of_scope"


def test_what_is_ordered_and_not_yet_paid_is_pending(city: City, members: list[str]) -> None:
    city.hear("orders", city.placed("order-1", members[0]))

    shown = figures(city, members[0])

    assert (shown["pending_idr"], shown["credited_idr"], shown["outcome"]) == (200_000, 0, "open")
    assert shown["shortfall_idr"] == shown["target_idr"] == 200_000


@pytest.mark.parametrize(
    ("ending", "lost_idr"),
    [
        (OrderDeclined(order_id="order-1"), 200_000),
        (OrderExpired(order_id="order-1", fault="seller"), 200_000),
        (OrderCancelled(order_id="order-1", fault="seller"), 200_000),
        (OrderCancelled(order_id="order-1", fault="buyer"), 0),
        (OrderExpired(order_id="order-1", fault="a word of tomorrow"), 0),
        (OrderRejected(order_id="order-1"), 0),
    ],
)
def test_what_fell_through_is_lost_only_by_the_sellers_fault(
    city: City, members: list[str], ending: OrderCancelled, lost_idr: int
) -> None:
    city.hear("orders", city.placed("order-1", members[0]), ending)

    shown = figures(city, members[0])

    assert (shown["lost_to_seller_idr"], shown["pending_idr"]) == (lost_idr, 0)
    assert city.facts("spend_recorded") == []


def test_an_end_told_before_the_order_itself_is_kept(city: City, members: list[str]) -> None:
    city.hear("orders", OrderDeclined(order_id="order-1"), city.placed("order-1", members[0]))
    city.hear_all_again()

    assert figures(city, members[0])["lost_to_seller_idr"] == 200_000
    assert len(city.facts("purchase_fell_through")) == 1


def test_a_batch_costs_a_constant_number_of_statements(city: City, members: list[str]) -> None:
    city.buy(members[0], "order-1")  # The first event of all costs more.
    costs = []
    for size in (2, 12):
        orders = [f"order-{size}-{number}" for number in range(size)]
        city.hear("orders", *(city.placed(one, members[0]) for one in orders))
        city.hear("orders", *(city.delivered(one) for one in orders))
        with city.statements() as sent:
            city.hear("payments", *(city.paid(one) for one in orders))
        costs.append(len(sent))

    assert costs[0] == costs[1]

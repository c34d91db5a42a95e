"""Whoever comes at the same moment: one is first, and the other is told what then holds."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from orders_service import BUYER, SELLING, Town, message
from orders_values import CART

from kernel.domain.ids import new_id

ENDS = ("declined", "cancelled")


def guesses(order_id: str, count: int) -> list[dict[str, Any]]:
    attempt = {"order_id": order_id, "cash_idr": CART.expected_total_idr}
    return [
        message(
            "hand_over_order",
            SELLING,
            {**attempt, "handover_id": new_id(), "code": f"x{number}"},
            new_id(),
        )
        for number in range(count)
    ]


def outcomes(answers: list[dict[str, Any]]) -> list[str]:
    return [
        answer["error"]["code"] if "error" in answer else answer["ok"]["code"] for answer in answers
    ]


def on_its_way(town: Town) -> str:
    order_id = town.place()
    town.reserve(order_id)
    town.done("accept_order", SELLING, order_id=order_id)
    town.done("dispatch_order", SELLING, order_id=order_id)
    return order_id


def test_a_batch_of_guesses_has_five_attempts_like_anybody(town: Town) -> None:
    answers = town.app.execute(guesses(on_its_way(town), 64))

    assert outcomes(answers) == ["handover_code_wrong"] * 5 + ["handover_code_locked"] * 59
    assert len(town.facts("orders.handover_code_refused.v1")) == 5


def test_guesses_at_the_same_moment_have_five_attempts_together(town: Town) -> None:
    order_id = on_its_way(town)

    with ThreadPoolExecutor(4) as pool:
        batches = pool.map(lambda _: town.app.execute(guesses(order_id, 4)), range(4))
        told = [code for answers in batches for code in outcomes(answers)]

    assert set(told) <= {"handover_code_wrong", "handover_code_locked", "conflict"}
    counted = len(town.facts("orders.handover_code_refused.v1"))
    assert counted == told.count("handover_code_wrong") <= 5


def test_of_a_decline_and_a_cancellation_at_once_one_wins(town: Town) -> None:
    order_ids = [town.place() for _ in range(8)]
    for order_id in order_ids:
        town.reserve(order_id)

    def decline(order_id: str) -> dict[str, Any]:
        return town.tell("decline_order", SELLING, order_id=order_id, reason_code="closed")

    def cancel(order_id: str) -> dict[str, Any]:
        return town.tell("cancel_order", BUYER, order_id=order_id)

    with ThreadPoolExecutor(2) as pool:
        declined = pool.map(decline, order_ids)
        cancelled = pool.map(cancel, order_ids)
        won = [
            ("ok" in one) + ("ok" in other) for one, other in zip(declined, cancelled, strict=True)
        ]

    assert won == [1] * 8
    assert {town.ask("order", BUYER, order_id=one)["status"] for one in order_ids} <= set(ENDS)
    ends = town.facts("orders.order_declined.v1") + town.facts("orders.order_cancelled.v1")
    assert len(ends) == 8


def test_two_acts_on_one_order_in_one_batch_follow_each_other(town: Town) -> None:
    order_id = town.place()
    town.reserve(order_id)

    accepted, cancelled = town.app.execute(
        [
            message("accept_order", SELLING, {"order_id": order_id}),
            message("cancel_order", BUYER, {"order_id": order_id}),
        ]
    )

    assert accepted["ok"]["status"] == "accepted"
    assert cancelled["ok"]["status"] == "cancelled"
    [fact] = town.facts("orders.order_cancelled.v1")
    assert fact["stage"] == "before_dispatch"

"""A finance chain with something in it, and how a stranger would compute it anew."""

import json
from hashlib import sha256
from typing import Any

from payments_examples import order_delivered, payment_requested
from payments_world import World


def live(payments: World, count: int, *, start: int = 0) -> None:
    """Let as many orders be paid: two events each."""
    for number in range(start, start + count):
        payment_id = f"payment-{number}"
        payments.hears(
            payment_requested(payment_id=payment_id, order_id=f"order-{number}"),
            order_delivered(payment_id=payment_id, handover_id=f"handover-{number}"),
        )


def links(payments: World) -> list[dict[str, Any]]:
    answer = payments.ask("finance_events", "finance", limit=500)
    return [json.loads(one["envelope"]) for one in answer["items"]]


def assert_whole(payments: World) -> None:
    """Compute the chain anew, with nothing of ours."""
    told, before = links(payments), "0" * 64
    assert [one["id"] for one in told] == [one["id"] for one in payments.booked]
    for number, link in enumerate(told, 1):
        bare = {name: value for name, value in link.items() if name != "hash"}
        text = json.dumps(bare, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert (link["financeseq"], link["prevhash"]) == (number, before)
        assert link["hash"] == sha256((before + text).encode()).hexdigest()
        before = link["hash"]
    assert payments.broken() == {}

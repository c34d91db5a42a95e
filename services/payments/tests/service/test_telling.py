"""What is owed back is told to both sides, on a real database; each reads her own."""

from payments_acts import RETURN_REFUND
from payments_examples import (
    BUYER,
    OWNER,
    PAYMENT_ID,
    order_delivered,
    payment_requested,
    return_accepted,
)
from payments_world import World

from kernel.testing.tellers import tell_all


def test_a_refund_is_told_from_due_to_claimed(payments: World) -> None:
    payments.hears(payment_requested(), order_delivered(), return_accepted())
    about = {"payment_id": PAYMENT_ID, "refund_id": RETURN_REFUND}
    payments.does("record_refund", "merchant", OWNER, **about, cause="return", amount_idr=10_000)

    channel = tell_all(payments.app.definition, payments.app.database, clock=payments.clock)

    assert sorted((one.to.id, one.kind) for one in channel.given) == sorted(
        [
            (BUYER, "refund_to_come"),
            (OWNER, "refund_to_pay"),
            (BUYER, "refund_claimed"),
        ]
    )

    def read(role: str, who: str) -> list[tuple[str, int]]:
        items = payments.ask("payment_notices", role, who)["items"]
        return [(one["kind"], one["about"]["amount_idr"]) for one in items]

    assert read("buyer", BUYER) == [("refund_claimed", 10_000), ("refund_to_come", 10_000)]
    assert read("merchant", OWNER) == [("refund_to_pay", 10_000)]

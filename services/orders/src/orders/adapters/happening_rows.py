"""Everything that happened to an order, as one line each: what, when, and by which role."""

from collections.abc import Sequence

import sqlalchemy as sa

from kernel.adapters.codec import plain
from kernel.adapters.projections import AnyRecorded, Row, insert_new
from kernel.adapters.storage import AnyTransaction
from orders.adapters.tables import happenings

# Of each event only what both sides may know, and nothing personal.
_TOLD = (
    "reason_code",
    "stage",
    "fault",
    "by",
    "attempt_no",
    "attempts_left",
    "next_attempt_at",
    "handover_method",
    "declared_by",
    "recipient_kind",
    "standing",
    "fact",
    "amount_received_idr",
    "remaining_due_idr",
    "refunded_idr",
    "amount_due_idr",
    "paid_idr",
    "basis",
    "return_id",
    "wanted",
    "resolution",
    "refund_idr",
    "decided_by",
    "deadline",
    "accept_by",
    "dispatch_by",
    "deliver_by",
    "collect_by",
    "answer_by",
    "refund_by",
)


class Happenings:
    """Adds a row per event and changes none: one statement for a batch of any size."""

    name = "happenings"
    tables: Sequence[sa.Table] = (happenings,)

    def apply(self, transaction: AnyTransaction, events: Sequence[AnyRecorded]) -> None:
        insert_new(transaction, happenings, [_row(one) for one in events])


def _row(recorded: AnyRecorded) -> Row:
    values = plain(recorded.event)
    told = {name: values[name] for name in _TOLD if values.get(name) is not None}
    return {
        "order_id": recorded.key,
        "version": recorded.version,
        "what": recorded.type.split(".")[1],
        "at": recorded.occurred_at,
        "by_role": recorded.metadata["actor_role"],
        "details": told,
    }


HAPPENINGS = Happenings()

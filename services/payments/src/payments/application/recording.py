"""Events of a payment and the clocks that follow from them: never one without the other."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kernel.application.ports import Timer, UnitOfWork
from payments.domain.collection_events import (
    CollectionClaimed,
    CollectionConfirmed,
    CollectionDisputed,
)
from payments.domain.events import PaymentEvent, PaymentReceived
from payments.domain.evolution import PAYMENT
from payments.domain.people import Act, PaymentUnknown
from payments.domain.refund_events import PaymentRefunded, RefundClaimed, RefundDisputed
from payments.domain.state import Payment

CONFIRMATION, CLAIM, REFUND = "confirmation", "claim", "refund"

Result = Mapping[str, Any]


def existing(work: UnitOfWork, payment_id: str) -> Payment:
    """
    Return the payment.

    :raises PaymentUnknown: there is none by that id
    """
    payment = work.get(PAYMENT, payment_id)
    if payment is None:
        raise PaymentUnknown(f"there is no payment {payment_id}")
    return payment


def act_of(work: UnitOfWork) -> Act:
    """Return who asks, and when."""
    context = work.context
    return Act(actor_id=context.actor_id or "", role=context.actor_role, at=work.now)


def record(
    work: UnitOfWork,
    payment_id: str,
    events: Sequence[PaymentEvent],
    *,
    occurred_at: datetime | None = None,
) -> None:
    """Stage the events, and set or stop the clock of the collection or refund they are about."""
    work.add(PAYMENT, payment_id, events, occurred_at=occurred_at)
    for event in events:
        _wind(work, payment_id, event)


def saved(work: UnitOfWork, payment_id: str, events: Sequence[PaymentEvent]) -> Result:
    """Record the events, and return how the payment then stands."""
    record(work, payment_id, events)
    return standing(work, payment_id)


def standing(work: UnitOfWork, payment_id: str) -> Result:
    payment = existing(work, payment_id)
    return {
        "payment_id": payment_id,
        "order_id": payment.terms.order_id,
        "status": payment.status.value,
        "remaining_due_idr": payment.left.total_idr,
    }


def _wind(work: UnitOfWork, payment_id: str, event: PaymentEvent) -> None:
    match event:
        case PaymentReceived():
            if event.confirm_until is not None:
                _set(work, payment_id, CONFIRMATION, event.collection_id, event.confirm_until)
        case CollectionClaimed():
            _set(work, payment_id, CLAIM, event.claim_id, event.deadline)
        case CollectionConfirmed() | CollectionDisputed():
            for kind in (CONFIRMATION, CLAIM):
                work.cancel(_timer_id(payment_id, kind, event.collection_id))
        case RefundClaimed():
            _set(work, payment_id, REFUND, event.refund_id, event.deadline)
        case PaymentRefunded() | RefundDisputed():
            work.cancel(_timer_id(payment_id, REFUND, event.refund_id))
        case _:
            pass  # All others wait for nobody.


def _set(work: UnitOfWork, payment_id: str, kind: str, about: str, due_at: datetime) -> None:
    work.schedule(
        Timer(
            timer_id=_timer_id(payment_id, kind, about),
            kind=kind,
            subject=payment_id,
            due_at=due_at,
            data={"about": about},
        )
    )


def _timer_id(payment_id: str, kind: str, about: str) -> str:
    return f"{kind}-{payment_id}-{about}"

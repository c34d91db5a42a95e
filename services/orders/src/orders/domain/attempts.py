"""What happens between setting out and handing over: attempts that fail, and goods that go back."""

from collections.abc import Mapping
from datetime import UTC, datetime

from kernel.domain.calendar import OpeningHours
from kernel.domain.errors import Conflict, Rejected
from orders.domain.commands import RecordFailedAttempt, ReturnToSeller
from orders.domain.deadlines import Deadlines
from orders.domain.events import (
    BroughtBackLine,
    DeliveryAttemptFailed,
    OrderEvent,
    OrderReturnedToSeller,
)
from orders.domain.evidence import check_evidence
from orders.domain.order import Order
from orders.domain.refusing import known_lines
from orders.domain.words import AttemptFailure, ClockBasis, Disposition, Fault, Status

ATTEMPTS_MAX = 3
# Never chosen freely: who is at fault decides who is not short in the duty.
FAULTS: Mapping[AttemptFailure, Fault] = {
    AttemptFailure.BUYER_ABSENT: Fault.BUYER,
    AttemptFailure.WRONG_ADDRESS: Fault.BUYER,
    AttemptFailure.NO_CASH: Fault.BUYER,
    AttemptFailure.NO_CHANGE: Fault.SELLER,
    AttemptFailure.REFUSED_QUALITY: Fault.SELLER,
    AttemptFailure.REFUSED_PRICE: Fault.BUYER,  # The server's price is the one she had agreed to.
    AttemptFailure.REFUSED_CHANGED_MIND: Fault.BUYER,
    AttemptFailure.CODE_NOT_GIVEN: Fault.BUYER,
    AttemptFailure.WEATHER: Fault.NONE,
    AttemptFailure.VEHICLE: Fault.SELLER,  # She is her own carrier.
    AttemptFailure.OUTSIDE_AREA: Fault.SELLER,  # She has accepted it.
    AttemptFailure.UNSAFE: Fault.NONE,
    AttemptFailure.OTHER: Fault.NONE,
}
_WITH_GOODS_OUT = frozenset({Status.DISPATCHED, Status.READY_FOR_PICKUP})


class OrderNotOnItsWay(Rejected):
    code = "order_not_on_its_way"


class AttemptOutOfOrder(Conflict):
    """Another attempt was recorded meanwhile; `attempt_no` is the next one."""

    code = "attempt_out_of_order"


class AttemptsExhausted(Rejected):
    code = "attempts_exhausted"


class NextAttemptImpossible(Rejected):
    code = "next_attempt_impossible"


class ReasonMissing(Rejected):
    code = "reason_missing"


def fail_attempt(
    order: Order,
    command: RecordFailedAttempt,
    *,
    at: datetime,
    deadlines: Deadlines,
    hours: OpeningHours,
) -> tuple[OrderEvent, ...]:
    """
    Record that the goods came and did not change hands.

    :raises OrderNotOnItsWay: the order is not on its way
    :raises AttemptsExhausted: `ATTEMPTS_MAX` attempts have failed
    :raises AttemptOutOfOrder: it is not the next attempt
    :raises NextAttemptImpossible: the next attempt is in the past, too far off, or one too many
    """
    if 0 < command.attempt_no <= order.failed_attempts:
        return ()
    if order.status is not Status.DISPATCHED:
        raise OrderNotOnItsWay(f"the order is {order.status}", status=order.status.value)
    _check_attempt(order, command, at, deadlines)
    next_at = command.next_attempt_at.astimezone(UTC) if command.next_attempt_at else None
    failed = DeliveryAttemptFailed(
        order_id=order.order_id,
        payment_id=order.confirmed_payment_id,
        attempt_no=command.attempt_no,
        attempts_left=ATTEMPTS_MAX - command.attempt_no,
        reason_code=command.reason_code,
        fault=FAULTS[command.reason_code],
        failed_at=at,
        next_attempt_at=next_at,
        deliver_by=_deliver_by(order, next_at, deadlines, hours),
        clock_basis=ClockBasis.SELLER_HOURS,
        calendar_version=deadlines.calendar_version,
        evidence=command.evidence,
    )
    return (failed,)


def _check_attempt(
    order: Order, command: RecordFailedAttempt, at: datetime, deadlines: Deadlines
) -> None:
    if order.failed_attempts >= ATTEMPTS_MAX:
        raise AttemptsExhausted("the goods must go back now", attempts_max=ATTEMPTS_MAX)
    if command.attempt_no != order.failed_attempts + 1:
        raise AttemptOutOfOrder(
            "that is not the next attempt", attempt_no=order.failed_attempts + 1
        )
    check_evidence(command.evidence)
    if command.next_attempt_at is None:
        return
    latest = at + deadlines.windows.attempt_within
    if (
        command.attempt_no == ATTEMPTS_MAX
        or command.next_attempt_at.tzinfo is None
        or not at < command.next_attempt_at <= latest
    ):
        raise NextAttemptImpossible(
            "the next attempt is too far off, in the past, or one too many",
            latest=latest.isoformat(),
            attempts_max=ATTEMPTS_MAX,
        )


def _deliver_by(
    order: Order, next_attempt_at: datetime | None, deadlines: Deadlines, hours: OpeningHours
) -> datetime:
    if next_attempt_at is None:
        return order.deliver_by
    return max(order.deliver_by, deadlines.attempt_by(next_attempt_at, hours))


def bring_back(order: Order, command: ReturnToSeller, *, at: datetime) -> tuple[OrderEvent, ...]:
    """
    End an order whose goods went back to the stall.

    :raises OrderNotOnItsWay: the goods are not out, or have changed hands
    :raises ReasonMissing: no attempt has failed that would say why
    :raises Refusal: a line is not the order's
    """
    if order.status is Status.RETURNED_TO_SELLER:
        return ()
    if order.status not in _WITH_GOODS_OUT:
        raise OrderNotOnItsWay(f"the order is {order.status}", status=order.status.value)
    reason = command.reason_code or (order.failure.reason_code if order.failure else None)
    if reason is None:
        raise ReasonMissing("why did the goods go back?")
    check_evidence(command.evidence)
    returned = OrderReturnedToSeller(
        order_id=order.order_id,
        payment_id=order.confirmed_payment_id,
        attempt_no=max(order.failed_attempts, 1),
        reason_code=reason,
        fault=FAULTS[reason],
        returned_at=at,
        lines=_brought_back(order, command),
        evidence=command.evidence,
    )
    return (returned,)


def _brought_back(order: Order, command: ReturnToSeller) -> tuple[BroughtBackLine, ...]:
    known_lines(order.placed, [line.line_id for line in command.lines])
    lost = {line.line_id: line.disposition for line in command.lines}
    return tuple(
        BroughtBackLine(
            line_id=line.line_id,
            product_id=line.product_id,
            quantity=line.quantity,
            disposition=lost.get(line.line_id, Disposition.RESALABLE),
        )
        for line in order.placed.lines
    )

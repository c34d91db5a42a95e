"""What happens when somebody has kept silent for long enough: harmless, however often it fires."""

from kernel.application.ports import Timer, UnitOfWork
from payments.application.acts import settle_claim
from payments.application.ports import Ports
from payments.application.recording import existing, record
from payments.domain.collections import deem, has_lapsed
from payments.domain.refunds import deem_refund
from payments.domain.state import CollectionStatus
from payments.domain.words import ConfirmedBy


def when_the_buyer_kept_silent(
    timer: Timer,
    *,
    work: UnitOfWork,
    ports: Ports,  # noqa: ARG001 - the shape of every timer
) -> None:
    """Take the seller's record for agreed, if it still waits."""
    payment = existing(work, timer.subject)
    record(work, timer.subject, deem(payment, timer.data["about"], at=work.now))


def when_the_seller_kept_silent(timer: Timer, *, work: UnitOfWork, ports: Ports) -> None:
    """Book the buyer's claim, if it still waits."""
    payment, claim_id = existing(work, timer.subject), timer.data["about"]
    if has_lapsed(payment, claim_id, CollectionStatus.CLAIMED, at=work.now):
        settle_claim(
            payment,
            payment.collections[claim_id],
            by=ConfirmedBy.DEEMED,
            confirmed_by_id=None,
            work=work,
            ports=ports,
        )


def when_nobody_missed_the_refund(
    timer: Timer,
    *,
    work: UnitOfWork,
    ports: Ports,  # noqa: ARG001 - the shape of every timer
) -> None:
    """Take the refund for received, if it still waits."""
    payment = existing(work, timer.subject)
    record(work, timer.subject, deem_refund(payment, timer.data["about"], at=work.now))

"""What an order knows of its money: each fact of payments counts once, in whatever case it came."""

from dataclasses import dataclass, replace
from datetime import datetime

from orders.domain.events import OrderCompleted, OrderDelivered, PaymentNoted
from orders.domain.words import MoneyFact


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """
    The cash of one order, as payments has told it.

    :param remaining_idr: what is still to come; None until payments has said anything
    :param confirmed: both sides agree, or one was silent for long enough
    :param disputes: those that no officer has decided yet
    :param answered: facts that have been answered, so that none is answered twice
    :param collection_id: the last collection heard of
    :param collect_by: until when what remains must have come
    """

    received_idr: int = 0
    remaining_idr: int | None = None
    confirmed: bool = False
    disputes: frozenset[str] = frozenset()
    answered: frozenset[str] = frozenset()
    collection_id: str | None = None
    collected_at: datetime | None = None
    collect_by: datetime | None = None

    @property
    def heard(self) -> bool:
        """Whether payments has said anything of it."""
        return bool(self.answered)

    @property
    def settled(self) -> bool:
        """Whether nothing is missing, open or in dispute."""
        return (
            self.remaining_idr is not None
            and self.remaining_idr <= 0
            and self.confirmed
            and not self.disputes
        )


def fact_key(fact: MoneyFact, fact_id: str) -> str:
    """Return the name under which a fact of payments is remembered."""
    return f"{fact}:{fact_id}"


def handed_over(money: Money, event: OrderDelivered) -> Money:
    return replace(money, confirmed=event.code_verified, collect_by=event.collect_by)


def noted(money: Money, event: PaymentNoted) -> Money:
    """Fold what payments has said."""
    key = fact_key(event.fact, event.cause_id or event.collection_id)
    of_cash = event.fact not in (MoneyFact.DISPUTED, MoneyFact.REFUNDED)
    return replace(
        money,
        received_idr=money.received_idr + event.amount_received_idr,
        remaining_idr=event.remaining_due_idr,
        confirmed=money.confirmed or event.fact in (MoneyFact.CONFIRMED, MoneyFact.RESOLVED),
        disputes=_disputes(money.disputes, event),
        answered=money.answered | {key},
        collection_id=event.collection_id if of_cash else money.collection_id,
        collected_at=event.collected_at if of_cash else money.collected_at,
        collect_by=event.collect_by or money.collect_by,
    )


def completed(money: Money, event: OrderCompleted) -> Money:
    """Nothing remains; cash that was not noted before came with this."""
    return replace(
        money,
        received_idr=max(money.received_idr, event.paid_idr),
        remaining_idr=0,
        confirmed=True,
        answered=money.answered | {fact_key(MoneyFact.RECEIVED, event.collection_id)},
        collection_id=event.collection_id,
        collected_at=event.collected_at,
    )


def _disputes(open_: frozenset[str], event: PaymentNoted) -> frozenset[str]:
    if event.cause_id is None:
        return open_
    if event.fact is MoneyFact.DISPUTED:
        return open_ | {event.cause_id}
    return open_ - {event.cause_id} if event.fact is MoneyFact.RESOLVED else open_

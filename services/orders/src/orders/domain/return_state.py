"""One return of an order: what was asked for, what was decided, and how each event changes it."""

from dataclasses import dataclass, replace
from typing import assert_never

from orders.domain.life import RETURN_LIFE
from orders.domain.return_events import (
    ReturnAccepted,
    ReturnDeclined,
    ReturnEvent,
    ReturnReceived,
    ReturnRequested,
)
from orders.domain.words import ReturnStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    requested: ReturnRequested
    status: ReturnStatus = ReturnStatus.REQUESTED
    accepted: ReturnAccepted | None = None

    @property
    def counts(self) -> bool:
        """Whether its goods can no longer be returned once more."""
        return self.status is not ReturnStatus.DECLINED

    def quantity_of(self, line_id: str) -> int:
        return sum(line.quantity for line in self.requested.lines if line.line_id == line_id)


def evolve_return(known: Return | None, event: ReturnEvent) -> Return:
    """Fold one event of this return."""
    if isinstance(event, ReturnRequested):
        source = known.status if known else None
        status = RETURN_LIFE.moved(source, event, ReturnStatus.REQUESTED)
        return Return(requested=event, status=status)
    assert known is not None, "a return begins with ReturnRequested"
    match event:
        case ReturnAccepted():
            accepted = RETURN_LIFE.moved(known.status, event, ReturnStatus.ACCEPTED)
            return replace(known, status=accepted, accepted=event)
        case ReturnDeclined():
            declined = RETURN_LIFE.moved(known.status, event, ReturnStatus.DECLINED)
            return replace(known, status=declined)
        case ReturnReceived():
            received = RETURN_LIFE.moved(known.status, event, ReturnStatus.RECEIVED)
            return replace(known, status=received)
        case _:
            assert_never(event)

"""What is asked and what came in, as one value: all that moves money is a step between two."""

from dataclasses import dataclass, replace

from payments.domain.terms import NOTHING, Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """
    How a payment's money stands.

    :param asked: the sum that counts
    :param applied: what came in towards it
    :param overage_idr: what came in beyond it, and is owed back
    :param waived: what nobody waits for any more, though the goods are gone: money that comes for
        it all the same is no gift
    :param closed: nothing more is asked for
    """

    asked: Parts
    applied: Parts = NOTHING
    overage_idr: int = 0
    waived: Parts = NOTHING
    closed: bool = False

    @property
    def left(self) -> Parts:
        return self.asked.less(self.applied)

    @property
    def open(self) -> Parts:
        """What money that comes in now is for."""
        return self.left.plus(self.waived)

    @property
    def money_idr(self) -> int:
        return self.applied.total_idr + self.overage_idr

    def with_money(self, change_idr: int) -> "Balance":
        """Return how it stands when so much more, or less, has come in."""
        return self._holding(self.asked.plus(self.waived), self.money_idr + change_idr)

    def asking(self, asked: Parts) -> "Balance":
        """Return how it stands when another sum is asked; money beyond it is owed back."""
        if self.applied == NOTHING and not self.overage_idr:
            return replace(self, asked=asked)
        return self._holding(asked, self.money_idr)

    def called_off(self) -> "Balance":
        """Return how it stands when nothing was sold: all that came in is owed back."""
        return Balance(asked=NOTHING, overage_idr=self.money_idr, closed=True)

    def given_up(self) -> "Balance":
        """Return how it stands when nobody waits for the rest any more."""
        return replace(self, asked=self.applied, waived=self.left, closed=True)

    def moved(self, applied: Parts, overage_idr: int) -> "Balance":
        """Return how it stands after an event that says what came in, or was taken back."""
        return replace(
            self,
            asked=self.asked.plus(applied) if self.closed else self.asked,
            applied=self.applied.plus(applied),
            overage_idr=self.overage_idr + overage_idr,
            waived=self.waived.less(applied) if self.closed else self.waived,
        )

    def _holding(self, promised: Parts, money_idr: int) -> "Balance":
        applied = promised.covered_by(min(money_idr, promised.total_idr))
        return Balance(
            asked=applied if self.closed else promised,
            applied=applied,
            overage_idr=money_idr - applied.total_idr,
            waived=promised.less(applied) if self.closed else NOTHING,
            closed=self.closed,
        )

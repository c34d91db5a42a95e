"""What orders' handlers ask of the outside world, in their own words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kernel.domain.calendar import OpeningHours
from orders.domain.checkout import Rules
from orders.domain.deadlines import Deadlines
from orders.domain.limits import OpenOrders
from orders.domain.offers import Offer


class Catalogue(Protocol):
    """Our own copy of what sellers offer. What has been read once is not read again."""

    def offers(self, product_ids: Collection[str]) -> Mapping[str, Offer]:
        """Return the offers that are known, by product."""
        ...

    def opening_hours(self, merchant_ids: Collection[str]) -> Mapping[str, OpeningHours]:
        """Return each seller's hours; the standard ones for a seller who has told none."""
        ...

    def read_sellers_of(self, order_ids: Collection[str]) -> None:
        """Read the sellers of these orders in one question, for `opening_hours` to answer from."""
        ...


class Load(Protocol):
    """How many orders are open. What has been counted once is not counted again."""

    def count_for_buyers(self, account_ids: Collection[str]) -> None:
        """Count the open orders of these buyers in one question."""
        ...

    def count_for_sellers(self, merchant_ids: Collection[str]) -> None:
        """Count the open orders of these sellers in one question."""
        ...

    def open_orders(self, account_id: str | None, merchant_ids: Collection[str]) -> OpenOrders:
        """
        Return how many orders are open, those placed here included.

        :param account_id: the buyer; None: hers need not be counted
        """
        ...

    def note_placed(self, account_id: str, merchant_ids: Collection[str], *, orders: int) -> None:
        """Count so many more orders of this buyer, and one for each of these sellers."""
        ...

    def unsent_orders(
        self, merchant_id: str, *, placed_until: datetime, limit: int
    ) -> Sequence[str]:
        """Return some orders of a seller that she has not sent yet."""
        ...


class Secrets(Protocol):
    """The hand-over codes: six digits that nobody can guess, and nobody can read in an event."""

    def new_code(self) -> str: ...

    def seal(self, order_id: str, code: str) -> tuple[str, str]:
        """Return the keyed hash of an order's code, and the id of the key."""
        ...

    def matches(self, order_id: str, code: str, *, code_hash: str, key_id: str) -> bool:
        """Tell whether this is the code; never true under a key that is no longer known."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Everything a handler, policy or timer of orders may use besides its unit of work."""

    catalogue: Catalogue
    load: Load
    secrets: Secrets
    rules: Rules
    terms_version: str

    @property
    def deadlines(self) -> Deadlines:
        return self.rules.deadlines

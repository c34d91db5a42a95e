"""What orders' handlers ask of the outside world, in their own words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from kernel.domain.calendar import OpeningHours
from orders.domain.deadlines import Deadlines
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
    secrets: Secrets
    deadlines: Deadlines
    terms_version: str

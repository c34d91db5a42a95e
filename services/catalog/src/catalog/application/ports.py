"""What handlers and policies ask of the outside world, in the catalogue's own words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from catalog.domain.ceiling import CeilingBook
from catalog.domain.commodity_list import CommodityList
from catalog.domain.limits import Limits
from catalog.domain.registration import Profile
from catalog.domain.shelf import Shelf, ShelfEvent


class Shelves(Protocol):
    """The shelves of one transaction. Whoever holds one is alone with it until the end."""

    def hold(self, product_ids: Iterable[str]) -> None:
        """Lock these shelves in the order of their ids, in one question."""
        ...

    def of(self, product_ids: Iterable[str]) -> Mapping[str, Shelf]:
        """Return those that exist, as they are with all that was noted; held from now on."""
        ...

    def note(self, events: Iterable[ShelfEvent]) -> None:
        """
        Let the rest of the batch see what was decided. Nothing is written.

        It is a handler's last act: a refusal after it would not take it back.
        """
        ...


class Owners(Protocol):
    """Whose product it is. Neither the seller of a product nor her account ever changes."""

    def learn(self, product_ids: Iterable[str]) -> None:
        """Find out for all of these, in one question."""
        ...

    def of(self, product_id: str) -> str | None:
        """Return the account of the seller's owner, or None if there is no such product."""
        ...


class Profiles(Protocol):
    """What the vault has of sellers."""

    def learn(self, merchant_ids: Iterable[str]) -> None:
        """Find out for all of these, in one question."""
        ...

    def of(self, merchant_id: str) -> Profile:
        """Return it, with empty texts for a seller whose person was erased."""
        ...

    def note(self, merchant_id: str, profile: Profile) -> None:
        """Let the rest of the batch see what it will be. Nothing is written."""
        ...


class Commodities(Protocol):
    def in_force(self, on: date) -> CommodityList:
        """Return the list that holds on that day; an empty one before any was published."""
        ...


class Ceilings(Protocol):
    def book(self) -> CeilingBook:
        """Return every ceiling that was ever set; read once in a transaction."""
        ...


class Places(Protocol):
    @property
    def kelurahan(self) -> frozenset[str]:
        """The codes of all kelurahan of the city."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """All of them, for one transaction, with the limits in force."""

    shelves: Shelves
    owners: Owners
    profiles: Profiles
    commodities: Commodities
    ceilings: Ceilings
    places: Places
    limits: Limits

"""The catalogue without a database: the kernel's memory store, and ports that fold its events."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import reduce
from typing import Any, get_args

from catalog_examples import DINOYO, KAUMAN, LIMITS, NOON

from catalog.adapters.codecs import CATALOG, ORDERS
from catalog.application.ports import Ports
from catalog.bootstrap import COMMANDS, ORDERS_SUBSCRIPTION
from catalog.domain import commodity_list
from catalog.domain.ceiling import CeilingBook
from catalog.domain.commodity_list import CommodityList
from catalog.domain.limits import Limits
from catalog.domain.merchant_events import (
    MerchantRegistered,
)
from catalog.domain.product_events import PriceCeilingSet, ProductListed, StapleListSet
from catalog.domain.registration import Profile
from catalog.domain.shelf import Shelf, ShelfEvent, evolve, shelves_of
from kernel.adapters.clock import ManualClock
from kernel.adapters.definition import Policy
from kernel.adapters.memory import MemoryStore
from kernel.application.envelope import Context, Recorded
from kernel.domain.events import Event
from kernel.domain.streams import Kind

_SHELF_EVENTS = get_args(ShelfEvent)


class MemoryShelves:
    def __init__(self, events: Iterable[Event]) -> None:
        self._shelves: dict[str, Shelf] = {}
        self.held: list[list[str]] = []
        self.note(event for event in events if isinstance(event, _SHELF_EVENTS))

    def hold(self, product_ids: Iterable[str]) -> None:
        self.held.append(sorted(set(product_ids)))

    def of(self, product_ids: Iterable[str]) -> Mapping[str, Shelf]:
        return {name: self._shelves[name] for name in product_ids if name in self._shelves}

    def note(self, events: Iterable[ShelfEvent]) -> None:
        for event in events:
            for product_id in shelves_of(event):
                before = self._shelves.get(product_id)
                self._shelves[product_id] = evolve(before, event, product_id=product_id)


class MemoryOwners:
    def __init__(self, events: Iterable[Event]) -> None:
        sellers = {}
        self._owners: dict[str, str] = {}
        for event in events:
            if isinstance(event, MerchantRegistered):
                sellers[event.merchant_id] = event.owner_account_id
            if isinstance(event, ProductListed):
                self._owners[event.product_id] = sellers[event.merchant_id]

    def learn(self, product_ids: Iterable[str]) -> None:
        """Everything is known from the start."""

    def of(self, product_id: str) -> str | None:
        return self._owners.get(product_id)


class MemoryCommodities:
    def __init__(self, events: Iterable[Event]) -> None:
        self._lists: dict[str, CommodityList] = {}
        for event in events:
            if isinstance(event, StapleListSet):
                before = self._lists.get(event.list_version)
                self._lists[event.list_version] = commodity_list.evolve(before, event)

    def in_force(self, on: date) -> CommodityList:
        known = [one for one in self._lists.values() if one.effective_from <= on]
        return max(known, key=_first_day, default=CommodityList(commodities={}))


class MemoryCeilings:
    def __init__(self, events: Iterable[Event], limits: Limits) -> None:
        known = (event for event in events if isinstance(event, PriceCeilingSet))
        self._book = CeilingBook.of(known, limits.price_zones)

    def book(self) -> CeilingBook:
        return self._book


class MemoryProfiles:
    def __init__(self, events: Iterable[Event], vault: Mapping[str, Mapping[str, Any]]) -> None:
        refs = {e.merchant_id: e.profile_ref for e in events if isinstance(e, MerchantRegistered)}
        self._profiles = {name: Profile(**vault[ref]) for name, ref in refs.items() if ref in vault}

    def learn(self, merchant_ids: Iterable[str]) -> None:
        """Everything is known from the start."""

    def of(self, merchant_id: str) -> Profile:
        return self._profiles.get(merchant_id, Profile(trade_name="", phone=""))

    def note(self, merchant_id: str, profile: Profile) -> None:
        self._profiles[merchant_id] = profile


class TwoPlaces:
    kelurahan = frozenset({KAUMAN, DINOYO})


class MemoryCatalog:
    """Runs commands and foreign events as the kernel does, one unit of work for a batch."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.clock = ManualClock(NOON)
        self.store = MemoryStore(CATALOG, clock=self.clock)
        self.limits = limits
        self.last_ports = self._ports()

    def given(self, kind: Kind[Any, Any], key: str, *events: Event) -> None:
        with self.store.begin() as work, work.scope(Context()):
            work.add(kind, key, events)

    def do(self, route: str, command: Any, context: Context) -> dict[str, Any]:
        """Run one command; a refusal leaves as it was raised."""
        definition = COMMANDS[route]
        with self.store.begin() as work:
            ports = self._ports()
            work.preload(definition.needs(command))
            if definition.prepare:
                definition.prepare([command], ports)
            with work.scope(context):
                return dict(definition.handle(command, work=work, ports=ports) or {})

    def hear(self, *events: tuple[str, str, Mapping[str, Any]]) -> list[Event]:
        """Apply a batch of (order id, type, data) from orders; return the events it led to."""
        head = self.store.head()
        heard = [_recorded(*event) for event in events]
        with self.store.begin() as work:
            ports = self._ports()
            for view, policy in ORDERS_SUBSCRIPTION.policies.items():
                theirs = [one for one in heard if type(one.event) is view]
                if theirs and policy.prepare:
                    policy.prepare(theirs, ports)
            for one in heard:
                policy = _policy(one)
                work.preload(policy.needs(one))
                with work.scope(one.caused("test")):
                    policy.handle(one, work=work, ports=ports)
        return [one.event for one in self.store.read_after(head, 1_000)]

    def events(self) -> list[Event]:
        return [one.event for one in self.store.read_after(0, 1_000_000)]

    def shelf(self, product_id: str) -> Shelf:
        return self._ports().shelves.of([product_id])[product_id]

    def _ports(self) -> Ports:
        events = self.events()
        self.last_ports = Ports(
            shelves=MemoryShelves(events),
            owners=MemoryOwners(events),
            profiles=MemoryProfiles(events, self.store.vault),
            commodities=MemoryCommodities(events),
            ceilings=MemoryCeilings(events, self.limits),
            places=TwoPlaces(),
            limits=self.limits,
        )
        return self.last_ports


def shelf_after(*events: ShelfEvent, product_id: str) -> Shelf:
    """Fold what happened into the shelf of one product."""

    def fold(shelf: Shelf | None, event: ShelfEvent) -> Shelf | None:
        if product_id not in shelves_of(event):
            return shelf
        return evolve(shelf, event, product_id=product_id)

    shelf = reduce(fold, events, None)
    assert shelf is not None, "the product was listed"
    return shelf


def _policy(recorded: Recorded[Event]) -> Policy:
    return ORDERS_SUBSCRIPTION.policies[type(recorded.event)]


def _recorded(order_id: str, type_: str, data: Mapping[str, Any]) -> Recorded[Event]:
    return Recorded(
        event=ORDERS.decode(f"orders.{type_}.v1", dict(data)),
        event_id=f"event-of-{order_id}",
        stream_id=f"order-{order_id}",
        stream_type="order",
        version=1,
        type=f"orders.{type_}.v1",
        position=1,
        occurred_at=NOON,
        recorded_at=NOON,
        metadata={},
    )


def _first_day(one: CommodityList) -> datetime | date:
    return one.effective_from

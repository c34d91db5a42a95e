"""What the catalogue's ports promise. Subclass, provide `town`, inherit; events fill the rows."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from catalog_examples import (
    KAUMAN,
    NO_LIST,
    REGISTERED,
    RICE,
    RICE_LISTED,
    SERVICE,
    SET_LIST,
    SRI,
    STALL,
    SUGAR,
    SUGAR_LISTED,
    TEN_PACKS,
    THE_LIST,
)
from catalog_lifetimes import CEILING
from catalog_town import Town

from catalog.domain import ceiling, commodity_list
from catalog.domain.ceiling import PRICE_CEILING
from catalog.domain.commands import SetCommodityList
from catalog.domain.commodity_list import COMMODITY_LIST
from catalog.domain.merchant import MERCHANT
from catalog.domain.product import PRODUCT
from catalog.domain.product_events import PriceCeilingSet
from catalog.domain.registration import Profile
from kernel.adapters.database import LockBusy
from kernel.application.envelope import Context
from kernel.testing.stores import vault_in

NOBODY = Profile(trade_name="", phone="")
PROFILE = Profile(trade_name="Warung Bu Sri", phone="+62 812-3456-7890")


def open_stall(town: Town) -> None:
    town.given(MERCHANT, STALL, REGISTERED, SERVICE)
    town.given(PRODUCT, RICE, RICE_LISTED)
    town.given(PRODUCT, SUGAR, SUGAR_LISTED)


def publish(town: Town, command: SetCommodityList) -> None:
    """Set a list, some minutes after the one before."""
    town.clock.move_to(town.clock.now() + timedelta(minutes=5))
    town.given(COMMODITY_LIST, command.list_version, *commodity_list.set_list(None, command))


def cap(town: Town, ceiling_id: str) -> PriceCeilingSet:
    """Set a ceiling, some minutes after the one before."""
    town.clock.move_to(town.clock.now() + timedelta(minutes=5))
    (event,) = ceiling.set_ceiling(None, CEILING, ceiling_id=ceiling_id, verified_by_role="officer")
    town.given(PRICE_CEILING, ceiling_id, event)
    return event


class ShelvesContract:
    def test_only_shelves_of_listed_products_are_there(self, town: Town) -> None:
        open_stall(town)

        with town.ports() as ports:
            found = ports.shelves.of([RICE, SUGAR, "nothing"])

        assert {name: shelf.available for name, shelf in found.items()} == {RICE: 0, SUGAR: 0}
        assert found[RICE].price_idr == RICE_LISTED.price_idr

    def test_what_was_received_is_on_the_shelf(self, town: Town) -> None:
        open_stall(town)
        town.do("receive_stock", TEN_PACKS)

        with town.ports() as ports:
            assert ports.shelves.of([RICE])[RICE].available == TEN_PACKS.quantity

    def test_what_is_noted_is_seen_by_the_rest_of_the_transaction_alone(self, town: Town) -> None:
        open_stall(town)
        town.do("receive_stock", TEN_PACKS)
        (received,) = town.events()[-1:]

        with town.ports() as ports:
            ports.shelves.hold([RICE])
            ports.shelves.note([received])  # type: ignore[list-item]
            noted = ports.shelves.of([RICE])[RICE].available
        with town.ports() as ports:
            later = ports.shelves.of([RICE])[RICE].available

        assert (noted, later) == (20, 10)

    def test_whoever_holds_a_shelf_is_alone_with_it(self, town: Town) -> None:
        open_stall(town)

        with town.ports() as ports:
            ports.shelves.hold([RICE])
            with town.ports() as others:
                assert others.shelves.of([SUGAR])
            with pytest.raises(LockBusy), town.ports() as others:
                others.shelves.of([RICE])

        with town.ports() as others:
            assert others.shelves.of([RICE])


class OwnersContract:
    def test_a_product_is_owned_by_its_sellers_account(self, town: Town) -> None:
        open_stall(town)

        with town.ports() as ports:
            ports.owners.learn([RICE, SUGAR, "nothing"])
            assert [ports.owners.of(one) for one in (RICE, SUGAR, "nothing")] == [SRI, SRI, None]

    def test_who_was_not_asked_for_before_is_found_too(self, town: Town) -> None:
        open_stall(town)

        with town.ports() as ports:
            assert ports.owners.of(RICE) == SRI
            assert ports.owners.of("nothing") is None


class ProfilesContract:
    def test_a_profile_is_what_the_vault_has(self, town: Town) -> None:
        self._sealed(town)

        with town.ports() as ports:
            ports.profiles.learn([STALL, "nobody"])
            assert ports.profiles.of(STALL) == PROFILE
            assert ports.profiles.of("nobody") == NOBODY

    def test_of_a_seller_who_was_erased_nothing_is_left(self, town: Town) -> None:
        self._sealed(town)
        with town.database.transaction() as transaction:
            vault_in(transaction).erase([REGISTERED.profile_ref])

        with town.ports() as ports:
            assert ports.profiles.of(STALL) == NOBODY

    def test_a_profile_that_is_noted_is_seen_by_the_rest_of_the_batch(self, town: Town) -> None:
        self._sealed(town)
        changed = replace(PROFILE, trade_name="Warung Baru")

        with town.ports() as ports:
            ports.profiles.note(STALL, changed)
            assert ports.profiles.of(STALL) == changed
        with town.ports() as ports:
            assert ports.profiles.of(STALL) == PROFILE

    def _sealed(self, town: Town) -> None:
        data = {"trade_name": PROFILE.trade_name, "phone": PROFILE.phone}
        with town.app.units.begin() as work, work.scope(Context()):
            work.seal(REGISTERED.profile_ref, "profile", data)
            work.add(MERCHANT, STALL, (REGISTERED, SERVICE))


class CommoditiesContract:
    def test_before_any_list_there_are_no_commodities(self, town: Town) -> None:
        with town.ports() as ports:
            assert ports.commodities.in_force(date(2026, 3, 2)) == NO_LIST

    def test_a_list_holds_from_its_first_day_until_the_next(self, town: Town) -> None:
        spring = replace(SET_LIST, list_version="2026-2", effective_from=date(2026, 4, 1))
        publish(town, spring)
        publish(town, SET_LIST)

        with town.ports() as ports:
            days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 1))
            versions = [ports.commodities.in_force(day).list_version for day in days]
            assert ports.commodities.in_force(date(2026, 1, 1)) == THE_LIST
        assert versions == [NO_LIST.list_version, "2026-1", "2026-1", "2026-2"]

    def test_of_two_lists_with_one_first_day_the_last_published_holds(self, town: Town) -> None:
        publish(town, replace(SET_LIST, list_version="z"))
        publish(town, replace(SET_LIST, list_version="a", commodities=SET_LIST.commodities[:1]))

        with town.ports() as ports:
            found = ports.commodities.in_force(date(2026, 3, 2))

        assert (found.list_version, sorted(found.commodities)) == ("a", ["rice_medium"])


class CeilingsContract:
    def test_before_any_was_set_there_is_none(self, town: Town) -> None:
        with town.ports() as ports:
            assert ports.ceilings.book().ceilings == ()

    def test_the_book_has_every_ceiling_in_the_order_in_which_they_were_set(
        self, town: Town
    ) -> None:
        first, second = cap(town, "z"), cap(town, "a")

        with town.ports() as ports:
            book = ports.ceilings.book()

        assert book.ceilings == (first, second)
        assert book.zones == tuple(ports.limits.price_zones)


class PlacesContract:
    def test_the_city_has_57_kelurahan(self, town: Town) -> None:
        with town.ports() as ports:
            assert len(ports.places.kelurahan) == 57
            assert KAUMAN in ports.places.kelurahan


class PortsContract(
    ShelvesContract,
    OwnersContract,
    ProfilesContract,
    CommoditiesContract,
    CeilingsContract,
    PlacesContract,
):
    """All of them."""

"""What the ports of orders promise. Subclass, provide `town`, inherit; events fill the rows."""

from dataclasses import replace
from datetime import date, time, timedelta

from orders_service import BUYER, SELLING, Town, listed, opened_stall
from orders_values import BUYER_ID, DINOYO, KLOJEN, MERCHANT_ID, NOON, RICE, SNACK

from kernel.domain.calendar import STANDARD_HOURS
from orders.application.foreign import (
    DeliveryArea,
    MerchantServiceChanged,
    MerchantSuspended,
    OpenSpan,
    PriceCeilingSet,
    ProductPriceChanged,
    StapleListSet,
)
from orders.domain.ceilings import Ceiling
from orders.domain.limits import OpenOrders
from orders.domain.offers import Area, ListedCommodity

MORNINGS = MerchantServiceChanged(
    merchant_id=MERCHANT_ID,
    opening_hours=(OpenSpan(weekday=2, opens="07:00", closes="11:30"),),
    delivers=True,
    delivery_area=(DeliveryArea(kelurahan_code=KLOJEN, fee_idr=2_000, min_order_idr=0),),
    pickup_points=("point-1",),
    order_cutoff_time="10:00",
    preparation_minutes=90,
    max_open_orders=3,
)
CEILING = PriceCeilingSet(
    ceiling_id="ceiling-1",
    commodity_code="rice-medium",
    zone="java",
    base_unit="g",
    per_base=1_000,
    ceiling_idr=13_500,
    kind="ceiling",
    market_level="retail",
    effective_from=date(2026, 1, 1),
    effective_to=None,
)
STAPLE = StapleListSet(
    list_version="2026-1",
    commodity_code="rice-medium",
    is_staple=True,
    quality_class="medium",
    effective_from=date(2026, 1, 1),
)
DEARER = ProductPriceChanged(
    product_id="rice-5kg",
    new_price_idr=70_000,
    price_per_base=5_000,
    price_version=2,
    ceiling_status="unknown",
)


class CatalogueContract:
    def test_what_is_listed_is_offered_as_it_was_told(self, town: Town) -> None:
        with town.ports() as ports:
            offers = ports.catalogue.offers([RICE.product_id, SNACK.product_id, "unknown"])

        assert sorted(offers) == [RICE.product_id, SNACK.product_id]
        assert offers[RICE.product_id].product == RICE
        assert offers[SNACK.product_id].product == SNACK
        seller = offers[RICE.product_id].seller
        assert (seller.merchant_id, seller.kelurahan_code) == (MERCHANT_ID, DINOYO)
        assert seller.areas == {KLOJEN: Area(fee_idr=5_000, min_order_idr=10_000)}

    def test_a_product_is_offered_once_its_seller_is_known(self, town: Town) -> None:
        town.hear("catalog", listed(replace(RICE, product_id="early"), "merchant-9"))

        with town.ports() as ports:
            before = ports.catalogue.offers(["early"])
        town.hear("catalog", *opened_stall("merchant-9"))
        with town.ports() as ports:
            after = ports.catalogue.offers(["early"])

        assert dict(before) == {}
        assert after["early"].seller.merchant_id == "merchant-9"

    def test_an_offer_comes_with_the_lists_and_the_retail_ceilings_of_its_commodity(
        self, town: Town
    ) -> None:
        wholesale = replace(CEILING, ceiling_id="ceiling-2", market_level="wholesale")
        eggs = replace(CEILING, ceiling_id="ceiling-3", commodity_code="eggs")
        later = replace(STAPLE, list_version="2026-2", is_staple=False, quality_class=None)
        before = town.heard["catalog"]
        town.hear("catalog", CEILING, wholesale, eggs, STAPLE, later)

        with town.ports() as ports:
            offers = ports.catalogue.offers([RICE.product_id, SNACK.product_id])

        rice, snack = offers[RICE.product_id], offers[SNACK.product_id]
        assert [(one.ceiling_id, one.sequence) for one in rice.ceilings] == [
            ("ceiling-1", before + 1)
        ]
        assert rice.ceilings[0] == Ceiling(
            ceiling_id="ceiling-1",
            zone="java",
            base_unit="g",
            per_base=1_000,
            ceiling_idr=13_500,
            kind="ceiling",
            effective_from=date(2026, 1, 1),
            effective_to=None,
            sequence=before + 1,
        )
        assert set(rice.commodity) == {
            ListedCommodity(
                list_version="2026-1",
                staple=True,
                quality_class="medium",
                effective_from=date(2026, 1, 1),
                sequence=before + 4,
            ),
            ListedCommodity(
                list_version="2026-2",
                staple=False,
                quality_class=None,
                effective_from=date(2026, 1, 1),
                sequence=before + 5,
            ),
        }
        assert (snack.ceilings, snack.commodity) == ((), ())

    def test_what_has_been_read_stays_as_it_is_until_the_transaction_ends(self, town: Town) -> None:
        with town.ports() as ports:
            first = ports.catalogue.offers([RICE.product_id])[RICE.product_id]
            town.hear("catalog", DEARER)
            again = ports.catalogue.offers([RICE.product_id])[RICE.product_id]
        with town.ports() as ports:
            later = ports.catalogue.offers([RICE.product_id])[RICE.product_id]

        assert first == again
        assert later.product.price_idr == 70_000

    def test_a_seller_is_as_she_last_told(self, town: Town) -> None:
        suspended = MerchantSuspended(
            merchant_id=MERCHANT_ID, open_orders_rule="finish", suspended_at=NOON
        )
        town.hear("catalog", MORNINGS, suspended)

        with town.ports() as ports:
            seller = ports.catalogue.offers([RICE.product_id])[RICE.product_id].seller
            hours = ports.catalogue.opening_hours([MERCHANT_ID])

        assert dict(hours[MERCHANT_ID].spans) == {2: (time(7), time(11, 30))}
        assert seller.hours == hours[MERCHANT_ID]
        assert (seller.cutoff, seller.preparation) == (time(10), timedelta(minutes=90))
        assert (seller.max_open_orders, seller.suspended) == (3, True)
        assert seller.pickup_points == {"point-1"}

    def test_a_seller_who_has_told_no_hours_keeps_the_usual_ones(self, town: Town) -> None:
        registered, *_ = opened_stall("merchant-9")
        town.hear("catalog", registered)

        with town.ports() as ports:
            hours = ports.catalogue.opening_hours(["merchant-9", "nobody"])

        assert hours == {"merchant-9": STANDARD_HOURS, "nobody": STANDARD_HOURS}

    def test_the_sellers_of_orders_are_found_by_the_orders(self, town: Town) -> None:
        order_id = town.place()
        town.hear("catalog", MORNINGS)

        with town.ports() as ports:
            ports.catalogue.read_sellers_of([order_id, "no-such-order"])
            hours = ports.catalogue.opening_hours([MERCHANT_ID])

        assert list(hours[MERCHANT_ID].spans) == [2]


class LoadContract:
    def test_orders_are_open_until_they_end(self, town: Town) -> None:
        one, other, _ = (town.place() for _ in range(3))
        town.done("cancel_order", BUYER, order_id=one)
        town.reserve(other)

        with town.ports() as ports:
            ports.load.count_for_buyers([BUYER_ID, "nobody"])
            ports.load.count_for_sellers([MERCHANT_ID, "another"])
            found = ports.load.open_orders(BUYER_ID, [MERCHANT_ID, "another"])
            nobody = ports.load.open_orders("nobody", ["another"])

        assert found == OpenOrders(of_buyer=2, of_sellers={MERCHANT_ID: 2, "another": 0})
        assert nobody == OpenOrders(of_buyer=0, of_sellers={"another": 0})

    def test_a_buyer_who_need_not_be_counted_is_not(self, town: Town) -> None:
        town.place()

        with town.ports() as ports:
            assert ports.load.open_orders(None, [MERCHANT_ID]) == OpenOrders(
                of_buyer=0, of_sellers={MERCHANT_ID: 1}
            )

    def test_what_is_placed_in_the_transaction_counts_too(self, town: Town) -> None:
        town.place()

        with town.ports() as ports:
            ports.load.open_orders(BUYER_ID, [MERCHANT_ID])
            ports.load.note_placed(BUYER_ID, [MERCHANT_ID], orders=2)
            noted = ports.load.open_orders(BUYER_ID, [MERCHANT_ID])

        assert noted == OpenOrders(of_buyer=3, of_sellers={MERCHANT_ID: 2})

    def test_the_first_unsent_orders_of_a_seller_up_to_a_moment(self, town: Town) -> None:
        cancelled, sent, *unsent = sorted(town.place() for _ in range(5))
        town.done("cancel_order", BUYER, order_id=cancelled)
        town.reserve(sent)
        town.done("accept_order", SELLING, order_id=sent)
        town.done("dispatch_order", SELLING, order_id=sent)
        town.clock.move_to(NOON + timedelta(minutes=1))
        late = town.place()

        with town.ports() as ports:
            find = ports.load.unsent_orders
            assert find(MERCHANT_ID, placed_until=NOON, limit=2) == unsent[:2]
            assert find(MERCHANT_ID, placed_until=NOON, limit=9) == unsent
            assert late in find(MERCHANT_ID, placed_until=town.clock.now(), limit=9)
            assert find("another", placed_until=town.clock.now(), limit=9) == []


class PortsContract(CatalogueContract, LoadContract):
    """All that read a store."""

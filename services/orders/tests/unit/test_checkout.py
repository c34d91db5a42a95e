"""A cart becomes one priced basket per seller, or nothing at all."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, strategies as st
from orders_values import (
    BUYER,
    CART,
    CHECKOUT_ID,
    CHILLI,
    DELIVERY,
    DINOYO,
    KLOJEN,
    NOON,
    OFFERS,
    RICE,
    RULES,
    SELLER,
    SNACK,
)

from kernel.domain.errors import Conflict, KernelError
from orders.domain.checkout import LINES_MAX, Basket, Buyer, fill_baskets
from orders.domain.commands import PlaceOrders, WantedLine
from orders.domain.money import line_total
from orders.domain.offers import Area, ListedCommodity, Offer
from orders.domain.words import FulfilmentMethod

OTHER_SELLER = replace(
    SELLER, merchant_id="merchant-of-chilli", areas={KLOJEN: Area(fee_idr=0, min_order_idr=0)}
)
BOTH = OFFERS | {"chilli": Offer(product=CHILLI, seller=OTHER_SELLER)}


def filled(
    cart: PlaceOrders = CART, offers: dict[str, Offer] | None = None, buyer: Buyer = BUYER
) -> tuple[Basket, ...]:
    return fill_baskets(
        cart, checkout_id=CHECKOUT_ID, buyer=buyer, offers=OFFERS if offers is None else offers,
        at=NOON, rules=RULES,
    )  # fmt: skip


def cart_of(*lines: tuple[str, int], expected_total_idr: int = 0) -> PlaceOrders:
    return replace(
        CART,
        lines=tuple(WantedLine(product_id=name, quantity=quantity) for name, quantity in lines),
        expected_total_idr=expected_total_idr,
    )


def selling(product_id: str = "rice-5kg", **changes: object) -> dict[str, Offer]:
    offer = OFFERS[product_id]
    product = replace(offer.product, **changes)  # type: ignore[arg-type]
    return OFFERS | {product_id: replace(offer, product=product)}


def sold_by(**changes: object) -> dict[str, Offer]:
    seller = replace(SELLER, **changes)  # type: ignore[arg-type]
    return {name: replace(offer, seller=seller) for name, offer in OFFERS.items()}


def test_a_cart_over_two_sellers_becomes_two_baskets() -> None:
    cart = cart_of(("rice-5kg", 1), ("chilli", 250), ("snack", 1), expected_total_idr=95_800)

    rice, chilli = filled(cart, BOTH)

    assert rice.seller == SELLER
    assert [line.product_id for line in rice.lines] == ["rice-5kg", "snack"]
    assert chilli.seller == OTHER_SELLER
    assert [line.product_id for line in chilli.lines] == ["chilli"]


def test_every_part_of_the_amount_is_its_own_field() -> None:
    [basket] = filled(cart_of(("rice-5kg", 1), expected_total_idr=72_500))

    assert basket.amounts.goods_total_idr == 67_550
    assert basket.amounts.staple_total_idr == 67_550
    assert basket.amounts.delivery_fee_idr == 5_000
    assert basket.amounts.total_idr == 72_550
    assert basket.amounts.cash_rounding_idr == -50
    assert basket.amounts.amount_due_idr == 72_500


def test_only_staples_count_as_staples() -> None:
    [basket] = filled()

    assert basket.amounts.goods_total_idr == 2 * 67_550 + 12_000
    assert basket.amounts.staple_total_idr == 2 * 67_550


def test_packs_carry_their_content_and_weighed_goods_their_weight() -> None:
    cart = cart_of(("rice-5kg", 2), ("chilli", 250), expected_total_idr=140_100 + 11_300)

    (rice,), (chilli,) = (basket.lines for basket in filled(cart, BOTH))

    assert (rice.quantity, rice.unit, rice.net_quantity_base) == (2, "pack", 10_000)
    assert (chilli.quantity, chilli.unit, chilli.net_quantity_base) == (250, "g", 250)
    assert chilli.line_total_idr == 11_375  # 250 g at Rp45,501 a kilogram, to the nearest rupiah.


def test_another_total_than_the_one_shown_is_a_conflict_that_names_todays() -> None:
    with pytest.raises(Conflict) as refusal:
        filled(replace(CART, expected_total_idr=CART.expected_total_idr - 100))

    assert refusal.value.own_code == "price_changed"
    assert refusal.value.details == {"total_idr": CART.expected_total_idr}


@pytest.mark.parametrize(
    ("code", "cart", "offers"),
    [
        ("checkout_empty", cart_of(), None),
        ("product_repeated", cart_of(("snack", 1), ("snack", 2)), None),
        ("product_unknown", cart_of(("gold-bar", 1)), None),
        ("too_many_lines", cart_of(*((f"p{n}", 1) for n in range(LINES_MAX + 1))), None),
        ("delivery_incomplete", replace(CART, delivery=replace(DELIVERY, phone=" ")), None),
        ("payment_method_unavailable", replace(CART, payment_method="qris"), None),
        (
            "fulfilment_unavailable",
            replace(CART, fulfilment_method=FulfilmentMethod.COURIER),
            None,
        ),
        ("membership_not_yours", replace(CART, membership_id="member-2"), None),
        ("product_delisted", CART, selling(listed=False)),
        ("merchant_not_verified", CART, sold_by(verified=False)),
        ("delivery_not_offered", CART, sold_by(delivers=False)),
        ("outside_area", replace(CART, delivery=replace(DELIVERY, kelurahan_code=DINOYO)), None),
        (
            "below_minimum",
            CART,
            sold_by(areas={KLOJEN: Area(fee_idr=0, min_order_idr=147_101)}),
        ),
        ("quantity_refused", cart_of(("rice-5kg", 0)), None),
        ("quantity_refused", cart_of(("rice-5kg", -1)), None),
        ("quantity_refused", cart_of(("rice-5kg", 1_000_001)), None),
        ("quantity_refused", CART, selling(max_quantity_per_order=1)),
        ("quantity_refused", CART, selling(min_quantity=3)),
        ("quantity_refused", CART, selling(quantity_step=3)),
    ],
)
def test_what_cannot_be_had_as_asked_is_refused_by_name(
    code: str, cart: PlaceOrders, offers: dict[str, Offer] | None
) -> None:
    with pytest.raises(KernelError) as refusal:
        filled(cart, offers)

    assert refusal.value.own_code == code


def test_an_order_worth_less_than_the_smallest_coin_is_below_the_minimum() -> None:
    cheap = {"snack": Offer(product=replace(SNACK, price_idr=99), seller=OTHER_SELLER)}

    with pytest.raises(KernelError) as refusal:
        filled(cart_of(("snack", 1)), cheap)

    assert refusal.value.own_code == "below_minimum"


def test_nobody_needs_a_membership_to_buy() -> None:
    stranger = Buyer(account_id="a-stranger")

    [basket] = filled(replace(CART, membership_id=None), buyer=stranger)

    assert basket.amounts.amount_due_idr == CART.expected_total_idr


def listed(version: str, *, staple: bool, days: int, sequence: int = 1) -> ListedCommodity:
    return ListedCommodity(
        list_version=version,
        staple=staple,
        quality_class="premium",
        effective_from=(NOON + timedelta(days=days)).date(),
        sequence=sequence,
    )


@pytest.mark.parametrize(
    ("entries", "version", "staple"),
    [
        ((), "2026-1", True),
        ((listed("2026-2", staple=False, days=1),), "2026-1", True),
        ((listed("2026-2", staple=False, days=0),), "2026-2", False),
        (
            (listed("2026-3", staple=True, days=-1), listed("2026-2", staple=False, days=-9)),
            "2026-3",
            True,
        ),
        (
            (
                listed("2026-3", staple=True, days=0, sequence=7),
                listed("2026-2", staple=False, days=0, sequence=8),
            ),
            "2026-2",
            False,
        ),
    ],
)
def test_the_officers_list_in_force_that_day_says_what_is_a_staple(
    entries: tuple[ListedCommodity, ...], version: str, *, staple: bool
) -> None:
    offers = {"rice-5kg": Offer(product=RICE, seller=SELLER, commodity=entries)}

    [basket] = filled(cart_of(("rice-5kg", 1), expected_total_idr=72_500), offers)

    [line] = basket.lines
    assert (line.staple_list_version, line.commodity_list_version) == (version, version)
    assert line.staple is staple
    assert basket.amounts.staple_total_idr == (67_550 if staple else 0)


@given(
    price_idr=st.integers(1, 1_000_000_000),
    quantity=st.integers(1, 1_000_000),
    fee_idr=st.integers(0, 1_000_000),
)
def test_totals_are_sums_and_rounding_never_makes_a_buyer_pay_more(
    price_idr: int, quantity: int, fee_idr: int
) -> None:
    seller = replace(SELLER, areas={KLOJEN: Area(fee_idr=fee_idr, min_order_idr=0)})
    offers = {
        "snack": Offer(product=replace(SNACK, price_idr=price_idr + 99), seller=seller),
        "rice-5kg": Offer(product=replace(RICE, price_idr=price_idr), seller=seller),
    }
    due = ((price_idr * quantity) + (price_idr + 99) + fee_idr) // 100 * 100
    cart = cart_of(("rice-5kg", quantity), ("snack", 1), expected_total_idr=due)

    [basket] = filled(cart, offers)

    amounts = basket.amounts
    assert amounts.goods_total_idr == sum(line.line_total_idr for line in basket.lines)
    assert amounts.total_idr == amounts.goods_total_idr + fee_idr
    assert amounts.amount_due_idr == amounts.total_idr + amounts.cash_rounding_idr
    assert -100 < amounts.cash_rounding_idr <= 0
    assert amounts.amount_due_idr >= 0
    assert amounts.amount_due_idr % 100 == 0


@given(price_idr=st.integers(1, 10_000_000), grams=st.integers(1, 1_000_000))
def test_weighed_goods_cost_the_nearest_rupiah(price_idr: int, grams: int) -> None:
    total = line_total(grams, unit_price_idr=price_idr, per=1_000)

    assert -500 <= price_idr * grams - 1_000 * total < 500 or total * 2_000 == (
        2 * price_idr * grams + 1_000
    )

"""A product is described, compared with ceilings, relisted, taken down and put back."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from catalog_examples import DEARER, NOON, RICE, RICE_LISTED, RICE_ON_SALE, RULES, TODAY
from catalog_lifetimes import (
    BLOCK,
    BLOCKED,
    BLOCKED_TO_MEND,
    CEILING,
    DELISTED,
    PRODUCT_HISTORIES,
    product,
)
from hypothesis import given, strategies as st

from catalog.adapters.reference import reference_ceilings
from catalog.domain import offering, take_down
from catalog.domain.ceiling import (
    PRICE_CEILING,
    CeilingBook,
    PriceCeilingMalformed,
    Priced,
    ceiling_id_of,
    set_ceiling,
)
from catalog.domain.commands import (
    AssignCommodity,
    DelistProduct,
    DescribeProduct,
    RelistProduct,
    SetPriceCeiling,
    UnblockProduct,
)
from catalog.domain.offering import CommodityIsAssigned, PriceOutOfRange
from catalog.domain.product import Product, ProductIsBlocked, Status
from catalog.domain.product_events import PriceCeilingSet, ProductDescribed
from catalog.domain.vocabulary import (
    AssignedBy,
    BaseUnit,
    CeilingKind,
    CeilingStatus,
    MarketLevel,
)

ZONES = ("java", "national")
DESCRIBE = DescribeProduct(
    product_id=RICE, name="Beras Mentari", category_code="staples", commodity_code="rice_medium"
)
DECIDED: dict[str, Any] = {"decision_id": "decision-9", "at": NOON}


def ceiling(**changes: Any) -> PriceCeilingSet:
    command = replace(CEILING, **changes)
    (event,) = set_ceiling(
        None, command, ceiling_id=ceiling_id_of(command), verified_by_role="catalog_officer"
    )
    return event


def book(*ceilings: PriceCeilingSet) -> CeilingBook:
    return CeilingBook.of(ceilings, ZONES)


def rice(price_idr: int, per_base: int = 5_000, unit: BaseUnit = BaseUnit.GRAM) -> Priced:
    return Priced(
        commodity_code="rice_medium", base_unit=unit, price_idr=price_idr, per_base=per_base
    )


def describe(
    state: Product, by: AssignedBy = AssignedBy.SELLER, **changes: Any
) -> tuple[ProductDescribed, ...]:
    command = replace(DESCRIBE, **changes)
    return offering.describe(state, command, assigned_by=by, rules=RULES)


def test_a_description_is_whole_and_has_the_next_version() -> None:
    (described,) = describe(RICE_ON_SALE.state)

    assert described.name == "Beras Mentari"
    assert (described.description_version, described.pack_content_base) == (2, 5_000)
    assert describe(product.given(RICE_LISTED, described).state) == ()


def test_what_an_officer_has_assigned_the_seller_cannot_undo() -> None:
    (assigned,) = offering.assign_commodity(
        RICE_ON_SALE.state, AssignCommodity(product_id=RICE), rules=RULES
    )
    state = product.given(RICE_LISTED, assigned).state

    assert not assigned.staple
    with pytest.raises(CommodityIsAssigned):
        describe(state)
    (named,) = describe(state, commodity_code=None)
    assert named.commodity_assigned_by is AssignedBy.OFFICER
    assert describe(state, AssignedBy.OFFICER)[0].commodity_code == "rice_medium"
    assert describe(RICE_ON_SALE.state, commodity_code=None)[0].commodity_code is None


@pytest.mark.parametrize(
    ("price_idr", "status"),
    [(67_499, CeilingStatus.WITHIN), (67_500, CeilingStatus.WITHIN), (67_501, CeilingStatus.ABOVE)],
)
def test_a_pack_is_compared_by_its_content(price_idr: int, status: CeilingStatus) -> None:
    judged = book(ceiling()).judge(rice(price_idr), TODAY)

    assert judged.status is status
    assert judged.ceiling_per_base_idr == 13_500


@given(st.integers(1, 10**8), st.integers(1, 10**6))
def test_no_rounding_helps_over_a_ceiling(price_idr: int, per_base: int) -> None:
    judged = book(ceiling()).judge(rice(price_idr, per_base), TODAY)

    assert (judged.status is CeilingStatus.ABOVE) == (price_idr * 1_000 > 13_500 * per_base)


def test_what_has_no_ceiling_or_another_unit_is_not_judged() -> None:
    known = book(ceiling())

    nothing = replace(rice(1), commodity_code=None)
    assert known.judge(nothing, TODAY).status is CeilingStatus.NOT_APPLICABLE
    assert book().judge(rice(1), TODAY).status is CeilingStatus.NOT_APPLICABLE
    assert known.judge(rice(1, unit=BaseUnit.PIECE), TODAY).status is CeilingStatus.UNKNOWN


def test_the_ceiling_in_force_is_the_nearest_binding_latest_and_last_set() -> None:
    java, national = ceiling(), ceiling(zone="national", effective_from=date(2026, 1, 1))
    reference = ceiling(kind=CeilingKind.REFERENCE, effective_from=date(2026, 1, 1))
    newer = ceiling(ceiling_idr=14_000, effective_from=date(2026, 1, 1))
    corrected = ceiling(ceiling_idr=14_100, effective_from=date(2026, 1, 1))

    def found(*ceilings: PriceCeilingSet, on: date = TODAY) -> PriceCeilingSet | None:
        return book(*ceilings).in_force("rice_medium", on)

    assert found(national, java) == java
    assert found(reference, java) == java
    assert found(newer, java) == newer
    assert found(newer, corrected, java) == corrected
    assert found(newer, java, on=date(2025, 12, 31)) == java
    assert found(ceiling(effective_to=date(2026, 3, 1)), on=TODAY) is None
    assert found(ceiling(zone="papua"), ceiling(market_level=MarketLevel.OTHER)) is None


def test_the_same_ceiling_again_changes_nothing() -> None:
    known = PRICE_CEILING.evolve(None, ceiling())

    again = set_ceiling(known, CEILING, ceiling_id="x", verified_by_role="catalog_officer")

    assert again == ()
    assert ceiling_id_of(CEILING) != ceiling_id_of(replace(CEILING, ceiling_idr=1))


@pytest.mark.parametrize(
    "changes",
    [{"zone": ""}, {"legal_basis": " "}, {"per_base": 0}, {"effective_to": date(2025, 8, 21)}],
)
def test_a_ceiling_that_cannot_be_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(PriceCeilingMalformed):
        ceiling(**changes)


def test_the_figures_of_reference_give_the_statuses_of_their_day() -> None:
    known = book(*(_set(one) for one in reference_ceilings()))

    def status(code: str, price_idr: int, unit: BaseUnit, on: date) -> CeilingStatus:
        price = Priced(commodity_code=code, base_unit=unit, price_idr=price_idr, per_base=1_000)
        return known.judge(price, on).status

    before, since = date(2025, 8, 21), date(2025, 8, 22)
    assert status("rice_medium", 13_000, BaseUnit.GRAM, before) is CeilingStatus.ABOVE
    assert status("rice_medium", 13_000, BaseUnit.GRAM, since) is CeilingStatus.WITHIN
    assert status("minyakita", 15_701, BaseUnit.MILLILITRE, since) is CeilingStatus.ABOVE
    assert status("sugar", 17_500, BaseUnit.GRAM, since) is CeilingStatus.WITHIN


def _set(command: SetPriceCeiling) -> PriceCeilingSet:
    (event,) = set_ceiling(
        None, command, ceiling_id=ceiling_id_of(command), verified_by_role="catalog_officer"
    )
    return event


def test_a_relisted_product_has_the_next_price_version() -> None:
    gone = product.given(RICE_LISTED, DELISTED).state
    relist = RelistProduct(product_id=RICE)

    (same,) = offering.relist(gone, relist, rules=RULES)
    (cheaper,) = offering.relist(gone, replace(relist, new_price_idr=60_000), rules=RULES)

    assert (same.price_idr, same.price_version) == (67_500, 2)
    assert cheaper.price_idr == 60_000
    assert offering.relist(RICE_ON_SALE.state, relist, rules=RULES) == ()
    with pytest.raises(PriceOutOfRange):
        offering.relist(gone, replace(relist, new_price_idr=0), rules=RULES)


def test_a_blocked_product_comes_back_by_the_officer_or_as_she_allows() -> None:
    blocked = product.given(RICE_LISTED, BLOCKED).state
    to_mend = product.given(RICE_LISTED, BLOCKED_TO_MEND).state

    with pytest.raises(ProductIsBlocked):
        offering.relist(blocked, RelistProduct(product_id=RICE), rules=RULES)
    with pytest.raises(ProductIsBlocked):
        offering.delist(blocked, DelistProduct(product_id=RICE))
    assert offering.change_price(blocked, DEARER, rules=RULES) != ()
    assert offering.relist(to_mend, RelistProduct(product_id=RICE), rules=RULES) != ()


def test_an_unblocked_product_is_where_it_was() -> None:
    for history, status in (
        ((RICE_LISTED, BLOCKED), Status.LISTED),
        ((RICE_LISTED, DELISTED, BLOCKED), Status.DELISTED),
    ):
        state = product.given(*history).state
        (unblocked,) = take_down.unblock(state, UnblockProduct(product_id=RICE), **DECIDED)
        assert product.given(*history, unblocked).state.status is status
        assert take_down.block(state, BLOCK, **DECIDED) == ()
    assert take_down.unblock(RICE_ON_SALE.state, UnblockProduct(product_id=RICE), **DECIDED) == ()


def test_every_history_of_the_examples_replays() -> None:
    assert all(product.given(*history).state for history in PRODUCT_HISTORIES)

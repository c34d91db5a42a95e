"""Commands load, decide and save; what is not the caller's is not there."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from catalog_examples import (
    AS_ANOTHER_SELLER,
    AS_OFFICER,
    AS_SRI,
    DEARER,
    DELIST,
    DELIVERY,
    IN_BATU,
    LIST_RICE,
    REGISTER,
    REGISTERED,
    REJECT,
    RICE,
    RICE_LISTED,
    SERVICE,
    SET_LIST,
    SRI,
    STALL,
    TEN_PACKS,
    VERIFY,
)
from catalog_memory import MemoryCatalog

from catalog.application.merchants import OwnerMissing
from catalog.domain.merchant import MERCHANT, MerchantNotFound
from catalog.domain.merchant_events import (
    DeliveryArea,
    MerchantRegistered,
    MerchantRejected,
    MerchantVerified,
)
from catalog.domain.places import KelurahanUnknown
from catalog.domain.product import PRODUCT, ProductNotFound
from catalog.domain.product_events import (
    ProductDelisted,
    ProductListed,
    StapleListSet,
)
from catalog.domain.stock_events import (
    StockReceived,
)
from catalog.domain.vocabulary import RegisteredVia
from kernel.application.envelope import Context


@pytest.fixture
def catalog() -> MemoryCatalog:
    return MemoryCatalog()


@pytest.fixture
def stall(catalog: MemoryCatalog) -> MemoryCatalog:
    catalog.given(MERCHANT, STALL, REGISTERED, SERVICE)
    catalog.given(PRODUCT, RICE, RICE_LISTED)
    return catalog


def last(catalog: MemoryCatalog) -> Any:
    return catalog.events()[-1]


def test_a_seller_registers_and_her_person_goes_to_the_vault(catalog: MemoryCatalog) -> None:
    command = replace(REGISTER, trade_name=" Warung Bu Sri ", nib="1234567890123")

    answer = catalog.do("register_merchant", command, AS_SRI)

    registered = catalog.events()[0]
    assert isinstance(registered, MerchantRegistered)
    assert answer == {
        "merchant_id": registered.merchant_id,
        "merchant_number": registered.merchant_number,
    }
    assert registered.owner_account_id == SRI
    assert registered.registered_via is RegisteredVia.SELF
    assert registered.nib_ref is not None
    assert catalog.store.vault[registered.profile_ref] == {
        "trade_name": "Warung Bu Sri",
        "phone": REGISTER.phone,
    }
    assert catalog.store.vault[registered.nib_ref] == {"nib": "1234567890123"}


def test_a_seller_without_a_nib_seals_none(catalog: MemoryCatalog) -> None:
    catalog.do("register_merchant", REGISTER, AS_SRI)

    assert len(catalog.store.vault) == 1


def test_an_officer_registers_on_somebodys_behalf(catalog: MemoryCatalog) -> None:
    catalog.do("register_merchant", REGISTER, replace(AS_OFFICER, on_behalf_of_id=SRI))

    registered = catalog.events()[0]
    assert isinstance(registered, MerchantRegistered)
    assert registered.owner_account_id == SRI
    assert registered.registered_via is RegisteredVia.OFFICER


@pytest.mark.parametrize("context", [AS_OFFICER, Context(actor_role="merchant")])
def test_a_business_has_an_owner(catalog: MemoryCatalog, context: Context) -> None:
    with pytest.raises(OwnerMissing):
        catalog.do("register_merchant", REGISTER, context)


@pytest.mark.parametrize(
    "changes",
    [
        {"business_kelurahan_code": IN_BATU},
        {"delivery": replace(DELIVERY, delivery_area=(DeliveryArea(kelurahan_code=IN_BATU),))},
    ],
)
def test_only_kelurahan_of_the_city_are_known(
    catalog: MemoryCatalog, changes: dict[str, Any]
) -> None:
    with pytest.raises(KelurahanUnknown):
        catalog.do("register_merchant", replace(REGISTER, **changes), AS_SRI)

    assert catalog.events() == []


def test_an_officer_verifies(stall: MemoryCatalog) -> None:
    assert stall.do("verify_merchant", VERIFY, AS_OFFICER) == {}

    assert isinstance(last(stall), MerchantVerified)


def test_an_officer_rejects(stall: MemoryCatalog) -> None:
    assert stall.do("reject_merchant", REJECT, AS_OFFICER) == {}

    assert isinstance(last(stall), MerchantRejected)


def test_a_seller_nobody_registered_is_not_found(catalog: MemoryCatalog) -> None:
    with pytest.raises(MerchantNotFound):
        catalog.do("verify_merchant", VERIFY, AS_OFFICER)
    with pytest.raises(MerchantNotFound):
        catalog.do("reject_merchant", REJECT, AS_OFFICER)
    with pytest.raises(MerchantNotFound):
        catalog.do("list_product", LIST_RICE, AS_SRI)


def test_an_officer_publishes_a_list(catalog: MemoryCatalog) -> None:
    first = catalog.do("set_commodity_list", SET_LIST, AS_OFFICER)
    again = catalog.do("set_commodity_list", SET_LIST, AS_OFFICER)

    assert first == again == {"list_version": "2026-1"}
    assert [type(event) for event in catalog.events()] == [StapleListSet, StapleListSet]


def test_a_product_is_listed_under_the_list_in_force(stall: MemoryCatalog) -> None:
    tomorrow = replace(SET_LIST, list_version="2026-2", effective_from=date(2026, 3, 3))
    stall.do("set_commodity_list", SET_LIST, AS_OFFICER)
    stall.do("set_commodity_list", tomorrow, AS_OFFICER)

    answer = stall.do("list_product", LIST_RICE, AS_SRI)

    listed = last(stall)
    assert isinstance(listed, ProductListed)
    assert answer == {"product_id": listed.product_id}
    assert listed.staple_list_version == "2026-1"


def test_a_list_holds_from_its_first_day(stall: MemoryCatalog) -> None:
    today = replace(SET_LIST, list_version="2026-2", effective_from=date(2026, 3, 2))
    stall.do("set_commodity_list", SET_LIST, AS_OFFICER)
    stall.do("set_commodity_list", today, AS_OFFICER)

    stall.do("list_product", LIST_RICE, AS_SRI)

    assert last(stall).staple_list_version == "2026-2"


def test_nobody_lists_into_another_sellers_stall(stall: MemoryCatalog) -> None:
    with pytest.raises(MerchantNotFound):
        stall.do("list_product", LIST_RICE, AS_ANOTHER_SELLER)


def test_a_price_changes_once(stall: MemoryCatalog) -> None:
    first = stall.do("change_price", DEARER, AS_SRI)
    again = stall.do("change_price", DEARER, AS_SRI)

    assert first == again == {"price_version": 2}
    assert stall.shelf(RICE).price_version == 2


def test_a_product_is_delisted_once(stall: MemoryCatalog) -> None:
    stall.do("delist_product", DELIST, AS_SRI)
    stall.do("delist_product", DELIST, AS_SRI)

    assert [type(event) for event in stall.events()].count(ProductDelisted) == 1
    assert not stall.shelf(RICE).listed


def test_stock_comes_in(stall: MemoryCatalog) -> None:
    stall.do("receive_stock", TEN_PACKS, AS_SRI)
    answer = stall.do("receive_stock", TEN_PACKS, AS_SRI)

    assert answer == {"balance_after": 20}
    assert isinstance(last(stall), StockReceived)
    assert stall.last_ports.shelves.of([RICE])[RICE].available == 20


@pytest.mark.parametrize(
    ("route", "command"),
    [("change_price", DEARER), ("delist_product", DELIST), ("receive_stock", TEN_PACKS)],
)
def test_another_sellers_product_is_not_there(
    stall: MemoryCatalog, route: str, command: Any
) -> None:
    with pytest.raises(ProductNotFound):
        stall.do(route, command, AS_ANOTHER_SELLER)
    with pytest.raises(ProductNotFound):
        stall.do(route, replace(command, product_id="never-heard-of"), AS_SRI)

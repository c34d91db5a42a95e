"""The life of a stall through the command door, on PostgreSQL."""

from dataclasses import replace
from typing import Any

import pytest
from catalog_examples import (
    AS_ANOTHER_SELLER,
    AS_BUYER,
    AS_OFFICER,
    AS_SRI,
    DEARER,
    DELIST,
    IN_BATU,
    LIST_RICE,
    LIST_SUGAR,
    REGISTER,
    REJECT,
    RICE,
    SET_LIST,
    SRI,
    STALL,
    TEN_PACKS,
    VERIFY,
)
from catalog_lifetimes import BLOCK, SUSPEND
from catalog_town import Town, counted, message

from catalog.domain.product_events import (
    ProductListed,
)
from kernel.domain.errors import Invalid, KernelError, NotFound, Rejected


def refused(town: Town, route: str, command: Any, context: Any = AS_SRI) -> str:
    """Return the code with which a command is refused, having changed nothing."""
    head = town.app.head()
    with pytest.raises(KernelError) as error:
        town.do(route, command, context)
    assert town.app.head() == head
    return error.value.own_code


def test_a_stall_opens_lists_and_fills_its_shelf(town: Town) -> None:
    town.do("set_commodity_list", SET_LIST, AS_OFFICER)
    seller = town.do("register_merchant", replace(REGISTER, nib="1234567890123"))
    merchant_id = seller["merchant_id"]
    town.do("verify_merchant", replace(VERIFY, merchant_id=merchant_id), AS_OFFICER)

    rice = town.do("list_product", replace(LIST_RICE, merchant_id=merchant_id))
    product_id = rice["product_id"]
    price = town.do("change_price", replace(DEARER, product_id=product_id))
    stock = town.do("receive_stock", replace(TEN_PACKS, product_id=product_id))

    assert price == {"price_version": 2}
    assert stock == {"balance_after": 10}
    product = town.ask("product", AS_BUYER, product_id=product_id)
    assert (product["staple"], product["price_idr"], product["available"]) == (True, 69_000, 10)
    assert product["merchant_name"] == REGISTER.trade_name
    assert town.breaches() == {}


def test_nothing_personal_is_outside_the_vault(town: Town) -> None:
    town.do("register_merchant", replace(REGISTER, nib="1234567890123"), key="once")

    published = str(town.app.events(0, 100))

    for personal in (REGISTER.trade_name, REGISTER.phone, "1234567890123"):
        assert personal not in published


def test_the_city_has_57_kelurahan(town: Town) -> None:
    kelurahan = town.app.definition.ports(None).places.kelurahan

    assert len(kelurahan) == 57
    assert refused(
        town, "register_merchant", replace(REGISTER, business_kelurahan_code=IN_BATU)
    ) == ("kelurahan_unknown")


@pytest.mark.parametrize(
    ("route", "command", "context"),
    [
        ("register_merchant", REGISTER, AS_BUYER),
        ("verify_merchant", VERIFY, AS_SRI),
        ("reject_merchant", REJECT, AS_SRI),
        ("set_commodity_list", SET_LIST, AS_SRI),
        ("suspend_merchant", SUSPEND, AS_SRI),
        ("list_product", LIST_RICE, AS_BUYER),
        ("change_price", DEARER, AS_BUYER),
        ("block_product", BLOCK, AS_SRI),
        ("delist_product", DELIST, AS_BUYER),
        ("receive_stock", TEN_PACKS, AS_BUYER),
    ],
)
def test_every_command_has_its_roles(stall: Town, route: str, command: Any, context: Any) -> None:
    assert refused(stall, route, command, context) == "role_missing"


@pytest.mark.parametrize(
    ("route", "command"),
    [("change_price", DEARER), ("delist_product", DELIST), ("receive_stock", TEN_PACKS)],
)
def test_a_seller_touches_only_her_own_goods(stall: Town, route: str, command: Any) -> None:
    with pytest.raises(NotFound):
        stall.do(route, command, AS_ANOTHER_SELLER)
    with pytest.raises(NotFound):
        stall.do(route, replace(command, product_id="never-heard-of"))
    with pytest.raises(NotFound):
        stall.do("list_product", LIST_RICE, AS_ANOTHER_SELLER)


@pytest.mark.parametrize(
    "changes", [{"quantity": "ten"}, {"source": "theft"}, {"expires_on": "soon"}]
)
def test_a_malformed_command_is_refused(stall: Town, changes: dict[str, Any]) -> None:
    payload = {"product_id": RICE, "quantity": 10} | changes

    with pytest.raises(Invalid) as error:
        stall.do("receive_stock", payload)

    assert error.value.own_code == "command_malformed"


def test_a_repeated_key_receives_the_goods_once(stall: Town) -> None:
    first = stall.do("receive_stock", TEN_PACKS, key="lorry-1")
    again = stall.do("receive_stock", TEN_PACKS, key="lorry-1")

    assert first == again == {"balance_after": 10}
    assert stall.shelf(RICE)["received"] == 10


def test_two_receipts_of_one_batch_add_up(stall: Town) -> None:
    answers = stall.app.execute([message("receive_stock", TEN_PACKS, key=str(n)) for n in (1, 2)])

    assert [answer["ok"]["balance_after"] for answer in answers] == [10, 20]
    assert stall.breaches() == {}


def test_a_refused_command_takes_no_neighbour_along(stall: Town) -> None:
    answers = stall.app.execute(
        [
            message("receive_stock", TEN_PACKS),
            message("receive_stock", replace(TEN_PACKS, quantity=0)),
            message("change_price", DEARER),
        ]
    )

    assert [set(answer) & {"ok", "error"} for answer in answers] == [{"ok"}, {"error"}, {"ok"}]
    assert stall.shelf(RICE)["received"] == 10
    assert stall.breaches() == {}


def test_of_two_lists_with_one_first_day_the_last_published_holds(stall: Town) -> None:
    first = replace(SET_LIST, list_version="z")
    correction = replace(SET_LIST, list_version="a")
    stall.do("set_commodity_list", first, AS_OFFICER)
    stall.app.clock.move_to(stall.app.clock.now().replace(minute=1))  # type: ignore[attr-defined]
    stall.do("set_commodity_list", correction, AS_OFFICER)

    stall.do("list_product", LIST_RICE)

    listed = stall.events()[-1]
    assert isinstance(listed, ProductListed)
    assert listed.staple_list_version == "a"


def test_before_any_list_a_commodity_is_unknown(stall: Town) -> None:
    with pytest.raises(Rejected) as error:
        stall.do("list_product", LIST_RICE)

    assert error.value.own_code == "commodity_unknown"


@pytest.mark.parametrize(
    ("route", "commands"),
    [
        ("register_merchant", [REGISTER] * 32),
        ("list_product", [LIST_SUGAR] * 32),
        ("receive_stock", [TEN_PACKS, replace(TEN_PACKS, product_id="sugar-1kg")] * 16),
        ("change_price", [replace(DEARER, new_price_idr=n) for n in range(1, 33)]),
    ],
)
def test_a_batch_costs_as_many_statements_as_one(
    stall: Town, route: str, commands: list[Any]
) -> None:
    with counted() as one:
        stall.app.execute([message(route, commands[0])])
    with counted() as many:
        answers = stall.app.execute([message(route, command) for command in commands[1:]])

    assert all("ok" in answer for answer in answers)
    assert len(many) == len(one)


@pytest.mark.parametrize(
    ("route", "command"),
    [("change_price", DEARER), ("delist_product", DELIST), ("receive_stock", TEN_PACKS)],
)
def test_an_officer_touches_goods_only_in_their_sellers_name(
    stall: Town, route: str, command: Any
) -> None:
    with pytest.raises(NotFound):
        stall.do(route, command, AS_OFFICER)

    stall.do(route, command, replace(AS_OFFICER, on_behalf_of_id=SRI, authority_ref="SK-1"))

    assert stall.breaches() == {}


def test_the_stall_of_the_examples_is_the_one_in_the_database(stall: Town) -> None:
    assert stall.ask("merchant", AS_BUYER, merchant_id=STALL)["status"] == "verified"

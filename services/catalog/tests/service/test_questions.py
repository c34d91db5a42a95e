"""Questions answer the public what is public, and everybody what is theirs."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from catalog_examples import (
    AS_ANOTHER_SELLER,
    AS_BUYER,
    AS_OFFICER,
    AS_SRI,
    DELIST,
    LIST_SUGAR,
    REGISTER,
    REJECT,
    RICE,
    STALL,
    SUGAR,
    TEN_PACKS,
    VERIFY,
    line,
    order_delivered,
    order_placed,
)
from catalog_town import Town

from kernel.adapters.vault import SqlVault
from kernel.application.envelope import Context
from kernel.domain.errors import Invalid, NotFound, Rejected

AS_OPERATOR = Context(actor_id="account-operator", actor_role="operator")


@pytest.fixture
def unverified(town: Town) -> tuple[Town, str]:
    """A seller who has only registered, with one product."""
    registered = town.do("register_merchant", replace(REGISTER, nib="1234567890123"))
    merchant_id = str(registered["merchant_id"])
    town.do("list_product", replace(LIST_SUGAR, merchant_id=merchant_id))
    return town, merchant_id


def test_a_verified_seller_is_public_without_her_person(unverified: tuple[Town, str]) -> None:
    town, merchant_id = unverified
    town.do("verify_merchant", replace(VERIFY, merchant_id=merchant_id), AS_OFFICER)

    seen = town.ask("merchant", AS_BUYER, merchant_id=merchant_id)

    assert seen["trade_name"] == REGISTER.trade_name
    assert seen["service"]["delivery_area"][0]["fee_idr"] == 5_000
    assert not {"phone", "nib", "owner_account_id"} & set(seen)


@pytest.mark.parametrize("context", [AS_SRI, AS_OFFICER])
def test_a_seller_and_the_officer_see_all_of_her(
    unverified: tuple[Town, str], context: Context
) -> None:
    town, merchant_id = unverified

    seen = town.ask("merchant", context, merchant_id=merchant_id)

    assert (seen["status"], seen["phone"], seen["nib"]) == (
        "registered",
        REGISTER.phone,
        "1234567890123",
    )


def test_a_seller_who_is_not_verified_is_not_there_for_others(
    unverified: tuple[Town, str],
) -> None:
    town, merchant_id = unverified

    for context in (AS_BUYER, AS_ANOTHER_SELLER):
        with pytest.raises(NotFound):
            town.ask("merchant", context, merchant_id=merchant_id)
    with pytest.raises(NotFound):
        town.ask("merchant", AS_OFFICER, merchant_id="nobody")


def test_a_rejected_seller_reads_why(unverified: tuple[Town, str]) -> None:
    town, merchant_id = unverified
    town.do("reject_merchant", replace(REJECT, merchant_id=merchant_id), AS_OFFICER)

    seen = town.ask("merchant", AS_SRI, merchant_id=merchant_id)

    assert (seen["status"], seen["rejection_codes"], seen["may_resubmit"]) == (
        "rejected",
        ["location_not_found"],
        True,
    )


def test_a_seller_whose_person_was_erased_has_no_name(unverified: tuple[Town, str]) -> None:
    town, merchant_id = unverified
    with town.database.transaction() as connection:
        profile_ref = town.app.events(0, 1)[0]["data"]
        SqlVault(connection).erase([_json(profile_ref)["profile_ref"]])

    seen = town.ask("merchant", AS_SRI, merchant_id=merchant_id)

    assert (seen["trade_name"], seen["phone"]) == (None, None)


def test_the_list_of_sellers_shows_the_verified_to_all_and_all_to_officers(
    unverified: tuple[Town, str],
) -> None:
    town, merchant_id = unverified
    town.given_a_verified_stall()

    assert _ids(town.ask("merchants", AS_BUYER), "merchant_id") == [STALL]
    assert _ids(town.ask("merchants", AS_OFFICER), "merchant_id") == [merchant_id, STALL]
    assert _ids(town.ask("merchants", AS_OFFICER, status="registered"), "merchant_id") == [
        merchant_id
    ]
    assert _ids(town.ask("merchants", AS_SRI, mine=True), "merchant_id") == [merchant_id, STALL]
    assert _ids(town.ask("merchants", AS_ANOTHER_SELLER, mine=True), "merchant_id") == []


def test_products_of_verified_sellers_can_be_bought(stall: Town) -> None:
    stall.do("receive_stock", TEN_PACKS)

    rice, sugar = stall.ask("products", AS_BUYER)["items"]

    assert rice["product_id"] == RICE
    assert (rice["merchant_id"], rice["available"], rice["price_version"]) == (STALL, 10, 1)
    assert (sugar["product_id"], sugar["available"]) == (SUGAR, 0)
    assert _ids(stall.ask("products", AS_BUYER, staple=True), "product_id") == [RICE]
    assert _ids(stall.ask("products", AS_BUYER, staple=False), "product_id") == [SUGAR]
    assert _ids(stall.ask("products", AS_BUYER, merchant_id="nobody"), "product_id") == []


def test_products_of_others_are_public_only_once_verified(unverified: tuple[Town, str]) -> None:
    town, merchant_id = unverified

    assert town.ask("products", AS_SRI)["items"] == []
    assert town.ask("products", AS_BUYER, merchant_id=merchant_id)["items"] == []
    (own,) = town.ask("products", AS_SRI, merchant_id=merchant_id)["items"]
    with pytest.raises(NotFound):
        town.ask("product", AS_BUYER, product_id=own["product_id"])
    assert town.ask("product", AS_SRI, product_id=own["product_id"])["name"] == LIST_SUGAR.name


def test_a_delisted_product_is_there_for_its_seller_alone(stall: Town) -> None:
    stall.do("delist_product", DELIST)

    assert _ids(stall.ask("products", AS_SRI), "product_id") == [SUGAR]
    with pytest.raises(NotFound):
        stall.ask("product", AS_BUYER, product_id=RICE)
    seen = stall.ask("product", AS_SRI, product_id=RICE)
    assert seen["listed"] is False
    assert not {"owner_account_id", "status"} & set(seen)


def test_pages_follow_one_another(stall: Town) -> None:
    first = stall.ask("products", AS_BUYER, limit=1)
    second = stall.ask("products", AS_BUYER, limit=1, cursor=first["next_cursor"])

    assert _ids(first, "product_id") == [RICE]
    assert _ids(second, "product_id") == [SUGAR]
    assert second["next_cursor"] is None


@pytest.mark.parametrize("limit", [0, 201])
def test_a_page_has_a_size(stall: Town, limit: int) -> None:
    for question in ("products", "merchants"):
        with pytest.raises(Invalid) as error:
            stall.ask(question, AS_BUYER, limit=limit)
        assert error.value.own_code == "limit_out_of_range"


def test_stock_is_for_its_seller_and_the_officer(stall: Town) -> None:
    stall.do("receive_stock", TEN_PACKS)

    for context in (AS_SRI, AS_OFFICER):
        seen = stall.ask("stock", context, product_id=RICE)
        assert (seen["received"], seen["available"], seen["unit"]) == (10, 10, "pack")
    with pytest.raises(NotFound):
        stall.ask("stock", AS_ANOTHER_SELLER, product_id=RICE)
    with pytest.raises(NotFound):
        stall.ask("stock", AS_OFFICER, product_id="never-heard-of")
    with pytest.raises(Rejected):
        stall.ask("stock", AS_BUYER, product_id=RICE)


def test_a_reservation_shows_what_became_of_it(stall: Town) -> None:
    stall.do("receive_stock", TEN_PACKS)
    stall.hear(
        ("one", "order_placed", order_placed(line(RICE, 4))),
        ("two", "order_placed", order_placed(line(RICE, 40))),
        ("three", "order_cancelled", {}),
        ("one", "order_delivered", order_delivered(line_1=3)),
    )

    delivered = stall.ask("reservation", AS_OPERATOR, order_id="one")
    rejected = stall.ask("reservation", AS_OFFICER, order_id="two")
    cancelled = stall.ask("reservation", AS_OFFICER, order_id="three")

    assert delivered["status"] == "committed"
    assert delivered["lines"][0]["committed_quantity"] == 3
    assert delivered["lines"][0]["released_quantity"] == 1
    assert rejected["status"] == "rejected"
    assert rejected["reasons"][0]["code"] == "out_of_stock"
    assert (cancelled["status"], cancelled["lines"]) == ("released", [])
    with pytest.raises(NotFound):
        stall.ask("reservation", AS_OPERATOR, order_id="four")
    with pytest.raises(Rejected):
        stall.ask("reservation", AS_SRI, order_id="one")


def _ids(page: dict[str, Any], name: str) -> list[str]:
    return [item[name] for item in page["items"]]


def _json(data: Any) -> dict[str, Any]:
    decoded: dict[str, Any] = msgspec.json.decode(bytes(data))
    return decoded

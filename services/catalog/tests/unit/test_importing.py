"""Files of sellers and of products: all of one, or nothing and every bad row by its name."""

from dataclasses import replace
from typing import Any

import pytest
from catalog_examples import (
    AS_ANOTHER_SELLER,
    AS_OFFICER,
    AS_SRI,
    IN_BATU,
    KAUMAN,
    REGISTERED,
    RICE,
    RICE_LISTED,
    SERVICE,
    SRI,
    STALL,
    SUGAR,
    SUGAR_LISTED,
    VERIFY,
)
from catalog_memory import MemoryCatalog

from catalog.domain.commands import (
    ImportMerchants,
    ImportProducts,
)
from catalog.domain.csv_table import ImportFileMalformed
from catalog.domain.import_files import MERCHANT_COLUMNS, PRODUCT_COLUMNS
from catalog.domain.limits import Limits
from catalog.domain.merchant import MERCHANT, MerchantNotFound
from catalog.domain.product import PRODUCT

FOR_SRI = replace(AS_OFFICER, on_behalf_of_id=SRI)
OWN: dict[str, Any] = {"merchant_id": STALL}
OWNER = "5f0c2a1e-94b7-4d0f-9c39-1b7a0c6f2e11"


@pytest.fixture
def catalog() -> MemoryCatalog:
    return MemoryCatalog()


@pytest.fixture
def stall(catalog: MemoryCatalog) -> MemoryCatalog:
    catalog.given(MERCHANT, STALL, REGISTERED, SERVICE)
    catalog.given(PRODUCT, RICE, RICE_LISTED)
    catalog.given(PRODUCT, SUGAR, SUGAR_LISTED)
    catalog.do("verify_merchant", VERIFY, AS_OFFICER)
    return catalog


def merchants_csv(*rows: str) -> ImportMerchants:
    return ImportMerchants(csv="\n".join([",".join(MERCHANT_COLUMNS), *rows]))


def merchant_row(reference: str, *, owner: str = OWNER, kelurahan: str = KAUMAN) -> str:
    reached = f"{KAUMAN},5000,20000,ya"
    return f"{reference},{owner},Tani {reference},08123456789,{kelurahan},farmer,,,,{reached}"


def test_a_file_of_sellers_registers_them_once(catalog: MemoryCatalog) -> None:
    file = merchants_csv(merchant_row("KL-1"), merchant_row("KL-2"))

    first = catalog.do("import_merchants", file, AS_OFFICER)
    again = catalog.do("import_merchants", file, AS_OFFICER)
    longer = merchants_csv(merchant_row("KL-1"), merchant_row("KL-2"), merchant_row("KL-3"))
    more = catalog.do("import_merchants", longer, AS_OFFICER)

    assert (first["accepted"], first["unchanged"], first["refused"]) == (2, 0, 0)
    assert (again["accepted"], again["unchanged"]) == (0, 2)
    assert again["items"] == first["items"] == more["items"][:2]
    assert (more["accepted"], more["unchanged"]) == (1, 2)
    assert len(catalog.store.vault) == 3


def test_one_bad_row_loads_nothing_and_all_are_named(catalog: MemoryCatalog) -> None:
    catalog.do("import_merchants", merchants_csv(merchant_row("KL-1")), AS_OFFICER)
    head = catalog.store.head()
    nib = merchant_row("KL-7").replace("farmer,,,,", "farmer,,12,,")
    good = merchant_row("KL-8").replace("farmer,,,,", "farmer,,1234567890123,,")
    file = merchants_csv(
        merchant_row("KL-1", owner=OWNER.replace("5", "6")),
        merchant_row("KL-2", kelurahan=IN_BATU),
        merchant_row("KL-3", owner="somebody"),
        "KL-4",
        "",
        merchant_row("KL-8"),
        merchant_row("KL-8"),
        merchant_row("no reference"),
        merchant_row("KL-6").replace("farmer", "king").replace(",ya", ",maybe"),
        merchant_row("KL-5").replace("5000", "5rb").replace("20000", "9" * 19),
        merchant_row("KL-9").replace("Tani KL-9", ""),
        nib,
    )

    report = catalog.do("import_merchants", file, AS_OFFICER)

    assert catalog.store.head() == head
    assert report["accepted"] == 0
    assert {(one["row"], one["column"], one["code"]) for one in report["refusals"]} == {
        (2, "", "reference_taken"),
        (3, "", "kelurahan_unknown"),
        (4, "owner_account_id", "not_an_id"),
        (5, "", "wrong_number_of_cells"),
        (8, "reference", "reference_repeated"),
        (9, "reference", "not_a_code"),
        (10, "merchant_kind", "not_in_list"),
        (10, "pickup_at_stall", "not_true_or_false"),
        (11, "fee_idr", "not_a_whole_number"),
        (11, "min_order_idr", "out_of_range"),
        (12, "trade_name", "missing"),
        (13, "", "merchant_profile_malformed"),
    }
    assert catalog.do("import_merchants", merchants_csv(good), AS_OFFICER)["accepted"] == 1


@pytest.mark.parametrize(
    "text", ["", "a,b", ",".join(MERCHANT_COLUMNS), ",".join(MERCHANT_COLUMNS) + '\n"']
)
def test_what_is_no_such_file_is_refused(catalog: MemoryCatalog, text: str) -> None:
    with pytest.raises(ImportFileMalformed):
        catalog.do("import_merchants", ImportMerchants(csv=text), AS_OFFICER)


def test_a_file_has_so_many_rows_at_most() -> None:
    catalog = MemoryCatalog(replace(Limits(), import_rows_max=1))

    with pytest.raises(ImportFileMalformed):
        catalog.do(
            "import_merchants",
            merchants_csv(merchant_row("KL-1"), merchant_row("KL-2")),
            AS_OFFICER,
        )


def products_csv(*rows: str) -> ImportProducts:
    header = ";".join(PRODUCT_COLUMNS)
    return ImportProducts(merchant_id=STALL, csv="\ufeff" + "\n".join([header, *rows]))


def sugar_row(price_idr: int, *, name: str = "Gula", content: int = 1_000) -> str:
    return f"G-1;{name};gula;;g;{content};{price_idr};;;tidak;;;;"


def test_a_file_of_products_lists_and_reprices_them(stall: MemoryCatalog) -> None:
    first = stall.do("import_products", products_csv(sugar_row(17_000)), AS_SRI)
    again = stall.do("import_products", products_csv(sugar_row(17_000)), AS_SRI)
    dearer = stall.do("import_products", products_csv(sugar_row(18_000)), FOR_SRI)
    named = stall.do("import_products", products_csv(sugar_row(18_000, name="Gula pasir")), AS_SRI)
    other = stall.do("import_products", products_csv(sugar_row(18_000, content=500)), AS_SRI)

    assert [one["accepted"] for one in (first, again, dearer, named)] == [1, 0, 1, 1]
    assert first["items"] == again["items"] == dearer["items"] == named["items"]
    assert other["refusals"] == [{"row": 2, "column": "", "code": "content_differs"}]
    with pytest.raises(MerchantNotFound):
        stall.do("import_products", products_csv(sugar_row(1)), AS_ANOTHER_SELLER)

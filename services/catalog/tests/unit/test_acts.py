"""What sellers and officers do through the doors: commands, files, clocks and returned goods."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from catalog_examples import (
    AS_ANOTHER_SELLER,
    AS_OFFICER,
    AS_SRI,
    DELIST,
    DELIVERY,
    IN_BATU,
    KAUMAN,
    NOON,
    PASSED,
    REGISTER,
    REGISTERED,
    REJECT,
    RICE,
    RICE_LISTED,
    SERVICE,
    SRI,
    STALL,
    SUGAR,
    SUGAR_LISTED,
    TEN_PACKS,
    VERIFY,
    line,
    order_delivered,
    order_placed,
    returned,
)
from catalog_lifetimes import BLOCK, CEILING, GRACE, PAUSE, SUSPEND
from catalog_memory import MemoryCatalog

from catalog.application.timers import NIB_GRACE, PAUSE as PAUSE_TIMER, SUSPENSION
from catalog.bootstrap import COMMANDS, TIMERS
from catalog.domain.commands import (
    AdjustStock,
    ListProduct,
    RecordMerchantDocument,
)
from catalog.domain.limits import Limits
from catalog.domain.merchant import MERCHANT, MerchantNotFound, OwnMerchant
from catalog.domain.merchant_events import (
    MerchantPaused,
    MerchantReinstated,
    MerchantResumed,
    MerchantSuspended,
)
from catalog.domain.places import KelurahanUnknown
from catalog.domain.product import PRODUCT, ProductNotFound
from catalog.domain.stock import LotMalformed, QuantityOutOfRange, ShelfIsFull, StockNotThere
from catalog.domain.stock_events import StockCommitted, StockReturned
from catalog.domain.vocabulary import (
    AdjustmentReason,
    BaseUnit,
    Disposition,
    DocumentKind,
    ReturnCause,
)
from kernel.application.envelope import Context, system_context
from kernel.application.ports import Timer

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


def do(catalog: MemoryCatalog, route: str, context: Context = AS_SRI, **fields: Any) -> Any:

    return catalog.do(route, COMMANDS[route].type(**fields), context)


def fire(catalog: MemoryCatalog, kind: str) -> None:
    definition = TIMERS[kind]
    timer = Timer(timer_id="any", kind=kind, subject=STALL, due_at=NOON)
    with catalog.store.begin() as work:
        work.preload(definition.needs(timer))
        with work.scope(system_context("test")):
            definition.handle(timer, work=work, ports=catalog.last_ports)


def later(catalog: MemoryCatalog, **span: int) -> None:
    catalog.clock.move_to(catalog.clock.now() + timedelta(**span))


def kinds(catalog: MemoryCatalog) -> list[type]:
    return [type(event) for event in catalog.events()]


def test_a_suspension_with_a_last_day_ends_by_itself(stall: MemoryCatalog) -> None:
    stall.do("suspend_merchant", SUSPEND, AS_OFFICER)
    fire(stall, SUSPENSION)
    assert MerchantReinstated not in kinds(stall)

    later(stall, days=7)
    fire(stall, SUSPENSION)
    fire(stall, SUSPENSION)

    assert kinds(stall).count(MerchantReinstated) == 1


def test_an_officer_ends_a_suspension_once(stall: MemoryCatalog) -> None:
    stall.do("suspend_merchant", replace(SUSPEND, until=None), AS_OFFICER)
    do(stall, "reinstate_merchant", AS_OFFICER, **OWN)
    do(stall, "reinstate_merchant", AS_OFFICER, **OWN)

    assert kinds(stall).count(MerchantReinstated) == 1


def test_a_pause_ends_by_itself_or_early(stall: MemoryCatalog) -> None:
    stall.do("pause_merchant", PAUSE, AS_SRI)
    later(stall, days=8)
    fire(stall, PAUSE_TIMER)
    stall.do("pause_merchant", replace(PAUSE, until=None), FOR_SRI)
    do(stall, "resume_merchant", **OWN)
    do(stall, "resume_merchant", **OWN)

    assert kinds(stall).count(MerchantPaused) == kinds(stall).count(MerchantResumed) == 2


def test_a_grace_that_is_over_stops_a_seller(catalog: MemoryCatalog) -> None:
    catalog.given(MERCHANT, STALL, REGISTERED, SERVICE)
    late = replace(VERIFY, checks=(PASSED,), nib_grace_until=GRACE)
    catalog.do("verify_merchant", late, AS_OFFICER)

    fire(catalog, NIB_GRACE)
    later(catalog, days=30)
    fire(catalog, NIB_GRACE)

    assert kinds(catalog).count(MerchantSuspended) == 1


def test_a_rejected_seller_asks_again_through_the_door(catalog: MemoryCatalog) -> None:
    catalog.given(MERCHANT, STALL, REGISTERED, SERVICE)
    catalog.do("reject_merchant", REJECT, AS_OFFICER)

    assert do(catalog, "resubmit_merchant", **OWN) == {}
    with pytest.raises(MerchantNotFound):
        do(catalog, "resubmit_merchant", AS_ANOTHER_SELLER, **OWN)


def test_a_profile_is_changed_in_the_vault(catalog: MemoryCatalog) -> None:
    merchant_id = catalog.do("register_merchant", REGISTER, AS_SRI)["merchant_id"]

    do(catalog, "change_merchant_profile", merchant_id=merchant_id, trade_name=" Toko Sri ")
    do(catalog, "change_merchant_profile", merchant_id=merchant_id, trade_name="Toko Sri")

    assert {"trade_name": "Toko Sri", "phone": REGISTER.phone} in catalog.store.vault.values()
    with pytest.raises(KelurahanUnknown):
        do(
            catalog,
            "change_merchant_profile",
            merchant_id=merchant_id,
            business_kelurahan_code=IN_BATU,
        )


def test_service_terms_are_changed(stall: MemoryCatalog) -> None:
    pickup = replace(DELIVERY, pickup_at_stall=True)

    assert do(stall, "change_merchant_service", **OWN, delivery=pickup) == {}
    assert stall.events()[-1].pickup_at_stall  # type: ignore[attr-defined]


def test_the_number_of_a_paper_goes_to_the_vault(stall: MemoryCatalog) -> None:
    nib = RecordMerchantDocument(
        merchant_id=STALL, document_kind=DocumentKind.NIB, number="1234567890123"
    )
    scan = RecordMerchantDocument(
        merchant_id=STALL, document_kind=DocumentKind.HALAL, content_sha256="0" * 64
    )
    halal = replace(nib, document_kind=DocumentKind.HALAL, number="ID-1")

    ref = stall.do("record_merchant_document", nib, AS_SRI)["document_ref"]
    seen = stall.do("record_merchant_document", halal, AS_OFFICER)["document_ref"]

    assert stall.store.vault[ref] == {"nib": "1234567890123"}
    assert stall.store.vault[seen] == {"document_number": "ID-1"}
    assert stall.do("record_merchant_document", scan, AS_SRI)["document_ref"] is not None
    assert stall.do("record_merchant_document", scan, AS_SRI)["document_ref"] is None
    with pytest.raises(OwnMerchant):
        stall.do("record_merchant_document", nib, replace(AS_OFFICER, actor_id=SRI))


def test_a_products_whole_life_through_the_doors(stall: MemoryCatalog) -> None:
    say: dict[str, Any] = {"product_id": SUGAR, "name": "Gula", "category_code": "gula"}
    assert do(stall, "describe_product", **say) == {"description_version": 2}
    assert do(stall, "assign_commodity", AS_OFFICER, product_id=RICE) == {"description_version": 2}
    assert stall.do("set_price_ceiling", CEILING, AS_OFFICER) == stall.do(
        "set_price_ceiling", CEILING, AS_OFFICER
    )
    stall.do("block_product", BLOCK, AS_OFFICER)
    assert stall.shelf(RICE).blocked
    do(stall, "unblock_product", AS_OFFICER, product_id=RICE)
    assert not stall.shelf(RICE).blocked
    stall.do("delist_product", DELIST, AS_SRI)
    assert do(stall, "relist_product", product_id=RICE) == {"price_version": 2}
    assert stall.shelf(RICE).listed
    with pytest.raises(ProductNotFound):
        do(stall, "block_product", AS_OFFICER, product_id="nothing", reason_code="other")
    with pytest.raises(KelurahanUnknown):
        do(stall, "describe_product", **say, origin_kelurahan_code=IN_BATU)
    do(stall, "describe_product", **say, origin_kelurahan_code=KAUMAN)


def test_a_blocked_product_is_not_reserved(stall: MemoryCatalog) -> None:
    stall.do("receive_stock", TEN_PACKS, AS_SRI)
    stall.do("block_product", BLOCK, AS_OFFICER)

    (answer,) = stall.hear(("one", "order_placed", order_placed(line(RICE, 1))))

    assert [one.code for one in answer.reasons] == ["blocked"]  # type: ignore[attr-defined]


def adjust(delta: int, **changes: Any) -> AdjustStock:
    return AdjustStock(
        product_id=RICE, quantity_delta=delta, reason_code=AdjustmentReason.COUNT, **changes
    )


def test_stock_is_put_right_but_never_below_what_is_promised(stall: MemoryCatalog) -> None:
    stall.do("receive_stock", TEN_PACKS, AS_SRI)
    stall.hear(("one", "order_placed", order_placed(line(RICE, 4))))

    assert stall.do("adjust_stock", adjust(-6), AS_SRI) == {"balance_after": 0}
    with pytest.raises(StockNotThere):
        stall.do("adjust_stock", adjust(-1), AS_SRI)
    assert stall.do("adjust_stock", adjust(2, lot_code="L-1"), FOR_SRI) == {"balance_after": 2}
    shelf = stall.shelf(RICE)
    assert (shelf.received, shelf.adjusted, shelf.reserved) == (10, -4, 4)
    with pytest.raises(QuantityOutOfRange):
        stall.do("adjust_stock", adjust(0), AS_SRI)
    with pytest.raises(LotMalformed):
        stall.do("adjust_stock", adjust(1, lot_code="of Mrs Sri"), AS_SRI)
    with pytest.raises(ShelfIsFull):
        stall.do("adjust_stock", adjust(Limits().quantity_max), AS_SRI)


def delivered(quantity: int, refused: int, disposition: str) -> dict[str, Any]:
    (said,) = order_delivered(line_1=quantity)["lines"]
    return {"lines": [said | {"refused_quantity": refused, "refused_disposition": disposition}]}


@pytest.mark.parametrize(
    ("disposition", "available", "written_off"),
    [("none", 8, 0), ("resalable", 8, 0), ("spoiled", 6, 2)],
)
def test_refused_goods_are_sold_again_only_if_they_can_be(
    stall: MemoryCatalog, disposition: str, available: int, written_off: int
) -> None:
    stall.do("receive_stock", TEN_PACKS, AS_SRI)
    stall.hear(("one", "order_placed", order_placed(line(RICE, 4))))

    events = stall.hear(("one", "order_delivered", delivered(2, 2, disposition)))

    assert [type(event) for event in events] == [StockCommitted, StockReturned]
    shelf = stall.shelf(RICE)
    assert (shelf.available, shelf.committed, shelf.written_off) == (available, 2, written_off)


def test_what_could_not_be_delivered_comes_back_once(stall: MemoryCatalog) -> None:
    stall.do("receive_stock", TEN_PACKS, AS_SRI)
    stall.hear(("one", "order_placed", order_placed(line(RICE, 4))))
    back = ("one", "order_returned_to_seller", returned(("line-1", 9, "crushed")))

    first, again = stall.hear(back), stall.hear(back)

    assert first[1].disposition is Disposition.OTHER  # type: ignore[attr-defined]
    assert first[1].cause is ReturnCause.UNDELIVERABLE  # type: ignore[attr-defined]
    assert again == []
    shelf = stall.shelf(RICE)
    assert (shelf.available, shelf.reserved, shelf.written_off) == (6, 0, 4)
    assert len(stall.hear(("two", "order_returned_to_seller", returned()))) == 1


def test_what_buyers_send_back_is_never_more_than_they_had(stall: MemoryCatalog) -> None:
    stall.do("receive_stock", TEN_PACKS, AS_SRI)
    stall.hear(("one", "order_placed", order_placed(line(RICE, 4))))
    received = returned(("line-1", 3, "resalable"), ("line-1", 3, "spoiled"), return_id="r-1")
    assert stall.hear(("one", "return_received", received)) == []
    stall.hear(("one", "order_delivered", order_delivered(line_1=4)))

    events = stall.hear(
        ("one", "return_received", received),
        ("one", "return_received", received),
        ("one", "return_received", returned(("line-1", 1, "resalable"), return_id="r-2")),
        ("one", "return_received", returned(("line-9", 1, "resalable"), return_id="r-3")),
    )

    assert [event.quantity for event in events] == [3, 1]  # type: ignore[attr-defined]
    shelf = stall.shelf(RICE)
    assert (shelf.available, shelf.committed, shelf.returned, shelf.written_off) == (9, 4, 4, 1)


def test_an_officer_lists_in_the_sellers_name(stall: MemoryCatalog) -> None:
    command = ListProduct(
        merchant_id=STALL,
        name="Cabai",
        category_code="sayur",
        base_unit=BaseUnit.GRAM,
        pack_content_base=100,
        price_idr=5_000,
        origin_kelurahan_code=KAUMAN,
    )

    stall.do("list_product", command, FOR_SRI)

    assert stall.events()[-1].commodity_assigned_by == "officer"  # type: ignore[attr-defined]

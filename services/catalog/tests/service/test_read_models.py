"""Read models made anew from the store are the live ones, and checks notice if they differ."""

import pytest
import sqlalchemy as sa
from catalog_examples import (
    AS_OFFICER,
    DEARER,
    DELIST,
    REGISTER,
    RICE,
    SET_LIST,
    STALL,
    SUGAR,
    TEN_PACKS,
    line,
    order_delivered,
    order_placed,
    returned,
)
from catalog_lifetimes import BLOCK, CEILING, PAUSE, SUSPEND
from catalog_town import Town

from catalog.adapters.read_models import PROJECTIONS
from catalog.domain.product_events import CatalogImportCompleted
from kernel.adapters.rebuild import rebuild_own
from kernel.domain.errors import Conflict


@pytest.fixture
def busy(stall: Town) -> Town:
    """A stall that has seen every kind of event there is."""
    stall.do("set_commodity_list", SET_LIST, AS_OFFICER)
    stall.do("set_price_ceiling", CEILING, AS_OFFICER)
    _another_seller(stall)
    _the_seller_herself(stall)
    stall.do("receive_stock", TEN_PACKS)
    stall.hear(
        ("one", "order_placed", order_placed(line(RICE, 4))),
        ("two", "order_placed", order_placed(line(RICE, 3))),
        ("three", "order_placed", order_placed(line(RICE, 40))),
        ("four", "order_placed", order_placed(line(RICE, 2))),
        ("five", "order_cancelled", {}),
        ("one", "order_delivered", order_delivered(line_1=3)),
        ("one", "return_received", returned(("line-1", 1, "spoiled"), return_id="return-1")),
        ("two", "order_declined", {}),
    )
    stall.do("adjust_stock", {"product_id": RICE, "quantity_delta": -1, "reason_code": "count"})
    stall.do("describe_product", {"product_id": RICE, "name": "Beras", "category_code": "beras"})
    stall.do("change_price", DEARER)
    stall.do("block_product", BLOCK, AS_OFFICER)
    stall.do("unblock_product", {"product_id": RICE}, AS_OFFICER)
    stall.do("delist_product", {"product_id": SUGAR})
    stall.do("relist_product", {"product_id": SUGAR})
    stall.do("delist_product", DELIST)
    return stall


def _another_seller(stall: Town) -> None:
    other = {"merchant_id": stall.do("register_merchant", REGISTER)["merchant_id"]}
    reject = {"reason_codes": ["duplicate"], "may_resubmit": True}
    stall.do("reject_merchant", other | reject, AS_OFFICER)
    stall.do("resubmit_merchant", other)
    stall.do("reject_merchant", other | reject | {"may_resubmit": False}, AS_OFFICER)


def _the_seller_herself(stall: Town) -> None:
    own = {"merchant_id": STALL}
    stall.do(
        "change_merchant_profile", own | {"trade_name": "Warung Baru", "phone": REGISTER.phone}
    )
    nib = {"document_kind": "nib", "number": "1234567890123"}
    stall.do("record_merchant_document", own | nib)
    paper = {"document_kind": "halal", "content_sha256": "0" * 64, "valid_until": "2026-12-31"}
    stall.do("record_merchant_document", own | paper, AS_OFFICER)
    stall.do("pause_merchant", PAUSE)
    stall.do("resume_merchant", own)
    stall.do("suspend_merchant", SUSPEND, AS_OFFICER)
    stall.do("reinstate_merchant", own, AS_OFFICER)


def test_the_busy_stall_has_seen_every_kind_of_event(busy: Town) -> None:
    assert {type(event) for event in busy.events()} == {
        *busy.app.definition.codec.types.values()
    } - {CatalogImportCompleted}


def test_read_models_made_anew_equal_the_live_ones(busy: Town) -> None:
    assert busy.breaches() == {}


def test_a_stall_goes_on_after_its_read_models_were_made_anew(busy: Town) -> None:
    before = busy.shelf(RICE)

    for projection in PROJECTIONS:
        rebuild_own(busy.database, projection, busy.app.definition.codec)
    busy.hear(("four", "order_expired", {}))

    assert before == {"received": 10, "available": 4, "reserved": 2, "committed": 3}
    assert busy.shelf(RICE) == {"received": 10, "available": 6, "reserved": 0, "committed": 3}
    assert busy.breaches() == {}


@pytest.mark.parametrize(
    ("tampering", "noticed"),
    [
        (
            "update stock set reserved = 1, available = 5 where reserved = 2",
            "every_reservation_is_accounted_for",
        ),
        (
            "update stock set received = received + 1, available = available + 1",
            "stock_came_in_by_events",
        ),
        (
            "update stock set adjusted = adjusted + 1, available = available + 1",
            "stock_came_in_by_events",
        ),
        (
            """update reservations set lines = jsonb_set(lines, '{0,returns,0,quantity}', '9')
                where order_id = 'one'""",
            "no_more_comes_back_than_went_out",
        ),
        (
            """alter table stock drop constraint stock_is_accounted_for;
               update stock set received = 99""",
            "stock_is_balanced",
        ),
        (
            "update reservations set status = 'released' where order_id = 'four'",
            "ended_reservations_hold_nothing",
        ),
        ("update products set price_version = 7", "one_price_everywhere"),
        ("update stock set listed = true", "one_price_everywhere"),
        ("update stock set blocked = true", "one_price_everywhere"),
    ],
)
def test_a_check_notices_what_is_wrong(busy: Town, tampering: str, noticed: str) -> None:
    with busy.database.transaction() as connection:
        connection.execute(sa.text(tampering))

    assert noticed in busy.breaches()


def test_two_sellers_never_have_the_same_number(busy: Town) -> None:
    with pytest.raises(Conflict), busy.database.transaction() as connection:
        connection.execute(sa.text("update merchants set merchant_number = 'M-0000-0000'"))

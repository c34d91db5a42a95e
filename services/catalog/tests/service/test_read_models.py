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
    TEN_PACKS,
    line,
    order_delivered,
    order_placed,
)
from catalog_town import Town

from catalog.adapters.read_models import PROJECTIONS
from kernel.adapters.rebuild import rebuild_own
from kernel.domain.errors import Conflict


@pytest.fixture
def busy(stall: Town) -> Town:
    """A stall that has seen every kind of event there is."""
    stall.do("set_commodity_list", SET_LIST, AS_OFFICER)
    other = stall.do("register_merchant", REGISTER)["merchant_id"]
    reject = {"merchant_id": other, "reason_codes": ["duplicate"], "may_resubmit": False}
    stall.do("reject_merchant", reject, AS_OFFICER)
    stall.do("receive_stock", TEN_PACKS)
    stall.hear(
        ("one", "order_placed", order_placed(line(RICE, 4))),
        ("two", "order_placed", order_placed(line(RICE, 3))),
        ("three", "order_placed", order_placed(line(RICE, 40))),
        ("four", "order_placed", order_placed(line(RICE, 2))),
        ("five", "order_cancelled", {}),
        ("one", "order_delivered", order_delivered(line_1=3)),
        ("two", "order_declined", {}),
    )
    stall.do("change_price", DEARER)
    stall.do("delist_product", DELIST)
    return stall


def test_the_busy_stall_has_seen_every_kind_of_event(busy: Town) -> None:
    assert {type(event) for event in busy.events()} == set(busy.app.definition.codec.types.values())


def test_read_models_made_anew_equal_the_live_ones(busy: Town) -> None:
    assert busy.breaches() == {}


def test_a_stall_goes_on_after_its_read_models_were_made_anew(busy: Town) -> None:
    before = busy.shelf(RICE)

    for projection in PROJECTIONS:
        rebuild_own(busy.database, projection, busy.app.definition.codec)
    busy.hear(("four", "order_expired", {}))

    assert before == {"received": 10, "available": 5, "reserved": 2, "committed": 3}
    assert busy.shelf(RICE) == {"received": 10, "available": 7, "reserved": 0, "committed": 3}
    assert busy.breaches() == {}


@pytest.mark.parametrize(
    ("tampering", "noticed"),
    [
        (
            "update stock set reserved = 1, available = 6 where reserved = 2",
            "every_reservation_is_accounted_for",
        ),
        (
            "update stock set received = received + 1, available = available + 1",
            "stock_came_in_by_events",
        ),
        (
            "alter table stock drop constraint stock_is_balanced; update stock set received = 99",
            "stock_is_balanced",
        ),
        (
            "update reservations set status = 'released' where order_id = 'four'",
            "ended_reservations_hold_nothing",
        ),
        ("update products set price_version = 7", "one_price_everywhere"),
        ("update stock set listed = true", "one_price_everywhere"),
    ],
)
def test_a_check_notices_what_is_wrong(busy: Town, tampering: str, noticed: str) -> None:
    with busy.database.transaction() as connection:
        connection.execute(sa.text(tampering))

    assert noticed in busy.breaches()


def test_two_sellers_never_have_the_same_number(busy: Town) -> None:
    with pytest.raises(Conflict), busy.database.transaction() as connection:
        connection.execute(sa.text("update merchants set merchant_number = 'M-0000-0000'"))

"""Read models made anew from the store are the live ones, and checks notice if they differ."""

import pytest
import sqlalchemy as sa
from catalog_busy import live_busily
from catalog_examples import (
    RICE,
)
from catalog_town import Town

from catalog.adapters.read_models import PROJECTIONS
from catalog.domain.product_events import CatalogImportCompleted
from kernel.adapters.rebuild import rebuild_own
from kernel.domain.errors import Conflict


@pytest.fixture
def busy(stall: Town) -> Town:
    """A stall that has seen every kind of event there is."""
    live_busily(stall)
    return stall


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

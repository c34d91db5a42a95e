"""A report reads a whole chain, from lines or page by page, and verifies it."""

import pytest
from finance_examples import chain_of as lines_of
from finance_world import MemoryFeed

from malpro_finance.application.ports import Refused
from malpro_finance.application.reporting import chain_in, chain_of
from malpro_finance.domain.chain import ChainBroken
from malpro_finance.domain.day import BeginningMissing

LINES = lines_of(7)


def test_lines_are_read_in_order_and_verified() -> None:
    assert [one.line for one in chain_in(line + b"\n" for line in LINES)] == list(LINES)
    with pytest.raises(ChainBroken):
        list(chain_in([LINES[0], LINES[2]]))
    with pytest.raises(BeginningMissing, match="begins with 2"):
        list(chain_in(LINES[1:]))


def test_the_feed_is_read_to_the_head_it_had() -> None:
    feed = MemoryFeed(lines=list(LINES), page_max=3)
    assert [one.line for one in chain_of(feed)] == list(LINES)
    assert list(chain_of(MemoryFeed())) == []


def test_a_feed_that_stops_before_its_head_is_refused() -> None:
    feed = MemoryFeed(lines=list(LINES), withheld=2)
    with pytest.raises(Refused, match="ends with 5, though its head is 7"):
        list(chain_of(feed))

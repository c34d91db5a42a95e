"""Officers publish dated lists of commodities; what was published under a version stays."""

from dataclasses import replace
from datetime import date

import pytest
from catalog_examples import NO_LIST, RICE_MEDIUM, SET_LIST, SNACKS, THE_LIST

from catalog.domain.commands import SetCommodityList
from catalog.domain.commodity_list import (
    COMMODITY_LIST,
    CommodityListDiffers,
    CommodityListMalformed,
    CommodityUnknown,
    set_list,
)
from kernel.testing.scenarios import Scenario

published = Scenario(COMMODITY_LIST).given(*set_list(None, SET_LIST))


def test_a_list_is_published_as_one_complete_fact_per_commodity() -> None:
    rice, snacks = set_list(None, SET_LIST)

    assert (rice.commodity_code, rice.is_staple, rice.quality_class) == (
        "rice_medium",
        True,
        "medium",
    )
    assert (snacks.commodity_code, snacks.is_staple) == ("snacks", False)
    assert rice.effective_from == snacks.effective_from == date(2026, 1, 1)
    assert rice.legal_basis == snacks.legal_basis == "SK Walikota 1/2026"


def test_a_published_list_is_what_was_asked() -> None:
    assert published.state == THE_LIST


def test_the_same_list_twice_changes_nothing() -> None:
    again = replace(SET_LIST, commodities=tuple(reversed(SET_LIST.commodities)))

    assert set_list(published.state, again) == ()


@pytest.mark.parametrize(
    "other",
    [
        replace(SET_LIST, commodities=(RICE_MEDIUM,)),
        replace(SET_LIST, commodities=(replace(RICE_MEDIUM, is_staple=False), SNACKS)),
        replace(SET_LIST, effective_from=date(2026, 2, 1)),
        replace(SET_LIST, legal_basis=None),
    ],
)
def test_another_list_under_the_same_version_is_refused(other: SetCommodityList) -> None:
    with pytest.raises(CommodityListDiffers):
        set_list(published.state, other)


@pytest.mark.parametrize(
    "malformed",
    [
        replace(SET_LIST, commodities=()),
        replace(SET_LIST, commodities=(RICE_MEDIUM, RICE_MEDIUM)),
        replace(SET_LIST, commodities=(replace(RICE_MEDIUM, commodity_code=""),)),
        replace(SET_LIST, list_version=" "),
        replace(SET_LIST, list_version="none"),
    ],
)
def test_a_list_that_says_nothing_or_the_same_twice_is_refused(
    malformed: SetCommodityList,
) -> None:
    with pytest.raises(CommodityListMalformed):
        set_list(None, malformed)


def test_a_commodity_that_the_list_does_not_name_is_unknown() -> None:
    assert THE_LIST.find("rice_medium") == RICE_MEDIUM
    with pytest.raises(CommodityUnknown):
        NO_LIST.find("rice_medium")

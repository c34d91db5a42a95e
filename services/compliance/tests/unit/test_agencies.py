"""Agencies stand in a tree that has dates: each month rolls up by its own."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from compliance_people import CITY, DEFINE, HEALTH, TRADE

from compliance.domain.agency import (
    AGENCY,
    Agency,
    AgencyDateTooEarly,
    AgencyIsClosed,
    AgencyNotFound,
    AgencyUnderItself,
    ParentAgencyUnknown,
    agency_id_of,
    below,
    close,
    define,
    line_above,
    move,
)
from compliance.domain.commands import CloseAgency, MoveAgency

FIRST, MAY, JUNE = date(2026, 1, 1), date(2026, 5, 1), date(2026, 6, 1)
TOP, MIDDLE = (agency_id_of(CITY, code) for code in (TRADE, HEALTH))


def agency(code: str, above: Agency | None = None) -> Agency:
    command = replace(
        DEFINE,
        agency_code=code,
        parent_agency_id=above.agency_id if above else None,
        valid_from=FIRST,
    )
    [event] = define(None, command, parent=above, today=MAY)
    return AGENCY.evolve(None, event)


def tree_of(*agencies: Agency) -> dict[str, Agency]:
    return {one.agency_id: one for one in agencies}


def moved(one: Agency, above: str | None, day: date, *others: Agency) -> Agency:
    command = MoveAgency(
        institution_id=CITY, agency_id=one.agency_id, parent_agency_id=above, valid_from=day
    )
    for event in move(one, command, tree=tree_of(one, *others)):
        one = AGENCY.evolve(one, event)
    return one


def closed(one: Agency | None, day: date = JUNE, **more: Any) -> Agency:
    command = CloseAgency(
        institution_id=CITY, agency_id=one.agency_id if one else "none", valid_to=day, **more
    )
    for event in close(one, command, tree=tree_of(one) if one else {}):
        one = AGENCY.evolve(one, event)
    assert one is not None
    return one


def test_old_months_roll_up_by_the_tree_of_their_time() -> None:
    top = agency(TRADE)
    under = moved(agency(HEALTH), TOP, MAY, top)
    tree = tree_of(top, under)

    assert line_above(MIDDLE, tree, FIRST) == {MIDDLE}
    assert line_above(MIDDLE, tree, MAY) == {MIDDLE, TOP}
    assert below([TOP], tree, FIRST) == {TOP}
    assert below([TOP], tree, MAY) == {TOP, MIDDLE}
    assert under.parent_on(date(2020, 1, 1)) is None


def test_the_same_move_or_closing_again_changes_nothing() -> None:
    top = agency(TRADE)
    under = moved(agency(HEALTH), TOP, MAY, top)

    assert moved(under, TOP, MAY, top) == under
    assert closed(closed(top)) == closed(top)
    assert closed(top).exists_on(JUNE)
    assert not closed(top).exists_on(date(2026, 6, 2))


def test_no_agency_stands_under_itself_on_any_day() -> None:
    top = agency(TRADE)
    later = moved(agency(HEALTH), TOP, JUNE, top)

    with pytest.raises(AgencyUnderItself):
        moved(top, TOP, MAY)
    with pytest.raises(AgencyUnderItself):
        moved(top, MIDDLE, MAY, later)


def test_what_cannot_be_is_refused() -> None:
    top = agency(TRADE)

    with pytest.raises(AgencyDateTooEarly):
        moved(top, None, date(2025, 1, 1))
    with pytest.raises(ParentAgencyUnknown):
        moved(top, "nobody", MAY)
    with pytest.raises(AgencyIsClosed):
        moved(closed(top), None, MAY)
    with pytest.raises(AgencyIsClosed):
        closed(closed(top), date(2026, 7, 1))
    with pytest.raises(AgencyNotFound):
        closed(None)
    with pytest.raises(AgencyDateTooEarly):
        closed(top, date(2025, 1, 1))
    with pytest.raises(ParentAgencyUnknown):
        closed(top, successor_agency_id="nobody")

"""The officers' dated list of commodities: it alone says what a staple is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from catalog.domain.commands import Commodity, SetCommodityList
from catalog.domain.product_events import (
    StapleListSet,
)
from kernel.domain.errors import Invalid, Rejected
from kernel.domain.streams import Kind

NO_LIST = "none"


class CommodityListMalformed(Invalid):
    code = "commodity_list_malformed"


class CommodityListDiffers(Rejected):
    """What was published under a version stays: products and orders point at it."""

    code = "commodity_list_differs"


class CommodityUnknown(Rejected):
    code = "commodity_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommodityList:
    """One version of the list. `NO_LIST` with nothing in it stands for the time before any."""

    list_version: str = NO_LIST
    effective_from: date = date.min
    legal_basis: str | None = None
    commodities: Mapping[str, Commodity]

    @classmethod
    def asked(cls, command: SetCommodityList) -> Self:
        return cls(
            list_version=command.list_version,
            effective_from=command.effective_from,
            legal_basis=command.legal_basis,
            commodities={one.commodity_code: one for one in command.commodities},
        )

    def find(self, commodity_code: str) -> Commodity:
        """:raises CommodityUnknown: the list does not name it"""
        if commodity_code not in self.commodities:
            raise CommodityUnknown(
                "the list of commodities in force does not name it",
                commodity_code=commodity_code,
                list_version=self.list_version,
            )
        return self.commodities[commodity_code]


def set_list(current: CommodityList | None, command: SetCommodityList) -> tuple[StapleListSet, ...]:
    """
    Publish a version of the list, every commodity as a fact of its own.

    :raises CommodityListMalformed: no version, nothing listed, or a code listed twice
    :raises CommodityListDiffers: another list was published under this version
    """
    asked = CommodityList.asked(command)
    if len(asked.commodities) < max(len(command.commodities), 1):
        raise CommodityListMalformed("a list names at least one commodity, each of them once")
    if asked.list_version.strip() in {"", NO_LIST} or "" in asked.commodities:
        raise CommodityListMalformed("the version and every commodity need a name")
    if current == asked:
        return ()
    if current is not None:
        raise CommodityListDiffers("another list was published under this version")
    return tuple(_listed(command, commodity) for commodity in command.commodities)


def evolve(current: CommodityList | None, event: StapleListSet) -> CommodityList:
    commodity = Commodity(
        commodity_code=event.commodity_code,
        name_id=event.name_id,
        base_unit=event.base_unit,
        is_staple=event.is_staple,
        quality_class=event.quality_class,
    )
    if current is None:
        current = CommodityList(
            list_version=event.list_version,
            effective_from=event.effective_from,
            legal_basis=event.legal_basis,
            commodities={},
        )
    return replace(current, commodities={**current.commodities, event.commodity_code: commodity})


COMMODITY_LIST = Kind("commodity_list", evolve)


def _listed(command: SetCommodityList, commodity: Commodity) -> StapleListSet:
    return StapleListSet(
        list_version=command.list_version,
        commodity_code=commodity.commodity_code,
        name_id=commodity.name_id,
        base_unit=commodity.base_unit,
        is_staple=commodity.is_staple,
        quality_class=commodity.quality_class,
        effective_from=command.effective_from,
        legal_basis=command.legal_basis,
    )

"""Commands about products and the lists they are judged by: load, decide, save."""

from collections.abc import Iterable, Sequence
from typing import Any

from catalog.application.callers import any_product, assigner, own_merchant, own_product
from catalog.application.ports import Ports
from catalog.domain import ceiling, commodity_list, offering, take_down
from catalog.domain.ceiling import PRICE_CEILING, ceiling_id_of
from catalog.domain.commands import (
    AssignCommodity,
    BlockProduct,
    ChangePrice,
    DelistProduct,
    DescribeProduct,
    ListProduct,
    RelistProduct,
    SetCommodityList,
    SetPriceCeiling,
    UnblockProduct,
)
from catalog.domain.commodity_list import COMMODITY_LIST
from catalog.domain.offering import Rules
from catalog.domain.places import require_known
from catalog.domain.product import PRODUCT, ProductEvent
from kernel.application.ports import UnitOfWork
from kernel.domain.ids import new_id
from kernel.domain.wib import business_date

Result = dict[str, Any]


def set_commodity_list(command: SetCommodityList, *, work: UnitOfWork, ports: Ports) -> Result:  # noqa: ARG001
    """:raises Refusal: what `commodity_list.set_list` raises"""
    events = commodity_list.set_list(work.get(COMMODITY_LIST, command.list_version), command)
    work.add(COMMODITY_LIST, command.list_version, events)
    return {"list_version": command.list_version}


def set_price_ceiling(command: SetPriceCeiling, *, work: UnitOfWork, ports: Ports) -> Result:  # noqa: ARG001
    """:raises PriceCeilingMalformed: see `ceiling.set_ceiling`"""
    ceiling_id = ceiling_id_of(command)
    events = ceiling.set_ceiling(
        work.get(PRICE_CEILING, ceiling_id),
        command,
        ceiling_id=ceiling_id,
        verified_by_role=work.context.actor_role,
    )
    work.add(PRICE_CEILING, ceiling_id, events)
    return {"ceiling_id": ceiling_id}


def list_product(command: ListProduct, *, work: UnitOfWork, ports: Ports) -> Result:
    """:raises MerchantNotFound: it is not the caller's; and what `offering.list_product` raises"""
    seller = own_merchant(command.merchant_id, work=work)
    _check_origin(command.origin_kelurahan_code, ports)
    product_id = new_id()
    events = offering.list_product(
        command,
        product_id=product_id,
        merchant=seller,
        assigned_by=assigner(work.context),
        rules=rules_today(work, ports),
    )
    work.add(PRODUCT, product_id, events, new=True)
    return {"product_id": product_id}


def describe_product(command: DescribeProduct, *, work: UnitOfWork, ports: Ports) -> Result:
    """:raises ProductNotFound: it is not the caller's; and what `offering.describe` raises"""
    current = own_product(command.product_id, work=work, ports=ports)
    _check_origin(command.origin_kelurahan_code, ports)
    events = offering.describe(
        current, command, assigned_by=assigner(work.context), rules=rules_today(work, ports)
    )
    _save(command.product_id, events, work=work, ports=ports)
    return {"description_version": current.description_version + len(events)}


def assign_commodity(command: AssignCommodity, *, work: UnitOfWork, ports: Ports) -> Result:
    """:raises ProductNotFound: there is none; and what `offering.assign_commodity` raises"""
    current = any_product(command.product_id, work=work)
    events = offering.assign_commodity(current, command, rules=rules_today(work, ports))
    _save(command.product_id, events, work=work, ports=ports)
    return {"description_version": current.description_version + len(events)}


def change_price(command: ChangePrice, *, work: UnitOfWork, ports: Ports) -> Result:
    """:raises ProductNotFound: it is not the caller's; and what `offering.change_price` raises"""
    current = own_product(command.product_id, work=work, ports=ports)
    events = offering.change_price(current, command, rules=rules_today(work, ports))
    _save(command.product_id, events, work=work, ports=ports)
    return {"price_version": current.price_version + len(events)}


def delist_product(command: DelistProduct, *, work: UnitOfWork, ports: Ports) -> Result:
    """:raises ProductNotFound: it is not the caller's; and what `offering.delist` raises"""
    current = own_product(command.product_id, work=work, ports=ports)
    _save(command.product_id, offering.delist(current, command), work=work, ports=ports)
    return {}


def relist_product(command: RelistProduct, *, work: UnitOfWork, ports: Ports) -> Result:
    """:raises ProductNotFound: it is not the caller's; and what `offering.relist` raises"""
    current = own_product(command.product_id, work=work, ports=ports)
    events = offering.relist(current, command, rules=rules_today(work, ports))
    _save(command.product_id, events, work=work, ports=ports)
    return {"price_version": current.price_version + len(events)}


def block_product(command: BlockProduct, *, work: UnitOfWork, ports: Ports) -> Result:
    """:raises ProductNotFound: there is none"""
    current = any_product(command.product_id, work=work)
    events = take_down.block(current, command, decision_id=new_id(), at=work.now)
    _save(command.product_id, events, work=work, ports=ports)
    return {}


def unblock_product(command: UnblockProduct, *, work: UnitOfWork, ports: Ports) -> Result:
    """:raises ProductNotFound: there is none"""
    current = any_product(command.product_id, work=work)
    events = take_down.unblock(current, command, decision_id=new_id(), at=work.now)
    _save(command.product_id, events, work=work, ports=ports)
    return {}


def rules_today(work: UnitOfWork, ports: Ports) -> Rules:
    today = business_date(work.now)
    return Rules(
        commodities=ports.commodities.in_force(today),
        ceilings=ports.ceilings.book(),
        on=today,
        limits=ports.limits,
    )


def learn_owners(commands: Sequence[Any], ports: Ports) -> None:
    ports.owners.learn(command.product_id for command in commands)


def needs_of_product(command: Any) -> Iterable[tuple[Any, str]]:
    return [(PRODUCT, command.product_id)]


def _check_origin(kelurahan_code: str | None, ports: Ports) -> None:
    if kelurahan_code is not None:
        require_known([kelurahan_code], ports.places.kelurahan)


def _save(
    product_id: str, events: Sequence[ProductEvent], *, work: UnitOfWork, ports: Ports
) -> None:
    work.add(PRODUCT, product_id, events)
    ports.shelves.note(events)

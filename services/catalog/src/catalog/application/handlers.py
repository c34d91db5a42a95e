"""One function per command: load, decide, save."""

from collections.abc import Sequence
from typing import Any

from catalog.application.ports import Ports
from catalog.domain import commodity_list, merchant, product, stock
from catalog.domain.commands import (
    ChangePrice,
    DelistProduct,
    ListProduct,
    ReceiveStock,
    RegisterMerchant,
    RejectMerchant,
    SetCommodityList,
    VerifyMerchant,
)
from catalog.domain.commodity_list import COMMODITY_LIST
from catalog.domain.merchant import MERCHANT, Merchant, MerchantNotFound, Registration
from catalog.domain.places import require_known
from catalog.domain.product import PRODUCT, Product, ProductNotFound
from catalog.domain.stock import STOCK
from catalog.domain.vocabulary import RegisteredVia
from kernel.application.envelope import Context
from kernel.application.ports import UnitOfWork
from kernel.domain.errors import Invalid
from kernel.domain.ids import new_id, random_id
from kernel.domain.wib import business_date

Result = dict[str, Any]


class OwnerMissing(Invalid):
    """An officer registers on somebody's behalf, never herself."""

    code = "owner_missing"


def register_merchant(command: RegisterMerchant, *, work: UnitOfWork, ports: Ports) -> Result:
    """
    Register a seller; her name, phone and NIB go to the vault.

    :raises KelurahanUnknown: the business or a delivery area is not in the city
    :raises OwnerMissing: nobody would own the business
    """
    areas = [area.kelurahan_code for area in command.delivery.delivery_area]
    require_known([command.business_kelurahan_code, *areas], ports.places.kelurahan)
    owner, via = _registrant(work.context)
    registration = Registration(
        merchant_id=new_id(),
        owner_account_id=owner,
        registered_via=via,
        profile_ref=random_id(),
        nib_ref=random_id() if command.nib else None,
    )
    events = merchant.register(command, registration, at=work.now)
    profile = {"trade_name": command.trade_name.strip(), "phone": command.phone}
    work.seal(registration.profile_ref, "merchant_profile", profile)
    if registration.nib_ref:
        work.seal(registration.nib_ref, "nib", {"nib": command.nib})
    work.add(MERCHANT, registration.merchant_id, events, new=True)
    return {
        "merchant_id": registration.merchant_id,
        "merchant_number": events[0].merchant_number,
    }


def verify_merchant(command: VerifyMerchant, *, work: UnitOfWork, ports: Ports) -> Result:
    """:raises MerchantNotFound: there is none; and what `merchant.verify` raises"""
    events = merchant.verify(
        _found(work.get(MERCHANT, command.merchant_id)),
        command,
        officer_id=work.context.actor_id,
        decision_id=new_id(),
        at=work.now,
        review_after_days=ports.limits.review_after_days,
    )
    work.add(MERCHANT, command.merchant_id, events)
    return {}


def reject_merchant(command: RejectMerchant, *, work: UnitOfWork, ports: Ports) -> Result:  # noqa: ARG001
    """:raises MerchantNotFound: there is none; and what `merchant.reject` raises"""
    events = merchant.reject(
        _found(work.get(MERCHANT, command.merchant_id)),
        command,
        officer_id=work.context.actor_id,
        decision_id=new_id(),
    )
    work.add(MERCHANT, command.merchant_id, events)
    return {}


def set_commodity_list(command: SetCommodityList, *, work: UnitOfWork, ports: Ports) -> Result:  # noqa: ARG001
    """:raises Refusal: what `commodity_list.set_list` raises"""
    events = commodity_list.set_list(work.get(COMMODITY_LIST, command.list_version), command)
    work.add(COMMODITY_LIST, command.list_version, events)
    return {"list_version": command.list_version}


def list_product(command: ListProduct, *, work: UnitOfWork, ports: Ports) -> Result:
    """:raises MerchantNotFound: it is not the caller's; and what `product.list_product` raises"""
    seller = _found(work.get(MERCHANT, command.merchant_id))
    _require_owner(seller, work.context)
    product_id = new_id()
    events = product.list_product(
        command,
        product_id=product_id,
        merchant=seller,
        commodities=ports.commodities.in_force(business_date(work.now)),
        limits=ports.limits,
    )
    work.add(PRODUCT, product_id, events, new=True)
    return {"product_id": product_id}


def change_price(command: ChangePrice, *, work: UnitOfWork, ports: Ports) -> Result:
    """:raises ProductNotFound: it is not the caller's; and what `product.change_price` raises"""
    current = _own_product(command.product_id, work=work, ports=ports)
    events = product.change_price(current, command, limits=ports.limits)
    work.add(PRODUCT, command.product_id, events)
    ports.shelves.note(events)
    return {"price_version": events[0].price_version if events else current.price_version}


def delist_product(command: DelistProduct, *, work: UnitOfWork, ports: Ports) -> Result:
    """:raises ProductNotFound: it is not the caller's"""
    current = _own_product(command.product_id, work=work, ports=ports)
    events = product.delist(current, command)
    work.add(PRODUCT, command.product_id, events)
    ports.shelves.note(events)
    return {}


def receive_stock(command: ReceiveStock, *, work: UnitOfWork, ports: Ports) -> Result:
    """:raises ProductNotFound: it is not the caller's; and what `stock.receive` raises"""
    _own_product(command.product_id, work=work, ports=ports)
    events = stock.receive(
        command,
        shelf=ports.shelves.of([command.product_id])[command.product_id],
        on=business_date(work.now),
        limits=ports.limits,
    )
    work.add(STOCK, command.product_id, events)
    ports.shelves.note(events)
    return {"balance_after": events[0].balance_after}


def learn_owners(
    commands: Sequence[ChangePrice | DelistProduct | ReceiveStock], ports: Ports
) -> None:
    ports.owners.learn(command.product_id for command in commands)


def learn_owners_and_hold_shelves(commands: Sequence[ReceiveStock], ports: Ports) -> None:
    learn_owners(commands, ports)
    ports.shelves.hold(command.product_id for command in commands)


def _registrant(context: Context) -> tuple[str, RegisteredVia]:
    if context.actor_role == "merchant":
        owner, via = context.actor_id, RegisteredVia.SELF
    else:
        owner, via = context.on_behalf_of_id, RegisteredVia.OFFICER
    if owner is None:
        raise OwnerMissing("say on whose behalf the business is registered")
    return owner, via


def _found(seller: Merchant | None) -> Merchant:
    if seller is None:
        raise MerchantNotFound("there is no such seller")
    return seller


def _require_owner(seller: Merchant, context: Context) -> None:
    # What is not yours does not exist for you: the refusal tells nothing.
    if seller.owner_account_id != context.actor_id:
        raise MerchantNotFound("there is no such seller")


def _own_product(product_id: str, *, work: UnitOfWork, ports: Ports) -> Product:
    current = work.get(PRODUCT, product_id)
    if current is None or ports.owners.of(product_id) != work.context.actor_id:
        raise ProductNotFound("there is no such product")
    return current

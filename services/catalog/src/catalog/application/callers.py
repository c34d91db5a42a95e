"""Whose thing it is: what is not the caller's, and not hers to act for, does not exist for her."""

from catalog.application.ports import Ports
from catalog.domain.merchant import MERCHANT, Merchant, MerchantNotFound
from catalog.domain.product import PRODUCT, Product, ProductNotFound
from catalog.domain.vocabulary import AssignedBy
from kernel.application.envelope import Context
from kernel.application.ports import UnitOfWork

OFFICER_ROLE = "catalog_officer"


def acts_for(context: Context, owner_account_id: str | None) -> bool:
    """Tell whether the caller is the owner, or an officer who says that she acts for her."""
    caller = context.on_behalf_of_id if is_officer(context) else context.actor_id
    return owner_account_id is not None and owner_account_id == caller


def is_officer(context: Context) -> bool:
    return context.actor_role == OFFICER_ROLE


def assigner(context: Context) -> AssignedBy:
    return AssignedBy.OFFICER if is_officer(context) else AssignedBy.SELLER


def any_merchant(merchant_id: str, *, work: UnitOfWork) -> Merchant:
    """:raises MerchantNotFound: there is none"""
    seller = work.get(MERCHANT, merchant_id)
    if seller is None:
        raise MerchantNotFound("there is no such seller")
    return seller


def own_merchant(merchant_id: str, *, work: UnitOfWork) -> Merchant:
    """:raises MerchantNotFound: there is none, or it is not the caller's"""
    seller = any_merchant(merchant_id, work=work)
    # What is not yours does not exist for you: the refusal tells nothing.
    if not acts_for(work.context, seller.owner_account_id):
        raise MerchantNotFound("there is no such seller")
    return seller


def any_product(product_id: str, *, work: UnitOfWork) -> Product:
    """:raises ProductNotFound: there is none"""
    product = work.get(PRODUCT, product_id)
    if product is None:
        raise ProductNotFound("there is no such product")
    return product


def own_product(product_id: str, *, work: UnitOfWork, ports: Ports) -> Product:
    """:raises ProductNotFound: there is none, or it is not the caller's"""
    product = any_product(product_id, work=work)
    if not acts_for(work.context, ports.owners.of(product_id)):
        raise ProductNotFound("there is no such product")
    return product

"""Wire the rooms together, once: the only module that knows every adapter by name."""

from collections.abc import Mapping

import sqlalchemy as sa

from catalog.adapters import queries
from catalog.adapters.checks import CHECKS
from catalog.adapters.codecs import CATALOG, ORDERS
from catalog.adapters.commodities import SqlCommodities
from catalog.adapters.owners import SqlOwners
from catalog.adapters.places import MalangPlaces
from catalog.adapters.read_models import PROJECTIONS
from catalog.adapters.shelves import SqlShelves
from catalog.application import foreign, handlers, policies, questions
from catalog.application.ports import Ports
from catalog.domain import commands
from catalog.domain.commodity_list import COMMODITY_LIST
from catalog.domain.merchant import MERCHANT
from catalog.domain.product import PRODUCT
from catalog.domain.stock import STOCK
from catalog.settings import Settings
from kernel.adapters.definition import Command, Policy, Question, ServiceDefinition, Subscription
from kernel.settings import KernelSettings

SELLER = frozenset({"merchant"})
OFFICER = frozenset({"catalog_officer"})
# The catalogue is public: whatever role a caller has, the answers look at whose goods they are.
EVERYBODY = frozenset(
    {
        "anonymous",
        "auditor",
        "bank",
        "buyer",
        "catalog_officer",
        "courier",
        "finance",
        "hr_officer",
        "merchant",
        "operator",
        "policy_officer",
        "system",
        "treasurer",
        "unit_head",
    }
)

COMMANDS: Mapping[str, Command] = {
    "register_merchant": Command(
        type=commands.RegisterMerchant,
        handle=handlers.register_merchant,
        roles=SELLER | OFFICER,
    ),
    "verify_merchant": Command(
        type=commands.VerifyMerchant,
        handle=handlers.verify_merchant,
        roles=OFFICER,
        needs=lambda command: [(MERCHANT, command.merchant_id)],
    ),
    "reject_merchant": Command(
        type=commands.RejectMerchant,
        handle=handlers.reject_merchant,
        roles=OFFICER,
        needs=lambda command: [(MERCHANT, command.merchant_id)],
    ),
    "set_commodity_list": Command(
        type=commands.SetCommodityList,
        handle=handlers.set_commodity_list,
        roles=OFFICER,
        needs=lambda command: [(COMMODITY_LIST, command.list_version)],
    ),
    "list_product": Command(
        type=commands.ListProduct,
        handle=handlers.list_product,
        roles=SELLER,
        needs=lambda command: [(MERCHANT, command.merchant_id)],
    ),
    "change_price": Command(
        type=commands.ChangePrice,
        handle=handlers.change_price,
        roles=SELLER,
        needs=lambda command: [(PRODUCT, command.product_id)],
        prepare=handlers.learn_owners,
    ),
    "delist_product": Command(
        type=commands.DelistProduct,
        handle=handlers.delist_product,
        roles=SELLER,
        needs=lambda command: [(PRODUCT, command.product_id)],
        prepare=handlers.learn_owners,
    ),
    "receive_stock": Command(
        type=commands.ReceiveStock,
        handle=handlers.receive_stock,
        roles=SELLER,
        needs=lambda command: [(PRODUCT, command.product_id), (STOCK, command.product_id)],
        prepare=handlers.learn_owners_and_hold_shelves,
    ),
}

QUESTIONS: Mapping[str, Question] = {
    "merchant": Question(
        type=questions.GetMerchant, answer=queries.answer_merchant, roles=EVERYBODY
    ),
    "merchants": Question(
        type=questions.GetMerchants, answer=queries.answer_merchants, roles=EVERYBODY
    ),
    "products": Question(
        type=questions.GetProducts, answer=queries.answer_products, roles=EVERYBODY
    ),
    "product": Question(type=questions.GetProduct, answer=queries.answer_product, roles=EVERYBODY),
    "stock": Question(type=questions.GetStock, answer=queries.answer_stock, roles=SELLER | OFFICER),
    "reservation": Question(
        type=questions.GetReservation,
        answer=queries.answer_reservation,
        roles=OFFICER | {"operator"},
    ),
}

_ORDER_ENDED = Policy(handle=policies.when_order_ended, needs=policies.needs_of_order)

ORDERS_SUBSCRIPTION = Subscription(
    producer="orders",
    codec=ORDERS,
    policies={
        foreign.OrderPlaced: Policy(
            handle=policies.when_order_placed,
            needs=policies.needs_of_order_placed,
            prepare=policies.hold_shelves_of_orders,
        ),
        foreign.OrderRejected: _ORDER_ENDED,
        foreign.OrderDeclined: _ORDER_ENDED,
        foreign.OrderCancelled: _ORDER_ENDED,
        foreign.OrderExpired: _ORDER_ENDED,
        foreign.OrderDelivered: Policy(
            handle=policies.when_order_delivered, needs=policies.needs_of_order
        ),
    },
)


def define(settings: Settings) -> ServiceDefinition:
    """Return the whole service, as the kernel's loops and doors take it."""
    places = MalangPlaces()

    def ports(connection: sa.Connection) -> Ports:
        return Ports(
            shelves=SqlShelves(connection),
            owners=SqlOwners(connection),
            commodities=SqlCommodities(connection),
            places=places,
            limits=settings.limits,
        )

    return ServiceDefinition(
        name="catalog",
        codec=CATALOG,
        commands=COMMANDS,
        questions=QUESTIONS,
        subscriptions=(ORDERS_SUBSCRIPTION,),
        projections=PROJECTIONS,
        ports=ports,
        checks=CHECKS,
        settings_version=settings.version,
    )


def contract() -> ServiceDefinition:
    """Return the definition without an environment: what the published contracts are made from."""
    nowhere = KernelSettings(service="catalog", database_url="", amqp_url="")
    return define(Settings(kernel=nowhere))

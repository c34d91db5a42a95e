"""Wire the rooms together, once: the only module that knows every adapter by name."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from catalog.adapters import list_queries, merchant_queries, product_queries, stock_queries
from catalog.adapters.checks import CHECKS
from catalog.adapters.codecs import CATALOG, ORDERS
from catalog.adapters.read_models import PROJECTIONS
from catalog.adapters.stored_ports import ports_under
from catalog.application import (
    foreign,
    importing,
    merchants,
    policies,
    products,
    questions,
    stocking,
    timers,
)
from catalog.application.merchants import needs_of_merchant
from catalog.application.products import learn_owners, needs_of_product
from catalog.application.stocking import learn_owners_and_hold_shelves, needs_of_stock
from catalog.application.timers import needs_of_timer
from catalog.domain import commands
from catalog.domain.ceiling import PRICE_CEILING, ceiling_id_of
from catalog.domain.commodity_list import COMMODITY_LIST
from catalog.domain.limits import Limits
from catalog.domain.merchant import MERCHANT_LIFE
from catalog.domain.product import PRODUCT_LIFE
from catalog.domain.reservation import RESERVATION_LIFE
from catalog.settings import Settings
from kernel.adapters.definition import (
    Command,
    HandleCommand,
    OnTimer,
    Policy,
    Question,
    ServiceDefinition,
    Subscription,
)
from kernel.adapters.holidays import load_calendar
from kernel.domain.lifecycle import Lifecycle
from kernel.settings import KernelSettings

LIFECYCLES: tuple[Lifecycle, ...] = (MERCHANT_LIFE, PRODUCT_LIFE, RESERVATION_LIFE)

SELLER = frozenset({"merchant"})
OFFICER = frozenset({"catalog_officer"})
# An officer does for a seller what she asks for, in the seller's name.
FOR_SELLER = SELLER | OFFICER
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

Prepare = Callable[[Sequence[Any], Any], None]


def _command(
    type_: type[Any],
    handle: HandleCommand,
    roles: frozenset[str],
    needs: Callable[[Any], Iterable[tuple[Any, str]]],
    prepare: Prepare | None = None,
) -> Command:
    return Command(type=type_, handle=handle, roles=roles, needs=needs, prepare=prepare)


def _of_merchant(
    type_: type[Any], handle: HandleCommand, roles: frozenset[str], prepare: Prepare | None = None
) -> Command:
    return _command(type_, handle, roles, needs_of_merchant, prepare)


def _of_product(
    type_: type[Any],
    handle: HandleCommand,
    roles: frozenset[str] = FOR_SELLER,
    prepare: Prepare | None = learn_owners,
) -> Command:
    return _command(type_, handle, roles, needs_of_product, prepare)


def _of_stock(type_: type[Any], handle: HandleCommand) -> Command:
    return _command(type_, handle, FOR_SELLER, needs_of_stock, learn_owners_and_hold_shelves)


COMMANDS: Mapping[str, Command] = {
    "register_merchant": Command(
        type=commands.RegisterMerchant, handle=merchants.register_merchant, roles=FOR_SELLER
    ),
    "resubmit_merchant": _of_merchant(
        commands.ResubmitMerchant, merchants.resubmit_merchant, FOR_SELLER
    ),
    "change_merchant_profile": _of_merchant(
        commands.ChangeMerchantProfile,
        merchants.change_merchant_profile,
        FOR_SELLER,
        merchants.learn_profiles,
    ),
    "change_merchant_service": _of_merchant(
        commands.ChangeMerchantService, merchants.change_merchant_service, FOR_SELLER
    ),
    "record_merchant_document": _of_merchant(
        commands.RecordMerchantDocument, merchants.record_merchant_document, FOR_SELLER
    ),
    "pause_merchant": _of_merchant(commands.PauseMerchant, merchants.pause_merchant, FOR_SELLER),
    "resume_merchant": _of_merchant(commands.ResumeMerchant, merchants.resume_merchant, FOR_SELLER),
    "verify_merchant": _of_merchant(commands.VerifyMerchant, merchants.verify_merchant, OFFICER),
    "reject_merchant": _of_merchant(commands.RejectMerchant, merchants.reject_merchant, OFFICER),
    "suspend_merchant": _of_merchant(commands.SuspendMerchant, merchants.suspend_merchant, OFFICER),
    "reinstate_merchant": _of_merchant(
        commands.ReinstateMerchant, merchants.reinstate_merchant, OFFICER
    ),
    "set_commodity_list": _command(
        commands.SetCommodityList,
        products.set_commodity_list,
        OFFICER,
        lambda command: [(COMMODITY_LIST, command.list_version)],
    ),
    "set_price_ceiling": _command(
        commands.SetPriceCeiling,
        products.set_price_ceiling,
        OFFICER,
        lambda command: [(PRICE_CEILING, ceiling_id_of(command))],
    ),
    "list_product": _of_merchant(commands.ListProduct, products.list_product, FOR_SELLER),
    "describe_product": _of_product(commands.DescribeProduct, products.describe_product),
    "assign_commodity": _of_product(
        commands.AssignCommodity, products.assign_commodity, OFFICER, None
    ),
    "change_price": _of_product(commands.ChangePrice, products.change_price),
    "delist_product": _of_product(commands.DelistProduct, products.delist_product),
    "relist_product": _of_product(commands.RelistProduct, products.relist_product),
    "block_product": _of_product(commands.BlockProduct, products.block_product, OFFICER, None),
    "unblock_product": _of_product(
        commands.UnblockProduct, products.unblock_product, OFFICER, None
    ),
    "import_merchants": Command(
        type=commands.ImportMerchants, handle=importing.import_merchants, roles=OFFICER
    ),
    "import_products": _of_merchant(commands.ImportProducts, importing.import_products, FOR_SELLER),
    "receive_stock": _of_stock(commands.ReceiveStock, stocking.receive_stock),
    "adjust_stock": _of_stock(commands.AdjustStock, stocking.adjust_stock),
}


def questions_of(limits: Limits) -> Mapping[str, Question]:
    """Return what can be asked, under the limits in force."""
    calendar = load_calendar()
    search = product_queries.AnswerProducts(limits.price_zones, calendar)
    product = product_queries.AnswerProduct(search)
    told: Mapping[str, Question] = {
        "merchant": Question(
            type=questions.GetMerchant,
            answer=merchant_queries.AnswerMerchant(calendar),
            roles=EVERYBODY,
            by_clock=True,
        ),
        "products": Question(
            type=questions.GetProducts, answer=search, roles=EVERYBODY, by_clock=True
        ),
        "product": Question(
            type=questions.GetProduct,
            answer=product,
            roles=EVERYBODY,
            by_clock=True,
            answer_all=product.all,
        ),
        "commodities": Question(
            type=questions.GetCommodities,
            answer=list_queries.answer_commodities,
            roles=EVERYBODY,
            by_clock=True,
        ),
    }
    return {**told, **_TIMELESS}


_TIMELESS: Mapping[str, Question] = {
    "merchants": Question(
        type=questions.GetMerchants, answer=merchant_queries.answer_merchants, roles=EVERYBODY
    ),
    "prices": Question(
        type=questions.GetPrices, answer=product_queries.answer_prices, roles=EVERYBODY
    ),
    "categories": Question(
        type=questions.GetCategories, answer=product_queries.answer_categories, roles=EVERYBODY
    ),
    "commodity_lists": Question(
        type=questions.GetCommodityLists,
        answer=list_queries.answer_commodity_lists,
        roles=EVERYBODY,
    ),
    "price_ceilings": Question(
        type=questions.GetPriceCeilings, answer=list_queries.answer_price_ceilings, roles=EVERYBODY
    ),
    "stock": Question(type=questions.GetStock, answer=stock_queries.answer_stock, roles=FOR_SELLER),
    "stock_movements": Question(
        type=questions.GetStockMovements,
        answer=stock_queries.answer_stock_movements,
        roles=FOR_SELLER,
    ),
    "reservation": Question(
        type=questions.GetReservation,
        answer=stock_queries.answer_reservation,
        roles=OFFICER | {"operator"},
    ),
}

QUESTIONS: Mapping[str, Question] = questions_of(Limits())

TIMERS: Mapping[str, OnTimer] = {
    timers.SUSPENSION: OnTimer(handle=timers.when_a_suspension_is_over, needs=needs_of_timer),
    timers.PAUSE: OnTimer(handle=timers.when_a_pause_is_over, needs=needs_of_timer),
    timers.NIB_GRACE: OnTimer(handle=timers.when_the_grace_for_a_nib_is_over, needs=needs_of_timer),
}


def _policy(handle: Any) -> Policy:
    return Policy(handle=handle, needs=policies.needs_of_order)


ORDERS_SUBSCRIPTION = Subscription(
    producer="orders",
    codec=ORDERS,
    policies={
        foreign.OrderPlaced: Policy(
            handle=policies.when_order_placed,
            needs=policies.needs_of_order_placed,
            prepare=policies.hold_shelves_of_orders,
        ),
        foreign.OrderRejected: _policy(policies.when_order_ended),
        foreign.OrderDeclined: _policy(policies.when_order_ended),
        foreign.OrderCancelled: _policy(policies.when_order_ended),
        foreign.OrderExpired: _policy(policies.when_order_ended),
        foreign.OrderDelivered: _policy(policies.when_order_delivered),
        foreign.OrderReturnedToSeller: _policy(policies.when_order_returned_to_seller),
        foreign.ReturnReceived: _policy(policies.when_return_received),
    },
)


def define(settings: Settings) -> ServiceDefinition:
    """Return the whole service, as the kernel's loops and doors take it."""
    return ServiceDefinition(
        name="catalog",
        codec=CATALOG,
        commands=COMMANDS,
        questions=questions_of(settings.limits),
        subscriptions=(ORDERS_SUBSCRIPTION,),
        projections=PROJECTIONS,
        timers=TIMERS,
        ports=ports_under(settings.limits),
        checks=CHECKS,
        settings_version=settings.version,
    )


def contract() -> ServiceDefinition:
    """Return the definition without an environment: what the published contracts are made from."""
    nowhere = KernelSettings(service="catalog", database_url="", amqp_url="")
    return define(Settings(kernel=nowhere))

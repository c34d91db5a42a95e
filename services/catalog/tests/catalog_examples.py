"""One example per command and event, with names and reasons, for the tests to read well."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Any

from catalog.domain import offering, registration, verification
from catalog.domain.ceiling import CeilingBook
from catalog.domain.commands import (
    ChangePrice,
    Commodity,
    DelistProduct,
    DeliveryTerms,
    LineToReserve,
    ListProduct,
    ReceiveStock,
    RegisterMerchant,
    RejectMerchant,
    ReserveStock,
    SetCommodityList,
    VerifyMerchant,
)
from catalog.domain.commodity_list import CommodityList
from catalog.domain.limits import Limits
from catalog.domain.merchant import MERCHANT
from catalog.domain.merchant_events import (
    DeliveryArea,
    MerchantCheck,
)
from catalog.domain.offering import Rules
from catalog.domain.product import PRODUCT
from catalog.domain.product_events import (
    ProductListed,
)
from catalog.domain.registration import Registration
from catalog.domain.vocabulary import (
    AssignedBy,
    BaseUnit,
    CheckKind,
    CheckResult,
    MerchantRejectionReason,
    RegisteredVia,
)
from kernel.application.envelope import Context
from kernel.testing.scenarios import Scenario

NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)  # Monday noon in Malang.
A_QUARTER_LATER = datetime(2026, 3, 2, 5, 15, tzinfo=UTC)
TODAY = date(2026, 3, 2)
LIMITS = Limits()

KAUMAN = "35.73.02.1007"
DINOYO = "35.73.05.1004"
IN_BATU = "35.79.01.1001"

SRI = "account-sri"
OFFICER = "account-officer"
STALL = "stall-of-sri"
RICE = "rice-5kg"
SUGAR = "sugar-1kg"
ORDER = "order-one"

AS_SRI = Context(actor_id=SRI, actor_role="merchant")
AS_OFFICER = Context(actor_id=OFFICER, actor_role="catalog_officer")
AS_ANOTHER_SELLER = Context(actor_id="account-tono", actor_role="merchant")
AS_BUYER = Context(actor_id="account-budi", actor_role="buyer")

DELIVERY = DeliveryTerms(
    delivery_area=(DeliveryArea(kelurahan_code=KAUMAN, fee_idr=5_000, min_order_idr=20_000),)
)
REGISTER = RegisterMerchant(
    trade_name="Warung Bu Sri",
    phone="+62 812-3456-7890",
    business_kelurahan_code=KAUMAN,
    delivery=DELIVERY,
)
REGISTRATION = Registration(
    merchant_id=STALL,
    owner_account_id=SRI,
    registered_via=RegisteredVia.SELF,
    profile_ref="profile-of-sri",
    nib_ref=None,
)
REGISTERED, SERVICE = registration.register(REGISTER, REGISTRATION, at=NOON)
SELLER = Scenario(MERCHANT).given(REGISTERED, SERVICE)

PASSED = MerchantCheck(check=CheckKind.LOCATION, result=CheckResult.PASSED)
NIB_SEEN = MerchantCheck(check=CheckKind.NIB, result=CheckResult.PASSED)
FAILED = MerchantCheck(check=CheckKind.NIB, result=CheckResult.FAILED)
VERIFY = VerifyMerchant(merchant_id=STALL, checks=(PASSED, NIB_SEEN))
REJECT = RejectMerchant(
    merchant_id=STALL, reason_codes=(MerchantRejectionReason.LOCATION_NOT_FOUND,)
)
(VERIFIED,) = verification.verify(
    SELLER.state,
    VERIFY,
    officer_id=OFFICER,
    decision_id="decision-1",
    at=NOON,
    limits=LIMITS,
)
(REJECTED,) = verification.reject(
    SELLER.state, REJECT, officer_id=OFFICER, decision_id="decision-2"
)
(REJECTED_FOR_GOOD,) = verification.reject(
    SELLER.state,
    replace(REJECT, may_resubmit=False),
    officer_id=OFFICER,
    decision_id="decision-3",
)

RICE_MEDIUM = Commodity(
    commodity_code="rice_medium",
    name_id="Beras medium",
    base_unit=BaseUnit.GRAM,
    is_staple=True,
    quality_class="medium",
)
SNACKS = Commodity(
    commodity_code="snacks", name_id="Makanan ringan", base_unit=BaseUnit.PIECE, is_staple=False
)
SET_LIST = SetCommodityList(
    list_version="2026-1",
    effective_from=date(2026, 1, 1),
    commodities=(RICE_MEDIUM, SNACKS),
    legal_basis="SK Walikota 1/2026",
)
THE_LIST = CommodityList.asked(SET_LIST)
NO_LIST = CommodityList(commodities={})
NO_CEILINGS = CeilingBook.of([], LIMITS.price_zones)
RULES = Rules(commodities=THE_LIST, ceilings=NO_CEILINGS, on=TODAY, limits=LIMITS)

LIST_RICE = ListProduct(
    merchant_id=STALL,
    name="Beras Mentari 5 kg",
    category_code="staples",
    base_unit=BaseUnit.GRAM,
    pack_content_base=5_000,
    price_idr=67_500,
    commodity_code="rice_medium",
)
LIST_SUGAR = replace(
    LIST_RICE,
    name="Gula pasir 1 kg",
    pack_content_base=1_000,
    price_idr=17_000,
    commodity_code=None,
)


def listed(command: ListProduct = LIST_RICE, *, product_id: str = RICE) -> ProductListed:
    """Return the fact that a verified seller's product was listed under the list of 2026."""
    (event,) = offering.list_product(
        command,
        product_id=product_id,
        merchant=replace(SELLER.state, merchant_id=command.merchant_id),
        assigned_by=AssignedBy.SELLER,
        rules=RULES,
    )
    return event


RICE_LISTED = listed()
SUGAR_LISTED = listed(LIST_SUGAR, product_id=SUGAR)
RICE_ON_SALE = Scenario(PRODUCT).given(RICE_LISTED)

DEARER = ChangePrice(product_id=RICE, new_price_idr=69_000)
DELIST = DelistProduct(product_id=RICE)
TEN_PACKS = ReceiveStock(product_id=RICE, quantity=10)


def line(
    product_id: str = RICE,
    quantity: int = 1,
    *,
    line_id: str = "line-1",
    price_version: int = 1,
    price_idr: int = 67_500,
) -> LineToReserve:
    return LineToReserve(
        line_id=line_id,
        product_id=product_id,
        quantity=quantity,
        price_idr=price_idr,
        price_version=price_version,
    )


def reserve_stock(*lines: LineToReserve, order_id: str = ORDER) -> ReserveStock:
    return ReserveStock(
        order_id=order_id, merchant_id=STALL, lines=lines, expires_at=A_QUARTER_LATER
    )


def order_placed(
    *lines: LineToReserve, merchant_id: str = STALL, reserve_until: datetime = A_QUARTER_LATER
) -> Mapping[str, Any]:
    """Return the data of an order as orders publishes it, with fields that nobody here reads."""
    return {
        "order_number": "A-1",
        "merchant_id": merchant_id,
        "reserve_until": reserve_until.isoformat(),
        "lines": [
            {
                "line_id": one.line_id,
                "product_id": one.product_id,
                "product_name": "whatever",
                "quantity": one.quantity,
                "unit": "pack",
                "unit_price_idr": one.price_idr,
                "price_version": one.price_version,
            }
            for one in lines
        ],
    }


def order_delivered(**quantities: int) -> Mapping[str, Any]:
    """Return the data of a hand-over: ``order_delivered(line_1=2)``."""
    lines = [
        {"line_id": name.replace("_", "-"), "delivered_quantity": quantity, "refused_quantity": 0}
        for name, quantity in quantities.items()
    ]
    return {"handover_id": "handover-1", "lines": lines}


def returned(*lines: tuple[str, int, str], return_id: str | None = None) -> Mapping[str, Any]:
    """Return the data of goods that came back: ``returned(("line-1", 2, "spoiled"))``."""
    back = [
        {"line_id": line_id, "product_id": RICE, "quantity": quantity, "disposition": disposition}
        for line_id, quantity, disposition in lines
    ]
    return {"return_id": return_id, "lines": back} if return_id else {"lines": back}


def payload(command: Any, **changes: Any) -> dict[str, Any]:
    """Return a command as a request brings it."""
    return asdict(replace(command, **changes))

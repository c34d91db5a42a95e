"""What happened to a seller and a product, event by event, for tests of what may come next."""

from dataclasses import replace
from datetime import date, timedelta

from catalog_examples import (
    DEARER,
    DELIST,
    LIMITS,
    NOON,
    OFFICER,
    PASSED,
    REGISTERED,
    REJECTED,
    RICE,
    RICE_LISTED,
    RICE_ON_SALE,
    RULES,
    SELLER,
    SERVICE,
    STALL,
    VERIFIED,
    VERIFY,
)

from catalog.domain import offering, standing, take_down, verification
from catalog.domain.commands import BlockProduct, PauseMerchant, SetPriceCeiling, SuspendMerchant
from catalog.domain.merchant import MERCHANT
from catalog.domain.product import PRODUCT
from catalog.domain.vocabulary import (
    BaseUnit,
    BlockingReason,
    OpenOrdersRule,
    PauseReason,
    SuspensionReason,
)
from kernel.testing.scenarios import Scenario

TOMORROW = NOON + timedelta(days=1)
NEXT_WEEK = NOON + timedelta(days=7)
GRACE = date(2026, 3, 31)
AFTER_GRACE = NOON + timedelta(days=30)

seller = Scenario(MERCHANT)
VERIFIED_SELLER = seller.given(REGISTERED, SERVICE, VERIFIED)
(VERIFIED_WITHOUT_NIB,) = verification.verify(
    SELLER.state,
    replace(VERIFY, checks=(PASSED,), nib_grace_until=GRACE),
    officer_id=OFFICER,
    decision_id="decision-4",
    at=NOON,
    limits=LIMITS,
)

SUSPEND = SuspendMerchant(
    merchant_id=STALL,
    reason_code=SuspensionReason.COMPLAINT,
    open_orders_rule=OpenOrdersRule.FINISH,
    until=date(2026, 3, 8),
)
(SUSPENDED,) = standing.suspend(
    VERIFIED_SELLER.state, SUSPEND, officer_id=OFFICER, decision_id="decision-5", at=NOON
)
PAUSE = PauseMerchant(merchant_id=STALL, until=NEXT_WEEK, reason_code=PauseReason.HOLIDAY)
(PAUSED,) = standing.pause(VERIFIED_SELLER.state, PAUSE, at=NOON)

SUSPENDED_SELLER = seller.given(REGISTERED, SERVICE, VERIFIED, SUSPENDED)
PAUSED_SELLER = seller.given(REGISTERED, SERVICE, VERIFIED, PAUSED)
REJECTED_SELLER = seller.given(REGISTERED, SERVICE, REJECTED)

MERCHANT_HISTORIES = (
    (REGISTERED, SERVICE),
    (REGISTERED, SERVICE, VERIFIED),
    (REGISTERED, SERVICE, VERIFIED_WITHOUT_NIB),
    (REGISTERED, SERVICE, VERIFIED, PAUSED),
    (REGISTERED, SERVICE, VERIFIED, PAUSED, SUSPENDED),
    (REGISTERED, SERVICE, VERIFIED, SUSPENDED),
    (REGISTERED, SERVICE, VERIFIED_WITHOUT_NIB, SUSPENDED),
    (REGISTERED, SERVICE, REJECTED),
)

CEILING = SetPriceCeiling(
    commodity_code="rice_medium",
    zone="java",
    base_unit=BaseUnit.GRAM,
    per_base=1_000,
    ceiling_idr=13_500,
    effective_from=date(2025, 8, 22),
    legal_basis="Keputusan Kepala Bapanas 299/2025",
)

BLOCK = BlockProduct(product_id=RICE, reason_code=BlockingReason.MISLEADING)
(CHANGED,) = offering.change_price(RICE_ON_SALE.state, DEARER, rules=RULES)
(DELISTED,) = offering.delist(RICE_ON_SALE.state, DELIST)
(BLOCKED,) = take_down.block(RICE_ON_SALE.state, BLOCK, decision_id="decision-6", at=NOON)
(BLOCKED_TO_MEND,) = take_down.block(
    RICE_ON_SALE.state, replace(BLOCK, may_relist=True), decision_id="decision-7", at=NOON
)
product = Scenario(PRODUCT)
PRODUCT_HISTORIES = (
    (RICE_LISTED,),
    (RICE_LISTED, CHANGED),
    (RICE_LISTED, DELISTED),
    (RICE_LISTED, BLOCKED),
    (RICE_LISTED, BLOCKED_TO_MEND),
    (RICE_LISTED, DELISTED, BLOCKED),
)

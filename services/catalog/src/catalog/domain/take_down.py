"""An officer takes a product down, and puts it back."""

from datetime import datetime

from catalog.domain.commands import BlockProduct, UnblockProduct
from catalog.domain.product import Product
from catalog.domain.product_events import ProductBlocked, ProductUnblocked


def block(
    product: Product, command: BlockProduct, *, decision_id: str, at: datetime
) -> tuple[ProductBlocked, ...]:
    """Take the product down, or change the terms of that; what is reserved stays reserved."""
    blocked = ProductBlocked(
        product_id=product.product_id,
        merchant_id=product.merchant_id,
        decision_id=decision_id,
        reason_code=command.reason_code,
        may_relist=command.may_relist,
        case_id=command.case_id,
        blocked_at=at,
    )
    return () if _same_terms(product.block, blocked) else (blocked,)


def unblock(
    product: Product, command: UnblockProduct, *, decision_id: str, at: datetime
) -> tuple[ProductUnblocked, ...]:
    """Put the product back where it was before the block: on sale, or delisted by its seller."""
    if product.block is None:
        return ()
    unblocked = ProductUnblocked(
        product_id=product.product_id,
        merchant_id=product.merchant_id,
        decision_id=decision_id,
        reason_code=command.reason_code,
        unblocked_at=at,
    )
    return (unblocked,)


def _same_terms(known: ProductBlocked | None, wanted: ProductBlocked) -> bool:
    def terms(one: ProductBlocked) -> tuple[object, ...]:
        return one.reason_code, one.may_relist, one.case_id

    return known is not None and terms(known) == terms(wanted)

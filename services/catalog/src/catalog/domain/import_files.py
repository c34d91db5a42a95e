"""The two files that the catalogue takes in: sellers, and products of one seller."""

from collections.abc import Mapping

from catalog.domain import csv_table as cells
from catalog.domain.commands import (
    DeliveryTerms,
    DescribeProduct,
    ListProduct,
    RegisterMerchant,
)
from catalog.domain.csv_table import Parse, TableRow
from catalog.domain.merchant_events import DeliveryArea
from catalog.domain.product import Product
from catalog.domain.product_events import CatalogImportCompleted
from catalog.domain.vocabulary import (
    BaseUnit,
    BusinessScale,
    FoodPermit,
    GoodsOrigin,
    HalalStatus,
    MerchantKind,
    Returnable,
    SoldBy,
    SupervisingDepartment,
)
from kernel.domain.errors import Rejected
from kernel.domain.ids import derived_id
from kernel.domain.streams import Kind

MERCHANT_COLUMNS: Mapping[str, Parse] = {
    "reference": cells.code,
    "owner_account_id": cells.identifier,
    "trade_name": cells.text,
    "phone": cells.text,
    "business_kelurahan_code": cells.text,
    "merchant_kind": cells.optional(cells.one_of(MerchantKind), MerchantKind.INDIVIDUAL),
    "supervising_department": cells.optional(
        cells.one_of(SupervisingDepartment), SupervisingDepartment.DISKOPINDAG
    ),
    "nib": cells.optional(str),
    "business_scale": cells.optional(cells.one_of(BusinessScale), BusinessScale.MICRO),
    "delivers_to": cells.codes,
    "fee_idr": cells.optional(cells.whole, 0),
    "min_order_idr": cells.optional(cells.whole, 0),
    "pickup_at_stall": cells.optional(cells.flag, otherwise=False),
}
PRODUCT_COLUMNS: Mapping[str, Parse] = {
    "reference": cells.code,
    "name": cells.text,
    "category_code": cells.code,
    "commodity_code": cells.optional(cells.code),
    "base_unit": cells.one_of(BaseUnit),
    "pack_content_base": cells.whole,
    "price_idr": cells.whole,
    "sold_by": cells.optional(cells.one_of(SoldBy), SoldBy.PACK),
    "goods_origin": cells.optional(cells.one_of(GoodsOrigin), GoodsOrigin.RESALE),
    "perishable": cells.optional(cells.flag, otherwise=False),
    "returnable": cells.optional(cells.one_of(Returnable), Returnable.DEFECTS_ONLY),
    "food_permit": cells.optional(cells.one_of(FoodPermit), FoodPermit.UNKNOWN),
    "halal_status": cells.optional(cells.one_of(HalalStatus), HalalStatus.UNKNOWN),
    "max_quantity_per_order": cells.optional(cells.whole),
}
# What a description cannot change.
_FOR_EVER = ("base_unit", "pack_content_base", "sold_by")


class ReferenceTaken(Rejected):
    """Under this reference somebody else's business was taken in before."""

    code = "reference_taken"


class ContentDiffers(Rejected):
    """Another unit or content is another product: it needs a reference of its own."""

    code = "content_differs"


def _latest(
    _: CatalogImportCompleted | None, event: CatalogImportCompleted
) -> CatalogImportCompleted:
    return event


CATALOG_IMPORT = Kind("catalog_import", _latest)


def merchant_id_of(row: TableRow) -> str:
    """Return the id that the business under this reference always has."""
    return derived_id("imported_merchant", row.reference)


def product_id_of(merchant_id: str, row: TableRow) -> str:
    """Return the id that the seller's product under this reference always has."""
    return derived_id("imported_product", merchant_id, row.reference)


def registration_of(row: TableRow) -> RegisterMerchant:
    said = dict(row.cells)
    del said["owner_account_id"]
    area = {name: said.pop(name) for name in ("fee_idr", "min_order_idr")}
    reached = said.pop("delivers_to")
    delivery = DeliveryTerms(
        delivers=bool(reached),
        delivery_area=tuple(DeliveryArea(kelurahan_code=code, **area) for code in reached),
        pickup_at_stall=said.pop("pickup_at_stall"),
    )
    return RegisterMerchant(**said, delivery=delivery)


def listing_of(row: TableRow, merchant_id: str) -> ListProduct:
    return ListProduct(merchant_id=merchant_id, **row.cells)


def description_of(row: TableRow, known: Product) -> DescribeProduct:
    """
    Return what the file says of a product that is there; what it has no column for stays.

    :raises ContentDiffers: it would be another product
    """
    description = known.description
    if any(getattr(description, name) != row.cells[name] for name in _FOR_EVER):
        raise ContentDiffers("unit, content and measure of a product never change")
    said = {k: v for k, v in row.cells.items() if k not in {*_FOR_EVER, "price_idr"}}
    return DescribeProduct(
        product_id=known.product_id,
        **said,
        origin_kelurahan_code=description.origin_kelurahan_code,
        quantity_step=description.quantity_step,
        min_quantity=description.min_quantity,
        shelf_life_hours=description.shelf_life_hours,
    )

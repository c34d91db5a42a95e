"""Routes to the catalogue: the further life of sellers and products, files, lists."""

from marshmallow import Schema

from gateway.domain.roles import Role
from gateway.entrypoints.fields import PageQuery
from gateway.entrypoints.routes.route import CSV, JSON, Route
from gateway.entrypoints.schemas import catalog as shapes, merchants as sellers

_SERVICE = "catalog"
_MERCHANTS = "Pedagang"
_PRODUCTS = "Barang"
_IMPORT_S = 60.0
_IMPORT_MAX = 5 * 1024 * 1024
_MAKES_SOMETHING = {
    sellers.DocumentAnswer,
    shapes.PriceCeilingAnswer,
    shapes.StockReceivedAnswer,
}
_FOR_HER = "The seller herself, or an officer in her name."


def _act(
    operation: str,
    path: str,
    summary: str,
    description: str,
    body: type[Schema],
    answer: type[Schema] = shapes.NothingAnswer,
) -> Route:
    return Route(
        operation=operation,
        method="POST",
        path=path,
        tag=_MERCHANTS if path.startswith("/v1/merchants") else _PRODUCTS,
        service=_SERVICE,
        summary=summary,
        description=description,
        body=body,
        answer=answer,
        status=201 if answer in _MAKES_SOMETHING else 200,
        keyed=True,
    )


def _import(
    operation: str, path: str, summary: str, body: type[Schema], query: type[Schema]
) -> Route:
    return Route(
        operation=operation,
        method="POST",
        path=path,
        tag=_MERCHANTS if "merchant" in operation else _PRODUCTS,
        service=_SERVICE,
        summary=summary,
        description=(
            "Load a file from CSV, inside JSON or as text/csv with the rest in the query. A file"
            " with a bad line loads nothing and names every bad line; the same file twice changes"
            " nothing. At most 5 MiB."
        ),
        body=body,
        query=query,
        answer=sellers.CatalogImportAnswer,
        keyed=True,
        slow_s=_IMPORT_S,
        body_max=_IMPORT_MAX,
        media_types=(JSON, CSV),
    )


def _list(
    operation: str,
    path: str,
    summary: str,
    description: str,
    query: type[Schema] = PageQuery,
    *,
    cached: bool = True,
) -> Route:
    return Route(
        operation=operation,
        method="GET",
        path=path,
        tag=_PRODUCTS,
        service=_SERVICE,
        summary=summary,
        description=description,
        query=query,
        preferred=Role.CATALOG_OFFICER,
        answer=shapes.PageAnswer,
        cached=cached,
    )


LIVES = (
    *(
        _act(operation, f"/v1/merchants/<uuid:merchant_id>/{last}", summary, description, body)
        for operation, last, summary, description, body in (
            (
                "resubmit_merchant",
                "resubmission",
                "Mengajukan pendaftaran kembali.",
                f"Ask for another look after a rejection. {_FOR_HER}",
                sellers.ResubmitMerchantBody,
            ),
            (
                "change_merchant_profile",
                "profile",
                "Mengubah data usaha.",
                f"Change what is told of the business. {_FOR_HER}",
                sellers.ChangeMerchantProfileBody,
            ),
            (
                "change_merchant_service",
                "service",
                "Mengubah jam buka dan pengantaran.",
                f"Change opening hours, delivery and pick-up. {_FOR_HER}",
                sellers.ChangeMerchantServiceBody,
            ),
            (
                "pause_merchant",
                "pause",
                "Menutup toko untuk sementara.",
                f"Close for a while. {_FOR_HER}",
                sellers.PauseMerchantBody,
            ),
            (
                "resume_merchant",
                "resumption",
                "Membuka toko kembali.",
                f"Open again. {_FOR_HER}",
                sellers.ResumeMerchantBody,
            ),
            (
                "suspend_merchant",
                "suspension",
                "Menangguhkan pedagang.",
                "Stop a seller, and say what becomes of her open orders.",
                sellers.SuspendMerchantBody,
            ),
            (
                "reinstate_merchant",
                "reinstatement",
                "Mencabut penangguhan.",
                "Let a suspended seller sell again.",
                sellers.ReinstateMerchantBody,
            ),
        )
    ),
    _act(
        "record_merchant_document",
        "/v1/merchants/<uuid:merchant_id>/documents",
        "Mencatat dokumen usaha.",
        "Record a paper with its validity. What an officer records she has seen.",
        sellers.RecordMerchantDocumentBody,
        sellers.DocumentAnswer,
    ),
    _import(
        "import_merchants",
        "/v1/merchant-imports",
        "Memuat daftar pedagang.",
        sellers.ImportMerchantsBody,
        sellers.ImportMerchantsQuery,
    ),
    _import(
        "import_products",
        "/v1/product-imports",
        "Memuat daftar barang.",
        sellers.ImportProductsBody,
        sellers.ImportProductsQuery,
    ),
    _act(
        "set_price_ceiling",
        "/v1/price-ceilings",
        "Menetapkan harga eceran tertinggi.",
        "Publish a price ceiling or a reference price, with its days and zone.",
        shapes.SetPriceCeilingBody,
        shapes.PriceCeilingAnswer,
    ),
    _act(
        "describe_product",
        "/v1/products/<uuid:product_id>/description",
        "Mengubah keterangan barang.",
        f"Describe a product anew. {_FOR_HER}",
        shapes.DescribeProductBody,
        shapes.DescriptionAnswer,
    ),
    _act(
        "assign_commodity",
        "/v1/products/<uuid:product_id>/commodity",
        "Menetapkan jenis komoditas barang.",
        "Say, as an officer, which commodity of the list it is.",
        shapes.AssignCommodityBody,
        shapes.DescriptionAnswer,
    ),
    _act(
        "relist_product",
        "/v1/products/<uuid:product_id>/relisting",
        "Menawarkan barang kembali.",
        f"Put a product back on the shelf, with the next price version. {_FOR_HER}",
        shapes.RelistProductBody,
        shapes.PriceAnswer,
    ),
    _act(
        "block_product",
        "/v1/products/<uuid:product_id>/block",
        "Memblokir barang.",
        "Take a product down, as an officer.",
        shapes.BlockProductBody,
    ),
    _act(
        "unblock_product",
        "/v1/products/<uuid:product_id>/unblock",
        "Mencabut blokir barang.",
        "Put a product back where it was before the block.",
        shapes.UnblockProductBody,
    ),
    _act(
        "adjust_stock",
        "/v1/products/<uuid:product_id>/stock-adjustments",
        "Menyesuaikan persediaan.",
        "Put the stock right, with the reason; what is promised to orders stays promised.",
        shapes.AdjustStockBody,
        shapes.StockReceivedAnswer,
    ),
    _list(
        "prices",
        "/v1/products/<uuid:product_id>/prices",
        "Melihat riwayat harga.",
        "List the prices a product has had, the newest first, with the ceiling of their day.",
    ),
    _list(
        "stock_movements",
        "/v1/products/<uuid:product_id>/stock-movements",
        "Melihat mutasi persediaan.",
        "List what came in, was put right and came back, by lot and expiry, the newest first.",
        cached=False,
    ),
    _list(
        "categories",
        "/v1/categories",
        "Melihat kategori barang.",
        "List the categories in which something is on sale, and how much.",
    ),
    _list(
        "commodities",
        "/v1/commodities",
        "Melihat daftar bahan pokok.",
        "List the commodities and staples of one list, or of the one in force.",
        shapes.CommoditiesQuery,
    ),
    _list(
        "commodity_lists",
        "/v1/commodity-lists",
        "Melihat versi daftar bahan pokok.",
        "List the versions of the list, each with its first day.",
    ),
    _list(
        "price_ceilings",
        "/v1/price-ceilings",
        "Melihat harga eceran tertinggi.",
        "List price ceilings and reference prices, by commodity, zone and day.",
        shapes.PriceCeilingsQuery,
    ),
)

"""Products, the lists they are judged by, prices and stock."""

from marshmallow import fields, validate

from gateway.entrypoints.fields import (
    QUANTITY_MAX,
    RUPIAH_MAX,
    Answer,
    Body,
    PageQuery,
    amount,
    choice,
    code,
    cursor_on,
    day,
    flag,
    identifier,
    kelurahan,
    line,
    listed,
    many,
    number,
    rupiah,
    text,
)
from gateway.entrypoints.schemas.catalog_words import (
    UNITS,
    ActBody,
    DecisionBody,
    kecamatan,
    sha256,
)


class CommodityBody(Body):
    commodity_code = code("Its code.", required=True)
    name_id = line("Its name in Indonesian.", longest=100, required=True)
    base_unit = choice(UNITS, "What it is counted in.", required=True)
    is_staple = flag("Whether it is a staple.", required=True)
    quality_class = code("Medium or premium rice, and so on.", allow_none=True)


class SetCommodityListBody(Body):
    list_version = code("The list's own name, such as 2026-1.", required=True)
    effective_from = day("From when it is in force.", required=True)
    commodities = listed(CommodityBody, "The whole list.", most=500, required=True)
    legal_basis = line("The decree it rests on.", longest=200, allow_none=True)
    authority_ref = line("The letter on which the officer acts.", longest=100)


class CommodityListAnswer(Answer):
    list_version = text("The list's name.", required=True)


class GoodsBody(ActBody):
    name = line("What it is.", longest=120, required=True)
    category_code = code("Where it stands in the shop.", longest=40, required=True)
    commodity_code = code(
        "Which commodity of the officers' list it is.", longest=40, allow_none=True
    )
    goods_origin = choice(
        ("own_harvest", "own_production", "resale"), "Where it comes from.", default="resale"
    )
    perishable = flag("Whether it spoils soon.", default=False)
    returnable = choice(
        ("yes", "defects_only", "no"), "Whether it can go back.", default="defects_only"
    )
    food_permit = choice(
        ("pirt", "bpom", "halal_only", "fresh", "none", "not_food", "unknown"),
        "Its permit.",
        default="unknown",
    )
    halal_status = choice(
        ("certified", "non_halal_marked", "in_process", "exempt", "unknown"),
        "Whether it is halal.",
        default="unknown",
    )
    max_quantity_per_order = number(
        "The most one order may take.", least=1, most=QUANTITY_MAX, allow_none=True
    )
    origin_kelurahan_code = kelurahan("Where in the city it was made or grown.", allow_none=True)
    quantity_step = number("It is sold in steps of so many.", least=1, most=QUANTITY_MAX)
    min_quantity = number("The least one order may take.", least=1, most=QUANTITY_MAX)
    shelf_life_hours = number("How long it keeps.", least=1, most=QUANTITY_MAX, allow_none=True)


class ListProductBody(GoodsBody):
    merchant_id = identifier("Who sells it.", required=True)
    base_unit = choice(UNITS, "What its content is counted in.", required=True)
    pack_content_base = number("How much is in a pack.", least=1, most=QUANTITY_MAX, required=True)
    price_idr = rupiah("The price of a pack.", least=1, required=True)
    sold_by = choice(("pack", "weight"), "How it is measured out.", default="pack")


class DescribeProductBody(GoodsBody):
    """All of it anew."""


class DescriptionAnswer(Answer):
    description_version = fields.Integer(
        required=True, metadata={"description": "The number of the description."}
    )


class AssignCommodityBody(DecisionBody):
    commodity_code = code("Which commodity of the list it is.", longest=40, allow_none=True)


class BlockProductBody(DecisionBody):
    reason_code = choice(
        (
            "prohibited_goods",
            "unlicensed_goods",
            "price_over_ceiling",
            "misleading",
            "unsafe",
            "complaint",
            "other",
        ),
        "Why.",
        required=True,
    )
    may_relist = flag("Whether the seller may list it again once it is mended.", default=False)
    case_id = identifier("The case it belongs to.", allow_none=True)


class UnblockProductBody(DecisionBody):
    reason_code = choice(("resolved", "mistake", "other"), "Why.", default="resolved")


class RelistProductBody(ActBody):
    new_price_idr = rupiah("The price from now on; without it the last one.", least=1)


class ProductListedAnswer(Answer):
    product_id = identifier("The product's id.", required=True)


class ProductAnswer(Answer):
    product_id = identifier("The product's id.", required=True)
    merchant_id = identifier("Who sells it.", required=True)
    merchant_name = text("The name of the business.", required=True, allow_none=True)
    name = text("What it is.", required=True)
    category_code = text("Where it stands in the shop.", required=True)
    commodity_code = text("Which commodity it is.", required=True, allow_none=True)
    staple = flag("Whether it is a staple, by the officers' list.", required=True)
    base_unit = text("What its content is counted in.", required=True)
    pack_content_base = fields.Integer(
        required=True, metadata={"description": "How much is in a pack."}
    )
    price_idr = amount("The price of a pack.")
    price_version = fields.Integer(required=True, metadata={"description": "Which price this is."})
    available = fields.Integer(required=True, metadata={"description": "How many can be had."})
    unit_price_idr = fields.Integer(metadata={"description": "The price of one `unit`, rounded."})
    unit = text("kg, l or piece.")
    ceiling_status = text("within, above, not_applicable or unknown: today's price ceiling.")
    merchant_open_now = fields.Boolean(metadata={"description": "Whether its seller is open."})


class ProductsQuery(PageQuery):
    q = line("What is looked for, in words; quotes and a minus are understood.", longest=200)
    merchant_id = identifier("Only this seller's.")
    category_code = code("Only this category.", longest=40)
    commodity_code = code("Only this commodity.", longest=40)
    staple = fields.Boolean(metadata={"description": "Only staples, or only the rest."})
    kecamatan_code = kecamatan("Only sellers there.")
    price_min_idr = fields.Integer(
        validate=validate.Range(0, RUPIAH_MAX), metadata={"description": "The least price."}
    )
    price_max_idr = fields.Integer(
        validate=validate.Range(0, RUPIAH_MAX), metadata={"description": "The highest price."}
    )
    in_stock = fields.Boolean(metadata={"description": "Only what is there.", "default": False})
    open_now = fields.Boolean(metadata={"description": "Only sellers who are open now."})
    delivers_to = kelurahan("Only sellers who bring goods there.")
    sort = choice(
        ("relevance", "price", "newest"), "In which order; with words: relevance, else a fixed one."
    )


class ProductsAnswer(Answer):
    items = many(ProductAnswer, "The page.")
    next_cursor = cursor_on()


class ChangePriceBody(ActBody):
    new_price_idr = rupiah("The price from now on.", least=1, required=True)
    reason_code = choice(
        ("cost", "promotion", "ceiling_change", "correction", "event_day", "other"),
        "Why.",
        default="cost",
    )


class PriceAnswer(Answer):
    price_version = fields.Integer(
        required=True, metadata={"description": "The number of the new price."}
    )


class DelistProductBody(ActBody):
    reason_code = choice(
        ("out_of_season", "discontinued", "no_supply", "mistake", "other"), "Why.", default="other"
    )


class ReceiveStockBody(ActBody):
    quantity = number("How many came in.", least=1, most=QUANTITY_MAX, required=True)
    source = choice(
        ("harvest", "purchase", "production", "opening", "other"), "Where from.", default="purchase"
    )
    lot_code = code("The lot.", allow_none=True)
    harvested_on = day("When it was harvested.", allow_none=True)
    expires_on = day("When it expires.", allow_none=True)


class StockReceivedAnswer(Answer):
    balance_after = fields.Integer(
        required=True, metadata={"description": "How many can be had now."}
    )


class AdjustStockBody(ActBody):
    quantity_delta = fields.Integer(
        strict=True,
        required=True,
        validate=validate.Range(-QUANTITY_MAX, QUANTITY_MAX),
        metadata={"description": "So many more, or less with a minus."},
    )
    reason_code = choice(
        (
            "count",
            "spoilage",
            "damage",
            "theft",
            "own_use",
            "sold_elsewhere",
            "correction",
            "other",
        ),
        "Why.",
        required=True,
    )
    lot_code = code("The lot.", allow_none=True)


class PageAnswer(Answer):
    items = many(fields.Dict(), "The page.")
    next_cursor = cursor_on()


class CommoditiesQuery(PageQuery):
    list_version = code("Which list; without it the one in force.")
    on = day("In force on which day; without it today.")


class PriceCeilingsQuery(PageQuery):
    commodity_code = code("Only this commodity.", longest=40)
    zone = code("Only this zone.")
    on = day("Only what holds on that day.")


class SetPriceCeilingBody(DecisionBody):
    commodity_code = code("Which commodity.", longest=40, required=True)
    zone = code("Where it holds, such as java or national.", required=True)
    base_unit = choice(UNITS, "What it is counted in.", required=True)
    per_base = number("For how many of that: 1000 g.", least=1, most=QUANTITY_MAX, required=True)
    ceiling_idr = rupiah("The figure.", least=1, required=True)
    effective_from = day("Its first day.", required=True)
    effective_to = day("Its last day.", allow_none=True)
    legal_basis = line("The decree it rests on.", required=True)
    kind = choice(("ceiling", "reference"), "Whether it binds.", default="ceiling")
    market_level = choice(("retail", "other"), "For which trade.", default="retail")
    document_sha256 = sha256("The hash of the decree.")
    supersedes_id = identifier("What it takes the place of.", allow_none=True)


class PriceCeilingAnswer(Answer):
    ceiling_id = identifier("The figure's id.", required=True)


class StockAnswer(Answer):
    product_id = identifier("The product's id.", required=True)
    merchant_id = identifier("Who sells it.", required=True)
    unit = text("What is counted.", required=True)
    received = fields.Integer(required=True, metadata={"description": "All that ever came in."})
    available = fields.Integer(required=True, metadata={"description": "What can be had."})
    reserved = fields.Integer(required=True, metadata={"description": "Promised to open orders."})
    committed = fields.Integer(required=True, metadata={"description": "Handed over."})
    adjusted = fields.Integer(metadata={"description": "Put right by hand, in sum."})
    returned = fields.Integer(metadata={"description": "Sent back by buyers."})
    written_off = fields.Integer(metadata={"description": "Came back and cannot be sold."})


class ReservationAnswer(Answer):
    order_id = identifier("The order's id.", required=True)
    status = text("reserved, rejected, released or committed.", required=True)
    lines = many(fields.Dict(), "What was reserved, line by line.")


class NothingAnswer(Answer):
    """It is done, and there is nothing more to say."""

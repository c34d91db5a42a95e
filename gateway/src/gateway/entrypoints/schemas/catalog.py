"""Sellers, products, prices and stock."""

from marshmallow import fields, validate

from gateway.entrypoints.fields import (
    QUANTITY_MAX,
    RUPIAH_MAX,
    Answer,
    Body,
    PageQuery,
    Whole,
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

KINDS = ("individual", "farmer", "farmer_group", "cooperative", "company", "foundation")
DEPARTMENTS = ("diskopindag", "dispangtan", "other")
SCALES = ("micro", "small", "medium", "unknown")
RELATIONS = (
    "none_declared",
    "owner_is_member",
    "spouse_is_member",
    "family_is_member",
    "unknown",
)
CHECKS = ("nib", "ktp_city", "location", "activity", "food_permit", "halal")
RESULTS = ("pass", "fail", "not_applicable")
REJECTIONS = (
    "nib_invalid",
    "outside_city",
    "location_not_found",
    "no_activity",
    "not_a_small_business",
    "permit_missing",
    "duplicate",
    "other",
)
MERCHANT_STATUSES = ("registered", "verified", "rejected", "suspended")
UNITS = ("g", "ml", "piece")
CSV_LENGTH_MAX = 5 * 1024 * 1024
CLOCK_TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


def sha256(description: str) -> fields.String:
    return fields.String(
        allow_none=True,
        validate=Whole(r"^[0-9a-f]{64}$", error="Not a SHA-256 in hexadecimal."),
        metadata={"description": description},
    )


def instant(description: str) -> fields.AwareDateTime:
    return fields.AwareDateTime(allow_none=True, metadata={"description": description})


def kecamatan(description: str) -> fields.String:
    return fields.String(
        validate=Whole(r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}$", error="Not a code of a kecamatan."),
        metadata={"description": description},
    )


def csv_file(description: str) -> fields.String:
    return fields.String(
        required=True,
        validate=[
            validate.Length(1, CSV_LENGTH_MAX),
            Whole(r"^[^\x00]*$", error="Not text."),
        ],
        metadata={"description": description},
    )


class ActBody(Body):
    """An officer may act for the seller, in her name."""

    on_behalf_of_id = identifier("The seller's account, if an officer acts for her.")
    authority_ref = line("The letter on which an officer acts.", longest=100)


class DecisionBody(Body):
    authority_ref = line("The letter on which the officer acts.", longest=100)


def clock_time(description: str, *, required: bool = True) -> fields.String:
    return fields.String(
        required=required,
        validate=Whole(CLOCK_TIME, error="A time of day is written HH:MM."),
        metadata={"description": description},
    )


class DeliveryAreaBody(Body):
    kelurahan_code = kelurahan("Where she delivers to.", required=True)
    fee_idr = rupiah("What the delivery costs there.")
    min_order_idr = rupiah("The least order she brings there.")


class OpeningSpanBody(Body):
    weekday = number("0 is Monday.", least=0, most=6, required=True)
    opens = clock_time("In WIB.")
    closes = clock_time("In WIB.")


class DeliveryTermsBody(Body):
    delivers = flag("Whether she brings the goods.", default=True)
    delivery_area = listed(DeliveryAreaBody, "Where to.", least=0, most=500)
    pickup_at_stall = flag("Whether goods may be fetched.", default=False)
    opening_hours = listed(
        OpeningSpanBody, "When she is open; without it: Monday to Saturday, 08:00 to 17:00.", most=7
    )
    pickup_points = listed(identifier("A point."), "Where else goods may be fetched.", most=50)
    order_cutoff_time = clock_time("Until when an order is for the same day.", required=False)
    preparation_minutes = number("How long she needs.", least=0, most=10_080)
    max_open_orders = number("How many orders she takes at once.", least=1, most=10_000)


class RegisterMerchantBody(Body):
    trade_name = line("The name of the business.", longest=100, required=True)
    phone = line("Where buyers reach her; kept in the vault.", longest=30, required=True)
    business_kelurahan_code = kelurahan("Where the business is.", required=True)
    delivery = fields.Nested(
        DeliveryTermsBody, required=True, metadata={"description": "How goods reach the buyer."}
    )
    merchant_kind = choice(KINDS, "What kind of business.", default="individual")
    supervising_department = choice(DEPARTMENTS, "Who looks after it.", default="diskopindag")
    nib = line(
        "The business number, if there is one; kept in the vault.", longest=40, allow_none=True
    )
    business_scale = choice(SCALES, "How large it is.", default="micro")
    related_official = choice(RELATIONS, "Kinship with members.", default="none_declared")
    is_modern_retail_or_franchise = flag("Such may not sell here.", default=False)
    terms_version = code("Which terms she has accepted.")
    on_behalf_of_id = identifier("The owner's account, if an officer registers.")
    authority_ref = line("The letter on which an officer acts.", longest=100)


class MerchantRegisteredAnswer(Answer):
    merchant_id = identifier("The seller's id.", required=True)
    merchant_number = text("The seller's number, for phone and paper.", required=True)


class MerchantCheckBody(Body):
    check = choice(CHECKS, "What was looked at.", required=True)
    result = choice(RESULTS, "What was found.", required=True)
    document_ref = code("The document that shows it.", longest=100, allow_none=True)
    valid_until = day("Until when it holds.", allow_none=True)


class VerifyMerchantBody(Body):
    checks = listed(MerchantCheckBody, "What the officer has checked.", most=20, required=True)
    nib_grace_until = day("Without a look at the NIB: the last day to bring it.", allow_none=True)
    authority_ref = line("The letter on which the officer acts.", longest=100)


class RejectMerchantBody(Body):
    reason_codes = listed(choice(REJECTIONS, "A reason."), "Why.", most=8, required=True)
    may_resubmit = flag("Whether she may try again.", default=True)
    authority_ref = line("The letter on which the officer acts.", longest=100)


SUSPENSIONS = (
    "price_over_ceiling",
    "fake_orders",
    "unlicensed_goods",
    "complaint",
    "document_expired",
    "owner_request",
    "deceased",
    "other",
)


class SuspendMerchantBody(DecisionBody):
    reason_code = choice(SUSPENSIONS, "Why.", required=True)
    open_orders_rule = choice(
        ("finish", "cancel"), "What becomes of her open orders.", required=True
    )
    until = day("The last day of it; without one, until an officer ends it.", allow_none=True)
    case_id = identifier("The case it belongs to.", allow_none=True)
    legal_basis = line("The rule it rests on.", allow_none=True)


class ReinstateMerchantBody(DecisionBody):
    reason_code = choice(
        ("period_over", "resolved", "document_renewed", "mistake", "other"),
        "Why.",
        default="resolved",
    )


class ResubmitMerchantBody(ActBody):
    terms_version = code("Which terms she has accepted.", allow_none=True)


class ChangeMerchantProfileBody(ActBody):
    """What is not given stays."""

    trade_name = line("The name of the business.", longest=100)
    phone = line("Where buyers reach her; kept in the vault.", longest=30)
    business_kelurahan_code = kelurahan("Where the business is.")
    business_scale = choice(SCALES, "How large it is.")
    supervising_department = choice(DEPARTMENTS, "Who looks after it.")


class ChangeMerchantServiceBody(ActBody):
    delivery = fields.Nested(
        DeliveryTermsBody, required=True, metadata={"description": "All of her terms anew."}
    )


class RecordMerchantDocumentBody(ActBody):
    document_kind = choice(
        ("nib", "pirt", "bpom_md", "halal", "psat", "ktp", "other"), "Which paper.", required=True
    )
    number = line("What stands on it; kept in the vault.", longest=60, allow_none=True)
    content_sha256 = sha256("The hash of the scan.")
    issued_on = day("When it was issued.", allow_none=True)
    valid_until = day("The last day on which it holds.", allow_none=True)


class DocumentAnswer(Answer):
    document_ref = identifier(
        "Under what the paper is known; null if it was known before.",
        required=True,
        allow_none=True,
    )


class PauseMerchantBody(ActBody):
    from_at = instant("From when; without it from now.")
    until = instant("Until when; without it until she opens again.")
    reason_code = choice(
        ("holiday", "illness", "no_stock", "harvest_gap", "mourning", "other"),
        "Why.",
        default="other",
    )


class ResumeMerchantBody(ActBody):
    pass


class ImportMerchantsQuery(Body):
    """For a body of text/csv."""

    authority_ref = line("The letter on which the officer acts.", longest=100)


class ImportMerchantsBody(DecisionBody):
    csv = csv_file(
        "The file: reference,owner_account_id,trade_name,phone,business_kelurahan_code,"
        "merchant_kind,supervising_department,nib,business_scale,delivers_to,fee_idr,"
        "min_order_idr,pickup_at_stall"
    )


class ImportProductsQuery(ActBody):
    """For a body of text/csv."""

    merchant_id = identifier("Whose products.")


class ImportProductsBody(ActBody):
    merchant_id = identifier("Whose products.", required=True)
    csv = csv_file(
        "The file: reference,name,category_code,commodity_code,base_unit,pack_content_base,"
        "price_idr,sold_by,goods_origin,perishable,returnable,food_permit,halal_status,"
        "max_quantity_per_order"
    )


class ImportedItem(Answer):
    row = fields.Integer(required=True, metadata={"description": "The line of the file."})
    subject_id = identifier("The seller's or product's id.", required=True)


class RefusedCatalogRow(Answer):
    row = fields.Integer(required=True, metadata={"description": "The line of the file."})
    column = text("In which column; empty: the row as a whole.", required=True)
    code = text("What is wrong.", required=True)


class CatalogImportAnswer(Answer):
    """A file with a bad line loads nothing, and says every bad line."""

    batch_id = identifier("The file's id.", required=True)
    rows = fields.Integer(required=True, metadata={"description": "How many lines there are."})
    accepted = fields.Integer(required=True, metadata={"description": "How many changed anything."})
    unchanged = fields.Integer(required=True, metadata={"description": "How many did not."})
    refused = fields.Integer(required=True, metadata={"description": "How many are bad."})
    items = many(ImportedItem, "What became of each line.")
    refusals = many(RefusedCatalogRow, "What is wrong.")


class MerchantAnswer(Answer):
    """Her own page has more: phone, NIB, papers, decisions, and how her registration stands."""

    merchant_id = identifier("The seller's id.", required=True)
    merchant_number = text("The seller's number.", required=True)
    trade_name = text("The name of the business.", required=True, allow_none=True)
    status = text("registered, verified, rejected or suspended.", required=True)
    paused = fields.Boolean(metadata={"description": "Whether she has closed for a while."})
    open_now = fields.Boolean(metadata={"description": "Whether she is open at this moment."})
    merchant_kind = text("What kind of business.", required=True)
    business_kelurahan_code = text("Where the business is.", required=True)
    business_scale = text("How large it is.", required=True)


class MerchantsQuery(PageQuery):
    status = choice(MERCHANT_STATUSES, "Only sellers that stand so.")
    mine = fields.Boolean(metadata={"description": "Only the caller's own.", "default": False})
    kecamatan_code = kecamatan("Only businesses there.")
    merchant_kind = choice(KINDS, "Only such businesses.")
    supervising_department = choice(DEPARTMENTS, "Only those that it looks after.")
    expires_by = day("Only those with a paper or a grace that ends on that day or before.")


class MerchantsAnswer(Answer):
    items = many(MerchantAnswer, "The page.")
    next_cursor = cursor_on()


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

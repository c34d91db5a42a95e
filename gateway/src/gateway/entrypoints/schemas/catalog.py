"""Sellers, products, prices and stock."""

from marshmallow import fields

from gateway.entrypoints.fields import (
    QUANTITY_MAX,
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
MERCHANT_STATUSES = ("registered", "verified", "rejected")
UNITS = ("g", "ml", "piece")
CLOCK_TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


def clock_time(description: str) -> fields.String:
    return fields.String(
        required=True,
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
    preparation_minutes = number("How long she needs.", least=0, most=10_080)


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
    authority_ref = line("The letter on which the officer acts.", longest=100)


class RejectMerchantBody(Body):
    reason_codes = listed(choice(REJECTIONS, "A reason."), "Why.", most=8, required=True)
    may_resubmit = flag("Whether she may try again.", default=True)
    authority_ref = line("The letter on which the officer acts.", longest=100)


class MerchantAnswer(Answer):
    """Her own page has more: phone, NIB and how her registration stands."""

    merchant_id = identifier("The seller's id.", required=True)
    merchant_number = text("The seller's number.", required=True)
    trade_name = text("The name of the business.", required=True, allow_none=True)
    status = text("registered, verified or rejected.", required=True)
    merchant_kind = text("What kind of business.", required=True)
    business_kelurahan_code = text("Where the business is.", required=True)
    business_scale = text("How large it is.", required=True)


class MerchantsQuery(PageQuery):
    status = choice(MERCHANT_STATUSES, "Only sellers that stand so.")
    mine = fields.Boolean(metadata={"description": "Only the caller's own.", "default": False})


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


class ListProductBody(Body):
    merchant_id = identifier("Who sells it.", required=True)
    name = line("What it is.", longest=120, required=True)
    category_code = code("Where it stands in the shop.", longest=40, required=True)
    base_unit = choice(UNITS, "What its content is counted in.", required=True)
    pack_content_base = number("How much is in a pack.", least=1, most=QUANTITY_MAX, required=True)
    price_idr = rupiah("The price of a pack.", least=1, required=True)
    commodity_code = code(
        "Which commodity of the officers' list it is.", longest=40, allow_none=True
    )
    goods_origin = choice(
        ("own_harvest", "own_production", "resale"), "Where it comes from.", default="resale"
    )
    sold_by = choice(("pack", "weight"), "How it is measured out.", default="pack")
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


class ProductsQuery(PageQuery):
    merchant_id = identifier("Only this seller's.")
    staple = fields.Boolean(metadata={"description": "Only staples, or only the rest."})


class ProductsAnswer(Answer):
    items = many(ProductAnswer, "The page.")
    next_cursor = cursor_on()


class ChangePriceBody(Body):
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


class DelistProductBody(Body):
    reason_code = choice(
        ("out_of_season", "discontinued", "no_supply", "mistake", "other"), "Why.", default="other"
    )


class ReceiveStockBody(Body):
    quantity = number("How many came in.", least=1, most=QUANTITY_MAX, required=True)
    source = choice(
        ("harvest", "purchase", "production", "opening"), "Where from.", default="purchase"
    )
    lot_code = code("The lot.", allow_none=True)
    harvested_on = day("When it was harvested.", allow_none=True)
    expires_on = day("When it expires.", allow_none=True)


class StockReceivedAnswer(Answer):
    balance_after = fields.Integer(
        required=True, metadata={"description": "How many can be had now."}
    )


class StockAnswer(Answer):
    product_id = identifier("The product's id.", required=True)
    merchant_id = identifier("Who sells it.", required=True)
    unit = text("What is counted.", required=True)
    received = fields.Integer(required=True, metadata={"description": "All that ever came in."})
    available = fields.Integer(required=True, metadata={"description": "What can be had."})
    reserved = fields.Integer(required=True, metadata={"description": "Promised to open orders."})
    committed = fields.Integer(required=True, metadata={"description": "Handed over."})


class ReservationAnswer(Answer):
    order_id = identifier("The order's id.", required=True)
    status = text("reserved, rejected, released or committed.", required=True)
    lines = many(fields.Dict(), "What was reserved, line by line.")


class NothingAnswer(Answer):
    """It is done, and there is nothing more to say."""

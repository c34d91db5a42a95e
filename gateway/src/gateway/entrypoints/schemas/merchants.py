"""Sellers: registration, papers, standing, and files of sellers and products."""

from marshmallow import fields

from gateway.entrypoints.fields import (
    Answer,
    Body,
    PageQuery,
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
    CHECKS,
    DEPARTMENTS,
    KINDS,
    MERCHANT_STATUSES,
    REJECTIONS,
    RELATIONS,
    RESULTS,
    SCALES,
    ActBody,
    DecisionBody,
    clock_time,
    csv_file,
    instant,
    kecamatan,
    sha256,
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

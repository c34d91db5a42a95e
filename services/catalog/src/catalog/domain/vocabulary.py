"""The words that events and commands of the catalogue choose from, each with its way out."""

from enum import StrEnum


class MerchantKind(StrEnum):
    INDIVIDUAL = "individual"
    FARMER = "farmer"
    FARMER_GROUP = "farmer_group"
    COOPERATIVE = "cooperative"
    COMPANY = "company"
    FOUNDATION = "foundation"


class SupervisingDepartment(StrEnum):
    DISKOPINDAG = "diskopindag"
    DISPANGTAN = "dispangtan"
    OTHER = "other"


class Residence(StrEnum):
    YES = "yes"
    NO = "no"
    UNVERIFIED = "unverified"


class NibStatus(StrEnum):
    NONE = "none"
    APPLIED = "applied"
    CLAIMED = "claimed"
    VERIFIED = "verified"


class BusinessScale(StrEnum):
    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    UNKNOWN = "unknown"


class ScaleBasis(StrEnum):
    CAPITAL = "capital"
    SALES = "sales"
    NIB = "nib"
    DECLARED = "declared"


class RelatedOfficial(StrEnum):
    NONE_DECLARED = "none_declared"
    OWNER_IS_MEMBER = "owner_is_member"
    SPOUSE_IS_MEMBER = "spouse_is_member"
    FAMILY_IS_MEMBER = "family_is_member"
    UNKNOWN = "unknown"


class RegisteredVia(StrEnum):
    SELF = "self"
    OFFICER = "officer"
    IMPORT = "import"


class CheckKind(StrEnum):
    NIB = "nib"
    KTP_CITY = "ktp_city"
    LOCATION = "location"
    ACTIVITY = "activity"
    FOOD_PERMIT = "food_permit"
    HALAL = "halal"


class CheckResult(StrEnum):
    PASSED = "pass"
    FAILED = "fail"
    NOT_APPLICABLE = "not_applicable"


class MerchantRejectionReason(StrEnum):
    NIB_INVALID = "nib_invalid"
    OUTSIDE_CITY = "outside_city"
    LOCATION_NOT_FOUND = "location_not_found"
    NO_ACTIVITY = "no_activity"
    NOT_A_SMALL_BUSINESS = "not_a_small_business"
    PERMIT_MISSING = "permit_missing"
    DUPLICATE = "duplicate"
    OTHER = "other"


class BaseUnit(StrEnum):
    GRAM = "g"
    MILLILITRE = "ml"
    PIECE = "piece"


class StockUnit(StrEnum):
    """What stock is counted in: packs, or the base unit of goods that are weighed out."""

    PACK = "pack"
    GRAM = "g"
    MILLILITRE = "ml"
    PIECE = "piece"


class SoldBy(StrEnum):
    PACK = "pack"
    WEIGHT = "weight"


class AssignedBy(StrEnum):
    SELLER = "seller"
    OFFICER = "officer"


class GoodsOrigin(StrEnum):
    OWN_HARVEST = "own_harvest"
    OWN_PRODUCTION = "own_production"
    RESALE = "resale"


class CeilingStatus(StrEnum):
    WITHIN = "within"
    ABOVE = "above"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


class Returnable(StrEnum):
    YES = "yes"
    DEFECTS_ONLY = "defects_only"
    NO = "no"


class FoodPermit(StrEnum):
    PIRT = "pirt"
    BPOM = "bpom"
    HALAL_ONLY = "halal_only"
    FRESH = "fresh"
    NONE = "none"
    NOT_FOOD = "not_food"
    UNKNOWN = "unknown"


class HalalStatus(StrEnum):
    CERTIFIED = "certified"
    NON_HALAL_MARKED = "non_halal_marked"
    IN_PROCESS = "in_process"
    EXEMPT = "exempt"
    UNKNOWN = "unknown"


class PriceReason(StrEnum):
    COST = "cost"
    PROMOTION = "promotion"
    CEILING_CHANGE = "ceiling_change"
    CORRECTION = "correction"
    EVENT_DAY = "event_day"
    OTHER = "other"


class DelistingReason(StrEnum):
    OUT_OF_SEASON = "out_of_season"
    DISCONTINUED = "discontinued"
    NO_SUPPLY = "no_supply"
    MISTAKE = "mistake"
    OTHER = "other"


class StockSource(StrEnum):
    HARVEST = "harvest"
    PURCHASE = "purchase"
    PRODUCTION = "production"
    OPENING = "opening"
    OTHER = "other"


class RejectionCode(StrEnum):
    """Why a line of an order cannot be reserved. Of area and minimum orders judges first."""

    OUT_OF_STOCK = "out_of_stock"
    PRICE_CHANGED = "price_changed"
    DELISTED = "delisted"
    BLOCKED = "blocked"
    MERCHANT_PAUSED = "merchant_paused"
    MERCHANT_SUSPENDED = "merchant_suspended"
    LIMIT_EXCEEDED = "limit_exceeded"
    OUTSIDE_AREA = "outside_area"
    BELOW_MINIMUM = "below_minimum"


class ReleaseReason(StrEnum):
    CANCELLED = "cancelled"
    DECLINED = "declined"
    EXPIRED = "expired"
    AMENDED = "amended"
    REFUSED = "refused"
    LATE_RESERVATION = "late_reservation"
    UNDELIVERABLE = "undeliverable"


class SuspensionReason(StrEnum):
    PRICE_OVER_CEILING = "price_over_ceiling"
    FAKE_ORDERS = "fake_orders"
    UNLICENSED_GOODS = "unlicensed_goods"
    COMPLAINT = "complaint"
    DOCUMENT_EXPIRED = "document_expired"
    OWNER_REQUEST = "owner_request"
    DECEASED = "deceased"
    OTHER = "other"


class OpenOrdersRule(StrEnum):
    """What becomes of the orders that a suspended seller has taken already."""

    FINISH = "finish"
    CANCEL = "cancel"


class ReinstatementReason(StrEnum):
    PERIOD_OVER = "period_over"
    RESOLVED = "resolved"
    DOCUMENT_RENEWED = "document_renewed"
    MISTAKE = "mistake"
    OTHER = "other"


class PauseReason(StrEnum):
    HOLIDAY = "holiday"
    ILLNESS = "illness"
    NO_STOCK = "no_stock"
    HARVEST_GAP = "harvest_gap"
    MOURNING = "mourning"
    OTHER = "other"


class ResumptionReason(StrEnum):
    RETURNED = "returned"
    PERIOD_OVER = "period_over"
    OTHER = "other"


class DocumentKind(StrEnum):
    NIB = "nib"
    PIRT = "pirt"
    BPOM_MD = "bpom_md"
    HALAL = "halal"
    PSAT = "psat"
    KTP = "ktp"
    OTHER = "other"


class BlockingReason(StrEnum):
    PROHIBITED_GOODS = "prohibited_goods"
    UNLICENSED_GOODS = "unlicensed_goods"
    PRICE_OVER_CEILING = "price_over_ceiling"
    MISLEADING = "misleading"
    UNSAFE = "unsafe"
    COMPLAINT = "complaint"
    OTHER = "other"


class UnblockingReason(StrEnum):
    RESOLVED = "resolved"
    MISTAKE = "mistake"
    OTHER = "other"


class CeilingKind(StrEnum):
    """A ceiling binds; a reference price is only compared with."""

    CEILING = "ceiling"
    REFERENCE = "reference"


class MarketLevel(StrEnum):
    RETAIL = "retail"
    OTHER = "other"


class AdjustmentReason(StrEnum):
    COUNT = "count"
    SPOILAGE = "spoilage"
    DAMAGE = "damage"
    THEFT = "theft"
    OWN_USE = "own_use"
    SOLD_ELSEWHERE = "sold_elsewhere"
    CORRECTION = "correction"
    OTHER = "other"


class Disposition(StrEnum):
    """What became of goods that came back."""

    RESALABLE = "resalable"
    SPOILED = "spoiled"
    DESTROYED = "destroyed"
    OTHER = "other"


class ReturnCause(StrEnum):
    REFUSED = "refused"
    UNDELIVERABLE = "undeliverable"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    OTHER = "other"


class ImportSubject(StrEnum):
    MERCHANTS = "merchants"
    PRODUCTS = "products"

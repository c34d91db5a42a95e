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


class RejectionCode(StrEnum):
    """Why a line of an order cannot be reserved. Some belong to features still to come."""

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

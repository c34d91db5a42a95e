"""The closed vocabularies of orders: what is stored for ever is chosen from a list."""

from enum import StrEnum, auto


class Status(StrEnum):
    PLACED = auto()
    CONFIRMED = auto()
    REJECTED = auto()
    ACCEPTED = auto()
    DECLINED = auto()
    DISPATCHED = auto()
    DELIVERED = auto()
    COMPLETED = auto()
    CANCELLED = auto()
    EXPIRED = auto()


class BuyerKind(StrEnum):
    PERSON = auto()
    AGENCY = auto()


class PurchasePurpose(StrEnum):
    PERSONAL = auto()
    AGENCY_BUDGET = auto()
    EVENT_VOUCHER = auto()
    RELIEF = auto()


class FundingSource(StrEnum):
    OWN = auto()
    AGENCY_BUDGET = auto()
    VOUCHER = auto()
    SUBSIDY = auto()


class OrderedByRelation(StrEnum):
    SELF = auto()
    COLLEAGUE = auto()
    TREASURER = auto()
    OFFICER = auto()


class RelatedParty(StrEnum):
    NONE_KNOWN = auto()
    DECLARED = auto()
    SAME_ACCOUNT = auto()


class FulfilmentMethod(StrEnum):
    SELLER_DELIVERS = auto()
    COURIER = auto()
    PICKUP_STALL = auto()
    PICKUP_OFFICE = auto()


class PlaceKind(StrEnum):
    HOME = auto()
    OFFICE = auto()
    STALL = auto()
    COLLECTION_POINT = auto()
    OTHER = auto()


class Substitution(StrEnum):
    NO = auto()
    ASK = auto()
    ALLOW_SIMILAR = auto()


class SoldBy(StrEnum):
    PACK = auto()
    WEIGHT = auto()


class FeePayer(StrEnum):
    BUYER = auto()
    SELLER = auto()
    CITY = auto()
    NONE = auto()


class FeeReceiver(StrEnum):
    SELLER = auto()
    COURIER = auto()
    NONE = auto()


class DiscountFunder(StrEnum):
    NONE = auto()
    SELLER = auto()
    CITY = auto()
    EVENT = auto()


class PaymentMethod(StrEnum):
    COD = auto()


class CustodyMode(StrEnum):
    SELLER_COLLECTS = auto()
    COURIER_COLLECTS = auto()
    BANK = auto()


class ClockBasis(StrEnum):
    SELLER_HOURS = auto()
    WALL_CLOCK = auto()


class ConfirmedBy(StrEnum):
    COD_PROMISE = auto()
    PAYMENT_RECEIVED = auto()


class RejectionReason(StrEnum):
    OUT_OF_STOCK = auto()
    PRICE_CHANGED = auto()
    PAYMENT_REFUSED = auto()
    LIMIT = auto()
    AREA = auto()
    MERCHANT_UNAVAILABLE = auto()
    OTHER = auto()


class DeclineReason(StrEnum):
    NO_STOCK = auto()
    TOO_FAR = auto()
    TOO_SMALL = auto()
    CLOSED = auto()
    PRICE_WRONG = auto()
    BUYER_HISTORY = auto()
    OTHER = auto()


class CancelReason(StrEnum):
    CHANGED_MIND = auto()
    WRONG_ITEM = auto()
    WRONG_ADDRESS = auto()
    TOO_SLOW = auto()
    FOUND_ELSEWHERE = auto()
    OTHER = auto()


class Party(StrEnum):
    BUYER = auto()
    SELLER = auto()
    OFFICER = auto()
    SYSTEM = auto()


class CancelStage(StrEnum):
    BEFORE_RESERVE = auto()
    BEFORE_ACCEPT = auto()
    BEFORE_DISPATCH = auto()
    AFTER_DISPATCH = auto()


class Stage(StrEnum):
    """What an order was waiting for when its clock ran out."""

    RESERVATION = auto()
    PAYMENT = auto()
    ACCEPTANCE = auto()
    DISPATCH = auto()
    DELIVERY = auto()
    PICKUP = auto()
    COLLECTION = auto()


class Fault(StrEnum):
    BUYER = auto()
    SELLER = auto()
    PLATFORM = auto()
    NONE = auto()


class CarrierKind(StrEnum):
    SELLER = auto()
    COURIER = auto()
    OFFICE_RUNNER = auto()


class HandoverMethod(StrEnum):
    CODE = auto()
    CODE_OFFLINE = auto()
    BUYER_TAP = auto()
    RECIPIENT_SIGNATURE = auto()
    PHOTO = auto()
    OFFICER = auto()
    DEEMED = auto()


class RecipientKind(StrEnum):
    BUYER = auto()
    FAMILY = auto()
    COLLEAGUE = auto()
    SECURITY = auto()
    TREASURER = auto()
    OTHER = auto()


class CompletedBy(StrEnum):
    CONFIRMED = auto()
    DEEMED = auto()
    RESOLVED = auto()


class PaymentStanding(StrEnum):
    """How a payment stands that does not complete its order."""

    PARTIAL = auto()
    AFTER_END = auto()

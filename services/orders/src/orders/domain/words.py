"""The closed vocabularies of orders: what is stored for ever is chosen from a list."""

from enum import StrEnum, auto


class Status(StrEnum):
    PLACED = auto()
    CONFIRMED = auto()
    REJECTED = auto()
    ACCEPTED = auto()
    DECLINED = auto()
    DISPATCHED = auto()
    READY_FOR_PICKUP = auto()
    DELIVERED = auto()
    COMPLETED = auto()
    CANCELLED = auto()
    EXPIRED = auto()
    RETURNED_TO_SELLER = auto()


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


PICKED_UP = frozenset({FulfilmentMethod.PICKUP_STALL, FulfilmentMethod.PICKUP_OFFICE})


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
    NO_STOCK = auto()
    CANNOT_DELIVER = auto()
    CLOSED = auto()
    PRICE_WRONG = auto()
    MERCHANT_SUSPENDED = auto()
    GOODS_BLOCKED = auto()
    FRAUD_SUSPECTED = auto()
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
    CARRIER = auto()
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


class DeclaredBy(StrEnum):
    """Who says that goods and cash have changed hands."""

    SELLER = auto()
    BUYER = auto()
    OFFICER = auto()


class AttemptFailure(StrEnum):
    """Why goods that were on their way did not change hands."""

    BUYER_ABSENT = auto()
    WRONG_ADDRESS = auto()
    NO_CASH = auto()
    NO_CHANGE = auto()
    REFUSED_QUALITY = auto()
    REFUSED_PRICE = auto()
    REFUSED_CHANGED_MIND = auto()
    CODE_NOT_GIVEN = auto()
    WEATHER = auto()
    VEHICLE = auto()
    OUTSIDE_AREA = auto()
    UNSAFE = auto()
    OTHER = auto()


class RefusalCode(StrEnum):
    """Why a part of the goods was refused at the door."""

    WRONG_ITEM = auto()
    SHORT = auto()
    DAMAGED = auto()
    SPOILED = auto()
    QUALITY = auto()
    CHANGED_MIND = auto()
    OTHER = auto()


class Disposition(StrEnum):
    """What became of goods that came back."""

    NONE = auto()
    RESALABLE = auto()
    SPOILED = auto()
    DESTROYED = auto()


class CompletedBy(StrEnum):
    CONFIRMED = auto()
    DEEMED = auto()
    RESOLVED = auto()


class PaymentStanding(StrEnum):
    """How the money of an order stands after a fact that does not complete it by itself."""

    PARTIAL = auto()
    AFTER_END = auto()
    UNCONFIRMED = auto()
    CONFIRMED = auto()
    OVERPAID = auto()
    DISPUTED = auto()
    RESOLVED = auto()
    CORRECTED = auto()
    REFUNDED = auto()


class MoneyFact(StrEnum):
    """What payments has said."""

    RECEIVED = auto()
    CONFIRMED = auto()
    DISPUTED = auto()
    RESOLVED = auto()
    CORRECTED = auto()
    REFUNDED = auto()


class ReturnStatus(StrEnum):
    REQUESTED = auto()
    ACCEPTED = auto()
    DECLINED = auto()
    RECEIVED = auto()


class ReturnReason(StrEnum):
    WRONG_ITEM = auto()
    NOT_AS_DESCRIBED = auto()
    DEFECTIVE = auto()
    EXPIRED = auto()
    SHORT_WEIGHT = auto()
    LATE = auto()
    SPOILED = auto()
    CHANGED_MIND = auto()
    OTHER = auto()


class ReturnWanted(StrEnum):
    REFUND = auto()
    EXCHANGE = auto()
    PARTIAL_REFUND = auto()


class Resolution(StrEnum):
    REFUND = auto()
    PARTIAL_REFUND = auto()
    EXCHANGE = auto()
    REFUND_WITHOUT_RETURN = auto()


class ReturnDecline(StrEnum):
    """Why a return was not taken."""

    NO_DEFECT = auto()
    USED = auto()
    NOT_OURS = auto()
    TOO_LATE = auto()
    OTHER = auto()


class DecidedBy(StrEnum):
    SELLER = auto()
    OFFICER = auto()
    DEEMED = auto()

"""The closed vocabularies of collections, disputes, corrections and refunds."""

from enum import StrEnum


class Side(StrEnum):
    """Which of the two who were at the door."""

    BUYER = "buyer"
    SELLER = "seller"


class ConfirmedBy(StrEnum):
    BUYER = "buyer"
    SELLER = "seller"
    DEEMED = "deemed"


class DueChange(StrEnum):
    """Why less is due than was asked."""

    REFUSED_AT_DOOR = "refused_at_door"
    OTHER = "other"


class DisputeReason(StrEnum):
    NOT_PAID = "not_paid"
    PAID_NOT_RECORDED = "paid_not_recorded"
    WRONG_AMOUNT = "wrong_amount"
    COUNTERFEIT = "counterfeit"
    CHANGE_NOT_GIVEN = "change_not_given"
    OTHER = "other"


class DisputeDecision(StrEnum):
    """Whose figure holds. `WITHDRAWN`: whoever objected lets the other's figure stand."""

    BUYER = "buyer"
    SELLER = "seller"
    SHARED = "shared"
    WITHDRAWN = "withdrawn"


class CorrectionReason(StrEnum):
    TYPING = "typing"
    WRONG_ORDER = "wrong_order"
    DUPLICATE = "duplicate"
    OTHER = "other"


class RefundCause(StrEnum):
    RETURN = "return"
    OVERPAYMENT = "overpayment"


class RefundChannel(StrEnum):
    CASH = "cash"
    TRANSFER = "transfer"
    QRIS_REFUND = "qris_refund"


class PaidOutBy(StrEnum):
    SELLER = "seller"
    COURIER = "courier"
    CITY = "city"
    BANK = "bank"


class RefundProof(StrEnum):
    """How we know that the buyer has the money."""

    CODE = "code"
    TAP = "tap"
    DEEMED = "deemed"
    DISPUTED = "disputed"


class RefundDisputeReason(StrEnum):
    NOT_RECEIVED = "not_received"
    WRONG_AMOUNT = "wrong_amount"
    OTHER = "other"


class RefundDecision(StrEnum):
    PAID = "paid"
    UNPAID = "unpaid"


class ExpiryReason(StrEnum):
    COLLECTION_OVERDUE = "collection_overdue"
    OTHER = "other"

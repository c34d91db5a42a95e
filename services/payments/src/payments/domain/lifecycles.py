"""Every way in which a payment, a collection, a correction and a refund go on: no others exist."""

from kernel.domain.lifecycle import Arrow, Lifecycle
from payments.domain.collection_events import (
    CollectionAttemptFailed,
    CollectionClaimed,
    CollectionConfirmed,
    CollectionCorrected,
    CollectionCorrectionDeclined,
    CollectionCorrectionRequested,
    CollectionDisputed,
    CollectionDisputeResolved,
)
from payments.domain.events import (
    PaymentCancelled,
    PaymentDue,
    PaymentDueAdjusted,
    PaymentExpired,
    PaymentReceived,
)
from payments.domain.refund_events import (
    PaymentRefunded,
    RefundClaimed,
    RefundDisputed,
    RefundDisputeResolved,
    RefundDue,
)
from payments.domain.state import CollectionStatus, CorrectionStatus, RefundStatus, Status

PAYMENT_LIFE = Lifecycle(
    name="payment",
    arrows=(
        Arrow(None, PaymentDue, Status.DUE),
        Arrow(Status.DUE, CollectionAttemptFailed, Status.DUE),
        Arrow(Status.DUE, PaymentDueAdjusted, Status.DUE, "less is asked"),
        Arrow(Status.DUE, PaymentDueAdjusted, Status.RECEIVED, "what came is enough"),
        Arrow(Status.RECEIVED, PaymentDueAdjusted, Status.RECEIVED, "some is owed back"),
        Arrow(Status.DUE, PaymentReceived, Status.DUE, "a part"),
        Arrow(Status.DUE, PaymentReceived, Status.RECEIVED, "the rest"),
        Arrow(Status.RECEIVED, PaymentReceived, Status.RECEIVED, "more"),
        Arrow(Status.CANCELLED, PaymentReceived, Status.CANCELLED, "too late, owed back"),
        Arrow(Status.EXPIRED, PaymentReceived, Status.EXPIRED, "late, for the goods"),
        Arrow(Status.DUE, CollectionDisputeResolved, Status.DUE),
        Arrow(Status.DUE, CollectionDisputeResolved, Status.RECEIVED, "it was enough"),
        Arrow(Status.RECEIVED, CollectionDisputeResolved, Status.RECEIVED),
        Arrow(Status.RECEIVED, CollectionDisputeResolved, Status.DUE, "it was less"),
        Arrow(Status.CANCELLED, CollectionDisputeResolved, Status.CANCELLED),
        Arrow(Status.EXPIRED, CollectionDisputeResolved, Status.EXPIRED),
        Arrow(Status.DUE, CollectionCorrected, Status.DUE),
        Arrow(Status.DUE, CollectionCorrected, Status.RECEIVED, "it was enough"),
        Arrow(Status.RECEIVED, CollectionCorrected, Status.RECEIVED),
        Arrow(Status.RECEIVED, CollectionCorrected, Status.DUE, "it was less"),
        Arrow(Status.CANCELLED, CollectionCorrected, Status.CANCELLED),
        Arrow(Status.EXPIRED, CollectionCorrected, Status.EXPIRED),
        Arrow(Status.DUE, PaymentCancelled, Status.CANCELLED),
        Arrow(Status.RECEIVED, PaymentCancelled, Status.CANCELLED, "owed back"),
        Arrow(Status.DUE, PaymentExpired, Status.EXPIRED, "the rest is given up"),
    ),
)

_RECORDED, _CONFIRMED = CollectionStatus.RECORDED, CollectionStatus.CONFIRMED
_CLAIMED, _DISPUTED = CollectionStatus.CLAIMED, CollectionStatus.DISPUTED
_CORRECTED = CollectionStatus.CORRECTED

COLLECTION_LIFE = Lifecycle(
    name="collection",
    arrows=(
        Arrow(None, PaymentReceived, _RECORDED, "one side says so"),
        Arrow(None, PaymentReceived, _CONFIRMED, "code or bank"),
        Arrow(None, CollectionClaimed, _CLAIMED),
        Arrow(_CLAIMED, PaymentReceived, _RECORDED, "confirmed at once"),
        Arrow(_RECORDED, CollectionConfirmed, _CONFIRMED, "tap, or silence"),
        Arrow(_RECORDED, CollectionDisputed, _DISPUTED),
        Arrow(_CLAIMED, CollectionDisputed, _DISPUTED),
        Arrow(_DISPUTED, CollectionDisputeResolved, CollectionStatus.RESOLVED),
        Arrow(_RECORDED, CollectionCorrected, _RECORDED, "still to be confirmed"),
        Arrow(_CONFIRMED, CollectionCorrected, _CORRECTED),
        Arrow(_CORRECTED, CollectionCorrected, _CORRECTED),
    ),
)

CORRECTION_LIFE = Lifecycle(
    name="correction",
    arrows=(
        Arrow(None, CollectionCorrectionRequested, CorrectionStatus.REQUESTED),
        Arrow(CorrectionStatus.REQUESTED, CollectionCorrected, CorrectionStatus.CORRECTED),
        Arrow(CorrectionStatus.REQUESTED, CollectionCorrectionDeclined, CorrectionStatus.DECLINED),
    ),
)

REFUND_LIFE = Lifecycle(
    name="refund",
    arrows=(
        Arrow(None, RefundDue, RefundStatus.DUE, "goods came back"),
        Arrow(None, RefundClaimed, RefundStatus.CLAIMED, "money was over"),
        Arrow(RefundStatus.DUE, RefundClaimed, RefundStatus.CLAIMED),
        Arrow(RefundStatus.CLAIMED, PaymentRefunded, RefundStatus.REFUNDED, "tap, or silence"),
        Arrow(RefundStatus.CLAIMED, RefundDisputed, RefundStatus.DISPUTED),
        Arrow(RefundStatus.DISPUTED, RefundDisputeResolved, RefundStatus.CLAIMED, "paid"),
        Arrow(RefundStatus.DISPUTED, RefundDisputeResolved, RefundStatus.DUE, "unpaid"),
    ),
)

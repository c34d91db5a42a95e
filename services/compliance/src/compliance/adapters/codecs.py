"""The registered names of events: our own, and those of others that we read."""

from compliance.application import foreign
from compliance.domain.consequence_events import (
    ConsequencesIssued,
    NoticesIssued,
    RecommendationsIssued,
    RewardsIssued,
)
from compliance.domain.duty_events import (
    ObligationAdjusted,
    ObligationOpened,
    ObligationsAssessed,
    PeriodClosed,
    PeriodClosingStarted,
    PeriodOpened,
)
from compliance.domain.people_events import (
    AgencyClosed,
    AgencyDefined,
    AgencyMoved,
    InstitutionRegistered,
    MemberAssigned,
    MemberEnrolled,
    MemberIdentityChanged,
    MemberImportCompleted,
    MemberImportRefused,
    MemberLeft,
    MemberReturned,
)
from compliance.domain.policy_events import (
    PolicyApproved,
    PolicyDrafted,
    PolicyDraftWithdrawn,
    PolicyEnacted,
    PolicyRepealed,
)
from compliance.domain.purchase_events import (
    PurchaseClaimed,
    PurchaseConfirmed,
    PurchaseCorrected,
    PurchaseDisputed,
    PurchaseFellThrough,
    PurchaseHandedOver,
    PurchaseNoted,
    PurchasePaid,
    PurchaseRefunded,
    PurchaseReturned,
    SpendCredited,
    SpendRecorded,
    SpendReduced,
    SpendReversed,
)
from compliance.domain.reminder import DutyReminded
from kernel.adapters.codec import Codec

OWN = Codec(
    {
        "compliance.institution_registered.v1": InstitutionRegistered,
        "compliance.agency_defined.v1": AgencyDefined,
        "compliance.agency_moved.v1": AgencyMoved,
        "compliance.agency_closed.v1": AgencyClosed,
        "compliance.member_enrolled.v1": MemberEnrolled,
        "compliance.member_assigned.v1": MemberAssigned,
        "compliance.member_identity_changed.v1": MemberIdentityChanged,
        "compliance.member_left.v1": MemberLeft,
        "compliance.member_returned.v1": MemberReturned,
        "compliance.member_import_completed.v1": MemberImportCompleted,
        "compliance.member_import_refused.v1": MemberImportRefused,
        "compliance.policy_drafted.v1": PolicyDrafted,
        "compliance.policy_approved.v1": PolicyApproved,
        "compliance.policy_draft_withdrawn.v1": PolicyDraftWithdrawn,
        "compliance.policy_enacted.v1": PolicyEnacted,
        "compliance.policy_repealed.v1": PolicyRepealed,
        "compliance.period_opened.v1": PeriodOpened,
        "compliance.obligation_opened.v1": ObligationOpened,
        "compliance.obligation_adjusted.v1": ObligationAdjusted,
        "compliance.duty_reminded.v1": DutyReminded,
        "compliance.purchase_noted.v1": PurchaseNoted,
        "compliance.purchase_handed_over.v1": PurchaseHandedOver,
        "compliance.purchase_paid.v1": PurchasePaid,
        "compliance.purchase_claimed.v1": PurchaseClaimed,
        "compliance.purchase_confirmed.v1": PurchaseConfirmed,
        "compliance.purchase_disputed.v1": PurchaseDisputed,
        "compliance.purchase_returned.v1": PurchaseReturned,
        "compliance.purchase_refunded.v1": PurchaseRefunded,
        "compliance.purchase_corrected.v1": PurchaseCorrected,
        "compliance.purchase_fell_through.v1": PurchaseFellThrough,
        "compliance.spend_recorded.v1": SpendRecorded,
        "compliance.spend_reduced.v1": SpendReduced,
        "compliance.spend_credited.v1": SpendCredited,
        "compliance.spend_reversed.v1": SpendReversed,
        "compliance.period_closing_started.v1": PeriodClosingStarted,
        "compliance.obligations_assessed.v1": ObligationsAssessed,
        "compliance.period_closed.v1": PeriodClosed,
        "compliance.rewards_issued.v1": RewardsIssued,
        "compliance.notices_issued.v1": NoticesIssued,
        "compliance.recommendations_issued.v1": RecommendationsIssued,
        "compliance.consequences_issued.v1": ConsequencesIssued,
    }
)

ORDERS = Codec(
    {
        "orders.order_placed.v1": foreign.OrderPlaced,
        "orders.order_delivered.v1": foreign.OrderDelivered,
        "orders.order_rejected.v1": foreign.OrderRejected,
        "orders.order_declined.v1": foreign.OrderDeclined,
        "orders.order_cancelled.v1": foreign.OrderCancelled,
        "orders.order_expired.v1": foreign.OrderExpired,
        "orders.order_returned_to_seller.v1": foreign.OrderReturnedToSeller,
        "orders.return_accepted.v1": foreign.ReturnAccepted,
    }
)

PAYMENTS = Codec(
    {
        "payments.payment_received.v1": foreign.PaymentReceived,
        "payments.payment_refunded.v1": foreign.PaymentRefunded,
        "payments.collection_corrected.v1": foreign.CollectionCorrected,
        "payments.collection_dispute_resolved.v1": foreign.CollectionDisputeResolved,
        "payments.collection_disputed.v1": foreign.CollectionDisputed,
        "payments.collection_claimed.v1": foreign.CollectionClaimed,
        "payments.collection_confirmed.v1": foreign.CollectionConfirmed,
    }
)

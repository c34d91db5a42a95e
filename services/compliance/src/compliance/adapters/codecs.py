"""The registered names of events: our own, and those of others that we read."""

from compliance.application.foreign import (
    OrderCancelled,
    OrderDeclined,
    OrderDelivered,
    OrderExpired,
    OrderPlaced,
    OrderRejected,
    PaymentReceived,
)
from compliance.domain.duty_events import (
    ObligationOpened,
    ObligationsAssessed,
    PeriodClosed,
    PeriodOpened,
    PolicyEnacted,
)
from compliance.domain.people_events import (
    AgencyDefined,
    InstitutionRegistered,
    MemberAssigned,
    MemberEnrolled,
    MemberIdentityChanged,
    MemberImportCompleted,
)
from compliance.domain.purchase_events import (
    PurchaseFellThrough,
    PurchaseHandedOver,
    PurchaseNoted,
    PurchasePaid,
    SpendCredited,
    SpendRecorded,
)
from kernel.adapters.codec import Codec

OWN = Codec(
    {
        "compliance.institution_registered.v1": InstitutionRegistered,
        "compliance.agency_defined.v1": AgencyDefined,
        "compliance.member_enrolled.v1": MemberEnrolled,
        "compliance.member_assigned.v1": MemberAssigned,
        "compliance.member_identity_changed.v1": MemberIdentityChanged,
        "compliance.member_import_completed.v1": MemberImportCompleted,
        "compliance.policy_enacted.v1": PolicyEnacted,
        "compliance.period_opened.v1": PeriodOpened,
        "compliance.obligation_opened.v1": ObligationOpened,
        "compliance.purchase_noted.v1": PurchaseNoted,
        "compliance.purchase_handed_over.v1": PurchaseHandedOver,
        "compliance.purchase_paid.v1": PurchasePaid,
        "compliance.purchase_fell_through.v1": PurchaseFellThrough,
        "compliance.spend_recorded.v1": SpendRecorded,
        "compliance.spend_credited.v1": SpendCredited,
        "compliance.period_closed.v1": PeriodClosed,
        "compliance.obligations_assessed.v1": ObligationsAssessed,
    }
)

ORDERS = Codec(
    {
        "orders.order_placed.v1": OrderPlaced,
        "orders.order_delivered.v1": OrderDelivered,
        "orders.order_rejected.v1": OrderRejected,
        "orders.order_declined.v1": OrderDeclined,
        "orders.order_cancelled.v1": OrderCancelled,
        "orders.order_expired.v1": OrderExpired,
    }
)

PAYMENTS = Codec({"payments.payment_received.v1": PaymentReceived})

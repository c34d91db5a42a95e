"""The one table of who may do what over HTTP: operation by role.

The gateway checks the role; each service checks again that what is asked about is the caller's.
"""

from collections.abc import Mapping
from typing import Final

from gateway.domain.roles import Role

BUYER, MERCHANT = Role.BUYER, Role.MERCHANT
CATALOG, POLICY, HR, HEAD = (
    Role.CATALOG_OFFICER,
    Role.POLICY_OFFICER,
    Role.HR_OFFICER,
    Role.UNIT_HEAD,
)
FINANCE, AUDITOR, OPERATOR = Role.FINANCE, Role.AUDITOR, Role.OPERATOR

EVERYONE: Final = frozenset(Role)
# No token is asked for.
PUBLIC: Final = None

PERMISSIONS: Final[Mapping[str, frozenset[Role] | None]] = {
    # accounts
    "register_account": PUBLIC,
    "issue_token": PUBLIC,
    "grant": frozenset({OPERATOR, HR}),
    "me": EVERYONE,
    # catalog
    "register_merchant": frozenset({MERCHANT, CATALOG}),
    "resubmit_merchant": frozenset({MERCHANT, CATALOG}),
    "change_merchant_profile": frozenset({MERCHANT, CATALOG}),
    "change_merchant_service": frozenset({MERCHANT, CATALOG}),
    "record_merchant_document": frozenset({MERCHANT, CATALOG}),
    "pause_merchant": frozenset({MERCHANT, CATALOG}),
    "resume_merchant": frozenset({MERCHANT, CATALOG}),
    "verify_merchant": frozenset({CATALOG}),
    "reject_merchant": frozenset({CATALOG}),
    "suspend_merchant": frozenset({CATALOG}),
    "reinstate_merchant": frozenset({CATALOG}),
    "import_merchants": frozenset({CATALOG}),
    "merchant": EVERYONE,
    "merchants": EVERYONE,
    "set_commodity_list": frozenset({CATALOG}),
    "set_price_ceiling": frozenset({CATALOG}),
    "commodities": PUBLIC,
    "commodity_lists": PUBLIC,
    "price_ceilings": PUBLIC,
    "categories": PUBLIC,
    "list_product": frozenset({MERCHANT, CATALOG}),
    "describe_product": frozenset({MERCHANT, CATALOG}),
    "assign_commodity": frozenset({CATALOG}),
    "products": PUBLIC,
    "product": PUBLIC,
    "prices": PUBLIC,
    "change_price": frozenset({MERCHANT, CATALOG}),
    "delist_product": frozenset({MERCHANT, CATALOG}),
    "relist_product": frozenset({MERCHANT, CATALOG}),
    "block_product": frozenset({CATALOG}),
    "unblock_product": frozenset({CATALOG}),
    "import_products": frozenset({MERCHANT, CATALOG}),
    "receive_stock": frozenset({MERCHANT, CATALOG}),
    "adjust_stock": frozenset({MERCHANT, CATALOG}),
    "stock": frozenset({MERCHANT, CATALOG}),
    "stock_movements": frozenset({MERCHANT, CATALOG}),
    "reservation": frozenset({CATALOG, OPERATOR}),
    # orders
    "place_orders": frozenset({BUYER}),
    "checkout": frozenset({BUYER}),
    "orders": frozenset({BUYER, MERCHANT, CATALOG, OPERATOR}),
    "order": frozenset({BUYER, MERCHANT, CATALOG, OPERATOR}),
    "accept_order": frozenset({MERCHANT}),
    "decline_order": frozenset({MERCHANT}),
    "dispatch_order": frozenset({MERCHANT}),
    "hand_over_order": frozenset({MERCHANT}),
    "cancel_order": frozenset({BUYER}),
    "cancel_sale": frozenset({MERCHANT}),
    "call_off_order": frozenset({CATALOG}),
    "mark_ready": frozenset({MERCHANT}),
    "record_failed_attempt": frozenset({MERCHANT}),
    "return_to_seller": frozenset({MERCHANT}),
    "claim_handover": frozenset({BUYER}),
    "pick_list": frozenset({MERCHANT}),
    "request_return": frozenset({BUYER}),
    "accept_return": frozenset({MERCHANT, CATALOG}),
    "decline_return": frozenset({MERCHANT, CATALOG}),
    "receive_return": frozenset({MERCHANT}),
    # payments
    "payment": frozenset({BUYER, MERCHANT, FINANCE, AUDITOR}),
    "ledger": frozenset({FINANCE, AUDITOR}),
    "ledger_parties": frozenset({FINANCE, AUDITOR}),
    "payments": frozenset({FINANCE, AUDITOR}),
    "payment_days": frozenset({FINANCE, AUDITOR}),
    "providers": frozenset({FINANCE, AUDITOR, OPERATOR}),
    # compliance
    "register_institution": frozenset({OPERATOR}),
    "define_agency": frozenset({HR, OPERATOR}),
    "move_agency": frozenset({HR, OPERATOR}),
    "close_agency": frozenset({HR, OPERATOR}),
    "import_members": frozenset({HR}),
    "change_member_identity": frozenset({HR}),
    "record_departure": frozenset({HR}),
    "draft_policy": frozenset({POLICY}),
    "approve_policy": frozenset({POLICY}),
    "withdraw_policy_draft": frozenset({POLICY}),
    "repeal_policy": frozenset({POLICY}),
    "enact_policy": frozenset({POLICY}),
    "open_period": frozenset({POLICY, OPERATOR}),
    "close_period": frozenset({POLICY, OPERATOR}),
    "period": frozenset({HR, POLICY, AUDITOR, OPERATOR}),
    "recomputation": frozenset({POLICY, AUDITOR, OPERATOR}),
    "obligation": frozenset({BUYER, HR, POLICY}),
    "obligations": frozenset({HR, POLICY, HEAD}),
}

"""Every route of the API, each once: what it is called, where it is, what goes in and out."""

from collections.abc import Mapping

from gateway.entrypoints.routes.accesses import ACCESSES
from gateway.entrypoints.routes.accounts import ACCOUNTS
from gateway.entrypoints.routes.catalog import CATALOG
from gateway.entrypoints.routes.compliance import COMPLIANCE
from gateway.entrypoints.routes.files import FILES
from gateway.entrypoints.routes.notices import NOTICES
from gateway.entrypoints.routes.orders import ORDERS
from gateway.entrypoints.routes.payments import PAYMENTS
from gateway.entrypoints.routes.route import Route

ROUTES: tuple[Route, ...] = (
    *ACCOUNTS,
    *ACCESSES,
    *FILES,
    *CATALOG,
    *ORDERS,
    *PAYMENTS,
    *COMPLIANCE,
    *NOTICES,
)
BY_OPERATION: Mapping[str, Route] = {route.operation: route for route in ROUTES}

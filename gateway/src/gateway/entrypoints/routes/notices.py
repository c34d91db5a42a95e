"""Routes by which people read again what they were told: each asks the service that told it."""

from gateway.entrypoints.routes.route import Route
from gateway.entrypoints.schemas import notices as shapes

_TAG = "Pemberitahuan"


def _told(operation: str, about: str, service: str, summary: str, description: str) -> Route:
    return Route(
        operation=operation,
        method="GET",
        path=f"/v1/me/notices/{about}",
        tag=_TAG,
        service=service,
        summary=summary,
        description=description,
        query=shapes.NoticesQuery,
        answer=shapes.NoticesAnswer,
    )


NOTICES = (
    _told(
        "order_notices",
        "orders",
        "orders",
        "Pemberitahuan tentang pesanan saya.",
        "List what you were told about your orders, as a buyer and as a seller, newest first.",
    ),
    _told(
        "payment_notices",
        "payments",
        "payments",
        "Pemberitahuan tentang uang saya.",
        "List what you were told about disputes and refunds, newest first.",
    ),
    _told(
        "duty_notices",
        "duties",
        "compliance",
        "Pemberitahuan tentang kewajiban saya.",
        "List what you were told about your duty, for each of your memberships, newest first.",
    ),
)

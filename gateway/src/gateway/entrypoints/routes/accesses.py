"""Routes that show who has looked at what."""

from gateway.entrypoints.routes.route import Route
from gateway.entrypoints.schemas import accesses as shapes

_TAG = "Akses"

ACCESSES = (
    Route(
        operation="my_accesses",
        method="GET",
        path="/v1/me/accesses",
        tag=_TAG,
        service=None,
        summary="Melihat petugas mana yang membuka data saya.",
        description=(
            "See in which offices, for which purposes and when officers have looked at one's own"
            " account, memberships and business, or at one order of one's own."
        ),
        query=shapes.MyAccessesQuery,
        answer=shapes.MyAccessesAnswer,
    ),
    Route(
        operation="accesses",
        method="GET",
        path="/v1/accesses",
        tag=_TAG,
        service=None,
        summary="Memeriksa siapa membuka data siapa.",
        description=(
            "See what officers of the institution, and operators, have looked at. This look is"
            " recorded too."
        ),
        query=shapes.AccessesQuery,
        answer=shapes.AccessesAnswer,
    ),
)

"""Routes that the gateway answers itself."""

from gateway.entrypoints.routes.route import Route
from gateway.entrypoints.schemas import accounts as shapes

_TAG = "Akun"

ACCOUNTS = (
    Route(
        operation="register_account",
        method="POST",
        path="/v1/accounts",
        tag=_TAG,
        service=None,
        summary="Mendaftar sebagai pembeli, pedagang, atau keduanya.",
        description="Register as a buyer, a merchant, or both. Other roles come from an operator.",
        body=shapes.RegisterAccountBody,
        answer=shapes.AccountOpenedAnswer,
        status=201,
        keyed=True,
    ),
    Route(
        operation="issue_token",
        method="POST",
        path="/v1/tokens",
        tag=_TAG,
        service=None,
        summary="Masuk dan menerima token.",
        description="Log in and get a bearer token. Too many attempts lock the name for a while.",
        body=shapes.IssueTokenBody,
        answer=shapes.TokenAnswer,
        status=201,
    ),
    Route(
        operation="grant",
        method="POST",
        path="/v1/accounts/<uuid:account_id>/grants",
        tag=_TAG,
        service=None,
        summary="Memberi peran atau keanggotaan kepada sebuah akun.",
        description=(
            "Give an account a role within an institution (operator), or say which memberships"
            " of an institution are its own (HR officer). It holds from the next token on."
        ),
        body=shapes.GrantBody,
        answer=shapes.AccountAnswer,
        keyed=True,
    ),
    Route(
        operation="me",
        method="GET",
        path="/v1/me",
        tag=_TAG,
        service=None,
        summary="Melihat peran dan keanggotaan sendiri.",
        description="See one's own account: roles and memberships as they are now.",
        answer=shapes.AccountAnswer,
    ),
)

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
        description=(
            "Log in and get a bearer token, and a refresh token for the next. Too many attempts"
            " lock the name for a while."
        ),
        body=shapes.IssueTokenBody,
        answer=shapes.TokenAnswer,
        status=201,
    ),
    Route(
        operation="refresh_token",
        method="POST",
        path="/v1/tokens/refresh",
        tag=_TAG,
        service=None,
        summary="Menukar token penyegar dengan token baru.",
        description=(
            "Exchange a refresh token for new tokens, with the roles as they are now. It is good"
            " for one use: presented again it ends the session, for then somebody else has it."
            " A client whose answer was lost may ask again within ten seconds."
        ),
        body=shapes.RefreshTokenBody,
        answer=shapes.TokenAnswer,
        status=201,
    ),
    Route(
        operation="revoke_token",
        method="POST",
        path="/v1/tokens/revocation",
        tag=_TAG,
        service=None,
        summary="Keluar, di sini atau di semua perangkat.",
        description=(
            "Log out: end the session of a refresh token, or every session of its account. The"
            " answer is the same whether there was such a token. Bearer tokens of the session stop"
            " within five seconds."
        ),
        body=shapes.RevokeTokenBody,
        answer=shapes.TokenRevokedAnswer,
    ),
    Route(
        operation="jwks",
        method="GET",
        path="/.well-known/jwks.json",
        tag=_TAG,
        service=None,
        summary="Melihat kunci publik yang memeriksa token.",
        description="The public keys with which anybody can verify our tokens (RFC 7517).",
        answer=shapes.JwksAnswer,
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
    Route(
        operation="change_password",
        method="POST",
        path="/v1/me/password",
        tag=_TAG,
        service=None,
        summary="Mengganti kata sandi sendiri.",
        description="Change one's own password. Every other session of the account ends.",
        body=shapes.ChangePasswordBody,
        answer=shapes.AccountOpenedAnswer,
        keyed=True,
    ),
    Route(
        operation="link_identity",
        method="POST",
        path="/v1/me/identities",
        tag=_TAG,
        service=None,
        summary="Menghubungkan akun dengan penyedia masuk lain.",
        description=(
            "Let the token of another issuer that is trusted here speak for one's own account,"
            " too. An account that has a password is asked for it."
        ),
        body=shapes.LinkIdentityBody,
        answer=shapes.IdentityLinkedAnswer,
        keyed=True,
    ),
    Route(
        operation="lock_account",
        method="POST",
        path="/v1/accounts/<uuid:account_id>/lock",
        tag=_TAG,
        service=None,
        summary="Mengunci sebuah akun.",
        description=(
            "Lock an account: nobody logs in with it, and its sessions end. Its bearer tokens stop"
            " within five seconds."
        ),
        body=shapes.LockAccountBody,
        answer=shapes.AccountLockedAnswer,
        keyed=True,
    ),
    Route(
        operation="unlock_account",
        method="POST",
        path="/v1/accounts/<uuid:account_id>/unlock",
        tag=_TAG,
        service=None,
        summary="Membuka kunci sebuah akun.",
        description="Unlock an account. What has ended stays ended: she logs in again.",
        body=shapes.UnlockAccountBody,
        answer=shapes.AccountLockedAnswer,
        keyed=True,
    ),
)

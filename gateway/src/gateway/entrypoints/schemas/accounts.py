"""Accounts, tokens and grants."""

from marshmallow import ValidationError, fields, validates_schema

from gateway.domain.roles import SELF_ASKED, Role
from gateway.domain.sessions import LockReason
from gateway.entrypoints.fields import (
    Answer,
    Body,
    choice,
    flag,
    identifier,
    line,
    listed,
    many,
    text,
)


class RegisterAccountBody(Body):
    login = line("The name to log in with: 3 to 100 letters, digits or . _ @ + -", required=True)
    password = line("8 to 200 characters.", longest=1000, required=True)
    roles = listed(
        choice(sorted(SELF_ASKED), "A role."),
        "What she wants to be; every other role is given by an operator. Without it: buyer.",
        most=2,
    )


class AccountOpenedAnswer(Answer):
    account_id = identifier("The account's id.", required=True)


class IssueTokenBody(Body):
    login = line("The name to log in with.", longest=1000, required=True)
    password = line("The password.", longest=1000, required=True)


class RefreshTokenBody(Body):
    refresh_token = line("What came with the token.", longest=200, required=True)


class RevokeTokenBody(Body):
    refresh_token = line("A token of the session that ends.", longest=200, required=True)
    every_session = flag("Whether every session of the account ends.", default=False)


class TokenRevokedAnswer(Answer):
    revoked = choice(
        ["session", "every_session"], "What has ended, if there was such a token.", required=True
    )


class ChangePasswordBody(Body):
    current_password = line("The password as it is.", longest=1000, required=True)
    new_password = line("8 to 200 characters.", longest=1000, required=True)


class LinkIdentityBody(Body):
    token = line("A bearer token of the other issuer.", longest=8000, required=True)
    current_password = line(
        "The account's password; required if the account has one.", longest=1000
    )


class IdentityLinkedAnswer(Answer):
    account_id = identifier("The account's id.", required=True)
    issuer = text("Whose tokens now speak for the account, too.", required=True)


class LockAccountBody(Body):
    reason_code = choice(list(LockReason), "Why.", required=True)


class UnlockAccountBody(Body):
    """Nothing needs to be said."""


class AccountLockedAnswer(Answer):
    account_id = identifier("The account's id.", required=True)
    locked = fields.Boolean(required=True, metadata={"description": "Whether it is locked now."})


class PublicKey(Answer):
    """A JSON Web Key (RFC 8037)."""

    kty = text("The kind of key.", required=True)
    crv = text("The curve.", required=True)
    x = text("The public key.", required=True)
    kid = text("The key's id, as in the header of a token.", required=True)
    use = text("What it is for.", required=True)
    alg = text("The algorithm.", required=True)


class JwksAnswer(Answer):
    keys = many(PublicKey, "The keys; a token is good if one of them made its signature.")


class TokenAnswer(Answer):
    access_token = text("Send it as Authorization: Bearer <token>.", required=True)
    token_type = choice(["Bearer"], "How to send it.", required=True)
    expires_in = fields.Integer(
        required=True, metadata={"description": "The seconds until it expires."}
    )
    refresh_token = text(
        "Exchange it for new tokens once the other has expired; it is good for one use.",
        required=True,
    )
    refresh_expires_in = fields.Integer(
        required=True, metadata={"description": "The seconds until the refresh token expires."}
    )


class GrantBody(Body):
    """Either a role, which an operator gives, or memberships, which an HR officer gives."""

    role = choice(sorted(Role), "The role.")
    institution_id = identifier("The institution in which it is held.")
    memberships = listed(
        identifier("A membership."), "Memberships of the institution, now this account's.", most=20
    )

    @validates_schema
    def one_or_the_other(self, data: dict[str, object], **_: object) -> None:
        if ("role" in data) is ("memberships" in data):
            raise ValidationError("Give either a role or memberships.", "role")
        if "memberships" in data and "institution_id" not in data:
            raise ValidationError("Say whose memberships they are.", "institution_id")


class HeldRole(Answer):
    role = choice(sorted(Role), "The role.", required=True)
    institution_id = identifier("Where it is held.", required=True, allow_none=True)


class AccountAnswer(Answer):
    account_id = identifier("The account's id.", required=True)
    roles = many(HeldRole, "What the account may do.")
    memberships = many(identifier("A membership."), "In which institutions it has a duty.")

"""Accounts, tokens and grants."""

from marshmallow import ValidationError, fields, validates_schema

from gateway.domain.roles import SELF_ASKED, Role
from gateway.entrypoints.fields import Answer, Body, choice, identifier, line, listed, many, text


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


class TokenAnswer(Answer):
    access_token = text("Send it as Authorization: Bearer <token>.", required=True)
    token_type = choice(["Bearer"], "How to send it.", required=True)
    expires_in = fields.Integer(
        required=True, metadata={"description": "The seconds until it expires."}
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

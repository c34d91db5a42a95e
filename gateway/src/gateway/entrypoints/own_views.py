"""What the gateway answers itself: accounts, tokens and grants."""

from collections.abc import Mapping
from typing import Protocol

from flask import request

from gateway.application.accounts import (
    Done,
    MembershipGift,
    Registration,
    RoleGift,
    account,
    give_memberships,
    give_role,
    register_account,
)
from gateway.application.tokens import log_in
from gateway.bootstrap import App
from gateway.domain.roles import Grant, Role
from gateway.entrypoints import incoming
from gateway.entrypoints.incoming import Incoming
from gateway.entrypoints.replies import Reply
from gateway.entrypoints.routes.route import Route


class OwnView(Protocol):
    def __call__(self, now: Incoming, *, app: App) -> Reply: ...


def post_account(now: Incoming, *, app: App) -> Reply:
    body = incoming.body_of(request, _route(now))
    roles = body.get("roles", [Role.BUYER])
    asked_for = Registration(
        login=body["login"], password=body["password"], roles=tuple(Role(role) for role in roles)
    )
    key = incoming.idempotency_key(request)
    return _done(register_account(asked_for, key=key, ports=app.ports), 201)


def post_token(now: Incoming, *, app: App) -> Reply:
    body = incoming.body_of(request, _route(now))
    issued = log_in(body["login"], body["password"], rules=app.login_rules, ports=app.ports)
    answer = {
        "access_token": issued.token,
        "token_type": "Bearer",
        "expires_in": issued.expires_in_s,
    }
    return Reply(body=answer, status=201)


def post_grant(now: Incoming, *, app: App) -> Reply:
    body = incoming.body_of(request, _route(now))
    key = incoming.idempotency_key(request)
    account_id = now.path["account_id"]
    if "role" in body:
        grant = Grant(role=Role(body["role"]), institution_id=body.get("institution_id"))
        gift = RoleGift(account_id=account_id, grant=grant)
        return _done(give_role(gift, request=now.by_caller(), key=key, ports=app.ports))
    memberships = MembershipGift(
        account_id=account_id,
        institution_id=body["institution_id"],
        memberships=tuple(body["memberships"]),
    )
    return _done(give_memberships(memberships, request=now.by_caller(), key=key, ports=app.ports))


def get_me(now: Incoming, *, app: App) -> Reply:
    return Reply(body=account(now.by_caller().caller.account_id, ports=app.ports))


def _route(now: Incoming) -> Route:
    assert now.route is not None, "views stand behind routes"
    return now.route


def _done(done: Done, status: int = 200) -> Reply:
    return Reply(body=done.result, status=status, replayed=done.replayed)


VIEWS: Mapping[str, OwnView] = {
    "register_account": post_account,
    "issue_token": post_token,
    "grant": post_grant,
    "me": get_me,
}

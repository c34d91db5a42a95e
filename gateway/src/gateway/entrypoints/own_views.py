"""What the gateway answers itself: accounts, tokens and grants."""

from collections.abc import Mapping
from typing import Protocol

from flask import request

from gateway.application.accesses import all_accesses, my_accesses
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
from gateway.application.identities import link_identity
from gateway.application.ports import AccessPage, AccessQuery
from gateway.application.sessions import Passwords, change_password, lock_account, log_out
from gateway.application.tokens import Issued, log_in, refresh
from gateway.bootstrap import App
from gateway.domain.roles import Grant, Role
from gateway.domain.sessions import LockReason, SessionRevoked
from gateway.entrypoints import incoming
from gateway.entrypoints.incoming import Incoming
from gateway.entrypoints.replies import Reply
from gateway.entrypoints.routes.route import Route

_KEYS_MAX_AGE_S = 300


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
    issued = log_in(
        body["login"],
        body["password"],
        address=request.remote_addr,
        rules=app.login_rules,
        ports=app.ports,
    )
    return _tokens(issued)


def post_refresh(now: Incoming, *, app: App) -> Reply:
    body = incoming.body_of(request, _route(now))
    try:
        return _tokens(refresh(body["refresh_token"], rules=app.login_rules, ports=app.ports))
    except SessionRevoked:
        app.keeper.revocations.look_again()
        raise


def _tokens(issued: Issued) -> Reply:
    answer = {
        "access_token": issued.token,
        "token_type": "Bearer",
        "expires_in": issued.expires_in_s,
        "refresh_token": issued.refresh_token,
        "refresh_expires_in": issued.refresh_expires_in_s,
    }
    return Reply(body=answer, status=201)


def post_revocation(now: Incoming, *, app: App) -> Reply:
    body = incoming.body_of(request, _route(now))
    every = body.get("every_session", False)
    log_out(body["refresh_token"], every_session=every, ports=app.ports)
    app.keeper.revocations.look_again()
    return Reply(body={"revoked": "every_session" if every else "session"})


def post_password(now: Incoming, *, app: App) -> Reply:
    body = incoming.body_of(request, _route(now))
    done = change_password(
        Passwords(current=body["current_password"], new=body["new_password"]),
        request=now.by_caller(),
        key=incoming.idempotency_key(request),
        rules=app.login_rules,
        ports=app.ports,
    )
    app.keeper.revocations.look_again()
    return _done(done)


def post_identity(now: Incoming, *, app: App) -> Reply:
    body = incoming.body_of(request, _route(now))
    done = link_identity(
        body["token"],
        body.get("current_password"),
        request=now.by_caller(),
        key=incoming.idempotency_key(request),
        rules=app.login_rules,
        ports=app.ports,
    )
    return _done(done)


def post_lock(now: Incoming, *, app: App) -> Reply:
    body = incoming.body_of(request, _route(now))
    reason = LockReason(body["reason_code"]) if "reason_code" in body else None
    done = lock_account(
        now.path["account_id"],
        reason,
        request=now.by_caller(),
        key=incoming.idempotency_key(request),
        ports=app.ports,
    )
    app.keeper.revocations.look_again()
    return _done(done)


def get_jwks(now: Incoming, *, app: App) -> Reply:
    assert now.caller is None, "the keys are for everybody"
    headers = {"Cache-Control": f"public, max-age={_KEYS_MAX_AGE_S}"}
    return Reply(body={"keys": app.ports.tokens.public_keys()}, headers=headers)


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


def get_my_accesses(now: Incoming, *, app: App) -> Reply:
    query = incoming.query_of(request, _route(now))
    order_id = query.pop("order_id", None)
    page = AccessPage(**query)
    found = my_accesses(order_id=order_id, page=page, request=now.by_caller(), ports=app.ports)
    return Reply(body=found)


def get_accesses(now: Incoming, *, app: App) -> Reply:
    given = incoming.query_of(request, _route(now))
    page = AccessPage(**{name: given.pop(name) for name in ("cursor", "limit") if name in given})
    query = AccessQuery(**given)
    return Reply(body=all_accesses(query, page=page, request=now.by_caller(), ports=app.ports))


def _route(now: Incoming) -> Route:
    assert now.route is not None, "views stand behind routes"
    return now.route


def _done(done: Done, status: int = 200) -> Reply:
    return Reply(body=done.result, status=status, replayed=done.replayed)


VIEWS: Mapping[str, OwnView] = {
    "register_account": post_account,
    "issue_token": post_token,
    "refresh_token": post_refresh,
    "revoke_token": post_revocation,
    "jwks": get_jwks,
    "grant": post_grant,
    "me": get_me,
    "change_password": post_password,
    "link_identity": post_identity,
    "lock_account": post_lock,
    "unlock_account": post_lock,
    "my_accesses": get_my_accesses,
    "accesses": get_accesses,
}

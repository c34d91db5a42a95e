"""The gateway's web application on memory or on PostgreSQL, and a client that speaks to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

from gateway_examples import LIMITS, NOON, PASSWORD, REQUEST_ID, World, claims_of
from gateway_memory import Watch
from werkzeug.test import TestResponse

from gateway.application.account_ports import Asked, Credentials
from gateway.bootstrap import App, Parts, assemble
from gateway.domain.accounts import Account
from gateway.domain.callers import Caller
from gateway.domain.files import StoredFile
from gateway.domain.roles import Grant, Role
from gateway.entrypoints.examples import ANSWERS, REQUESTS
from gateway.entrypoints.routes import ROUTES
from gateway.entrypoints.routes.route import Route
from gateway.entrypoints.web import make_flask
from gateway.settings import Settings
from kernel.domain.ids import derived_id, new_id

ACCOUNT = ANSWERS["me"]["account_id"]
INSTITUTION = REQUESTS["define_agency"]["institution_id"]
PATHS = {
    "account_id": ACCOUNT,
    "account": "seller_direct",
    "checkout_id": ANSWERS["place_orders"]["checkout_id"],
    "membership_id": ANSWERS["me"]["memberships"][0],
    "agency_id": ANSWERS["define_agency"]["agency_id"],
    "draft_id": ANSWERS["draft_policy"]["draft_id"],
    "merchant_id": ANSWERS["merchant"]["merchant_id"],
    "order_id": ANSWERS["order"]["order_id"],
    "return_id": ANSWERS["accept_return"]["return_id"],
    "payment_id": ANSWERS["payment"]["payment_id"],
    "collection_id": REQUESTS["record_collection"]["collection_id"],
    "dispute_id": ANSWERS["dispute_collection"]["dispute_id"],
    "correction_id": REQUESTS["request_correction"]["correction_id"],
    "refund_id": REQUESTS["record_refund"]["refund_id"],
    "file_id": ANSWERS["upload_file"]["file_id"],
    "period": "2026-11",
    "product_id": ANSWERS["product"]["product_id"],
}
QUERIES: Mapping[str, dict[str, str]] = {
    "period": {"institution_id": INSTITUTION},
    "recomputation": {"institution_id": INSTITUTION},
    "agency_summary": {"institution_id": INSTITUTION},
    "turnover": {"institution_id": INSTITUTION},
    "turnover_places": {"institution_id": INSTITUTION},
    "consequences": {"institution_id": INSTITUTION},
    "consequence_file": {"institution_id": INSTITUTION, "kind": "reward"},
    "agencies": {"institution_id": INSTITUTION, "on": "2026-11-01"},
    "members": {"institution_id": INSTITUTION},
    "member": {"institution_id": INSTITUTION},
    "member_imports": {"institution_id": INSTITUTION},
    "policies": {"institution_id": INSTITUTION},
    "policy_drafts": {"institution_id": INSTITUTION},
    "obligations": {"institution_id": INSTITUTION, "period": "2026-11"},
}
LOCKS = frozenset({"lock_account", "unlock_account"})
OPERATOR_ID = derived_id("account", "operator")
PDF = b"%PDF-1.7 contoh"
OTHER_INSTITUTION = derived_id("institution", "other")
MEMBERSHIPS = {
    "institution_id": INSTITUTION,
    "memberships": [PATHS["membership_id"]],
}
COMMANDS = [route for route in ROUTES if route.service and route.method == "POST"]
QUESTIONS = [route for route in ROUTES if route.service and route.method == "GET"]


def url_of(route: Route) -> str:
    """Return an address of the route, its ids filled in."""
    parts = []
    for part in route.path.split("/"):
        name = part.strip("<>").rpartition(":")[2]
        parts.append(PATHS[name] if part.startswith("<") else part)
    return "/".join(parts)


def within(role: Role) -> Grant:
    """Return the role, held within the institution of the examples."""
    bare = role in {Role.BUYER, Role.MERCHANT, Role.OPERATOR}
    return Grant(role=role, institution_id=None if bare else INSTITUTION)


@dataclass
class Stopping:
    """Ends long polls when it is set; a wait moves the clock and takes no time."""

    watch: Watch
    event: Event = field(default_factory=Event)

    def wait(self, timeout: float) -> bool:
        self.watch.now_s += timeout
        return self.event.is_set()


def settings(**changes: Any) -> Settings:
    given = {
        "database_url": "postgresql://nowhere",
        "amqp_url": "memory://nowhere",
        "signing_key_file": Path("nowhere"),
        "requests_per_s": 0,
        "attempts": LIMITS,
    }
    return Settings(**{**given, **changes})


class Web:
    """The application, its world, and the requests that tests send."""

    def __init__(
        self, world: World | None = None, *, app: App | None = None, **changes: Any
    ) -> None:
        self.world = world or World()
        self.watch = Watch()
        self.stopping = Stopping(self.watch)
        self.app = app or assemble(
            settings(**changes), ports=self.world.ports, parts=Parts(monotonic=self.watch)
        )
        self.flask = make_flask(self.app, stopping=self.stopping)
        self.client = self.flask.test_client()

    def token(self, *grants: Grant, account_id: str = ACCOUNT) -> str:
        """Return a good token of somebody who holds these roles."""
        now = self.app.ports.clock.now()
        caller = Caller(
            account_id=account_id,
            grants=grants,
            memberships=(),
            session_id=derived_id("session", account_id),
        )
        lifetime = self.app.settings.token_lifetime
        return self.app.ports.tokens.sign(caller, issued_at=now, expires_at=now + lifetime)

    def open_account(self, *grants: Grant) -> None:
        """Open the account that tokens of `token` speak for."""
        self.app.ports.accounts.register(
            Account(account_id=ACCOUNT, grants=grants),
            Credentials(account_id=ACCOUNT, password_hash=self.app.ports.hasher.hash(PASSWORD)),
            "siti",
            asked=Asked(actor="test", route="register_account", key=new_id(), request={}),
            at=self.app.ports.clock.now(),
        )

    def send(
        self,
        route: Route,
        *,
        role: Role | None = None,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> TestResponse:
        """Send the route's own example, with a new key, as somebody who holds the role."""
        sent = {"X-Request-Id": REQUEST_ID}
        # Nobody locks her own account.
        about = OPERATOR_ID if route.operation in LOCKS else ACCOUNT
        bearer = token or (self.token(within(role), account_id=about) if role else None)
        if bearer:
            sent["Authorization"] = f"Bearer {bearer}"
        if route.keyed:
            sent["Idempotency-Key"] = new_id()
        if route.takes and "data" not in options:
            options |= {"data": PDF, "content_type": "application/pdf"}
        if route.body is not None and not {"json", "data"} & options.keys():
            options["json"] = REQUESTS[route.operation]
        options.setdefault("query_string", QUERIES.get(route.operation, {}))
        return self.client.open(
            url_of(route), method=route.method, headers={**sent, **(headers or {})}, **options
        )


def answering_world() -> World:
    """Return a world whose services give the examples as answers."""
    world = World()
    world.services.answers.update(ANSWERS)
    world.external_tokens.claims[REQUESTS["link_identity"]["token"]] = claims_of("siti")
    stored = world.contents.put(iter([PDF]))
    world.files.files[PATHS["file_id"]] = StoredFile(
        file_id=PATHS["file_id"],
        account_id=ACCOUNT,
        institution_id=None,
        sha256=stored.sha256,
        bytes=stored.bytes,
        media_type="application/pdf",
        at=NOON,
    )
    world.services.answers["membership"] = lambda params: {**params, "institution_id": INSTITUTION}
    return world


def check_problem(response: TestResponse, status: int, code: str) -> dict[str, Any]:
    """Return the problem, after looking whether it is a whole one."""
    assert response.status_code == status, response.text
    assert response.mimetype == "application/problem+json"
    body = response.json
    assert body is not None
    assert body["code"] == code, body
    assert body["status"] == status
    assert body["type"] == f"urn:malpro:problem:{code}"
    assert body["title"]
    assert body["detail"]
    assert body["instance"] == f"urn:uuid:{response.headers['X-Request-Id']}"
    assert isinstance(body["details"], dict)
    return dict(body)

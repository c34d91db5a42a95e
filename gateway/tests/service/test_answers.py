"""What comes back: statuses, headers, caches, waits, and words for every refusal."""

import logging
import re
from io import BytesIO
from typing import Any

import pytest
from gateway_examples import REQUEST_ID
from gateway_web import COMMANDS, INSTITUTION, Web, answering_world, problem, within

from gateway.domain import accounts, attempts, callers, refusals, roles
from gateway.domain.roles import Role
from gateway.entrypoints import problems
from gateway.entrypoints.examples import ANSWERS, REQUESTS
from gateway.entrypoints.routes import BY_OPERATION
from gateway.entrypoints.routes.route import Route
from kernel.domain.errors import (
    Conflict,
    Invalid,
    KernelError,
    NotFound,
    Rejected,
    Unavailable,
)
from kernel.domain.ids import derived_id

PLACE = BY_OPERATION["place_orders"]
PRODUCTS = BY_OPERATION["products"]
PRODUCT = BY_OPERATION["product"]
IMPORT = BY_OPERATION["import_members"]
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def named(value: object) -> str:
    return value.operation if isinstance(value, Route) else str(value)


@pytest.fixture
def web() -> Web:
    return Web(answering_world())


def test_a_command_reaches_its_service_with_everything_it_needs(web: Web) -> None:
    response = web.send(
        BY_OPERATION["define_agency"],
        role=Role.HR_OFFICER,
        json=REQUESTS["define_agency"] | {"authority_ref": "800/1/2026"},
        headers={
            "Idempotency-Key": "agency-1",
            "traceparent": "00-" + "a" * 32 + "-" + "b" * 16 + "-01",
        },
    )

    assert (response.status_code, response.json) == (201, ANSWERS["define_agency"])
    [(service, [message])] = web.world.services.executed
    assert (service, message.route, message.key) == ("compliance", "define_agency", "agency-1")
    assert message.payload == REQUESTS["define_agency"]
    assert message.context.actor_role == "hr_officer"
    assert message.context.actor_institution_id == INSTITUTION
    assert message.context.authority_ref == "800/1/2026"
    assert message.context.correlation_id == REQUEST_ID
    assert message.context.traceparent == "00-" + "a" * 32 + "-" + "b" * 16 + "-01"


def test_the_ids_of_the_address_become_part_of_the_command(web: Web) -> None:
    web.send(BY_OPERATION["change_price"], role=Role.MERCHANT)
    web.send(BY_OPERATION["close_period"], role=Role.POLICY_OFFICER)

    price, close = web.world.services.messages
    assert price.payload == {
        "product_id": ANSWERS["product"]["product_id"],
        "new_price_idr": 68_000,
        "reason_code": "cost",
    }
    assert close.payload == {"institution_id": INSTITUTION, "period": "2026-11"}


def test_an_id_in_capitals_is_the_same_id(web: Web) -> None:
    shout = ANSWERS["product"]["product_id"].upper()

    response = web.client.get(f"/v1/products/{shout}")

    assert response.status_code == 200
    [(_, _, params, _)] = web.world.services.asked
    assert params == {"product_id": shout.lower()}


@pytest.mark.parametrize("route", [one for one in COMMANDS if one.location], ids=named)
def test_what_was_made_can_be_found(web: Web, route: Route) -> None:
    response = web.send(route, role=min(route.roles or ()))

    made = web.client.get(
        response.headers["Location"],
        headers={"Authorization": f"Bearer {web.token(within(Role.BUYER))}"},
    )
    assert made.status_code == 200


def test_a_repeat_says_that_it_is_one(web: Web) -> None:
    web.send(BY_OPERATION["register_account"], headers={"Idempotency-Key": "k"})

    response = web.send(BY_OPERATION["register_account"], headers={"Idempotency-Key": "k"})

    assert response.headers["Idempotency-Replayed"] == "true"


def test_a_bad_traceparent_goes_no_further(web: Web) -> None:
    web.send(PLACE, role=Role.BUYER, headers={"traceparent": "00-siti-01"})

    assert web.world.services.messages[0].context.traceparent is None


@pytest.mark.parametrize("given", ["siti", "0812-0000-0000", "x" * 200, REQUEST_ID.upper()])
def test_a_request_id_that_could_name_a_person_is_replaced(web: Web, given: str) -> None:
    response = web.send(PLACE, role=Role.BUYER, headers={"X-Request-Id": given})

    request_id = response.headers["X-Request-Id"]
    assert request_id != given
    assert UUID.fullmatch(request_id)
    assert web.world.services.messages[0].context.correlation_id == request_id


@pytest.mark.parametrize(
    "address", ["/healthz", "/v1/products", "/v1/orders", "/nowhere", "/openapi.json"]
)
def test_every_answer_is_careful_with_browsers(web: Web, address: str) -> None:
    headers = web.client.get(address).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert UUID.fullmatch(headers["X-Request-Id"])


def test_private_answers_are_not_stored(web: Web) -> None:
    response = web.send(BY_OPERATION["order"], role=Role.BUYER)

    assert response.headers["Cache-Control"] == "no-store"


REFUSALS = [
    (Invalid("malformed", code="delivery_terms_malformed"), 400),
    (NotFound("no such order", code="order_not_found"), 404),
    (Conflict("another total", code="price_changed", total_idr=75_000), 409),
    (Rejected("not verified", code="merchant_not_verified"), 422),
    (Rejected("used for another request", code="idempotency_key_reused"), 422),
    (Conflict("being worked on", code="in_progress"), 409),
    (Unavailable("no broker", code="broker_unavailable"), 503),
    (Rejected("buyer may not", code="role_missing"), 403),
]


@pytest.mark.parametrize(("refusal", "status"), REFUSALS, ids=named)
def test_a_service_refuses_in_its_own_words(web: Web, refusal: KernelError, status: int) -> None:
    web.world.services.answers["place_orders"] = refusal

    response = web.send(PLACE, role=Role.BUYER)

    found = problem(response, status, refusal.own_code)
    assert refusal.message in found["detail"]
    assert found["details"] == refusal.details
    assert ("Retry-After" in response.headers) is (status == 503)


@pytest.mark.parametrize(("refusal", "status"), REFUSALS, ids=named)
def test_a_question_is_refused_in_the_same_words(
    web: Web, refusal: KernelError, status: int
) -> None:
    web.world.services.answers["order"] = refusal

    problem(web.send(BY_OPERATION["order"], role=Role.BUYER), status, refusal.own_code)


def test_a_service_that_is_away_takes_nobody_with_it(web: Web) -> None:
    web.world.services.down["orders"] = Unavailable("away", code="timeout")

    problem(web.send(PLACE, role=Role.BUYER), 503, "timeout")
    assert web.send(PRODUCTS).status_code == 200


def test_a_bug_is_logged_and_tells_nothing(web: Web, caplog: pytest.LogCaptureFixture) -> None:
    def bug(_: Any) -> Any:
        raise ZeroDivisionError("a secret")

    web.world.services.answers["order"] = bug

    found = problem(web.send(BY_OPERATION["order"], role=Role.BUYER), 500, "internal_error")

    assert "secret" not in str(found)
    [record] = [one for one in caplog.records if one.message == "request.failed"]
    assert record.__dict__["request_id"] == REQUEST_ID


def test_every_refusal_of_the_gateway_has_words_in_indonesian() -> None:
    modules = (accounts, attempts, callers, roles, problems)
    families = {refusals.Unauthenticated, refusals.Forbidden, refusals.TooMany}
    own = {
        kind.code
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type)
        and issubclass(kind, KernelError)
        and kind.__module__ == module.__name__
        and kind not in families
    }

    assert own - problems.WORDS.keys() == set()


def test_the_catalogue_may_be_two_seconds_old(web: Web) -> None:
    first = web.send(PRODUCTS, query_string={"staple": "true"})
    again = web.send(PRODUCTS, query_string={"staple": "true"})
    other = web.send(PRODUCTS)
    asked = len(web.world.services.asked)
    web.watch.now_s += 2
    web.send(PRODUCTS)

    assert first.headers["Cache-Control"] == "public, max-age=2"
    assert first.data == again.data == other.data
    assert (asked, len(web.world.services.asked)) == (2, 3)
    assert web.world.services.asked[0][3].actor_role == "anonymous"


@pytest.mark.parametrize("route", [PRODUCTS, PRODUCT], ids=named)
def test_an_unchanged_page_is_not_sent_again(web: Web, route: Route) -> None:
    first = web.send(route)

    again = web.send(route, headers={"If-None-Match": first.headers["ETag"]})
    web.world.services.answers[route.operation] = {"items": [], "next_cursor": None}
    web.watch.now_s += 2
    then = web.send(route, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert (then.status_code, then.json) == (200, {"items": [], "next_cursor": None})


def test_a_buyer_shares_the_page_of_passers_by(web: Web) -> None:
    web.send(PRODUCTS)
    web.send(PRODUCTS, role=Role.BUYER)

    assert len(web.world.services.asked) == 1


@pytest.mark.parametrize("role", [Role.MERCHANT, Role.CATALOG_OFFICER])
def test_who_may_see_more_is_asked_for_herself(web: Web, role: Role) -> None:
    web.send(PRODUCTS)
    response = web.send(PRODUCTS, role=role)

    assert response.headers["Cache-Control"] == "private, no-cache"
    assert web.world.services.asked[1][3].actor_role == role
    assert web.world.reads.reads == []


def test_a_failed_page_is_asked_for_again(web: Web) -> None:
    web.world.services.answers["products"] = Unavailable("away", code="timeout")
    problem(web.send(PRODUCTS), 503, "timeout")

    web.world.services.answers["products"] = ANSWERS["products"]

    assert web.send(PRODUCTS).status_code == 200


def test_a_checkout_is_safe_before_it_is_decided(web: Web) -> None:
    response = web.send(PLACE, role=Role.BUYER)

    checkout_id = ANSWERS["place_orders"]["checkout_id"]
    assert (response.status_code, response.json) == (202, ANSWERS["place_orders"])
    assert response.headers["Location"] == f"/v1/checkouts/{checkout_id}"
    assert web.world.services.asked == []


def test_whoever_waits_is_told_how_it_was_decided(web: Web) -> None:
    answers = iter(["placed", "placed", "confirmed"])
    checkout = ANSWERS["checkout"]
    web.world.services.answers["checkout"] = lambda _: {
        **checkout,
        "orders": [{**one, "status": next(answers)} for one in checkout["orders"]],
    }

    response = web.send(PLACE, role=Role.BUYER, query_string={"wait": "10"})

    assert response.status_code == 202
    assert response.json is not None
    assert [one["status"] for one in response.json["orders"]] == ["confirmed"]
    assert len(web.world.services.asked) == 3
    assert web.world.services.asked[0][2] == {"checkout_id": checkout["checkout_id"]}


def test_the_wait_ends_with_its_time_or_with_the_process(web: Web) -> None:
    checkout = ANSWERS["checkout"]
    web.world.services.answers["checkout"] = {
        **checkout,
        "orders": [{**one, "status": "placed"} for one in checkout["orders"]],
    }
    started = web.watch.now_s
    web.send(PLACE, role=Role.BUYER, query_string={"wait": "2.5"})
    assert web.watch.now_s - started == pytest.approx(2.5)

    web.world.services.forget()
    web.stopping.event.set()
    response = web.send(PLACE, role=Role.BUYER, query_string={"wait": "10"})

    assert response.status_code == 202
    assert web.world.services.asked == []


def test_a_file_may_come_as_it_is(web: Web) -> None:
    csv = REQUESTS["import_members"]["csv"]

    response = web.send(
        IMPORT,
        role=Role.HR_OFFICER,
        data=b"\xef\xbb\xbf" + csv.encode(),
        content_type="text/csv; charset=utf-8",
        query_string={"institution_id": INSTITUTION, "as_of": "2026-11-01"},
    )

    assert response.status_code == 200
    [message] = web.world.services.messages
    assert message.payload["csv"] == csv
    assert message.payload["institution_id"] == INSTITUTION


def test_a_file_of_five_megabytes_is_read(web: Web) -> None:
    csv = "x" * (5 * 1024 * 1024 - 200)

    response = web.send(
        IMPORT, role=Role.HR_OFFICER, json=REQUESTS["import_members"] | {"csv": csv}
    )

    assert response.status_code == 200


def test_a_file_that_is_not_text_is_refused(web: Web) -> None:
    response = web.send(
        IMPORT,
        role=Role.HR_OFFICER,
        data=b"\xff\xfe\x00",
        content_type="text/csv",
        query_string={"institution_id": INSTITUTION, "as_of": "2026-11-01"},
    )

    problem(response, 400, "request_malformed")
    assert web.world.services.silent


def test_two_callers_do_not_share_a_bucket() -> None:
    web = Web(answering_world(), requests_per_s=1, requests_burst=2)
    for _ in range(2):
        assert web.send(PLACE, role=Role.BUYER).status_code == 202

    slowed = web.send(PLACE, role=Role.BUYER)
    other = web.token(within(Role.BUYER), account_id=derived_id("account", "other"))

    problem(slowed, 429, "rate_limited")
    assert slowed.headers["Retry-After"] == "1"
    assert web.send(PLACE, token=other).status_code == 202
    assert len(web.world.services.executed) == 3


def test_strangers_share_the_bucket_of_their_address() -> None:
    web = Web(answering_world(), requests_per_s=1, requests_burst=2)
    web.send(PRODUCTS)
    problem(web.send(PLACE, headers={"Authorization": "Bearer x"}), 401, "token_invalid")

    problem(web.send(PRODUCTS), 429, "rate_limited")
    problem(web.send(PLACE, headers={"Authorization": "Bearer x"}), 429, "rate_limited")


@pytest.mark.parametrize(("proxies", "status"), [(0, 429), (1, 200)])
def test_an_address_is_believed_from_a_trusted_proxy_alone(proxies: int, status: int) -> None:
    web = Web(answering_world(), requests_per_s=1, requests_burst=1, trusted_proxies=proxies)
    web.send(PRODUCTS, headers={"X-Forwarded-For": "203.0.113.1"})

    response = web.send(PRODUCTS, headers={"X-Forwarded-For": "203.0.113.2"})

    assert response.status_code == status


def test_a_body_in_chunks_is_read_to_its_end(web: Web) -> None:
    response = web.client.post(
        "/v1/tokens",
        input_stream=BytesIO(b'{"login": "siti", "password": "beras-telur-gula"}'),
        headers={"Transfer-Encoding": "chunked", "Content-Type": "application/json"},
    )

    problem(response, 401, "login_refused")


def test_the_side_of_a_list_is_the_role_that_is_used(web: Web) -> None:
    orders = BY_OPERATION["orders"]
    both = web.token(within(Role.BUYER), within(Role.MERCHANT))

    web.send(orders, token=both)
    web.send(orders, token=both, query_string={"as_role": "merchant"})
    web.send(orders, token=both, headers={"X-Acting-Role": "merchant"})
    web.send(orders, role=Role.OPERATOR)

    sides = [
        (params["as_role"], context.actor_role)
        for _, _, params, context in web.world.services.asked
    ]
    assert sides == [
        ("buyer", "buyer"),
        ("merchant", "merchant"),
        ("merchant", "merchant"),
        ("officer", "operator"),
    ]


def test_officers_that_look_are_written_down(web: Web) -> None:
    web.send(BY_OPERATION["obligations"], role=Role.UNIT_HEAD)
    query = {"institution_id": INSTITUTION}
    web.send(BY_OPERATION["obligation"], role=Role.HR_OFFICER, query_string=query)

    assert set(web.world.services.asked[1][2]) == {"membership_id", "period"}
    reads = [(read.role, read.operation) for read in web.world.reads.reads]
    assert reads == [("unit_head", "obligations"), ("hr_officer", "obligation")]


def test_a_process_that_lives_says_so(web: Web) -> None:
    assert web.client.get("/healthz").json == {"status": "ok"}


def test_readiness_names_every_part(web: Web) -> None:
    web.world.services.down["payments"] = Unavailable("away", code="timeout")

    response = web.client.get("/readyz")

    assert response.status_code == 200
    assert response.json == {
        "status": "ok",
        "checks": {
            "database": "ok",
            "catalog": "ok",
            "orders": "ok",
            "payments": "timeout",
            "compliance": "ok",
        },
    }


def test_without_any_service_the_gateway_is_of_no_use(web: Web) -> None:
    for service in ("catalog", "orders", "payments", "compliance"):
        web.world.services.down[service] = Unavailable("away", code="broker_unavailable")

    response = web.client.get("/readyz")

    assert response.status_code == 503
    assert response.json is not None
    assert response.json["status"] == "unavailable"


def test_without_its_accounts_the_gateway_is_of_no_use(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: str) -> None:
        raise Unavailable("away", code="database_unavailable")

    monkeypatch.setattr(web.world.accounts, "get", away)

    response = web.client.get("/readyz")

    assert response.status_code == 503
    assert response.json is not None
    assert response.json["checks"]["database"] == "database_unavailable"


def test_operations_sees_requests_by_route_and_status(web: Web) -> None:
    web.send(BY_OPERATION["order"], role=Role.BUYER)
    web.client.open("/v1/orders", method="BREW")
    web.client.get("/nowhere/siti")

    text = web.client.get("/metrics").text

    assert re.search(
        r'malpro_http_requests_total\{method="GET",'
        r'route="/v1/orders/<uuid:order_id>",status="200"\} [1-9]',
        text,
    )
    assert 'method="unknown",route="unknown",status="405"' in text
    assert 'malpro_edge_batch_commands_bucket{le="1.0",service="orders"}' in text
    assert "siti" not in text


def test_logs_name_no_person(web: Web, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    web.send(BY_OPERATION["register_account"])
    web.send(BY_OPERATION["register_account"])
    web.send(BY_OPERATION["issue_token"], json={"login": "siti.hartati", "password": "wrong-guess"})
    web.send(PLACE, role=Role.BUYER)
    web.send(PLACE, role=Role.BUYER, json=REQUESTS["place_orders"] | {"name": "Contoh Penerima"})

    said = " ".join(str(record.__dict__) for record in caplog.records)
    assert "request.refused" in said
    for name in ("siti.hartati", "beras-telur-gula", "wrong-guess", "Contoh Penerima", "Jalan"):
        assert name not in said

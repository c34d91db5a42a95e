"""What comes back: statuses, headers, caches, waits, and words for every refusal."""

import re
from io import BytesIO
from typing import Any

import pytest
from gateway_examples import REQUEST_ID
from gateway_web import COMMANDS, INSTITUTION, Web, answering_world, check_problem, within

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

PLACE = BY_OPERATION["place_orders"]
PRODUCTS = BY_OPERATION["products"]
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

    found = check_problem(response, status, refusal.own_code)
    assert refusal.message in found["detail"]
    assert found["details"] == refusal.details
    assert ("Retry-After" in response.headers) is (status == 503)


@pytest.mark.parametrize(("refusal", "status"), REFUSALS, ids=named)
def test_a_question_is_refused_in_the_same_words(
    web: Web, refusal: KernelError, status: int
) -> None:
    web.world.services.answers["order"] = refusal

    check_problem(web.send(BY_OPERATION["order"], role=Role.BUYER), status, refusal.own_code)


def test_a_service_that_is_away_takes_nobody_with_it(web: Web) -> None:
    web.world.services.down["orders"] = Unavailable("away", code="timeout")

    check_problem(web.send(PLACE, role=Role.BUYER), 503, "timeout")
    assert web.send(PRODUCTS).status_code == 200


def test_a_bug_is_logged_and_tells_nothing(web: Web, caplog: pytest.LogCaptureFixture) -> None:
    def bug(_: Any) -> Any:
        raise ZeroDivisionError("a secret")

    web.world.services.answers["order"] = bug

    found = check_problem(web.send(BY_OPERATION["order"], role=Role.BUYER), 500, "internal_error")

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

    check_problem(response, 400, "request_malformed")
    assert web.world.services.silent


def test_a_body_in_chunks_is_read_to_its_end(web: Web) -> None:
    response = web.client.post(
        "/v1/tokens",
        input_stream=BytesIO(b'{"login": "siti", "password": "beras-telur-gula"}'),
        headers={"Transfer-Encoding": "chunked", "Content-Type": "application/json"},
    )

    check_problem(response, 401, "login_refused")


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
    reads = [(read.role, read.operation) for read in web.world.accesses.accesses]
    assert reads == [("unit_head", "obligations"), ("hr_officer", "obligation")]

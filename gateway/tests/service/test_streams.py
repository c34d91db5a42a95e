"""Answers page by page, documents in and out, and limits that are told."""

from typing import Any

import pytest
from gateway_examples import TOWN
from gateway_web import ACCOUNT, PDF, Web, answering_world, check_problem, within

from gateway.domain.roles import Role
from gateway.entrypoints.routes import BY_OPERATION
from kernel.domain.errors import Unavailable
from kernel.domain.ids import derived_id

CHAIN = BY_OPERATION["finance_events"]
FILE = BY_OPERATION["consequence_file"]
UPLOAD = BY_OPERATION["upload_file"]
DOWNLOAD = BY_OPERATION["file"]
IMPORT = BY_OPERATION["import_members"]
LINES = {"Accept": "application/x-ndjson"}
TABLE = {"Accept": "text/csv"}
NOBODYS = derived_id("account", "somebody")


@pytest.fixture
def web() -> Web:
    return Web(answering_world())


def chain_of(length: int) -> Any:
    def answer(params: dict[str, Any]) -> dict[str, Any]:
        last = min(params["after"] + params["limit"], length)
        links = range(params["after"] + 1, last + 1)
        items = [{"financeseq": one, "envelope": f'{{"é":{one}}}'} for one in links]
        return {"items": items, "after": last, "head": length}

    return answer


def test_the_chain_comes_as_exact_lines_however_long_it_is(web: Web) -> None:
    web.world.services.answers["finance_events"] = chain_of(1203)

    response = web.send(CHAIN, role=Role.FINANCE, headers=LINES, query_string={"limit": 100_000})

    assert response.mimetype == "application/x-ndjson"
    assert response.data.decode() == "".join(f'{{"é":{one}}}\n' for one in range(1, 1204))
    assert len(web.world.services.asked) == 3


@pytest.mark.parametrize(
    ("query", "lines"), [({"limit": 7}, 7), ({"after": 5}, 5), ({"after": 10}, 0), ({}, 10)]
)
def test_the_chain_comes_from_where_and_as_far_as_was_asked(
    web: Web, query: dict[str, int], lines: int
) -> None:
    web.world.services.answers["finance_events"] = chain_of(10)

    response = web.send(CHAIN, role=Role.AUDITOR, headers=LINES, query_string=query)

    assert response.data.count(b"\n") == lines
    assert len(web.world.services.asked) == 1


def test_who_names_no_type_gets_json(web: Web) -> None:
    assert web.send(CHAIN, role=Role.FINANCE).mimetype == "application/json"
    assert web.send(CHAIN, role=Role.FINANCE, headers={"Accept": "*/*"}).is_json


def test_a_stream_that_cannot_begin_is_a_problem_and_one_that_breaks_has_no_end(web: Web) -> None:
    answers: dict[str, Any] = web.world.services.answers
    answers["finance_events"] = Unavailable("away", code="timeout")
    check_problem(web.send(CHAIN, role=Role.FINANCE, headers=LINES), 503, "timeout")

    def breaking(params: dict[str, Any]) -> Any:
        if params["after"]:
            raise Unavailable("away", code="timeout")
        return chain_of(1000)(params)

    answers["finance_events"] = breaking
    query = {"limit": 1000}
    with pytest.raises(Unavailable):
        _ = web.send(CHAIN, role=Role.FINANCE, headers=LINES, query_string=query).data


def test_a_file_leaves_part_by_part_with_its_totals_in_headers(web: Web) -> None:
    totals = {"rows": 4001, "control_total_idr": 123, "file_sha256": "ab"}

    def answer(params: dict[str, Any]) -> dict[str, Any]:
        after = params["after_row"]
        last = after + params["rows_max"]
        return {
            **totals,
            "csv": f"level\n{after}\n",
            "after_row": last if last < totals["rows"] else None,
        }

    web.world.services.answers["consequence_file"] = answer

    response = web.send(FILE, role=Role.HR_OFFICER, headers=TABLE)

    assert response.data == b"level\n0\n2000\n4000\n"
    assert response.content_type == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="reward-2026-11.csv"'
    told = ("X-Rows", "X-Control-Total-Idr", "X-File-Sha256")
    assert [response.headers[name] for name in told] == ["4001", "123", "ab"]


def test_a_document_goes_in_and_comes_out_as_an_attachment(web: Web) -> None:
    token = web.token(within(Role.MERCHANT), account_id=NOBODYS)

    first = web.send(UPLOAD, token=token)
    again = web.send(UPLOAD, token=token)
    file_id = first.json["file_id"]  # type: ignore[index]
    got = web.client.get(first.headers["Location"], headers={"Authorization": f"Bearer {token}"})

    assert (first.status_code, again.json) == (201, first.json)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (got.data, got.mimetype, got.content_length) == (PDF, "application/pdf", len(PDF))
    assert got.headers["Content-Disposition"] == f'attachment; filename="{file_id}.pdf"'
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Security-Policy"].startswith("sandbox")
    assert got.headers["Cache-Control"] == "private, no-store"


def test_a_strangers_document_is_not_found(web: Web) -> None:
    token = web.token(within(Role.MERCHANT), account_id=NOBODYS)

    check_problem(web.send(DOWNLOAD, token=token), 404, "file_not_found")
    assert web.send(DOWNLOAD, token=web.token(within(Role.MERCHANT), account_id=ACCOUNT)).data


@pytest.mark.parametrize(
    ("content", "content_type", "status", "code"),
    [
        (b"", "application/pdf", 422, "file_empty"),
        (b"<svg/>", "image/png", 415, "content_not_as_declared"),
        (b"%PDF-1.7", "text/html", 415, "media_type_unsupported"),
        (PDF + b" " * 100, "application/pdf", 413, "body_too_large"),
        (PDF + b" " * 25, "application/pdf", 422, "file_quota_exceeded"),
    ],
)
def test_a_document_that_is_none_is_refused(
    content: bytes, content_type: str, status: int, code: str
) -> None:
    web = Web(answering_world(), file_bytes_max=100, file_quota_bytes=50)

    response = web.send(UPLOAD, role=Role.BUYER, data=content, content_type=content_type)

    check_problem(response, status, code)


def test_a_refusal_of_what_is_too_large_says_how_much_may_come(web: Web) -> None:
    query = {"institution_id": TOWN, "as_of": "2026-11-01"}
    options: dict[str, Any] = {"content_type": "text/csv", "query_string": query}

    large = web.send(IMPORT, role=Role.HR_OFFICER, data=b" " * (5 * 1024 * 1024 + 1), **options)
    long = web.send(IMPORT, role=Role.HR_OFFICER, data=b"\n" * 20_002, **options)

    assert check_problem(large, 413, "body_too_large")["details"] == {"limit_bytes": 5_242_880}
    assert check_problem(long, 413, "body_too_large")["details"] == {"limit_lines": 20_001}
    assert web.world.services.silent


def test_a_caller_is_told_how_much_more_she_may_ask() -> None:
    web = Web(answering_world(), requests_per_s=2, requests_burst=5)
    me = BY_OPERATION["me"]
    web.open_account(within(Role.BUYER))

    first = web.send(me, role=Role.BUYER)
    web.send(me, role=Role.BUYER)
    third = web.send(me, role=Role.BUYER)

    told = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
    assert [first.headers[name] for name in told] == ["5", "4", "1"]
    assert [third.headers[name] for name in told] == ["5", "2", "2"]
    assert "RateLimit-Limit" not in Web(answering_world()).client.get("/healthz").headers

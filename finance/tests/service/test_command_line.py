"""What a clerk types, what she gets, and what she is told when something is wrong."""

import csv
import io
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from finance_command import Finance
from finance_examples import NOON, chain_of, chained, data_of, due, event
from finance_servers import TOKEN, Gateway

from malpro_finance.adapters.forms import COLUMNS

LINES = chain_of(40)
TEXT = b"".join(line + b"\n" for line in LINES)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "chain.jsonl"


def test_a_chain_is_taken_verified_and_added_up(by_http: Finance, output: Path) -> None:
    tail = by_http("tail", "--once", "--format", "jsonl", "--output", output)
    assert (tail.code, output.read_bytes()) == (0, TEXT)
    head = tail.said.split()[-1]

    whole = by_http("verify", output, "--place", f"{output}.place")
    assert whole.code == 0
    assert "Utuh: 40 baris, financeseq 1..40" in whole.out
    assert "--head" not in whole.out
    noted = by_http("verify", output, "--head", head, "--lang", "en")
    assert noted.code == 0
    assert f"Head: {head}" in noted.out
    assert "--head SEQ:HASH" in by_http("verify", output).out

    by_file = by_http("report", "2026-03-02", "--file", output, "--lang", "en")
    assert by_file == by_http("report", "2026-03-02", "--lang", "en")
    assert by_file.code == 0
    assert "All sums agree to the rupiah." in by_file.out
    assert by_file.out.endswith(f"Chain verified through:\n  {head}\n")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_table_and_report_fit_eighty_columns(by_http: Finance, lang: str) -> None:
    table = by_http("tail", "--once", "--lang", lang)
    report = by_http("report", "2026-03-02", "--lang", lang)
    lines = [*table.out.splitlines(), *report.out.splitlines()]

    assert max(map(len, lines)) == 80
    assert "uang diterima" in table.out or lang == "en"
    assert {"id": "10.000", "en": "10,000"}[lang] in table.out
    assert "Tidak ada" in by_http("report", "2026-01-01").out


def test_csv_is_for_spreadsheets_and_starts_no_formula(by_http: Finance, gateway: Gateway) -> None:
    data = due("=cmd|' /C calc'!A0", 5_000, merchant_id='a "quoted", one', order_id="+62\n1")
    strange = data_of("payment_due") | {"payment_id": "@x", "business_date": "never"}
    told = [event(1, "payment_due", data), event(2, "payment_due", strange)]
    told += [event(3, "payment_sung", due("song", 1)), event(4, "payment_due", due("x", 1))]
    told[3]["time"] = "noon"
    gateway.lines = list(chained(told))

    text = by_http("tail", "--once", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(text, newline="")))

    assert text.startswith(",".join(COLUMNS) + "\r\n")
    assert [row["financeseq"] for row in rows] == ["1", "2", "3", "4"]
    assert rows[0]["payment_id"] == "'=cmd|' /C calc'!A0"
    assert rows[0]["merchant_id"] == 'a "quoted", one'
    assert rows[0]["order_id"] == "'+62\n1"
    assert (rows[0]["amount_idr"], rows[0]["asked_idr"]) == ("5000", "5000")
    # Of what is not understood there is no sum, rather than a wrong one.
    assert [rows[number]["amount_idr"] for number in (1, 2)] == ["", ""]
    table = by_http("tail", "--once", "--format", "table").out
    assert "payment_sung" in table
    assert table.splitlines()[-1].split()[1] == "?"


def test_a_tail_goes_on_in_the_same_file(by_http: Finance, output: Path, gateway: Gateway) -> None:
    command = ("tail", "--format", "csv", "--output", output)
    by_http(*command, "--until", 7)
    by_http(*command, "--from", "2026-03-02", "--until", "head")
    once = output.read_bytes()
    gateway.asked.clear()
    by_http(*command, "--once")

    assert output.read_bytes() == once
    assert once == by_http("tail", "--once", "--format", "csv").out.encode()


def test_what_was_written_but_not_kept_is_cut_off(by_http: Finance, output: Path) -> None:
    by_http("tail", "--until", 7, "--format", "jsonl", "--output", output)
    with output.open("ab") as file:
        file.write(LINES[7] + b"\n" + LINES[8][:50])
    found = by_http("verify", output, "--place", f"{output}.place")
    by_http("tail", "--once", "--format", "jsonl", "--output", output)

    assert (found.code, "surplus" in found.out) == (1, True)
    assert output.read_bytes() == TEXT


def test_a_later_part_is_verified_against_its_place(by_http: Finance, output: Path) -> None:
    by_http("tail", "--from", 11, "--once", "--format", "jsonl", "--output", output)
    before = json.loads(LINES[9])

    assert output.read_bytes() == b"".join(line + b"\n" for line in LINES[10:])
    assert by_http("verify", output, "--place", f"{output}.place").code == 0
    assert by_http("verify", output, "--after", f"10:{before['hash']}").code == 0
    assert by_http("verify", output).code == 1
    report = by_http("report", "2026-03-02", "--file", output)
    assert (report.code, "begins with 11" in report.said) == (3, True)


def test_a_place_on_standard_output_is_kept_too(by_http: Finance, tmp_path: Path) -> None:
    command = ("tail", "--format", "csv", "--place", tmp_path / "place")
    first, second = by_http(*command, "--until", 5), by_http(*command, "--once")

    assert first.out + second.out == by_http("tail", "--once", "--format", "csv").out


@pytest.mark.parametrize(
    ("damage", "where", "reason"),
    [
        (
            lambda lines: [*lines[:8], lines[8].replace(b"payment-4", b"payment-5"), *lines[9:]],
            9,
            "altered",
        ),
        (lambda lines: [*lines[:8], lines[9], lines[8], *lines[10:]], 9, "moved"),
        (lambda lines: lines[:-1], 40, "short"),
        (lambda lines: [*lines[:8], lines[3], *lines[8:]], 9, "repeated"),
        (lambda lines: [*lines[:8], *lines[9:]], 9, "missing"),
        (lambda lines: [*lines[:8], b"", *lines[8:]], 9, "malformed"),
    ],
    ids=["wrong byte", "swap", "dropped tail", "repeated line", "removed line", "inserted line"],
)
def test_verify_says_where_a_file_breaks(
    by_http: Finance, output: Path, damage: Any, where: int, reason: str
) -> None:
    by_http("tail", "--once", "--format", "jsonl", "--output", output)
    output.write_bytes(b"".join(line + b"\n" for line in damage(list(LINES))))

    for lang, word in (("id", "PUTUS di baris"), ("en", "BROKEN in line")):
        found = by_http("verify", output, "--place", f"{output}.place", "--lang", lang)
        assert found.code == 1
        assert found.out.startswith(f"{word} {where}, financeseq ")
        assert f"({reason})" in found.out.splitlines()[0]
        assert max(map(len, found.out.splitlines())) <= 80


def test_a_broken_feed_is_not_written(by_http: Finance, output: Path, gateway: Gateway) -> None:
    gateway.lines[20] = gateway.lines[20].replace(b"10010", b"10011")
    tail = by_http("tail", "--once", "--format", "jsonl", "--output", output)

    assert tail.code == 1
    assert "financeseq 21: altered" in tail.said
    assert output.read_bytes() == b"".join(line + b"\n" for line in LINES[:20])
    assert by_http("report", "2026-03-02").code == 1


def test_a_report_whose_sums_differ_says_which(by_http: Finance, gateway: Gateway) -> None:
    gateway.lines = list(chained([event(1, "payment_due", due("x", 9) | {"entries": []}, NOON)]))
    report = by_http("report", "2026-03-02")

    assert report.code == 1
    assert "TIDAK COCOK: still_due_closing: 9 <> 0" in report.out


def test_remarks_name_late_and_strange_events(by_http: Finance, gateway: Gateway) -> None:
    late = due("x", 9, settlement_date="2026-03-03")
    gateway.lines = list(chained([event(1, "payment_due", late), event(2, "payment_sung", late)]))

    assert "2 of them booked on later days." in by_http("report", "2026-03-02", "--lang", "en").out
    report = by_http("report", "2026-03-02")
    assert "1 jenis yang belum dikenal program ini: payment_sung" in report.out
    assert "2 peristiwa hari sebelumnya" in by_http("report", "2026-03-03").out


def test_an_output_that_is_not_ours_is_never_cut(by_http: Finance, output: Path) -> None:
    output.write_text("somebody's work\n")
    command = ("tail", "--once", "--format", "jsonl", "--output", output)
    assert by_http(*command).code == 3
    Path(f"{output}.place").touch()
    refused = by_http(*command)

    assert refused.code == 3
    assert "is there already" in refused.said
    assert output.read_text() == "somebody's work\n"


def test_an_output_that_was_changed_is_refused(by_http: Finance, output: Path) -> None:
    command = ("tail", "--format", "jsonl", "--output", output)
    by_http(*command, "--until", 5)
    assert "not as csv" in by_http("tail", "--format", "csv", "--output", output).said
    output.write_bytes(b"")
    short = by_http(*command, "--once")
    assert (short.code, "it was cut or replaced" in short.said) == (3, True)
    output.unlink()
    assert by_http(*command, "--once").code == 3


def test_a_place_that_cannot_be_used_is_named(by_http: Finance, output: Path) -> None:
    place = Path(f"{output}.place")
    command = ("tail", "--once", "--format", "jsonl", "--output", output)
    assert "is not there" in by_http("verify", output, "--place", place).said
    place.touch()
    assert "is empty" in by_http("verify", output, "--place", place).said
    by_http(*command)
    with sqlite3.connect(place) as other:
        other.execute("begin exclusive")
        for answer in (by_http(*command), by_http("verify", output, "--place", place)):
            assert (answer.code, "is in use by another finance tail" in answer.said) == (3, True)
        other.rollback()
        other.execute("pragma user_version = 9")
    other.close()
    assert "newer finance program" in by_http(*command).said
    place.write_bytes(b"no database at all" * 100)
    assert "is not a place of finance tail" in by_http(*command).said
    assert "cannot be opened" in by_http(*command, "--place", output.parent).said


def test_a_place_of_standard_output_fits_no_file(by_http: Finance, output: Path) -> None:
    place = Path(f"{output}.place")
    by_http("tail", "--until", 5, "--place", place)
    assert "belongs to a table-id" in by_http("verify", output, "--place", place).said
    assert "for standard output" in by_http("tail", "--once", "--output", output).said


@pytest.mark.parametrize(
    ("answers", "code", "words"),
    [
        ([401], 4, "does not accept the token: put a fresh one"),
        ([403], 4, "it needs the role finance or auditor"),
        ([404], 4, "refuses (404 Not Found): is it the gateway?"),
        ([302], 4, "refuses (302"),
        ([503], 4, "is busy or ill (503"),
        ([200], 4, "is MALPRO_URL the gateway?"),
        ([200.5], 4, "is MALPRO_URL the gateway?"),
    ],
)
def test_a_gateway_that_does_not_help_is_named(
    by_http: Finance, gateway: Gateway, answers: list[int], code: int, words: str
) -> None:
    gateway.answers = answers
    report = by_http("report", "2026-03-02")

    assert (report.code, words in report.said) == (code, True)
    assert "token-of-the-clerk" not in report.err


def test_a_gateway_that_is_ill_for_a_while_is_asked_again(
    by_http: Finance, gateway: Gateway, output: Path
) -> None:
    gateway.answers = [503]
    tail = by_http("tail", "--once", "--format", "jsonl", "--output", output)

    assert (tail.code, output.read_bytes()) == (0, TEXT)
    assert "busy or ill" in tail.said


def test_a_token_in_a_file_may_be_renewed_while_a_tail_goes_on(
    finance: Finance, gateway: Gateway, output: Path, tmp_path: Path
) -> None:
    token = tmp_path / "token"
    finance.environment |= {"MALPRO_URL": gateway.url, "MALPRO_FINANCE_TOKEN_FILE": str(token)}
    assert "cannot be read" in finance("report", "2026-03-02").said
    token.write_text("an old one\n")
    stale = finance("report", "2026-03-02")
    assert (stale.code, f"the token in {token}: put a fresh one there" in stale.said) == (4, True)

    token.write_text('{"token":\n"a whole answer"}\n')
    assert "put a fresh one there" in finance("report", "2026-03-02").said
    token.write_text("an old one\n")

    def renew(asked: int) -> None:
        if asked > 1:
            token.write_text(f"{TOKEN}\n")

    gateway.asked.clear()
    gateway.on_asked = renew
    tail = finance("tail", "--once", "--format", "jsonl", "--output", output)

    assert (tail.code, output.read_bytes()) == (0, TEXT)
    assert "does not accept" in tail.said


@pytest.mark.parametrize(
    ("arguments", "environment", "code", "words"),
    [
        (["tail"], {}, 2, "set MALPRO_AMQP_URL"),
        (["tail", "--http-only"], {}, 2, "the HTTP feed needs MALPRO_URL"),
        (["report", "2026-03-02"], {"MALPRO_URL": "http://x"}, 2, "MALPRO_FINANCE_TOKEN"),
        (["report", "2026-03-02"], {"MALPRO_URL": "x", "MALPRO_FINANCE_TOKEN": "t"}, 4, "address"),
        (
            ["report", "2026-03-02"],
            {"MALPRO_URL": "http://127.0.0.1:9", "MALPRO_FINANCE_TOKEN": "t"},
            4,
            "does not answer ([Errno 111] Connection refused)",
        ),
        (["verify", "/nowhere"], {}, 3, "No such file"),
        (["tail"], {"MALPRO_AMQP_URL": "amqp://x:y"}, 4, "not an address like amqp"),
    ],
)
def test_what_is_missing_is_named(
    finance: Finance, arguments: list[str], environment: dict[str, str], code: int, words: str
) -> None:
    answer = finance(*arguments, **environment)

    assert (answer.code, words in answer.said) == (code, True), answer
    assert "Traceback" not in answer.err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["tail", "--from", "yesterday"],
        ["tail", "--until", "0"],
        ["verify", "x", "--head", "7"],
        ["verify", "x", "--head", "7:" + "0" * 64, "--place", "y"],
        ["report", "2026-13-01"],
    ],
)
def test_a_wrong_command_is_explained(finance: Finance, arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        finance(*arguments)

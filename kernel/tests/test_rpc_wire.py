"""The wire format is nameko's: stock clients and servers understand ours, and ours them."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kernel.adapters import rpc_wire as wire
from kernel.application.envelope import Context
from kernel.application.tracing import Trace, current_trace, tracing
from kernel.domain.errors import Rejected, Unavailable

SCRIPT = Path(__file__).parent / "kernel_stock_nameko.py"


class SoldOut(Rejected):
    code = "sold_out"


def test_stock_nameko_and_ours_understand_each_other(amqp_url: str, unique_name: str) -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), amqp_url, unique_name],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "stock asks": [1, {"a": "b"}],
        "stock is refused": "Rejected none left",
        "we ask": [1, {"a": "b"}],
        "stock breaks": "internal_error",
        "stock does not know": "unknown_method",
        "stock cannot fit": "malformed_request",
    }


def test_a_concrete_error_arrives_as_its_family_with_its_code() -> None:
    body = wire.encode_error(SoldOut("none left", sku="rice"))

    with pytest.raises(Rejected) as caught:
        wire.decode_reply(body)

    assert (caught.value.own_code, caught.value.details) == ("sold_out", {"sku": "rice"})


def test_a_request_says_when_nobody_waits_for_it_any_more() -> None:
    deadline = wire.Deadline(2.0)

    headers = wire.request_headers(deadline, None)
    properties = wire.request_properties(deadline, call_id="c", reply_to="r")

    assert time.time() * 1000 + 1500 < headers[wire.DEADLINE_HEADER] <= time.time() * 1000 + 2000
    assert 1500 < int(properties["expiration"]) <= 2000
    assert not wire.deadline_passed(headers)
    assert wire.deadline_passed({wire.DEADLINE_HEADER: 1})
    assert not wire.deadline_passed({})


def test_no_time_is_left_after_the_deadline() -> None:
    with pytest.raises(TimeoutError):
        wire.Deadline(-0.001).left_s()


def test_a_reply_of_an_unknown_family_is_unavailable() -> None:
    body = json.dumps(
        {"error": {"kernel": {"family": "new", "code": "x", "message": "", "details": {}}}}
    )

    with pytest.raises(Unavailable):
        wire.decode_reply(body)


def test_the_trace_of_a_context_is_carried_by_headers() -> None:
    context = Context(correlation_id="c1", causation_id="e7", traceparent="00-ab-cd-01")

    headers = wire.trace_headers(Trace.of(context))

    assert wire.trace_from(headers, otherwise="new") == Trace.of(context)
    assert wire.trace_from({}, otherwise="new") == Trace(correlation_id="new")
    assert wire.trace_headers(None) == {}


def test_a_trace_is_current_only_while_it_is_worked_on() -> None:
    outer, inner = Trace(correlation_id="outer"), Trace(correlation_id="inner")

    with tracing(outer):
        with tracing(inner):
            assert current_trace() == inner
        assert current_trace() == outer

    assert current_trace() is None

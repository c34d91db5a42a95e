"""The chain is read as long as it holds, and tells where it does not."""

import json

import pytest
from finance_examples import BEGINNING, canonical, chain_of, chained, due, event

from malpro_finance.domain.chain import START, Chain, ChainBroken, Link, Reason

LINES = chain_of(6)


def refused(chain: Chain, line: bytes) -> ChainBroken:
    before = chain.last
    with pytest.raises(ChainBroken) as caught:
        chain.read(line)
    assert chain.last == before
    return caught.value


def at(count: int) -> Chain:
    chain = Chain()
    for line in LINES[:count]:
        chain.read(line)
    return chain


def test_a_chain_is_read_from_its_beginning() -> None:
    chain = Chain()
    read = [chain.read(line + b"\n") for line in LINES]

    assert [one.line for one in read] == list(LINES)
    assert [one.financeseq for one in read] == [1, 2, 3, 4, 5, 6]
    assert read[0].before == START == Link(financeseq=0, hash=BEGINNING)
    assert read[3].before == read[2].link
    assert chain.last == read[5].link
    assert str(chain.last) == f"6:{read[5].hash}"
    assert chain.lines == 6
    assert read[0].type == "payments.payment_due.v1"
    assert read[0].data["amount_due_idr"] == 10_000


def test_a_chain_is_taken_up_after_a_link() -> None:
    chain = Chain(at(4).last)

    assert chain.read(LINES[4]).financeseq == 5


@pytest.mark.parametrize(
    ("line", "reason", "financeseq"),
    [
        (b"no json", Reason.MALFORMED, None),
        (LINES[2].replace(b"payment-1", b"payment-2"), Reason.ALTERED, 3),
        (LINES[1], Reason.REPEATED, 2),
        (LINES[3], Reason.MISSING, 4),
        (
            list(chained(event(n, "payment_due", due("x", n)) for n in (1, 2, 3)))[2],
            Reason.FOREIGN,
            3,
        ),
    ],
)
def test_what_does_not_follow_is_refused_and_named(
    line: bytes, reason: Reason, financeseq: int | None
) -> None:
    broken = refused(at(2), line)

    assert (broken.line_no, broken.reason, broken.financeseq) == (3, reason, financeseq)
    assert f"line 3, financeseq {financeseq or '?'}: {reason}: " in str(broken)


@pytest.mark.parametrize(
    "change",
    [
        {"financeseq": 0},
        {"financeseq": True},
        {"financeseq": "1"},
        {"hash": "0" * 63},
        {"hash": "G" * 64},
        {"hash": "0" * 64 + "\n"},
        {"prevhash": None},
    ],
)
def test_an_envelope_without_a_link_is_malformed(change: dict[str, object]) -> None:
    told = json.loads(LINES[0]) | change

    assert refused(Chain(), canonical(told)).reason is Reason.MALFORMED


def test_an_envelope_without_data_is_still_a_link() -> None:
    told = event(1, "payment_due", due("x", 1)) | {"data": None}
    [line] = chained([told])

    assert Chain().read(line).data == {}

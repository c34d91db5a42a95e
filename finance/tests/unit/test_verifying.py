"""Whatever is done to a chain file is found, and the answer says where."""

from collections.abc import Sequence

import pytest
from finance_examples import chain_of, chained, due, event
from hypothesis import given, settings, strategies as st

from malpro_finance.application.verifying import Verified, verify
from malpro_finance.domain.chain import START, Chain, ChainBroken, Link, Reason

LINES = chain_of(8)


def head_of(lines: Sequence[bytes]) -> Link:
    chain = Chain()
    for line in lines:
        chain.read(line)
    return chain.last


HEAD = head_of(LINES)
TEXT = b"".join(line + b"\n" for line in LINES)


def check(lines: Sequence[bytes], head: Link | None = HEAD) -> Verified:
    return verify(iter([line + b"\n" for line in lines]), head=head)


def broken(lines: Sequence[bytes], head: Link | None = HEAD) -> tuple[int, int | None, Reason]:
    with pytest.raises(ChainBroken) as caught:
        check(lines, head)
    return caught.value.line_no, caught.value.financeseq, caught.value.reason


def test_a_whole_file_holds() -> None:
    assert check(LINES) == Verified(lines=8, first=1, last=HEAD, vouched=True)
    assert check(LINES, None) == Verified(lines=8, first=1, last=HEAD, vouched=False)
    assert check([], START) == Verified(lines=0, first=1, last=START, vouched=True)


def test_a_later_part_holds_after_its_link() -> None:
    after = head_of(LINES[:3])
    part = [line + b"\n" for line in LINES[3:]]

    assert verify(iter(part), after=after, head=HEAD).first == 4
    with pytest.raises(ChainBroken, match="1 and what follows it should stand here"):
        verify(iter(part))


def test_each_kind_of_damage_is_named() -> None:
    a, b, c, d, *rest = LINES

    assert broken([a, c, b, d, *rest]) == (2, 3, Reason.MOVED)
    assert broken([a, c, d, *rest]) == (2, 3, Reason.MISSING)
    assert broken([a, d, *rest]) == (2, 4, Reason.MISSING)
    assert broken([a, b, b, c, d, *rest]) == (3, 2, Reason.REPEATED)
    assert broken([a, b"{}", b, c, d, *rest]) == (2, None, Reason.MALFORMED)
    assert broken([a, c, b"rubbish", d, *rest]) == (2, 3, Reason.MISSING)
    assert broken([a, b, c.replace(b"10001", b"10002"), d, *rest]) == (3, 3, Reason.ALTERED)
    assert broken(LINES[:-2]) == (7, None, Reason.SHORT)


def test_a_line_that_was_forged_well_is_found_by_what_follows_it() -> None:
    [forged] = chained([event(4, "payment_due", due("x", 1))], after=head_of(LINES[:3]).hash)

    assert broken([*LINES[:3], forged, *LINES[3:]]) == (5, 4, Reason.REPEATED)
    assert broken([*LINES[:3], forged, *LINES[4:]]) == (5, 5, Reason.FOREIGN)


def test_what_is_forged_at_the_end_is_found_by_the_head() -> None:
    [other] = chained([event(8, "payment_due", due("x", 1))], after=head_of(LINES[:7]).hash)
    [more] = chained([event(9, "payment_due", due("x", 1))], after=HEAD.hash)

    assert broken([*LINES[:7], other]) == (8, 8, Reason.OTHER_HEAD)
    assert broken([*LINES[:7], other, more]) == (8, 8, Reason.OTHER_HEAD)
    assert broken([*LINES, more]) == (9, None, Reason.SURPLUS)
    assert broken(LINES, START) == (1, None, Reason.SURPLUS)


def test_a_last_line_without_its_end_was_cut() -> None:
    with pytest.raises(ChainBroken, match="cut"):
        verify(iter([LINES[0] + b"\n", LINES[1]]))


@st.composite
def damages(draw: st.DrawFn) -> bytes:
    """Return the file with one thing done to it."""
    lines = list(LINES)
    one, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    match draw(st.sampled_from(("byte", "cut", "insert", "swap", "remove", "repeat", "move"))):
        case "byte":
            where = draw(st.integers(0, len(TEXT) - 1))
            byte = draw(st.integers(0, 255).filter(lambda value: value != TEXT[where]))
            return TEXT[:where] + bytes([byte]) + TEXT[where + 1 :]
        case "cut":
            return TEXT[: draw(st.integers(0, len(TEXT) - 1))]
        case "insert":
            where = draw(st.integers(0, len(TEXT)))
            return TEXT[:where] + draw(st.binary(min_size=1, max_size=9)) + TEXT[where:]
        case "swap":
            lines[one], lines[other] = lines[other], lines[one]
        case "remove":
            del lines[one]
        case "repeat":
            lines.insert(other, lines[one])
        case _:
            lines.insert(other, lines.pop(one))
    return b"".join(line + b"\n" for line in lines)


@settings(max_examples=300, deadline=None)
@given(damages().filter(lambda text: text != TEXT))
def test_any_damage_to_a_file_is_found(text: bytes) -> None:
    with pytest.raises(ChainBroken):
        verify(iter(text.splitlines(keepends=True)), head=HEAD)

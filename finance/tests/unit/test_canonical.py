"""Bytes are read only if they are the one way to write what they say."""

import json

import pytest
from finance_examples import canonical
from hypothesis import given, strategies as st

from malpro_finance.domain.canonical import INTEGER_MAX, NotCanonical, read_canonical, written

# Within the first plane code points order names as UTF-16 does.
WORDS = st.text(st.characters(max_codepoint=0x2FF), max_size=6)
LEAVES = st.none() | st.booleans() | st.integers(-INTEGER_MAX, INTEGER_MAX) | WORDS
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3)
)


@given(st.dictionaries(WORDS, VALUES, max_size=4))
def test_what_is_written_canonically_is_read_and_written_again(value: dict[str, object]) -> None:
    line = canonical(value)

    assert read_canonical(line) == value
    assert written(read_canonical(line)) == line


def test_names_stand_in_the_order_of_utf_16() -> None:
    # The emoji is two units that begin with D83D, before FB33.
    line = '{"€":1,"😀":2,"\ufb33":3}'.encode()

    assert list(read_canonical(line)) == ["€", "😀", "\ufb33"]
    with pytest.raises(NotCanonical):
        read_canonical('{"€":1,"\ufb33":3,"😀":2}'.encode())


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"7",
        b"{",
        b"\xff{}",
        b"[" * 100_000,
        b'{"a": 1}',
        b'{"a":1} ',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":1e3}',
        b'{"a":NaN}',
        b'{"a":-0}',
        b'{"a":01}',
        b'{"a":9007199254740992}',
        b'{"a":-9007199254740992}',
        b'{"a":' + b"9" * 5000 + b"}",
        b'{"a":"\\u0041"}',
        b'{"a":"\\/"}',
        b'{"a":"\\ud800"}',
        b'{"\\ud800":1}',
        b'{"a":"\x01"}',
    ],
)
def test_any_other_way_to_write_is_refused(line: bytes) -> None:
    with pytest.raises(NotCanonical):
        read_canonical(line)


def test_the_largest_numbers_and_every_escape_are_read() -> None:
    line = canonical({"a": INTEGER_MAX, "b": -INTEGER_MAX, "c": '"\\\b\f\n\r\t\x00\x7f é'})

    assert read_canonical(line) == json.loads(line)

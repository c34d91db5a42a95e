"""One way to write a value, byte for byte: the examples of RFC 8785, and rules for any value."""

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from payments.adapters.canonical_json import INTEGER_MAX, NotCanonical, canonical

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-INTEGER_MAX, INTEGER_MAX) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def test_members_are_sorted_as_the_rfc_shows_in_3_2_3() -> None:
    told = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }

    assert list(json.loads(canonical(told)).values()) == [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]


def test_text_is_escaped_as_the_rfc_shows_in_3_2_2() -> None:
    text = '\u20ac$\u000f\nA\'B"\\\\"/'

    assert canonical(text) == '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'.encode()
    assert canonical({"literals": [None, True, False]}) == b'{"literals":[null,true,false]}'


@pytest.mark.parametrize(
    ("character", "written"),
    [
        ("\b", b'"\\b"'),
        ("\t", b'"\\t"'),
        ("\n", b'"\\n"'),
        ("\f", b'"\\f"'),
        ("\r", b'"\\r"'),
        ("\x00", b'"\\u0000"'),
        ("\x1f", b'"\\u001f"'),
        ("\x7f", b'"\x7f"'),
        ("\u2028", "\u2028".join('""').encode()),
    ],
)
def test_only_what_must_be_escaped_is(character: str, written: bytes) -> None:
    assert canonical(character) == written


@given(values)
def test_what_is_written_reads_as_the_same_value_and_is_written_the_same_again(value: Any) -> None:
    told = canonical(value)

    assert json.loads(told) == value
    assert canonical(json.loads(told)) == told


@given(st.dictionaries(texts, st.integers(0, 9), max_size=6), st.randoms())
def test_the_order_in_which_members_came_does_not_matter(told: dict[str, int], random: Any) -> None:
    shuffled = list(told.items())
    random.shuffle(shuffled)

    assert canonical(dict(shuffled)) == canonical(told)


@pytest.mark.parametrize(
    "value", [1.5, INTEGER_MAX + 1, -INTEGER_MAX - 1, {1: 2}, {"a": {1, 2}}, b"ab", "\ud800"]
)
def test_what_would_not_look_the_same_everywhere_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)

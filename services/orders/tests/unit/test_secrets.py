"""A hand-over code can be checked by who holds the key, and read by nobody."""

import pytest
from hypothesis import given, strategies as st
from orders_values import KEY, ORDER_ID

from orders.adapters.secrets import KeyedSecrets

ANOTHER_KEY = "another key that only tests know"


@given(st.from_regex(r"\d{6}", fullmatch=True))
def test_only_the_code_itself_matches(code: str) -> None:
    secrets = KeyedSecrets([KEY])

    code_hash, key_id = secrets.seal(ORDER_ID, code)

    assert code not in code_hash
    assert secrets.matches(ORDER_ID, code, code_hash=code_hash, key_id=key_id)
    assert not secrets.matches(ORDER_ID, f"{code}0", code_hash=code_hash, key_id=key_id)
    assert not secrets.matches("another", code, code_hash=code_hash, key_id=key_id)


def test_a_new_code_has_six_digits() -> None:
    codes = {KeyedSecrets([KEY]).new_code() for _ in range(200)}

    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert len(codes) > 190


def test_keys_can_be_changed_while_orders_are_open() -> None:
    code_hash, key_id = KeyedSecrets([KEY]).seal(ORDER_ID, "042137")

    changed = KeyedSecrets([ANOTHER_KEY, KEY])
    forgotten = KeyedSecrets([ANOTHER_KEY])

    assert changed.matches(ORDER_ID, "042137", code_hash=code_hash, key_id=key_id)
    assert changed.seal(ORDER_ID, "042137")[1] != key_id
    assert not forgotten.matches(ORDER_ID, "042137", code_hash=code_hash, key_id=key_id)


@pytest.mark.parametrize("code", ["", "é", "4 2 1 3 7"])
def test_anything_may_be_typed(code: str) -> None:
    secrets = KeyedSecrets([KEY])
    code_hash, key_id = secrets.seal(ORDER_ID, "042137")

    assert not secrets.matches(ORDER_ID, code, code_hash=code_hash, key_id=key_id)

"""Identifiers: new ones differ, derived ones repeat."""

from uuid import RFC_4122, UUID, uuid5

import pytest

from kernel.domain.ids import derived_id, new_id, random_id


def test_new_ids_differ_and_derived_ids_repeat() -> None:
    assert UUID(new_id()).version == 7
    assert UUID(random_id()).version == 4
    assert random_id() != random_id()
    assert derived_id("a", "b") == derived_id("a", "b") != derived_id("ab")


@pytest.mark.parametrize("parts", [("a",), ("a", "b"), ("", "é", "\U0001f600"), ("x" * 300,)])
def test_derived_ids_are_those_of_the_standard(parts: tuple[str, ...]) -> None:
    namespace = UUID("6f1d7c0e-54b1-4c1e-9a39-5d2f1f0b8a77")
    assert derived_id(*parts) == str(uuid5(namespace, "\x1f".join(parts)))


def test_new_ids_are_written_as_the_standard_says() -> None:
    for _ in range(100):
        made = new_id()
        assert str(UUID(made)) == made
        assert UUID(made).variant == RFC_4122

"""Identifiers: new ones differ, derived ones repeat."""

from uuid import UUID

from kernel.domain.ids import derived_id, new_id, random_id


def test_new_ids_differ_and_derived_ids_repeat() -> None:
    assert UUID(new_id()).version == 7
    assert UUID(random_id()).version == 4
    assert random_id() != random_id()
    assert derived_id("a", "b") == derived_id("a", "b") != derived_id("ab")

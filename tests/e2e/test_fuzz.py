"""A slice of `make fuzz`: that the harness reaches the API, and finds what is wrong."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e_fuzz import Plan, fuzz, table
from e2e_fuzz_ground import NOBODY, Ground, ground

_SLICE = (
    "change_price",
    "finance_events",
    "me",
    "order",
    "payment_days",
    "place_orders",
    "products",
    "register_merchant",
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with ground(tmp_path_factory.mktemp("ground")) as place:
        yield place


@pytest.mark.parametrize(("role", "accepted"), [("merchant", 4), (NOBODY, 1)])
def test_a_slice_of_the_api_answers_as_documented(
    place: Ground, tmp_path: Path, role: str, accepted: int
) -> None:
    outcome = fuzz(place, role, Plan(examples=6, operations=_SLICE), tmp_path)

    assert outcome.failures == {}, "\n".join(table([outcome]))
    assert outcome.operations == len(_SLICE)
    assert outcome.examples > len(_SLICE)
    assert outcome.accepted >= accepted

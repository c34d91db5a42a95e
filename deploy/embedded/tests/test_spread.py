"""Gini and Lorenz: nothing for equals, never out of bounds, whatever the order or the unit."""

from hypothesis import given, strategies as st

from malpro_embedded.domain.spread import (
    WHOLE_BP,
    gini_bp,
    lorenz_bp,
    share_bp,
    with_idle_bp,
)

SUMS = st.lists(st.integers(0, 10**10), max_size=40)


@given(SUMS)
def test_it_stays_within_its_bounds(sums: list[int]) -> None:
    assert 0 <= gini_bp(sums) < WHOLE_BP


@given(st.integers(1, 10**9), st.integers(1, 60))
def test_equals_have_none(amount: int, count: int) -> None:
    assert gini_bp([amount] * count) == 0
    assert all(abs(x - y) <= 1 for x, y in lorenz_bp([amount] * count))


@given(SUMS, st.randoms(use_true_random=False), st.integers(1, 1_000))
def test_order_and_unit_do_not_matter(sums: list[int], chance: object, unit: int) -> None:
    shuffled = list(sums)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert gini_bp(shuffled) == gini_bp(sums)
    assert lorenz_bp(shuffled) == lorenz_bp(sums)
    assert gini_bp([one * unit for one in sums]) == gini_bp(sums)


@given(SUMS)
def test_the_curve_rises_from_corner_to_corner_and_never_above_the_diagonal(
    sums: list[int],
) -> None:
    points = lorenz_bp(sums)

    assert points[0] == (0, 0)
    assert points[-1] == (WHOLE_BP, WHOLE_BP)
    assert points == sorted(points)
    assert [y for _, y in points] == sorted(y for _, y in points)
    assert all(y <= x for x, y in points)


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=30), st.integers(0, 30))
def test_those_who_have_nothing_can_be_counted_in_later(sums: list[int], idle: int) -> None:
    whole = gini_bp([*sums, *[0] * idle])

    assert abs(with_idle_bp(gini_bp(sums), len(sums), idle) - whole) <= 2


def test_one_who_has_everything_is_as_unequal_as_can_be() -> None:
    assert gini_bp([0] * 99 + [7]) == 9_900
    assert (gini_bp([]), with_idle_bp(0, 0, 0), share_bp(3, 0)) == (0, 0, 0)

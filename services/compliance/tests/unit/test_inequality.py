"""Turnover is measured in whole numbers: equal is nothing, one who has all is nearly all."""

from hypothesis import given, strategies as st

from compliance.domain.inequality import inequality


def test_equal_sellers_are_equal() -> None:
    found = inequality([5_000] * 10)

    assert (found.sellers, found.total_idr, found.gini_bp) == (10, 50_000, 0)
    assert found.lorenz_bp == tuple(range(1_000, 10_001, 1_000))


def test_one_seller_among_many_has_nearly_all() -> None:
    found = inequality([1] * 99 + [1_000_000])

    assert found.gini_bp > 9_800
    assert found.lorenz_bp[-2:] == (0, 10_000)


def test_nobody_is_nothing() -> None:
    assert inequality([0, -5]).sellers == 0
    assert inequality([]).lorenz_bp == ()


def test_of_a_seller_on_the_border_its_part_is_counted() -> None:
    assert inequality([1, 1, 2]).lorenz_bp[4] == 3_750


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=40))
def test_shares_grow_to_the_whole_and_small_sellers_never_have_more(amounts: list[int]) -> None:
    found = inequality(amounts)

    assert list(found.lorenz_bp) == sorted(found.lorenz_bp)
    assert found.lorenz_bp[-1] == 10_000
    assert 0 <= found.gini_bp < 10_000
    assert all(share <= 1_000 * at for at, share in enumerate(found.lorenz_bp, start=1))

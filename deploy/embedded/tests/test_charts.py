"""Bars and curves keep their size, in blocks and in plain ASCII."""

import pytest
from hypothesis import given, strategies as st

from malpro_embedded.domain.charts import bar, can_draw, curve, fold
from malpro_embedded.domain.spread import lorenz_bp

SHARES = st.integers(-100, 10_100)


@given(SHARES, st.integers(1, 60), st.booleans())
def test_a_bar_fits_and_shows_whatever_is_there(share: int, width: int, plain: bool) -> None:  # noqa: FBT001
    drawn = bar(share, width, plain=plain)

    assert len(drawn) <= width
    assert bool(drawn) == (share > 0)
    if share >= 10_000:
        assert len(drawn) == width


@given(st.lists(st.integers(0, 10**6), max_size=20), st.integers(4, 40), st.integers(3, 20))
def test_a_curve_fills_its_frame(sums: list[int], width: int, height: int) -> None:
    for plain in (True, False):
        drawn = curve(lorenz_bp(sums), width, height, plain=plain)

        assert [len(line) for line in drawn] == [width] * height
        assert drawn[-1][0] != " "
        assert drawn[0][-1] != " "


def test_the_curve_of_one_who_has_everything_runs_along_the_bottom() -> None:
    drawn = curve(lorenz_bp([0] * 99 + [5]), 20, 6, plain=True)

    assert drawn[-1].startswith("*" * 19)
    assert [line[-1] for line in drawn[:-1]] == ["*"] * 5


def test_points_that_end_early_are_drawn_on() -> None:
    assert curve([(0, 0), (5_000, 2_000)], 10, 4, plain=True)[-1].startswith("*")


@pytest.mark.parametrize(
    ("encoding", "drawn"),
    [("utf-8", True), ("ascii", False), ("latin-1", False), (None, False), ("no-such", False)],
)
def test_what_cannot_be_written_is_not_drawn(encoding: str | None, drawn: bool) -> None:  # noqa: FBT001
    assert can_draw(encoding) is drawn


def test_folding_keeps_the_width() -> None:
    line = "═══ Malang · 57 kelurahan … │└─ é"

    assert fold(line) == "=== Malang - 57 kelurahan ~ |+- ?"
    assert len(fold(line)) == len(line)

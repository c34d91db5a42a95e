"""Processes of a crowd are heard out, however much they say, and missed when they die."""

from collections.abc import Iterator

import pytest
from bench_speakers import die, say

from malpro_bench.crowd import together
from malpro_bench.stage import Servers, Stage

# Many times what a pipe holds.
LONG = 1_000_000


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Servers() as servers, Stage(servers, duration_s=1, tell=lambda _: None) as lent:
        yield lent


def test_answers_longer_than_a_pipe_come_whole_and_in_order(stage: Stage) -> None:
    answers = together(stage, say, [("a", LONG), ("b", 1), ("c", LONG)])

    assert answers == ["a" * LONG, "b", "c" * LONG]


def test_one_that_dies_ends_the_wait_of_all_others(stage: Stage) -> None:
    with pytest.raises(RuntimeError, match="die ended with 3"):
        together(stage, die, [(0,), (3,), (0,)])

"""The benchmark of a closing closes what the books themselves find right."""

from malpro_bench.benchmarks.close_month import close_month
from malpro_bench.stage import Servers, Stage


def test_a_small_institution_is_closed_as_its_facts_say() -> None:
    with Servers() as servers, Stage(servers, scale=0.002, tell=lambda _: None) as stage:
        [figure] = close_month(stage)
    assert figure.value > 0
    assert figure.notes["recomputed_assessments"] == figure.notes["members"] == 2_000
    assert figure.notes["recomputed_differences"] == 0
    assert figure.notes["breaches"] == []

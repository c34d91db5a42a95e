"""The report that the demo ends with, for a mayor, a head of agency and a clerk of BKAD."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from malpro_embedded.application.figures import Agreement, Figures
from malpro_embedded.application.figures_asking import Officers, ask
from malpro_embedded.application.figures_making import figures_of
from malpro_embedded.application.promises import Verdict
from malpro_embedded.application.report_layout import WIDTH, Look, cut, paragraph, part, title
from malpro_embedded.application.report_of_agencies import part_of_agencies
from malpro_embedded.application.report_of_finance import part_of_finance
from malpro_embedded.application.report_of_mayor import part_of_mayor

AGREEMENT = 9
_ELSEWHERE = (1, 8)
_STATE = 8


class Story(Protocol):
    """The month as it was lived: every order that was acknowledged."""

    @property
    def order_ids(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is printed, and every promise, that of the report's own figures as well."""

    lines: Sequence[str]
    verdicts: Sequence[Verdict]


def report(
    people: Officers,
    month: Story,
    closed: Mapping[str, Any],
    verdicts: Sequence[Verdict],
    look: Look,
) -> Report:
    """Ask the API for everything, hold it against each other, and write it down."""
    answers = ask(people, closed["period"])
    return written(figures_of(answers, orders_told=len(month.order_ids)), verdicts, look)


def written(figures: Figures, verdicts: Sequence[Verdict], look: Look) -> Report:
    """Write the report; figures that disagree are told before anything else."""
    every = (*verdicts, agreement(figures))
    lines = (
        *_opening(figures, look),
        *part_of_mayor(figures, look),
        *part_of_agencies(figures, look),
        *part_of_finance(figures, look),
        *_promises(every, figures, look),
    )
    return Report(lines=[look.written(line) for line in lines], verdicts=every)


def agreement(figures: Figures) -> Verdict:
    """Judge the report itself."""
    different = len(figures.disagreements)
    return Verdict(
        number=AGREEMENT,
        holds=not different and bool(figures.agreements),
        counted={"compared": len(figures.agreements), "different": different},
    )


def _opening(figures: Figures, look: Look) -> Iterator[str]:
    words, closing = look.words, figures.closing
    subtitle = words(
        "subtitle",
        month=words.month(figures.period),
        status=words.code("period", closing.status),
        at=words.moment(closing.closed_at or closing.cut_off_at),
    )
    yield from title(words("title"), subtitle)
    yield from _disagreements(figures.disagreements, look)


def _disagreements(found: Sequence[Agreement], look: Look) -> Iterator[str]:
    for one in found:
        told = look.words(
            "disagreement", name=look.words.code("check", one.name), one=one.one, other=one.other
        )
        yield cut(told, WIDTH)


def _promises(verdicts: Sequence[Verdict], figures: Figures, look: Look) -> Iterator[str]:
    words = look.words
    yield from part(words("promises"))
    told = {one.number: one for one in verdicts}
    for number in sorted({*told, *_ELSEWHERE}):
        verdict = told.get(number)
        state = "" if verdict is None else words("held" if verdict.holds else "broken")
        evidence = _evidence(verdict, look) if verdict else words("elsewhere")
        prefix = f"  {number} {state:<{_STATE}} "
        below = " " * len(prefix)
        yield from paragraph(words(f"promise.{number}"), first=prefix, rest=below)
        yield from paragraph(evidence, first=below, rest=below)
    yield from _disagreements(figures.disagreements, look)


def _evidence(verdict: Verdict, look: Look) -> str:
    values = {name: _value(name, verdict.counted[name], look) for name in verdict.counted}
    return look.words(f"evidence.{verdict.number}", **values)


def _value(name: str, value: object, look: Look) -> str:
    words = look.words
    if isinstance(value, bool):
        return words("yes" if value else "no")
    if isinstance(value, int):
        return words.rupiah(value) if name.endswith("_idr") else words.number(value)
    return str(value)

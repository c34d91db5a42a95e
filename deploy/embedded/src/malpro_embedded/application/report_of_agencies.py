"""The part for heads of agencies: how each one's members have met their duty, never whose."""

from collections.abc import Iterator

from malpro_embedded.application.figures import Duties, Figures
from malpro_embedded.application.report_layout import Column, Look, paragraph, part, table


def part_of_agencies(figures: Figures, look: Look) -> Iterator[str]:
    words = look.words
    yield from part(words("agencies"))
    yield ""
    yield from paragraph(words("agencies_note", count=words.number(len(figures.agencies))))
    yield ""
    columns = [
        Column(words("agency"), right=False),
        *(
            Column(words(f"short_{name}"))
            for name in (
                "members",
                "met",
                "not_met",
                "exempt",
                "target",
                "credited",
                "pending",
                "lost",
                "shortfall",
            )
        ),
    ]
    rows = [[one.code, *_cells(one.duties, look)] for one in figures.agencies]
    yield from table(columns, rows, [words("total"), *_cells(figures.city, look)], gap=1)
    yield ""
    yield from paragraph(words("agencies_words"))


def _cells(duties: Duties, look: Look) -> list[str]:
    words = look.words
    counts = (
        duties.members,
        duties.met,
        duties.not_met,
        duties.exempt + duties.out_of_scope,
    )
    sums = (
        duties.target_idr,
        duties.credited_idr,
        duties.pending_idr,
        duties.lost_idr,
        duties.shortfall_idr,
    )
    return [*map(words.number, counts), *map(words.thousands, sums)]

"""Titles, paragraphs and tables for a terminal of eighty columns, or for a log."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from malpro_embedded.domain.charts import bar, curve, fold
from malpro_embedded.domain.words import Words

WIDTH = 80
_GAP = 2
_INDENT = "  "


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """
    How the report is written.

    :param plain: with ASCII alone, for terminals that know nothing else
    :param places: each kelurahan's name and its kecamatan's, by code
    """

    words: Words
    plain: bool
    places: dict[str, tuple[str, str]]

    def bar(self, share_bp: int, width: int) -> str:
        return bar(share_bp, width, plain=self.plain)

    def curve(self, points: Sequence[tuple[int, int]], width: int, height: int) -> list[str]:
        return curve(points, width, height, plain=self.plain)

    def written(self, line: str) -> str:
        """Return the line as it is printed."""
        return fold(line.rstrip()) if self.plain else line.rstrip()


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head; numbers stand right, texts left."""

    head: str
    right: bool = True


def title(*lines: str) -> Iterator[str]:
    yield ""
    yield "═" * WIDTH
    yield from lines
    yield "═" * WIDTH


def part(text: str) -> Iterator[str]:
    yield ""
    yield text
    yield "═" * len(text)


def head(text: str) -> Iterator[str]:
    yield ""
    yield text
    yield "─" * len(text)


def paragraph(text: str, *, first: str = _INDENT, rest: str = _INDENT) -> Iterator[str]:
    """
    Yield the text in lines that fit.

    :param first: what stands before the first line
    :param rest: what stands before the others
    """
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    total: Sequence[str] | None = None,
    *,
    gap: int = _GAP,
) -> Iterator[str]:
    """Yield the rows under their heads; the first column gives way if there is no room."""
    heads = [one.head for one in columns]
    every = [heads, *rows, *([total] if total else [])]
    widths = [max(len(row[at]) for row in every) for at in range(len(columns))]
    others = sum(widths[1:]) + gap * (len(widths) - 1) + len(_INDENT)
    widths[0] = min(widths[0], WIDTH - others)

    def written(row: Sequence[str]) -> str:
        cells = zip(row, columns, widths, strict=True)
        return _INDENT + (" " * gap).join(_cell(*one) for one in cells)

    yield written(heads)
    yield from map(written, rows)
    if total:
        yield _INDENT + "─" * (sum(widths) + gap * (len(widths) - 1))
        yield written(total)


def beside(left: Sequence[str], right: Sequence[str], gap: int = 3) -> Iterator[str]:
    """Yield two blocks next to each other."""
    width = max((len(line) for line in left), default=0)
    for at in range(max(len(left), len(right))):
        one = left[at] if at < len(left) else ""
        other = right[at] if at < len(right) else ""
        yield f"{one:<{width + gap}}{other}"


def cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: max(width - 1, 0)] + "…"


def _cell(text: str, column: Column, width: int) -> str:
    text = cut(text, width)
    return f"{text:>{width}}" if column.right else f"{text:<{width}}"

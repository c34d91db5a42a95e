"""Small charts of characters: bars, and a curve below its diagonal, in blocks or in plain ASCII."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from malpro_embedded.domain.spread import WHOLE_BP

Point = tuple[int, int]

_EIGHTHS = " ▏▎▍▌▋▊▉"
_BRAILLE = 0x2800
# The bit of each dot of a braille character, by row and column.
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
# What we write that not every terminal has, and what stands for it there; one for one.
_FOLDED = str.maketrans("·…═─│└", "-~=-|+")


def can_draw(encoding: str | None) -> bool:
    """Tell whether what we draw with can be written in that encoding."""
    try:
        "█▏⣿·…═─│└".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def fold(line: str) -> str:
    """Write the line with the characters that every terminal has."""
    return line.translate(_FOLDED).encode("ascii", "replace").decode("ascii")


def bar(share_bp: int, width: int, *, plain: bool) -> str:
    """Return a bar of at most so many characters; whatever is more than nothing is seen."""
    share_bp = min(max(share_bp, 0), WHOLE_BP)
    if plain:
        return "#" * -(-share_bp * width // WHOLE_BP)
    eighths = -(-share_bp * width * 8 // WHOLE_BP)
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (_EIGHTHS[rest] if rest else "")


def curve(points: Sequence[Point], width: int, height: int, *, plain: bool) -> list[str]:
    """
    Draw a curve of basis points against its diagonal; the first line is the top.

    :param points: from left to right, both coordinates from 0 to 10,000
    """
    canvas = _Letters(width, height) if plain else _Braille(width, height)
    wide, high = canvas.size
    for x in range(wide):
        if x % 2 == 0 or plain:
            canvas.dot(x, _scaled(x * WHOLE_BP // (wide - 1), high), faint=True)
    heights = [_scaled(_at(points, x * WHOLE_BP // (wide - 1)), high) for x in range(wide)]
    for x, y in enumerate(heights):
        # From the height before up to this one, so that a steep end is a line as well.
        for step in range(min(heights[max(x - 1, 0)] + 1, y), y + 1):
            canvas.dot(x, step, faint=False)
    return list(canvas.lines())


def _scaled(share_bp: int, high: int) -> int:
    return (share_bp * (high - 1) + WHOLE_BP // 2) // WHOLE_BP


def _at(points: Sequence[Point], x: int) -> int:
    """Return the height of the curve there, between two points on the straight line."""
    for (x1, y1), (x2, y2) in pairwise(points):
        if x <= x2:
            return y1 + (y2 - y1) * (x - x1) // (x2 - x1) if x2 > x1 else y2
    return points[-1][1]


@dataclass(slots=True)
class _Braille:
    """Eight dots a character: two wide, four high."""

    width: int
    height: int
    _bits: dict[Point, int] = field(default_factory=dict)

    @property
    def size(self) -> tuple[int, int]:
        return self.width * 2, self.height * 4

    def dot(self, x: int, y: int, *, faint: bool) -> None:
        del faint
        down = self.height * 4 - 1 - y
        cell = (x // 2, down // 4)
        self._bits[cell] = self._bits.get(cell, 0) | _DOTS[down % 4][x % 2]

    def lines(self) -> Iterator[str]:
        for row in range(self.height):
            bits = (self._bits.get((column, row), 0) for column in range(self.width))
            # An empty cell is a space: some fonts draw eight circles for none.
            yield "".join(chr(_BRAILLE + one) if one else " " for one in bits)


@dataclass(slots=True)
class _Letters:
    """One mark a character."""

    width: int
    height: int
    _marks: dict[Point, str] = field(default_factory=dict)

    @property
    def size(self) -> tuple[int, int]:
        return self.width, self.height

    def dot(self, x: int, y: int, *, faint: bool) -> None:
        self._marks[x, self.height - 1 - y] = "." if faint else "*"

    def lines(self) -> Iterator[str]:
        for row in range(self.height):
            yield "".join(self._marks.get((column, row), " ") for column in range(self.width))

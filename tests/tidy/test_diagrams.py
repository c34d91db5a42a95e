"""State diagrams in READMEs are drawn from the code, and none is forgotten."""

from enum import StrEnum, auto

import pytest

from diagrams import NotDrawn, drawn
from kernel.domain.events import Event
from kernel.domain.lifecycle import Arrow, Lifecycle


class Door(StrEnum):
    OPEN = auto()


LIFE = Lifecycle(name="door", arrows=(Arrow(None, Event, Door.OPEN),))
PLACE = "before\n<!-- lifecycle: door -->\nold\n<!-- /lifecycle -->\nafter\n"


def test_what_stands_between_the_marks_is_drawn_anew() -> None:
    text = drawn(PLACE, [LIFE], where="house")

    assert f"```mermaid\n{LIFE.mermaid()}\n```" in text
    assert "old" not in text
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert drawn(text, [LIFE], where="house") == text


def test_a_lifecycle_without_a_place_is_missed() -> None:
    with pytest.raises(NotDrawn, match=r"house: .* door"):
        drawn("no marks", [LIFE], where="house")


def test_a_place_without_a_lifecycle_is_missed() -> None:
    with pytest.raises(NotDrawn, match=r"house: .* door"):
        drawn(PLACE, [], where="house")

"""The codes that an operation may answer with are found in the code behind it."""

from dataclasses import dataclass
from functools import partial

from kernel.domain.errors import Conflict, Rejected
from refusals import by_status, errors_behind


class TooLate(Rejected):
    code = "too_late"


class Taken(Conflict):
    code = "taken"


@dataclass(frozen=True)
class Shelf:
    size: int

    @property
    def room(self) -> int:
        if not self.size:
            raise Taken("no room")
        return self.size


def deeper(*, late: bool) -> None:
    if late:
        raise TooLate("too late")


def handler(shelf: Shelf, *, late: bool) -> int:
    deeper(late=late)
    return shelf.room


def test_what_is_named_behind_an_entrance_is_found() -> None:
    # They stand for a service's.
    for one in (Shelf, Shelf.room.fget, deeper, handler):  # type: ignore[attr-defined]
        one.__module__ = "service.domain"

    assert errors_behind((partial(handler, late=True), Shelf(size=1)), "service") == {
        TooLate,
        Taken,
    }
    assert errors_behind((handler,), "service") == {TooLate}
    assert errors_behind((handler,), "another") == set()


def test_codes_are_told_by_status() -> None:
    assert by_status([TooLate, Taken]) == {"409": ["taken"], "422": ["too_late"]}

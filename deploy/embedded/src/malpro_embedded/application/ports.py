"""What the story of the month asks of the town it is told in."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

Say = Callable[[str], None]
# Does all of this at once and returns each result in its place; the first failure is raised.
Together = Callable[[Sequence[Callable[[], Any]]], list[Any]]
# The time, how many orders there are, how many acts are done, and of how many.
Progress = Callable[[datetime, int, int, int], None]


def in_turn(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Do one after another, where nobody is in a hurry."""
    return [act() for act in acts]


class ApiProblem(RuntimeError):
    """The API refused: `code` is the stable code of its problem document."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(problem.get("code", "unknown"))
        self.details: Mapping[str, Any] = problem.get("details") or {}
        super().__init__(f"{status} {self.code}: {problem.get('detail', '')}")


class Caller(Protocol):
    """The HTTP API, as one person with a token."""

    def with_token(self, token: str) -> "Caller": ...

    def get(self, path: str, **params: Any) -> Any: ...

    def post(self, path: str, body: Mapping[str, Any], *, key: str | None = None) -> Any: ...


class Town(Protocol):
    """Its time, which passes when it is told to."""

    def now(self) -> datetime: ...

    def move_to(self, instant: datetime) -> None:
        """Let time pass, and everything that is due on the way happen."""
        ...

    def settle(self) -> None:
        """Return when everybody has heard all the news."""
        ...

    def check_heads(self) -> None:
        """Let every service compare itself with the others, as it does each minute."""
        ...

"""The members of this repository and where their tests are, for every tool that walks them."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    name: str
    folder: Path
    tests: Path


def member(folder: str) -> Member:
    path = Path(folder)
    return Member(name=path.name, folder=path, tests=path / "tests")


def test_folder(folder: str) -> Member:
    path = Path(folder)
    return Member(name=path.name, folder=path, tests=path)


MEMBERS = tuple(
    member(folder)
    for folder in (
        "kernel",
        "services/catalog",
        "services/orders",
        "services/payments",
        "services/compliance",
        "gateway",
        "finance",
        "deploy/embedded",
        "bench",
    )
)
TEST_FOLDERS = (
    test_folder("tests/simulation"),
    test_folder("tests/e2e"),
    test_folder("tests/tidy"),
)

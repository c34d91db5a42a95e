"""Draw every lifecycle into the README of its service, between the marks that name it."""

import importlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from kernel.domain.lifecycle import Lifecycle

SERVICES = Path(__file__).resolve().parents[1] / "services"
_MARKED = re.compile(r"<!-- lifecycle: (?P<name>[a-z_]+) -->\n.*?<!-- /lifecycle -->", re.DOTALL)


class NotDrawn(LookupError):
    """A lifecycle has no place in the README, or a place there names none."""


def drawings(services: Iterable[str]) -> Iterator[tuple[Path, str]]:
    """Yield each README with its diagrams as the code has them."""
    for service in services:
        readme = SERVICES / service / "README.md"
        yield readme, drawn(readme.read_text(), lifecycles_of(service), where=service)


def lifecycles_of(service: str) -> tuple[Lifecycle, ...]:
    module = importlib.import_module(f"{service}.bootstrap")
    found: tuple[Lifecycle, ...] = getattr(module, "LIFECYCLES", ())
    return found


def drawn(text: str, lifecycles: Iterable[Lifecycle], *, where: str) -> str:
    """
    Return the text with every diagram between its marks.

    :raises NotDrawn: a lifecycle without a place, or a place without a lifecycle
    """
    by_name = {life.name: life for life in lifecycles}
    places = {match["name"] for match in _MARKED.finditer(text)}
    if places != by_name.keys():
        odd = ", ".join(sorted(places ^ by_name.keys()))
        raise NotDrawn(f"{where}: the README and bootstrap.LIFECYCLES disagree about {odd}")
    return _MARKED.sub(lambda match: _drawing(by_name[match["name"]]), text)


def _drawing(life: Lifecycle) -> str:
    return (
        f"<!-- lifecycle: {life.name} -->\n```mermaid\n{life.mermaid()}\n```\n<!-- /lifecycle -->"
    )

"""A file for the shell with what a visitor of the town needs: addresses, tokens, ids."""

import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def exported(path: Path, values: Mapping[str, str]) -> Iterator[None]:
    """Let the file be there, for its owner only, as long as the block lasts."""
    path.parent.mkdir(exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(export_lines(values))
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def export_lines(values: Mapping[str, str]) -> str:
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in values.items())

"""Every statement that this process sends, whichever way it goes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from kernel.adapters.prepared import overheard


@contextmanager
def statements_sent() -> Iterator[list[str]]:
    """Collect the statements of all engines, also those that travel together, within the block."""
    sent: list[str] = []

    def note(_c: Any, _u: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        with overheard(sent.append):
            yield sent
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)

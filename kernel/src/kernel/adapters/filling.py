"""New tables filled from a long history: the fewest writes that lead to the same rows."""

import sqlalchemy as sa

from kernel.adapters.projections import AddingProjection, AnyRecorded, RowProjection
from kernel.adapters.shadow import Shadow
from kernel.adapters.write_back import WriteBack


class Filling:
    """Folds events into a shadow, transaction by transaction; all of it is there at the end."""

    def __init__(self, shadow: Shadow) -> None:
        self._shadow = shadow
        # Others may ask the connection whatever they like, and are given it.
        ours = isinstance(shadow.projection, RowProjection | AddingProjection)
        self._back = WriteBack() if ours else None

    def apply(self, connection: sa.Connection, events: list[AnyRecorded]) -> None:
        if not events:
            return
        # What is lost in a crash is made anew: nobody knows of it before the swap.
        connection.execute(sa.text("set local synchronous_commit to off"))
        if self._back is None:
            self._shadow.apply(connection, events)
            return
        with self._shadow.meant(connection), self._back.on(connection):
            self._shadow.projection.apply(self._back, events)

    def finish(self, connection: sa.Connection) -> None:
        """Write what was kept back."""
        if self._back is not None:
            with self._shadow.meant(connection):
                self._back.finish(connection)

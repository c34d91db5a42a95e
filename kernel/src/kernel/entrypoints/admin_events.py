"""Read the event store from the command line."""

import time
from collections.abc import Iterator
from typing import Any

import click
import msgspec

from kernel.adapters.database import Database
from kernel.adapters.rebuild import BATCH
from kernel.adapters.store import StoredEvent, read_after, read_stream
from kernel.domain.errors import NotFound
from kernel.entrypoints.program import Program, pass_program, say_all


class StreamUnknown(NotFound):
    code = "stream_unknown"


@click.group()
def events() -> None:
    """Read the event store."""


@events.command()
@click.argument("stream")
@pass_program
def show(program: Program, stream: str) -> None:
    """Show one stream, oldest first."""
    with program.database().transaction() as connection:
        found = read_stream(connection, stream)
    if not found:
        raise StreamUnknown(f"there is no stream {stream}")
    say_all(_event_row(one) for one in found)


@events.command()
@click.option("--after", type=click.IntRange(0), default=0, help="The position to start behind.")
@click.option("--follow", is_flag=True, help="Wait for more, until interrupted.")
@pass_program
def tail(program: Program, after: int, *, follow: bool) -> None:
    """Show the events behind a position."""
    for batch in _batches(program.database(), after, follow=follow):
        say_all(_event_row(one) for one in batch)


@events.command()
@pass_program
def export(program: Program) -> None:
    """Write every event as a line of JSON, and say on standard error how many."""
    count = 0
    for batch in _batches(program.database(), 0, follow=False):
        say_all(_event_row(one) for one in batch)
        count += len(batch)
    click.echo(f"{count} events", err=True)


def _batches(database: Database, after: int, *, follow: bool) -> Iterator[list[StoredEvent]]:
    while True:
        with database.transaction() as connection:
            batch = read_after(connection, after, BATCH)
        if batch:
            after = batch[-1].position
            yield batch
        elif follow:
            time.sleep(0.5)
        else:
            return


def _event_row(one: StoredEvent) -> dict[str, Any]:
    return {
        "position": one.position,
        "stream": one.stream_id,
        "version": one.version,
        "type": one.type,
        "occurred_at": one.occurred_at,
        "recorded_at": one.recorded_at,
        "data": msgspec.Raw(one.data.encode()),
        "metadata": one.metadata,
    }

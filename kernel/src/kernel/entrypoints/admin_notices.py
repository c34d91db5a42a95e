"""Look at and repair what people are told."""

import click

from kernel.adapters import notice_desk
from kernel.domain.errors import NotFound
from kernel.entrypoints.program import Program, pass_program, say, say_all


class NothingTold(NotFound):
    code = "nothing_told"


@click.group()
@pass_program
def notices(program: Program) -> None:
    """Look at what people are told, and try again what failed."""
    if program.definition().telling is None:
        raise NothingTold(f"{program.service} tells nobody anything")


@notices.command()
@pass_program
def status(program: Program) -> None:
    """Say how far the events are told, and how much waits, was told, failed or was passed over."""
    say(notice_desk.status(program.database()))


@notices.command("failed")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True)
@pass_program
def list_failed(program: Program, limit: int) -> None:
    """List the notices that were put aside, the oldest first."""
    say_all(notice_desk.failed_rows(program.database(), limit))


@notices.command()
@click.argument("notice", required=False)
@click.option("--all", "every", is_flag=True, help="All that were put aside.")
@pass_program
def retry(program: Program, notice: str | None, *, every: bool) -> None:
    """Tell a notice that was put aside after all, if it is still news."""
    if (notice is None) is not every:
        raise click.UsageError("name one notice, or say --all")
    now = program.clock().now()
    say({"retried": notice_desk.retry(program.database(), notice, at=now)})

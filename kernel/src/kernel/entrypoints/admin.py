"""The operator's command, the same in every service: migrate, look, rebuild, verify, repair."""

import click

from kernel.adapters.migrations import current_revision, migrate
from kernel.entrypoints import admin_events, admin_messages, admin_read_models
from kernel.entrypoints.program import Program, pass_program, say


@click.group()
def admin() -> None:
    """Migrate, look, rebuild, verify, repair."""


@admin.command("migrate")
@pass_program
def migrate_(program: Program) -> None:
    """Bring the database to the newest schema; running it again changes nothing."""
    url = program.database_url()
    before = current_revision(url)
    migrate(url, program.migrations)
    say({"before": before, "now": current_revision(url)})


for command in (
    admin_events.events,
    admin_messages.relay,
    admin_messages.subscriptions,
    admin_messages.parked,
    admin_messages.timers,
    admin_messages.broker,
    admin_read_models.projection,
    admin_read_models.verify,
):
    admin.add_command(command)

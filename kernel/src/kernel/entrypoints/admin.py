"""The operator's command, the same in every service: migrate, look, rebuild, verify, repair."""

import click

from kernel.adapters.migrations import current_revision, migrate
from kernel.adapters.roles import grant_app_role
from kernel.entrypoints import (
    admin_events,
    admin_messages,
    admin_notices,
    admin_read_models,
)
from kernel.entrypoints.logs import configure_logs
from kernel.entrypoints.program import Program, pass_program, say


@click.group()
@pass_program
def admin(program: Program) -> None:
    """Migrate, look, rebuild, verify, repair."""
    configure_logs(service=program.service, process="admin", level="WARNING")


@admin.command("migrate")
@click.option("--expand", is_flag=True, help="Stop before what the version before cannot bear.")
@click.option("--app-role", help="The role under which serve and work run, if not the owner.")
@pass_program
def migrate_(program: Program, app_role: str | None, *, expand: bool) -> None:
    """Bring the database to the newest schema; running it again changes nothing."""
    url = program.database_url()
    before = current_revision(url)
    left = migrate(url, program.migrations, expand_only=expand)
    if app_role:
        grant_app_role(program.database(), app_role)
    say({"before": before, "now": current_revision(url), "left": left, "app_role": app_role})


for command in (
    admin_events.events,
    admin_messages.relay,
    admin_messages.subscriptions,
    admin_messages.parked,
    admin_messages.timers,
    admin_messages.broker,
    admin_notices.notices,
    admin_read_models.projection,
    admin_read_models.verify,
):
    admin.add_command(command)

"""The commands of the gateway: serve, admin."""

import importlib
import os
import sys
from collections.abc import Mapping, Sequence

import click

from kernel.domain.errors import KernelError


def main() -> None:
    """Run the command line. `serve` turns green before anything else is imported."""
    if sys.argv[1:2] == ["serve"]:
        importlib.import_module("kernel.entrypoints.nameko_green").go_green()
    commands = importlib.import_module("gateway.entrypoints.commands")
    sys.exit(run(commands.gateway, sys.argv[1:], os.environ))


def run(command: click.Command, arguments: Sequence[str], env: Mapping[str, str]) -> int:
    """Run one command and return its exit code; a refusal is one line on standard error."""
    try:
        command.main(list(arguments), prog_name="gateway", standalone_mode=False, obj=env)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except KernelError as error:
        click.echo(f"gateway: {error.own_code}: {error.message}", err=True)
        return 1
    return 0

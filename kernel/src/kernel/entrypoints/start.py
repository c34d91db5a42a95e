"""The first line of every program: `serve` turns green before anything else is imported."""

import importlib
import os
import sys
from pathlib import Path


def start(service: str, migrations: Path) -> None:
    """Run the command line of a service."""
    if sys.argv[1:2] == ["serve"]:
        importlib.import_module("kernel.entrypoints.nameko_green").go_green()
    program = importlib.import_module("kernel.entrypoints.cli")
    sys.exit(program.main(service, migrations, sys.argv[1:], os.environ))

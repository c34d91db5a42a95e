"""`orders serve`, `orders work`, `orders admin`."""

import os
import sys
from pathlib import Path

from kernel.entrypoints.cli import main as run

MIGRATIONS = Path(__file__).parents[3] / "migrations"


def main() -> None:
    sys.exit(run("orders", MIGRATIONS, sys.argv[1:], os.environ))

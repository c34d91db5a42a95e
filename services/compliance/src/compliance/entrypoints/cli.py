"""The command line of compliance: serve, work, admin."""

from pathlib import Path

from kernel.entrypoints.start import start

MIGRATIONS = Path(__file__).resolve().parents[3] / "migrations"


def main() -> None:
    start("compliance", MIGRATIONS)

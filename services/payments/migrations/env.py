"""Alembic runs this for every revision; the kernel knows how."""

from kernel.adapters.migrations import run_env

run_env()

"""Alembic's entry: the kernel gives the connection."""

from kernel.adapters.migrations import run_env

run_env()

"""Alembic asks for this file; the connection and the transaction come from `admin migrate`."""

from kernel.adapters.migrations import run_env

run_env()

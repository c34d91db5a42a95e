"""Where alembic starts: on the connection that `admin migrate` opened."""

from kernel.adapters.migrations import run_env

run_env()

"""Where alembic comes in; the kernel runs the revisions on its own connection."""

from kernel.adapters.migrations import run_env

run_env()

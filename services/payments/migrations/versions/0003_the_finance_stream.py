"""How far the finance chain is published to its stream."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("insert into relay (name, position) values ('finance', 0)")

"""What members are told about their duty, and how far it has been told."""

from alembic import op

from kernel.adapters.schema import install_notices_v1

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    install_notices_v1(op.get_bind())

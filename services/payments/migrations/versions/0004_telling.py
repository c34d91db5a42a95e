"""What buyers and sellers are told about money, and how far it has been told."""

from alembic import op

from kernel.adapters.schema import install_notices_v1

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    install_notices_v1(op.get_bind())

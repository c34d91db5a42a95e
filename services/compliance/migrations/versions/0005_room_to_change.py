"""Room beside each obligation for its later states: a credit or an assessment stays in its page.

Only pages that are new get it. A change within the page touches no index.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table obligations set (fillfactor = 50)")

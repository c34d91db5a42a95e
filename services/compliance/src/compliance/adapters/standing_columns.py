"""How an obligation stands, as columns that a list can be filtered and counted by."""

import sqlalchemy as sa

from compliance.adapters.tables import obligations
from compliance.application.questions import Standing

_MET = sa.and_(
    obligations.c.credited_idr >= obligations.c.target_idr,
    sa.func.coalesce(obligations.c.credited_staple_idr, 0)
    >= sa.func.coalesce(obligations.c.target_staple_idr, 0),
)

# After the close as well it is what the figures say by now: money that went back, and what became
# known of the member late, change it. What was assessed then stays in the assessment.
STANDING = sa.case(
    (sa.not_(obligations.c.in_scope), sa.literal(str(Standing.OUT_OF_SCOPE))),
    (_MET, sa.literal(str(Standing.MET))),
    (obligations.c.assessment.is_not(None), sa.literal(str(Standing.NOT_MET))),
    else_=sa.literal(str(Standing.OPEN)),
).label("standing")

OUTCOME_CLOSED = obligations.c.assessment["outcome"].astext
SHORTFALL = sa.case(
    (
        obligations.c.in_scope,
        sa.func.greatest(obligations.c.target_idr - obligations.c.credited_idr, 0),
    ),
    else_=0,
)

"""What was assessed, in rows in memory."""

from compliance.adapters.assessed import write_assessments
from compliance.adapters.tables import obligations
from compliance.domain.duty_events import ObligationsAssessed
from kernel.adapters.codec import plain
from kernel.adapters.memory import MemoryTransaction


@write_assessments.on(MemoryTransaction)
def _write_assessments(transaction: MemoryTransaction, event: ObligationsAssessed) -> None:
    assessed = {(one.obligation_id,): plain(one) for one in event.assessments}
    for key in transaction.locked(obligations, assessed):
        transaction.change(obligations, key, assessment=assessed[key], chunk_no=event.chunk_no)

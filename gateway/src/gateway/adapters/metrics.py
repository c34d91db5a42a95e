"""How the batches at the edge fill."""

from prometheus_client import Histogram

EDGE_BATCH_COMMANDS = Histogram(
    "malpro_edge_batch_commands",
    "Commands sent to a service in one call",
    ["service"],
    buckets=(1, 2, 4, 8, 16, 32, 64),
)
EDGE_BATCH_QUESTIONS = Histogram(
    "malpro_edge_batch_questions",
    "Questions sent to a service in one call",
    ["service"],
    buckets=(1, 2, 4, 8, 16, 32, 64),
)

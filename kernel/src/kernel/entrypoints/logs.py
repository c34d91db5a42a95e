"""Structured logs: one JSON object a line, or readable lines for a person at a terminal."""

import logging
import logging.config
import sys
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

from kernel.application.tracing import current_trace


def configure_logs(
    *,
    service: str,
    process: str,
    level: str = "INFO",
    human: bool = False,
    stream: TextIO | None = None,
) -> None:
    """
    Send every log line, also those of libraries, to one stream in one shape.

    :param stream: standard error unless given
    """
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _named(service, process),
        _traced,
        structlog.processors.format_exc_info,
    ]
    renderer: Processor = (
        structlog.dev.ConsoleRenderer() if human else structlog.processors.JSONRenderer()
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("amqp", "kombu", "alembic", "nameko", "werkzeug"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _named(service: str, process: str) -> Processor:
    def add(_logger: Any, _method: str, event: Any) -> Any:
        return event | {"service": service, "process": process}

    return add


def _traced(_logger: Any, _method: str, event: Any) -> Any:
    trace = current_trace()
    if trace is not None:
        event["correlation_id"] = trace.correlation_id
    return event

"""Structured logs: one JSON object a line, or readable lines for a person at a terminal."""

import logging
import sys
import threading
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

from kernel.adapters.bugs import bug_report
from kernel.application.tracing import current_trace

log = logging.getLogger(__name__)


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
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        _named(service, process),
        _traced,
        _without_values,
    ]
    renderer: Processor = (
        structlog.dev.ConsoleRenderer(timestamp_key="time")
        if human
        else structlog.processors.JSONRenderer()
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = logging.StreamHandler(stream) if stream else _StandardError()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("amqp", "kombu", "alembic", "nameko", "werkzeug"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def log_deaths() -> None:
    """Let warnings, and what nothing else caught, appear in the logs, in the same shape."""
    logging.captureWarnings(capture=True)
    sys.excepthook = _note_death
    threading.excepthook = _note_death_of_thread


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to whatever standard error is at the moment."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


def _named(service: str, process: str) -> Processor:
    def add(_logger: Any, _method: str, event: Any) -> Any:
        return event | {"service": service, "process": process}

    return add


def _traced(_logger: Any, _method: str, event: Any) -> Any:
    trace = current_trace()
    if trace is not None:
        event.setdefault("correlation_id", trace.correlation_id)
    return event


def _without_values(_logger: Any, _method: str, event: Any) -> Any:
    """Tell of an exception what it was and where, not its text, which can quote a person's data."""
    exc_info = event.pop("exc_info", None)
    error = exc_info[1] if isinstance(exc_info, tuple) else exc_info
    return event | bug_report(error) if isinstance(error, BaseException) else event


def _note_death(_kind: type[BaseException], error: BaseException, _trace: Any) -> None:
    log.critical("process.died", extra=bug_report(error))


def _note_death_of_thread(died: threading.ExceptHookArgs) -> None:
    if died.exc_value is not None:
        log.critical("thread.died", extra=bug_report(died.exc_value))

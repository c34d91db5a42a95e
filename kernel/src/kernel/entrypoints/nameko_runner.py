"""Starts nameko services, watches over them, and stops them when it is told to."""

import logging
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Literal

import eventlet
import nameko
from nameko.utils.concurrency import SpawningProxy

from kernel.adapters import inprocess
from kernel.entrypoints.nameko_container import Container
from kernel.entrypoints.nameko_green import check_green
from kernel.entrypoints.nameko_web import http_port, serves_http

_log = logging.getLogger(__name__)

_STOP_S = 8.0
_WATCH_S = 0.1
_REVIVE_S = 1.0


@dataclass(slots=True)
class Services:
    """What is running."""

    containers: list[Container] = field(default_factory=list)

    @property
    def http_port(self) -> int:
        """The port of the first web server. :raises StopIteration: there is none."""
        return http_port(next(one for one in self.containers if serves_http(one)))

    @property
    def failed(self) -> list[Container]:
        return [one for one in self.containers if one.failure is not None]

    def stop(self, timeout_s: float = _STOP_S) -> None:
        """Let requests at work finish; kill what has not stopped in time."""
        for container in self.containers:
            container.stopping.set()
        try:
            with eventlet.Timeout(timeout_s):
                SpawningProxy(self.containers).stop()
        except eventlet.Timeout:
            _log.warning("some workers did not finish in %s s and are killed", timeout_s)
            SpawningProxy(self.containers).kill()


def start_services(
    service_classes: Sequence[type],
    amqp_url: str,
    *,
    http_address: str | None = None,
    max_workers: int = 8,
    prefetch_count: int = 16,
) -> Services:
    """
    Start the services in this process, which must be green.

    :raises RuntimeError: `go_green` was not called
    :raises OSError: the address for HTTP is taken
    """
    check_green()
    if amqp_url.startswith("memory:"):
        inprocess.install()
    nameko.config.setup(
        {
            "AMQP_URI": amqp_url,
            "WEB_SERVER_ADDRESS": http_address or "127.0.0.1:0",
            "max_workers": max_workers,
            "PREFETCH_COUNT": prefetch_count,
        }
    )
    services = Services(containers=[Container(one) for one in service_classes])
    try:
        SpawningProxy(services.containers, abort_on_error=True).start()
    except BaseException:
        SpawningProxy(services.containers).kill()
        raise
    return services


def run_services(
    service_classes: Sequence[type],
    amqp_url: str,
    *,
    stop_event: Event | None = None,
    on_started: Callable[[Services], None] | None = None,
    on_death: Literal["exit", "restart"] = "exit",
    signals: bool = True,
    **options: Any,
) -> int:
    """
    Run the services until SIGTERM, SIGINT or `stop_event`, and return the exit code.

    A broker that goes away is no reason to end; a container that dies of a bug is restarted, or
    ends the process with code 1. `options` are those of `start_services`.
    """
    signalled = _Signals() if signals else None
    services = start_services(service_classes, amqp_url, **options)
    if on_started is not None:
        on_started(services)
    _log.info("started %s", ", ".join(one.service_name for one in services.containers))

    def stopping() -> bool:
        return bool((signalled and signalled.number) or (stop_event and stop_event.is_set()))

    code = _watch(services, stopping, on_death)
    services.stop()
    _log.info("stopped")
    return code


class _Signals:
    """Remembers SIGTERM or SIGINT. No lock: the handler may run inside eventlet's own loop."""

    number = 0

    def __init__(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note)

    def _note(self, number: int, _frame: Any) -> None:
        self.number = number


def _watch(services: Services, stopping: Callable[[], bool], on_death: str) -> int:
    """Look often: a signal does not wake eventlet's loop by itself."""
    while not stopping():
        for container in services.failed:
            _log.error("%s died", container.service_name, exc_info=container.failure)
            if on_death == "exit":
                return 1
            services.containers.remove(container)
            services.containers.append(_revived(container))
        eventlet.sleep(_WATCH_S)
    return 0


def _revived(container: Container) -> Container:
    eventlet.sleep(_REVIVE_S)
    new = Container(container.service_cls)
    try:
        new.start()
    except Exception as error:  # noqa: BLE001 - it is tried again, or ends the process
        _log.exception("%s did not start again", new.service_name)
        new.failure = error
    return new

"""nameko's web server, hosting the service class's own WSGI app."""

import logging
from typing import Any

import eventlet
from eventlet import wsgi
from eventlet.greenio import shutdown_safe
from nameko.extensions import Entrypoint
from nameko.web.server import WebServer

from kernel.entrypoints.nameko_client import ReplyLink

_log = logging.getLogger(__name__)

_IDLE_S = 65
_FINISH_S = 3.0
_STEP_S = 0.02


class FlaskServer(WebServer):
    """
    Serves ``service_cls.make_wsgi_app(container)``, without an access log.

    A request that goes wrong costs its connection, never the container. A stop takes no new
    connections, ends the idle ones, and gives requests at work a moment to finish.
    """

    def __init__(self) -> None:
        super().__init__()
        self._open: dict[int, list[Any]] = {}

    @property
    def port(self) -> int:
        """The port it really listens on, also if it was told to take any."""
        return int(self._sock.getsockname()[1])

    def get_wsgi_app(self) -> Any:
        return self.container.service_cls.make_wsgi_app(self.container)

    def get_wsgi_server(self, sock: Any, wsgi_app: Any, **options: Any) -> Any:
        server = super().get_wsgi_server(sock, wsgi_app, **options)
        server.log_output = False
        server.socket_timeout = _IDLE_S
        return server

    def run(self) -> None:
        while self._is_accepting:
            try:
                sock, address = self._sock.accept()
            except OSError as error:
                # Out of file descriptors, or a client that left before it was accepted.
                _log.warning("could not accept a connection: %s", error)
                eventlet.sleep(_STEP_S)
                continue
            sock.settimeout(self._serv.socket_timeout)
            eventlet.spawn_n(self.process_request, sock, address)

    def process_request(self, sock: Any, address: Any) -> None:
        state = [address, sock, wsgi.STATE_IDLE]
        self._open[id(state)] = state
        try:
            self._serv.process_request(state)
        except OSError as error:
            _log.debug("a client left: %s", error)
        except Exception:  # noqa: BLE001 - one connection must not cost the others
            _log.exception("a connection failed")
        finally:
            self._open.pop(id(state), None)

    def stop(self) -> None:
        self._is_accepting = False
        if self._gt is not None:
            self._gt.kill()
            self._sock.close()
        self._finish()

    def kill(self) -> None:
        self.stop()

    def _finish(self) -> None:
        for state in list(self._open.values()):
            idle = state[2] == wsgi.STATE_IDLE
            state[2] = wsgi.STATE_CLOSE
            if idle:
                shutdown_safe(state[1])
        with eventlet.Timeout(_FINISH_S, False):  # noqa: FBT003 - eventlet: do not raise
            while self._open:
                eventlet.sleep(_STEP_S)


class Wsgi(Entrypoint):
    """Marks the method that stands for the WSGI app; the app may call other services."""

    server = FlaskServer()
    replies = ReplyLink()

    def setup(self) -> None:
        self.server.register_provider(self)

    def start(self) -> None:
        """The server starts by itself, as every extension of the container does."""

    def stop(self) -> None:
        self.server.unregister_provider(self)
        self.server.stop()


def http_port(container: Any) -> int:
    """Return the port that the container's web server listens on."""
    server: FlaskServer = container.shared_extensions[FlaskServer]
    return server.port


def serves_http(container: Any) -> bool:
    return FlaskServer in container.shared_extensions

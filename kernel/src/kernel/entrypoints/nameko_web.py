"""nameko's web server, hosting the service class's own WSGI app."""

import logging
import socket
from collections.abc import Callable
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
_LEAVINGS_S = 1.0
_LEAVINGS_PIECES = 64
_PIECE_BYTES = 16 * 1024


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

    def get_wsgi_app(self) -> Callable[..., Any]:
        app = self.container.service_cls.make_wsgi_app(self.container)

        def logged(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
            _bound_leavings(environ)
            # eventlet would answer 500 and tell nobody why.
            try:
                return app(environ, start_response)
            except Exception:
                _log.exception("the WSGI app failed")
                raise

        return logged

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
            # Else the end of an answer that takes more than one write waits for the client's
            # delayed acknowledgement, 40 ms.
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._serv.process_request(state)
        except OSError as error:
            _log.debug("a client left: %s", error)
        except Exception:  # noqa: BLE001 - one connection must not cost the others
            _log.exception("a connection failed")
        finally:
            self._open.pop(id(state), None)

    def stop(self) -> None:
        """Close the door, wait a moment for those inside, then put them out."""
        if self._is_accepting:
            self._close_door()
            self._ask_to_leave()
            with eventlet.Timeout(_FINISH_S, False):  # noqa: FBT003 - eventlet: do not raise
                while self._open:
                    eventlet.sleep(_STEP_S)
        self._put_out()

    def kill(self) -> None:
        self._close_door()
        self._put_out()

    def _close_door(self) -> None:
        self._is_accepting = False
        if self._gt is not None:
            self._gt.kill()
            self._sock.close()

    def _ask_to_leave(self) -> None:
        """End idle connections now, and the others after the request at work."""
        for state in list(self._open.values()):
            idle = state[2] == wsgi.STATE_IDLE
            state[2] = wsgi.STATE_CLOSE
            if idle:
                shutdown_safe(state[1])

    def _put_out(self) -> None:
        for state in self._open.values():
            shutdown_safe(state[1])
        self._open.clear()


def _bound_leavings(environ: dict[str, Any]) -> None:
    """See that what a client still sends after its answer is read for a moment only."""
    body = environ["eventlet.input"]

    def discard() -> None:
        cut = OSError("the client went on sending after its answer")
        with eventlet.Timeout(_LEAVINGS_S, cut):
            for _ in range(_LEAVINGS_PIECES):
                if not body.read(_PIECE_BYTES):
                    return
        raise cut

    body.discard = discard


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

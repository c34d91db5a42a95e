"""A web service for the tests of the web server; it prints its port and runs until it is stopped.

Run as ``python kernel_web_service.py AMQP_URL on_death [address]``.
"""

from kernel.entrypoints.nameko_green import go_green

go_green()

import socket  # noqa: E402 - nothing that makes locks may be imported before it is green
import sys  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable, Iterable  # noqa: E402
from typing import Any  # noqa: E402
from urllib.parse import parse_qs  # noqa: E402

from kernel.entrypoints.nameko_client import Calls, ContainerRpc, RpcClient  # noqa: E402
from kernel.entrypoints.nameko_rpc import rpc  # noqa: E402
from kernel.entrypoints.nameko_runner import Services, run_services  # noqa: E402
from kernel.entrypoints.nameko_web import Wsgi  # noqa: E402


class Back:
    name = "web-test-back"

    @rpc
    def double(self, number: int) -> int:
        return 2 * number


class Middle:
    name = "web-test-middle"
    calls = Calls()

    @rpc
    def double_by_another(self, number: int) -> int:
        answer: int = self.calls.call("web-test-back", "double", number=number)
        return answer


class Site:
    name = "web-test-site"

    @Wsgi.decorator
    def wsgi(self) -> None:
        """Stands for the app."""

    @classmethod
    def make_wsgi_app(cls, container: Any) -> "App":
        return App(container)


class App:
    """Every method is a path; ``?n=`` is its argument."""

    def __init__(self, container: Any) -> None:
        self.container = container
        self.connection: Any = None
        self.middle = RpcClient(container, "web-test-middle")

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        number = int(parse_qs(environ.get("QUERY_STRING", "")).get("n", ["0"])[0])
        environ["wsgi.input"].read()
        self.connection = environ["eventlet.input"].get_socket()
        body = str(getattr(self, environ["PATH_INFO"].strip("/"))(number)).encode()
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]

    def double(self, number: int) -> Any:
        return self.middle.call("double_by_another", number=number)

    def slow(self, number: int) -> str:
        time.sleep(number)
        return "done"

    def poll(self, number: int) -> Any:
        return f"stopping: {self.container.stopping.wait(number)}"

    def ready(self, _: int) -> Any:
        return ContainerRpc(self.container).connected

    def undelayed(self, _: int) -> bool:
        return bool(self.connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    def die(self, _: int) -> str:
        self.container.spawn_managed_thread(lambda: 1 / 0, identifier="dies")
        return "done"


def say_port(services: Services) -> None:
    sys.stdout.write(f"{services.http_port}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    url, on_death, *rest = sys.argv[1:]
    address = rest[0] if rest else "127.0.0.1:0"
    sys.exit(
        run_services(
            [Site, Middle, Back],
            url,
            http_address=address,
            on_started=say_port,
            on_death="restart" if on_death == "restart" else "exit",
        )
    )

"""The other side: a stream on a real broker, a wire to it, and a gateway with the feed alone."""

import json
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pika

TOKEN = "token-of-the-clerk"


class Publisher:
    """Publishes as payments does: one envelope a message, to a stream."""

    def __init__(self, url: str, stream: str) -> None:
        self.stream = stream
        # pika does not know the two strokes at the end.
        self._connection = pika.BlockingConnection(pika.URLParameters(url.removesuffix("//")))
        self.channel = self._connection.channel()
        self.channel.confirm_delivery()

        self.declare()

    def declare(self) -> None:
        arguments = {"x-queue-type": "stream", "x-max-age": "10Y"}
        self.channel.queue_declare(self.stream, durable=True, arguments=arguments)

    def delete(self) -> None:
        self.channel.queue_delete(self.stream)

    def publish(self, *lines: bytes) -> None:
        for line in lines:
            told = json.loads(line)
            properties = pika.BasicProperties(
                content_type="application/cloudevents+json",
                delivery_mode=2,
                message_id=told["id"],
                type=told["type"],
                headers={"financeseq": told["financeseq"]},
            )
            self.channel.basic_publish("", self.stream, line, properties, mandatory=True)

    def close(self) -> None:
        self._connection.close()


@dataclass(slots=True)
class Gateway:
    """
    Serves `/v1/finance/events` and `/v1/finance/head`.

    :param lines: the chain so far; grows while it serves
    :param answers: statuses to give before it answers in earnest
    """

    lines: list[bytes] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    page_max: int = 500
    url: str = ""
    on_asked: Callable[[int], None] = lambda _: None

    def answer(self, path: str, token: str | None) -> tuple[int, Any]:
        self.asked.append(path)
        self.on_asked(len(self.asked))
        if self.answers:
            return self.answers.pop(0), {"title": "no"}
        if token != f"Bearer {TOKEN}":
            return 401, {"title": "who are you"}
        where = urlsplit(path)
        if where.path == "/v1/finance/head":
            return 200, self._head()
        if where.path == "/v1/finance/events":
            query = {name: int(values[0]) for name, values in parse_qs(where.query).items()}
            return 200, self._page(query["after"], query["limit"])
        return 404, {"title": "nothing here"}

    def _head(self) -> dict[str, Any]:
        if not self.lines:
            return {"financeseq": 0, "position": 0, "hash": "0" * 64}
        last = json.loads(self.lines[-1])
        return {name: last[name] for name in ("financeseq", "position", "hash")}

    def _page(self, after: int, limit: int) -> dict[str, Any]:
        head = len(self.lines)
        found: Sequence[bytes] = self.lines[after : after + min(limit, self.page_max)]
        items = [
            {"financeseq": after + number, "envelope": line.decode()}
            for number, line in enumerate(found, 1)
        ]
        return {"items": items, "after": after + len(items), "head": head}


@contextmanager
def serving(gateway: Gateway) -> Iterator[Gateway]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, answer = gateway.answer(self.path, self.headers["Authorization"])
            body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    gateway.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Wire:
    """A wire to a broker, which can be cut and joined again; `url` leads through it."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._there = (parts.hostname, parts.port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        self.url = url.replace(f"{parts.hostname}:{parts.port}", f"127.0.0.1:{port}")
        self._whole = True
        self._ends: list[socket.socket] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        self._whole = False
        for end in self._ends:
            _shut(end)
        self._ends.clear()

    def join(self) -> None:
        self._whole = True

    def close(self) -> None:
        self.cut()
        _shut(self._listener)
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                here, _ = self._listener.accept()
            except OSError:
                return
            if not self._whole:
                here.close()
                continue
            there = socket.create_connection(self._there)
            self._ends += [here, there]
            for one, other in ((here, there), (there, here)):
                threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    try:
        while data := one.recv(65536):
            other.sendall(data)
    except OSError:
        return
    finally:
        _shut(one)
        _shut(other)


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()

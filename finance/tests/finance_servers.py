"""The other side: a stream on a real broker, and a small real gateway with the feed alone."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pika

STREAM = "payments.finance.v1"
TOKEN = "token-of-the-clerk"


class Publisher:
    """Publishes as payments does: one envelope a message, to a stream."""

    def __init__(self, url: str) -> None:
        # pika does not know the two strokes at the end.
        self._connection = pika.BlockingConnection(pika.URLParameters(url.removesuffix("//")))
        self._channel = self._connection.channel()
        self._channel.confirm_delivery()

    def declare(self) -> None:
        arguments = {"x-queue-type": "stream", "x-max-age": "10Y"}
        self._channel.queue_declare(STREAM, durable=True, arguments=arguments)

    def delete(self) -> None:
        self._channel.queue_delete(STREAM)

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
            self._channel.basic_publish("", STREAM, line, properties, mandatory=True)

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

    def answer(self, path: str, token: str | None) -> tuple[int, Any]:
        self.asked.append(path)
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

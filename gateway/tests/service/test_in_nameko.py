"""The gateway as it is served: greenthreads, nameko, real sockets, RPC."""

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
import requests
from gateway_examples import PASSWORD
from gateway_issuer import AUDIENCE, local_issuer

from gateway.bootstrap import make_signing_key, migrate
from gateway.entrypoints.examples import REQUESTS
from kernel.domain.ids import new_id

SERVER = Path(__file__).parents[1] / "gateway_green_server.py"
SOON_S = 20.0


@dataclass
class Served:
    process: "subprocess.Popen[str]"
    url: str

    def post(
        self,
        path: str,
        body: Mapping[str, object],
        *,
        token: str | None = None,
        timeout: float = SOON_S,
    ) -> requests.Response:
        headers = {"Idempotency-Key": new_id()}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return requests.post(self.url + path, json=body, headers=headers, timeout=timeout)

    def get(self, path: str, *, token: str | None = None) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return requests.get(self.url + path, headers=headers, timeout=SOON_S)

    def place(self, token: str, *, wait: float = 0) -> requests.Response:
        return self.post(f"/v1/checkouts?wait={wait}", REQUESTS["place_orders"], token=token)


@pytest.fixture
def served(database_url: str, tmp_path: Path) -> Iterator[Served]:
    with serving(database_url, tmp_path) as served:
        yield served


@contextmanager
def serving(database_url: str, folder: Path, *more: Path) -> Iterator[Served]:
    migrate(database_url)
    key_file = folder / "signing-key.pem"
    make_signing_key(key_file)
    with subprocess.Popen(
        [sys.executable, str(SERVER), database_url, str(key_file), *map(str, more)],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        assert port, "the gateway did not start"
        yield Served(process, f"http://127.0.0.1:{port}")
        process.kill()


@pytest.fixture
def token(served: Served) -> str:
    assert served.post("/v1/accounts", REQUESTS["register_account"]).status_code == 201
    answer = served.post("/v1/tokens", REQUESTS["issue_token"])
    assert answer.status_code == 201
    return str(answer.json()["access_token"])


def test_the_whole_way_over_sockets(served: Served, token: str) -> None:
    placed = served.place(token)
    ready = served.get("/readyz")
    order = requests.get(
        f"{served.url}/v1/orders/{new_id()}",
        headers={"Authorization": f"Bearer {token}", "X-Request-Id": (request_id := new_id())},
        timeout=SOON_S,
    )

    assert placed.status_code == 202
    assert placed.headers["Location"] == f"/v1/checkouts/{placed.json()['checkout_id']}"
    assert (ready.status_code, set(ready.json()["checks"].values())) == (200, {"ok"})
    assert order.json()["correlation"] == request_id == order.headers["X-Request-Id"]


def test_a_crowd_shares_calls_and_everyone_gets_her_own_answer(served: Served, token: str) -> None:
    with ThreadPoolExecutor(40) as pool:
        placed = list(pool.map(lambda _: served.place(token), range(40)))

    assert {one.status_code for one in placed} == {202}
    assert len({one.json()["checkout_id"] for one in placed}) == 40
    sizes = served.get(f"/v1/orders/{new_id()}", token=token).json()["sizes"]
    assert sum(sizes) == 40
    assert len(sizes) < 20
    assert max(sizes) > 2


def test_others_are_served_while_a_password_is_hashed(served: Served) -> None:
    hashed = threading.Event()

    def register() -> None:
        body = {"login": "siti", "password": PASSWORD}
        assert served.post("/v1/accounts", body).status_code == 201
        hashed.set()

    thread = threading.Thread(target=register)
    thread.start()
    waits = []
    while not hashed.is_set():
        started = time.monotonic()
        assert served.get("/healthz").status_code == 200
        waits.append(time.monotonic() - started)
    thread.join()

    assert len(waits) > 3, "the hash was too cheap to tell"
    assert sorted(waits)[len(waits) // 2] < 0.2


def test_others_are_served_while_an_issuer_takes_its_time(
    database_url: str, tmp_path: Path
) -> None:
    oidc_file = tmp_path / "oidc.json"
    with local_issuer() as issuer:
        issuer.add_key("one")
        issuer.may_answer.clear()
        oidc_file.write_text(json.dumps([{"issuer": issuer.url, "audience": AUDIENCE}]))
        with serving(database_url, tmp_path, oidc_file) as served, ThreadPoolExecutor(1) as pool:
            me = pool.submit(served.get, "/v1/me", token=issuer.token("one"))
            assert issuer.is_asked.wait(SOON_S)

            assert served.get("/healthz").status_code == 200
            assert not me.done()
            issuer.may_answer.set()

            assert me.result(SOON_S).json()["roles"][0]["role"] == "buyer"


def test_a_stop_ends_long_polls_with_their_answer(served: Served, token: str) -> None:
    with ThreadPoolExecutor(1) as pool:
        started = time.monotonic()
        poll = pool.submit(served.place, token, wait=10)
        time.sleep(1)
        served.process.send_signal(signal.SIGTERM)

        answer = poll.result(SOON_S)

    assert answer.status_code == 202
    assert time.monotonic() - started < 5
    assert served.process.wait(SOON_S) == 0


def raw(served: Served, token: str, *pieces: bytes) -> socket.socket:
    """Send the beginning of an upload, and leave the line open."""
    host, port = served.url.removeprefix("http://").split(":")
    line = socket.create_connection((host, int(port)), timeout=SOON_S)
    head = (
        f"POST /v1/files HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n"
        "Content-Type: application/pdf\r\nContent-Length: 1000\r\n\r\n"
    )
    line.sendall(head.encode() + b"".join(pieces))
    return line


def test_an_upload_that_crawls_or_breaks_off_leaves_nothing(
    served: Served, token: str, tmp_path: Path
) -> None:
    with raw(served, token, b"%PDF-1.7") as crawling:
        answer = b""
        while piece := crawling.recv(4096):
            answer += piece
    with raw(served, token, b"%PDF-1.7"):
        pass
    whole = requests.post(
        f"{served.url}/v1/files",
        data=iter([b"%PDF-", b"1.7"]),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/pdf"},
        timeout=SOON_S,
    )

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"code":"body_slow"' in answer
    assert whole.status_code == 201
    kept = [one.name for one in (tmp_path / "files").rglob("*") if one.is_file()]
    assert kept == [whole.json()["sha256"]]


def test_a_body_in_chunks_is_read_and_a_huge_one_is_not(served: Served, token: str) -> None:
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Idempotency-Key": "k",
    }

    def send(*chunks: bytes) -> requests.Response:
        return requests.post(
            f"{served.url}/v1/checkouts", data=iter(chunks), headers=headers, timeout=SOON_S
        )

    small = send(b'{"lines": []', b"}")
    huge = send(*[b" " * 100_000] * 20)

    assert (small.status_code, small.json()["code"]) == (400, "request_malformed")
    assert (huge.status_code, huge.json()["code"]) == (413, "body_too_large")
    assert served.get("/healthz").status_code == 200


AMBIGUOUS = [
    "Transfer-Encoding: gzip, chunked",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
    "Transfer-Encoding: xchunked",
    "Transfer-Encoding:",
    "Content-Length: 0\r\nContent-Length: {length}",
    "Content-Length: +{length}",
]


def test_a_body_whose_end_is_disputed_hides_no_second_request(served: Served) -> None:
    hidden = b"GET /v1/categories HTTP/1.1\r\nHost: x\r\n\r\n"
    port = int(served.url.rpartition(":")[2])

    def answers_to(framing: str) -> bytes:
        lines = framing.format(length=len(hidden))
        head = f"POST /v1/tokens HTTP/1.1\r\nHost: x\r\n{lines}\r\n\r\n"
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(head.encode() + hidden)
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(partial(connection.recv, 65536), b""))

    found = {framing: answers_to(framing) for framing in AMBIGUOUS}

    for framing, answers in found.items():
        assert answers.count(b"HTTP/1.") == 1, (framing, answers)
        assert b" 400 " in answers.splitlines()[0], (framing, answers)

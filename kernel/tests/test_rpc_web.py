"""The web server in a nameko container: it calls services, outlives its clients, and stops."""

import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from kernel.entrypoints.nameko_runner import run_services

SCRIPT = Path(__file__).parent / "kernel_web_service.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    process: "subprocess.Popen[str]"
    port: int

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def stop(self) -> tuple[int, float]:
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(15), time.monotonic() - started


@contextmanager
def site(url: str = "memory://web", *, on_death: str = "exit") -> Iterator[Site]:
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), url, on_death],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield Site(process=process, port=int(process.stdout.readline()))
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("broker", ["in-process", "rabbitmq"])
def test_a_request_reaches_services_and_services_reach_one_another(
    request: pytest.FixtureRequest, broker: str
) -> None:
    url = "memory://web" if broker == "in-process" else request.getfixturevalue("amqp_url")

    with site(url) as running:
        assert running.get("/double?n=21") == (200, "42")
        assert running.get("/ready") == (200, "True")


def test_the_end_of_an_answer_does_not_wait_for_an_acknowledgement() -> None:
    with site() as running:
        assert running.get("/undelayed") == (200, "True")


def test_an_error_or_a_client_that_leaves_costs_nobody_else_anything() -> None:
    with site() as running:
        assert running.get("/boom")[0] == 500
        for _ in range(3):
            with socket.create_connection(("127.0.0.1", running.port)) as client:
                client.sendall(b"GET /slow?n=1 HTTP/1.1\r\nHost: x\r\n\r\n")
        with socket.create_connection(("127.0.0.1", running.port)) as client:
            client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
        with socket.create_connection(("127.0.0.1", running.port)) as client:
            client.sendall(b"\x16\x03\x01 no HTTP at all\r\n\r\n")
        time.sleep(1.2)

        assert running.get("/double?n=1") == (200, "2")


def test_a_stop_lets_requests_finish_and_ends_long_polls_and_idle_connections() -> None:
    with site() as running, ThreadPoolExecutor() as pool:
        idle = socket.create_connection(("127.0.0.1", running.port))
        idle.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        idle.recv(1000)
        poll = pool.submit(running.get, "/poll?n=30")
        slow = pool.submit(running.get, "/slow?n=1")
        time.sleep(0.3)

        code, took = running.stop()

        assert poll.result(5) == (200, "stopping: True")
        assert slow.result(5) == (200, "done")
        assert (code, idle.recv(1000)) == (0, b"")
        assert took < 4
        idle.close()


def test_a_request_that_does_not_end_cannot_hold_up_a_stop() -> None:
    with site() as running, ThreadPoolExecutor() as pool:
        endless = pool.submit(running.get, "/slow?n=60")
        time.sleep(0.3)

        code, took = running.stop()

        assert (code, took < 10) == (0, True)
        with pytest.raises((http.client.HTTPException, OSError)):
            endless.result(5)


def test_no_access_log_is_written() -> None:
    with site() as running:
        running.get("/double?n=7")
        running.stop()
        assert running.process.stderr is not None

        assert "double" not in running.process.stderr.read()


def test_a_container_that_dies_ends_the_process_with_an_error() -> None:
    with site() as running:
        running.get("/die")

        assert running.process.wait(10) == 1
        assert running.process.stderr is not None
        assert "ZeroDivisionError" in running.process.stderr.read()


def test_a_container_that_dies_can_be_started_again_instead(unused_port: int) -> None:
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), "memory://web", "restart", f"127.0.0.1:{unused_port}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        running = Site(process=process, port=int(process.stdout.readline()))
        running.get("/die")
        time.sleep(2.5)

        assert running.get("/double?n=4") == (200, "8")
        assert running.stop()[0] == 0
    finally:
        process.kill()
        process.communicate()


def test_an_address_that_is_taken_ends_the_process_at_once(unused_port: int) -> None:
    with socket.create_server(("127.0.0.1", unused_port)):
        done = subprocess.run(
            [sys.executable, str(SCRIPT), "memory://web", "exit", f"127.0.0.1:{unused_port}"],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )

    assert done.returncode == 1
    assert "Address already in use" in done.stderr


def test_a_process_that_is_not_green_is_told_so() -> None:
    with pytest.raises(RuntimeError, match="go_green"):
        run_services([], "memory://web", signals=False)


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

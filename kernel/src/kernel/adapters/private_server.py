"""What a private PostgreSQL and a private RabbitMQ share: a folder, a process, a guard."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Self

from kernel.adapters import private_guard

PARENT = Path("/var/tmp")  # noqa: S108 - other users must reach it, and it outlives no reboot.
LOWEST_PORT, HIGHEST_PORT = 20_000, 32_000  # Above 32768 the system hands out ports by itself.
POLL_SECONDS = 0.05


class ServerDidNotStart(RuntimeError):
    """A private server is missing, or ended before it answered."""


class PrivateServer(ABC):
    """One server process in a folder of its own; the same folder serves every restart."""

    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]
    patience_seconds: ClassVar[float] = 60.0

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"malpro-{self.name}-", dir=PARENT))
        self._process: subprocess.Popen[bytes] | None = None
        self._guard = self._hire_guard()

    def _hire_guard(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-I", private_guard.__file__, str(self.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The process to signal; None while the server is stopped."""
        return self._process.pid if self._process and self._process.poll() is None else None

    @abstractmethod
    def start(self) -> Self:
        """Start on the folder's data and return once the server answers.

        :raises ServerDidNotStart: when it ends early or stays silent.
        """

    def stop(self) -> None:
        """Stop in an orderly way; the folder stays for the next start."""
        self._end(self.stop_signal)

    def kill9(self) -> None:
        """Kill without a word, as a power cut would; the folder stays for the next start."""
        self._end(signal.SIGKILL)

    def close(self) -> None:
        """Stop, remove the folder, dismiss the guard."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        self._tell_guard("done")
        assert self._guard.stdin is not None
        self._guard.stdin.close()
        self._guard.wait()

    def _end(self, number: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is not None:
            end(process, number)

    def _spawn(
        self, command: Sequence[str], *, environment: Mapping[str, str], user: int | None = None
    ) -> subprocess.Popen[bytes]:
        log = os.open(self.folder / "server.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=user,
                # Ctrl-C at the terminal ends the owner first, and the servers by the owner's hand.
                start_new_session=True,
            )
        finally:
            os.close(log)
        self._tell_guard(f"{process.pid} {int(self.stop_signal)}")
        return process

    def _tell_guard(self, line: str) -> None:
        pipe = self._guard.stdin
        assert pipe is not None
        if self._guard.poll() is None and not pipe.closed:
            pipe.write(f"{line}\n")
            pipe.flush()

    def _wait_until(self, answers: Callable[[], bool]) -> None:
        deadline = time.monotonic() + self.patience_seconds
        while not answers():
            if self.pid is None or time.monotonic() > deadline:
                self.stop()
                raise ServerDidNotStart(f"{self.name} did not start: {self._last_words()}")
            time.sleep(POLL_SECONDS)

    def _last_words(self) -> str:
        lines = (self.folder / "server.log").read_text(errors="replace").strip().splitlines()
        return " | ".join(lines[-3:])


def end(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signal a child and wait for it; kill one that does not listen."""
    process.send_signal(number)
    try:
        process.wait(private_guard.PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_ports(count: int) -> int:
    """Find the first of `count` neighbouring free ports below the range the system hands out."""
    for _ in range(200):
        first = LOWEST_PORT + secrets.randbelow(HIGHEST_PORT - LOWEST_PORT)
        if all(_is_free(port) for port in range(first, first + count)):
            return first
    raise ServerDidNotStart(f"no {count} free ports between {LOWEST_PORT} and {HIGHEST_PORT}")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True

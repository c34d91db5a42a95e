"""The real processes: each service's `serve` and `work` and the gateway, by name and by pid."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from malpro_embedded.adapters.environment import SERVICES

PROCESSES = (
    *(f"{service} {command}" for service in SERVICES for command in ("serve", "work")),
    "gateway serve",
)
_PATIENCE_S = 10.0


@dataclass(slots=True)
class Fleet:
    """
    Nine processes in one environment.

    :param env: what every process gets: database and broker URLs, keys
    :param logs: the folder for one log file each
    """

    env: Mapping[str, str]
    logs: Path
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> int:
        """Start one process, say ``orders work``, and return its pid."""
        program, command = name.split()
        self.logs.mkdir(parents=True, exist_ok=True)
        with (self.logs / f"{program}-{command}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                [str(executable(program)), command],
                env=dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self._running[name].pid

    def start_all(self) -> None:
        for name in PROCESSES:
            self.start(name)

    def pid(self, name: str) -> int:
        return self._running[name].pid

    def kill9(self, name: str) -> None:
        """Kill the process where it stands."""
        self._running[name].kill()
        self._running.pop(name).wait()

    def stop(self, name: str) -> int:
        """Ask the process to end, insist after ten seconds, and return its exit code."""
        process = self._running.pop(name)
        process.send_signal(signal.SIGTERM)
        try:
            return process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def stop_all(self) -> None:
        for process in self._running.values():
            process.send_signal(signal.SIGTERM)
        for name in list(self._running):
            self.stop(name)

    def running(self) -> Iterator[tuple[str, int]]:
        for name, process in self._running.items():
            yield name, process.pid

    def dead(self) -> list[str]:
        """Return the processes that ended by themselves, with their exit codes."""
        return [
            f"{name} (exit {process.returncode})"
            for name, process in self._running.items()
            if process.poll() is not None
        ]

    def admin(self, service: str, *arguments: str, stdin: str = "") -> str:
        """
        Run an admin command and return what it printed.

        :raises subprocess.CalledProcessError: it failed; its standard error went to ours
        """
        done = subprocess.run(
            [str(executable(service)), "admin", *arguments],
            env=dict(self.env),
            input=stdin,
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
        return done.stdout


def executable(program: str) -> Path:
    """Return the console script beside this interpreter."""
    return Path(sys.executable).parent / program


def base_environment() -> dict[str, str]:
    """Return the part of our own environment that children need."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "COVERAGE_PROCESS_START")
    return {name: os.environ[name] for name in kept if name in os.environ}

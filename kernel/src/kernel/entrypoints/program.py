"""A service as its command line sees it: name, environment, migrations, and what it has opened."""

import importlib
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import click
import msgspec

from kernel.adapters.clock import RehearsalClock, SystemClock
from kernel.adapters.database import Database
from kernel.adapters.definition import ServiceDefinition
from kernel.adapters.feed import RpcFeed
from kernel.adapters.rpc import KombuRpc
from kernel.adapters.unit_of_work import UnitsOfWork
from kernel.application.ports import Clock
from kernel.settings import KernelSettings, SettingInvalid, database_url

_REHEARSAL = "MALPRO_REHEARSAL_CLOCK_FILE"


class Program:
    """From it every command gets what it works on; `close` closes whatever was opened."""

    def __init__(self, service: str, migrations: Path, env: Mapping[str, str]) -> None:
        self.service = service
        self.migrations = migrations
        self.env = env
        self._opened = ExitStack()

    def settings(self) -> KernelSettings:
        """:raises SettingMissing: a required variable is not set"""
        return KernelSettings.from_env(self.env, self.service)

    def definition(self) -> ServiceDefinition:
        """:raises SettingMissing: a required variable is not set"""
        settings = importlib.import_module(f"{self.service}.settings").Settings.from_env(self.env)
        bootstrap = importlib.import_module(f"{self.service}.bootstrap")
        definition: ServiceDefinition = bootstrap.define(settings)
        return definition

    def clock(self) -> Clock:
        """
        Return the machine's clock, or in a rehearsal the one that is set by a file.

        :raises SettingInvalid: there is no such file, or no number in it
        """
        path = self.env.get(_REHEARSAL)
        if not path:
            return SystemClock()
        try:
            return RehearsalClock(Path(path))
        except (OSError, ValueError) as error:
            raise SettingInvalid(f"{_REHEARSAL} names no file with a number of seconds") from error

    def database_url(self) -> str:
        """:raises SettingMissing: it is not set"""
        return database_url(self.env, self.service)

    def database(self) -> Database:
        name = f"{self.service} admin"
        database = Database(self.database_url(), pool_size=2, application_name=name)
        return self._opened.enter_context(closing(database))

    def units(self) -> UnitsOfWork:
        definition = self.definition()
        return UnitsOfWork(
            self.database(),
            definition.codec,
            definition.projections,
            clock=self.clock(),
            settings_version=definition.settings_version,
        )

    def feed(self) -> RpcFeed:
        rpc = KombuRpc(self.settings().amqp_url, name="admin")
        return RpcFeed(self._opened.enter_context(closing(rpc)))

    def close(self) -> None:
        self._opened.close()


# A row of a check can hold anything that PostgreSQL returns.
_encode = msgspec.json.Encoder(enc_hook=str).encode

pass_program = click.make_pass_decorator(Program)


def say(row: Mapping[str, Any]) -> None:
    """Print one JSON object on a line of its own."""
    click.echo(_encode(row).decode())


def say_all(rows: Iterable[Mapping[str, Any]]) -> None:
    for row in rows:
        say(row)


def fail() -> None:
    """End with exit code 1: what was found is said already."""
    raise click.exceptions.Exit(1)

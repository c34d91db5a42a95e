"""A service as its command line sees it: name, environment, migrations."""

import importlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from kernel.adapters.codec import dumps
from kernel.adapters.database import Database
from kernel.adapters.definition import ServiceDefinition
from kernel.settings import KernelSettings, required


@dataclass(frozen=True, slots=True)
class Program:
    """From it every command gets what it works on."""

    service: str
    migrations: Path
    env: Mapping[str, str]

    def settings(self) -> KernelSettings:
        return KernelSettings.from_env(self.env, self.service)

    def definition(self) -> ServiceDefinition:
        settings = importlib.import_module(f"{self.service}.settings").Settings.from_env(self.env)
        bootstrap = importlib.import_module(f"{self.service}.bootstrap")
        definition: ServiceDefinition = bootstrap.define(settings)
        return definition

    def database_url(self) -> str:
        return required(self.env, f"MALPRO_{self.service.upper()}_DATABASE_URL")

    def database(self) -> Database:
        name = f"{self.service} admin"
        return Database(self.database_url(), pool_size=2, application_name=name)


pass_program = click.make_pass_decorator(Program)


def say(row: Mapping[str, Any]) -> None:
    """Print one JSON object on a line of its own."""
    click.echo(dumps(row).decode())


def say_all(rows: Iterable[Mapping[str, Any]]) -> None:
    for row in rows:
        say(row)

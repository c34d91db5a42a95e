"""The three commands of every service: serve, work, admin."""

import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from prometheus_client import start_http_server

from kernel.adapters.clock import SystemClock
from kernel.adapters.database import Database
from kernel.adapters.rpc import KombuRpc
from kernel.adapters.service import ServiceApp
from kernel.adapters.work import Work
from kernel.domain.errors import KernelError
from kernel.entrypoints.admin import admin
from kernel.entrypoints.logs import configure_logs
from kernel.entrypoints.program import Program, pass_program
from kernel.settings import KernelSettings


def main(service: str, migrations: Path, arguments: Sequence[str], env: Mapping[str, str]) -> int:
    """Run one command and return its exit code; a refusal is one line on standard error."""
    group = click.Group(
        service, commands=[serve, work, admin], help=f"{service}: serve, work or administer."
    )
    try:
        group.main(
            list(arguments),
            prog_name=service,
            standalone_mode=False,
            obj=Program(service, migrations, env),
        )
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except KernelError as error:
        click.echo(f"{service}: {error.own_code}: {error.message}", err=True)
        return 1
    return 0


@click.command()
@pass_program
def serve(program: Program) -> None:
    """Answer RPC until told to stop."""
    from kernel.entrypoints.nameko_runner import run_services  # noqa: PLC0415 - work never loads it
    from kernel.entrypoints.nameko_service import service_class  # noqa: PLC0415 - work never loads it

    settings = program.settings()
    configure_logs(service=program.service, process="serve")
    _serve_metrics(settings)
    database = Database(
        settings.database_url,
        pool_size=settings.serve_pool_size,
        application_name=f"{program.service} serve",
    )
    app = ServiceApp(program.definition(), database, clock=SystemClock())
    code = run_services(
        [service_class(app)], settings.amqp_url, max_workers=settings.serve_pool_size
    )
    sys.exit(code)


@click.command()
@pass_program
def work(program: Program) -> None:
    """Relay, subscribe and fire timers until told to stop."""
    settings = program.settings()
    configure_logs(service=program.service, process="work")
    _serve_metrics(settings)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    loops = Work(
        program.definition(), settings, clock=SystemClock(), rpc=KombuRpc(settings.amqp_url)
    )
    loops.start()
    stopping.wait()
    loops.stop()


def _serve_metrics(settings: KernelSettings) -> None:
    if settings.metrics_address:
        host, _, port = settings.metrics_address.rpartition(":")
        start_http_server(int(port), addr=host)

"""The three commands of every service: serve, work, admin."""

import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from prometheus_client import start_http_server

from kernel.adapters.database import Database
from kernel.adapters.rpc import KombuRpc
from kernel.adapters.service import ServiceApp
from kernel.adapters.work import Work
from kernel.domain.errors import KernelError, Unavailable
from kernel.entrypoints.admin import admin
from kernel.entrypoints.logs import configure_logs, log_deaths
from kernel.entrypoints.program import Program, pass_program
from kernel.entrypoints.thrift import collect_seldom
from kernel.settings import KernelSettings

_ENDINGS = (signal.SIGTERM, signal.SIGINT)
_INTERRUPTED = 130


class MetricsAddressTaken(Unavailable):
    code = "metrics_address_taken"


def main(service: str, migrations: Path, arguments: Sequence[str], env: Mapping[str, str]) -> int:
    """Run one command and return its exit code; a refusal is one line on standard error."""
    program = Program(service, migrations, env)
    group = click.Group(
        service, commands=[serve, work, admin], help=f"{service}: serve, work or administer."
    )
    try:
        code = group.main(list(arguments), prog_name=service, standalone_mode=False, obj=program)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 1
    except click.ClickException as error:
        return _refuse(service, "usage", error.format_message())
    except click.Abort:
        return _INTERRUPTED
    except KernelError as error:
        return _refuse(service, error.own_code, error.message)
    finally:
        program.close()
    return code if isinstance(code, int) else 0


@click.command()
@pass_program
def serve(program: Program) -> int:
    """Answer RPC until told to stop."""
    settings, definition = program.settings(), program.definition()
    from kernel.entrypoints.nameko_runner import run_services  # noqa: PLC0415 - work never loads it
    from kernel.entrypoints.nameko_service import service_class  # noqa: PLC0415 - work never loads it

    configure_logs(service=program.service, process="serve")
    log_deaths()
    _serve_metrics(settings)
    database = Database(
        settings.database_url,
        pool_size=settings.serve_pool_size,
        application_name=f"{program.service} serve",
    )
    app = ServiceApp(definition, database, clock=program.clock())
    code = run_services(
        [service_class(app)],
        settings.amqp_url,
        on_started=lambda _: collect_seldom(),
        max_workers=settings.serve_pool_size,
    )
    database.close()
    return code


@click.command()
@pass_program
def work(program: Program) -> None:
    """Relay, subscribe and fire timers until told to stop."""
    settings, definition = program.settings(), program.definition()
    configure_logs(service=program.service, process="work")
    log_deaths()
    # Blocked here and in every thread that starts from now on, so that only `sigwait` gets them.
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)
    _serve_metrics(settings)
    rpc = KombuRpc(settings.amqp_url)
    loops = Work(definition, settings, clock=program.clock(), rpc=rpc)
    loops.start()
    collect_seldom()
    signal.sigwait(_ENDINGS)
    loops.stop()
    rpc.close()


def _serve_metrics(settings: KernelSettings) -> None:
    if settings.metrics_address:
        host, _, port = settings.metrics_address.rpartition(":")
        try:
            start_http_server(int(port), addr=host)
        except OSError as error:
            raise MetricsAddressTaken(f"cannot listen at {settings.metrics_address}") from error


def _refuse(service: str, code: str, message: str) -> int:
    line = " ".join(message.split())
    click.echo(f"{service}: {code}: {line}", err=True)
    return 1

"""`gateway serve` and `gateway admin …`, as click knows them."""

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from gateway import bootstrap
from gateway.settings import Settings
from kernel.entrypoints.logs import configure_logs
from kernel.settings import required

Env = Mapping[str, str]


@click.group()
def gateway() -> None:
    """The one door: HTTP in, RPC to the services."""


@gateway.command()
@click.pass_obj
def serve(env: Env) -> None:
    """Answer HTTP until told to stop."""
    # Only `serve` needs nameko and the green world.
    from gateway.entrypoints.nameko_service import service_class  # noqa: PLC0415
    from kernel.entrypoints.nameko_runner import run_services  # noqa: PLC0415
    from kernel.entrypoints.thrift import collect_seldom  # noqa: PLC0415

    settings = Settings.from_env(env)
    configure_logs(service="gateway", process="serve")
    code = run_services(
        [service_class(settings)],
        settings.amqp_url,
        http_address=settings.http_address,
        on_started=lambda _: collect_seldom(),
    )
    sys.exit(code)


@gateway.group()
def admin() -> None:
    """Prepare the database, the keys and the first operator."""


@admin.command()
@click.pass_obj
def migrate(env: Env) -> None:
    """Bring the database to the newest shape; running it again changes nothing."""
    bootstrap.migrate(required(env, "MALPRO_GATEWAY_DATABASE_URL"))


@admin.command()
@click.option("--rotate", is_flag=True, help="Sign with a new key; the old ones still verify.")
@click.option("--retire", metavar="KID", help="Forget this key, and every token that it signed.")
@click.option("--list", "every", is_flag=True, help="Print the id of every key that verifies.")
@click.pass_obj
def keys(env: Env, *, rotate: bool, retire: str | None, every: bool) -> None:
    """
    Make the signing key unless there is one, and print the id of the key that signs.

    Gateways that run notice a change within a second.
    """
    path = Path(required(env, "MALPRO_SIGNING_KEY_FILE"))
    key_id = bootstrap.make_signing_key(path, rotate=rotate)
    if retire is not None:
        bootstrap.retire_signing_key(path, retire)
    click.echo("\n".join(bootstrap.signing_key_ids(path)) if every else key_id)


@admin.command("create-operator")
@click.option("--login", required=True, help="The login name.")
@click.pass_obj
def create_operator(env: Env, login: str) -> None:
    """
    Open the account of an operator, who gives roles to others, and print its id.

    The password is asked for, or read from standard input: others see a command's arguments.
    """
    url = required(env, "MALPRO_GATEWAY_DATABASE_URL")
    click.echo(bootstrap.create_operator(url, login=login, password=_password()))


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password

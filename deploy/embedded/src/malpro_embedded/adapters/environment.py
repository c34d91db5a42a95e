"""One environment for every process: databases, broker, keys, all in one folder."""

import json
import secrets
from collections.abc import Mapping
from pathlib import Path

from kernel.adapters.private_postgres import create_service_database

SERVICES = ("catalog", "orders", "payments", "compliance")
DATABASES = (*SERVICES, "gateway")
_FILE = "environment.json"


def make_environment(
    folder: Path, *, admin_url: str, amqp_url: str, http_address: str
) -> dict[str, str]:
    """
    Create a database and a role for each service, make the keys, and return the variables.

    They are kept in the folder, readable by their owner alone.
    """
    env = {database_variable(name): create_service_database(admin_url, name) for name in DATABASES}
    env |= secret_variables(folder)
    env |= {"MALPRO_AMQP_URL": amqp_url, "MALPRO_HTTP_ADDRESS": http_address}
    write_environment(folder, env)
    return env


def database_variable(name: str) -> str:
    return f"MALPRO_{name.upper()}_DATABASE_URL"


def secret_variables(folder: Path) -> dict[str, str]:
    """Make the secrets that the services need; they are lost with the folder."""
    return {
        "MALPRO_SIGNING_KEY_FILE": str(folder / "signing-key.pem"),
        "MALPRO_ORDERS_HANDOVER_KEYS": secrets.token_hex(32),
        "MALPRO_COMPLIANCE_LOOKUP_SECRET": secrets.token_hex(32),
    }


def write_environment(folder: Path, env: Mapping[str, str]) -> None:
    path = folder / _FILE
    path.touch(mode=0o600)
    path.write_text(json.dumps(dict(env), indent=2))


def read_environment(folder: Path) -> dict[str, str] | None:
    """Return what was kept in the folder, or None if nothing was."""
    path = folder / _FILE
    if not path.exists():
        return None
    env: dict[str, str] = json.loads(path.read_text())
    return env

"""One environment for every process: databases, broker, keys, all in one folder."""

import secrets
from pathlib import Path

from kernel.adapters.private_postgres import create_service_database

SERVICES = ("catalog", "orders", "payments", "compliance")
DATABASES = (*SERVICES, "gateway")
SECRETS = (
    "MALPRO_SIGNING_KEY_FILE",
    "MALPRO_ORDERS_HANDOVER_KEYS",
    "MALPRO_COMPLIANCE_LOOKUP_SECRET",
)


def make_environment(
    folder: Path, *, admin_url: str, amqp_url: str, http_address: str
) -> dict[str, str]:
    """
    Create a database and a role for each service, make the secrets, and return the variables.

    :param folder: where the gateway's signing key will be
    """
    env = {database_variable(name): create_service_database(admin_url, name) for name in DATABASES}
    env |= secret_variables(folder)
    return env | {
        "MALPRO_AMQP_URL": amqp_url,
        "MALPRO_HTTP_ADDRESS": http_address,
        # Whoever plays with a town copies a token once and keeps it for the day.
        "MALPRO_TOKEN_HOURS": "12",
    }


def database_variable(name: str) -> str:
    return f"MALPRO_{name.upper()}_DATABASE_URL"


def secret_variables(folder: Path) -> dict[str, str]:
    """Make the secrets that the services need; they are lost with the folder."""
    values = (str(folder / "signing-key.pem"), secrets.token_hex(32), secrets.token_hex(32))
    return dict(zip(SECRETS, values, strict=True))

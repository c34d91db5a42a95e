"""The machine and the versions a run was measured with, without a name that leads to anybody."""

import os
import platform
from collections.abc import Mapping
from pathlib import Path

import amqp
import psycopg2
from sqlalchemy import make_url

from malpro_bench.stage import Servers

_MEBI = 1 << 20


def machine(servers: Servers) -> Mapping[str, object]:
    """Describe it; servers that no benchmark has asked for are not started for this."""
    told: dict[str, object] = {
        "cores": len(os.sched_getaffinity(0)),
        "cpu": _cpu(),
        "ram_mib": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // _MEBI,
        "python": platform.python_version(),
    }
    if "postgres" in vars(servers):
        told["postgresql"] = _postgresql(servers.postgres.url)
    if "rabbitmq" in vars(servers):
        told["rabbitmq"] = _rabbitmq(servers.rabbitmq.url)
    return told


def _cpu() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.machine())


def _postgresql(url: str) -> str:
    connection = psycopg2.connect(url)
    try:
        number = connection.info.server_version
    finally:
        connection.close()
    return f"{number // 10_000}.{number % 10_000}"


def _rabbitmq(url: str) -> str:
    parsed = make_url(url)
    with amqp.Connection(f"{parsed.host}:{parsed.port}") as connection:
        return str(connection.server_properties.get("version", "unknown"))

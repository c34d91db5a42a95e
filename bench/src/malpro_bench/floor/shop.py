"""The floor's two processes, running."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psycopg2

from kernel.adapters.private_server import free_ports
from malpro_bench.stage import Stage
from malpro_embedded.adapters.fleet import base_environment

_PATIENCE_S = 60.0
# The table must be there before a program that names it is imported, and it is one statement.
_TABLE = (
    "create table floor_orders (order_id uuid primary key, buyer uuid not null,"
    " total_idr bigint not null, data jsonb not null, placed_at timestamptz not null)"
)


@contextmanager
def open_floor(
    stage: Stage, *, signing_key_file: str, page: str = "{}"
) -> Iterator[tuple[str, int]]:
    """Start the floor on the same servers, and lend its address."""
    url, port = stage.database("floor"), free_ports(1)
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(_TABLE)
    connection.close()
    environment = {
        **base_environment(),
        "MALPRO_AMQP_URL": stage.broker(),
        "MALPRO_HTTP_ADDRESS": f"127.0.0.1:{port}",
        "MALPRO_SIGNING_KEY_FILE": signing_key_file,
        "FLOOR_DATABASE_URL": url,
        "FLOOR_PAGE": page,
    }
    running = [_start(one, environment, stage.folder()) for one in ("orders", "gateway")]
    try:
        _await(f"http://127.0.0.1:{port}/page")
        yield "127.0.0.1", port
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.wait(_PATIENCE_S)


def _start(which: str, environment: Mapping[str, str], logs: Path) -> "subprocess.Popen[bytes]":
    with (logs / f"floor-{which}.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "malpro_bench.floor", which],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


def _await(url: str) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        with suppress(URLError, ConnectionError), urlopen(url, timeout=1):  # noqa: S310 - our own
            return
        time.sleep(0.1)
    raise TimeoutError("the floor does not answer")

"""What a benchmark is lent: private servers, databases, real processes, folders, and time."""

import multiprocessing
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cached_property
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self

from kernel.adapters.private_postgres import (
    PrivatePostgres,
    create_service_database,
    drop_service_database,
)
from kernel.adapters.private_rabbitmq import PrivateRabbitmq
from kernel.adapters.private_server import PARENT
from malpro_bench.town import Town, open_town

# As a small machine in production would have it. Every commit is durable: fsync and
# synchronous_commit stay on, as they are by default.
TUNING: Mapping[str, str] = MappingProxyType(
    {
        "shared_buffers": "512MB",
        "effective_cache_size": "2GB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
    }
)
_PATIENCE_S = 10.0
ROUNDS = 3
_LEAST_S = 0.5


class Lender:
    """Takes back at the end of its block whatever it lent."""

    def __init__(self) -> None:
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.__exit__(kind, error, trace)


class Servers(Lender):
    """One PostgreSQL and one RabbitMQ of our own for a whole run, started when first asked for."""

    @cached_property
    def postgres(self) -> PrivatePostgres:
        return self._open.enter_context(PrivatePostgres(settings=TUNING))

    @cached_property
    def rabbitmq(self) -> PrivateRabbitmq:
        return self._open.enter_context(PrivateRabbitmq())


class Stage(Lender):
    """
    Everything one benchmark needs; what it took is given back when it ends.

    :param duration_s: about how long a figure that is a rate is measured
    :param scale: which part of its full size a figure has that is about a size
    """

    def __init__(
        self,
        servers: Servers,
        *,
        duration_s: float = 20.0,
        scale: float = 1.0,
        tell: Callable[[str], None] = print,
    ) -> None:
        super().__init__()
        self.servers = servers
        self.duration_s = duration_s
        self.scale = scale
        self._tell = tell

    @property
    def whole(self) -> bool:
        """Tell whether sizes are full, so that aims about them can be judged."""
        return self.scale >= 1

    @property
    def rounds(self) -> int:
        """How often a figure and its floor take turns."""
        return ROUNDS if self.duration_s >= ROUNDS else 1

    def slice_s(self, turns: int) -> float:
        """Return how long one of so many turns of a round is, at least half a second."""
        return max(_LEAST_S, self.duration_s / self.rounds / turns)

    def say(self, text: str) -> None:
        """Tell whoever waits what is going on."""
        self._tell(text)

    def sized(self, full: int, *, least: int) -> int:
        """Return a size at this stage's scale."""
        return max(least, round(full * self.scale))

    def database(self, name: str = "bench") -> str:
        """Return the URL of an empty database of its own role, dropped when the benchmark ends."""
        admin = self.servers.postgres.url
        unique = f"{name}_{secrets.token_hex(3)}"
        url = create_service_database(admin, unique)
        self._open.callback(drop_service_database, admin, unique)
        return url

    def broker(self) -> str:
        """Return the URL of an empty virtual host, deleted when the benchmark ends."""
        name, node = f"bench{secrets.token_hex(3)}", self.servers.rabbitmq
        url = node.add_vhost(name)
        self._open.callback(node.ctl, "delete_vhost", name)
        return url

    def folder(self) -> Path:
        """Return a scratch folder, removed when the benchmark ends."""
        path = Path(tempfile.mkdtemp(prefix="malpro-bench-", dir=PARENT))
        self._open.callback(shutil.rmtree, path, ignore_errors=True)
        return path

    @contextmanager
    def process(self, target: Callable[..., None], *arguments: Any) -> Iterator[BaseProcess]:
        """Run a function of a module as a process of its own, ended with the block."""
        # Not forked: a child must not share our connections.
        process = multiprocessing.get_context("spawn").Process(
            target=target, args=arguments, daemon=True
        )
        process.start()
        try:
            yield process
        finally:
            end(process)

    def town(self, **variables: str) -> Town:
        """
        Start every service as `make run` does, nine processes, ended with the benchmark.

        :param variables: further environment of all processes
        """
        return self._open.enter_context(self.own_town(**variables))

    def own_town(self, **variables: str) -> AbstractContextManager[Town]:
        """Return the same town for a block of its own; there can be one at a time."""
        return open_town(
            self.folder(),
            admin_url=self.servers.postgres.url,
            amqp_url=self.broker(),
            variables=variables,
        )


def end(process: BaseProcess) -> None:
    """Ask a process to end, and insist."""
    process.terminate()
    process.join(_PATIENCE_S)
    if process.is_alive():
        process.kill()
        process.join()

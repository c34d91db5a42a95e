"""All services as real processes on the run's servers, as `make run` starts them."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from kernel.adapters.private_postgres import drop_service_database
from kernel.adapters.private_server import free_ports
from malpro_embedded.adapters.environment import DATABASES, database_variable, make_environment
from malpro_embedded.adapters.fleet import Fleet, base_environment
from malpro_embedded.adapters.http import Api
from malpro_embedded.adapters.real_time import await_ready
from malpro_embedded.entrypoints.run import prepare


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """
    Nine living processes.

    :param operator: login and password of the first account
    :param logs: one file for each process
    """

    fleet: Fleet
    url: str
    operator: tuple[str, str]
    logs: Path

    @property
    def address(self) -> tuple[str, int]:
        host, _, port = self.url.removeprefix("http://").rpartition(":")
        return host, int(port)

    def database_url(self, service: str) -> str:
        return self.fleet.env[database_variable(service)]

    def pids(self) -> Mapping[str, int]:
        """Return the processes by name, say ``orders work``."""
        return dict(self.fleet.running())


@contextmanager
def open_town(
    folder: Path, *, admin_url: str, amqp_url: str, variables: Mapping[str, str]
) -> Iterator[Town]:
    """
    Migrate empty databases, make an operator, start everything and wait until it answers.

    :raises NeverReady: a service does not
    """
    address = f"127.0.0.1:{free_ports(1)}"
    with ExitStack() as stack:
        for name in DATABASES:
            stack.callback(drop_service_database, admin_url, name)
        made = make_environment(
            folder, admin_url=admin_url, amqp_url=amqp_url, http_address=address
        )
        fleet = Fleet(env={**base_environment(), **made, **variables}, logs=folder / "logs")
        operator = prepare(fleet)
        stack.callback(fleet.stop_all)
        fleet.start_all()
        await_ready(Api(f"http://{address}"))
        yield Town(fleet=fleet, url=f"http://{address}", operator=operator, logs=fleet.logs)

"""Every service in one green process: private PostgreSQL, in-process broker, a clock to move."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType

import catalog.bootstrap
import catalog.settings
import compliance.bootstrap
import compliance.settings
import gateway.bootstrap
import gateway.settings
import orders.bootstrap
import orders.settings
import payments.bootstrap
import payments.settings
from gateway.entrypoints.nameko_service import service_class as gateway_class
from kernel.adapters import inprocess
from kernel.adapters.clock import ManualClock
from kernel.adapters.database import Database
from kernel.adapters.definition import ServiceDefinition
from kernel.adapters.migrations import migrate
from kernel.adapters.private_postgres import PrivatePostgres
from kernel.adapters.rpc import KombuRpc
from kernel.adapters.service import ServiceApp
from kernel.adapters.work import Work
from kernel.entrypoints.nameko_runner import Services, start_services
from kernel.entrypoints.nameko_service import service_class
from kernel.settings import KernelSettings
from malpro_embedded.adapters.environment import database_variable, make_environment
from malpro_embedded.adapters.standing import Standing, at_rest, first_due, standing

BROKER = "memory://malpro"
_MODULES: Mapping[str, tuple[ModuleType, ModuleType]] = {
    "catalog": (catalog.settings, catalog.bootstrap),
    "orders": (orders.settings, orders.bootstrap),
    "payments": (payments.settings, payments.bootstrap),
    "compliance": (compliance.settings, compliance.bootstrap),
}

# One process in a hurry: news wakes its loops, `settle` fires its timers, and nothing polls.
_PACE = {
    "MALPRO_PACE_MS": "20",
    "MALPRO_POLL_MS": "1000",
    "MALPRO_CHECK_S": "60",
    "MALPRO_REQUESTS_PER_S": "0",
    "MALPRO_HASH_MEMORY_KIB": "64",
}
_POLL_S = 1.0
_LOOK_S = 0.01
# What is in it is gone with the demo.
_CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_WORKERS = 48
_FROM_THE_BUSIEST = ("orders", "payments", "compliance", "catalog")


class NotSettled(RuntimeError):
    """Something in the system is still at work after a long while."""


@dataclass(frozen=True, slots=True)
class Resident:
    """One service as it lives in this process."""

    definition: ServiceDefinition
    database: Database
    app: ServiceApp
    work: Work


class System:
    """
    The whole of Malpro, running.

    Time stands still until `move_to`; what is due on the way fires at its own time, in order.
    """

    def __init__(
        self,
        residents: Mapping[str, Resident],
        services: Services,
        clock: ManualClock,
        env: Mapping[str, str],
    ) -> None:
        self.residents = residents
        self.clock = clock
        self.env = env
        self._services = services
        self._next: datetime | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._services.http_port}"

    def settle(self, timeout_s: float = 60.0) -> None:
        """
        Return once every service has done all there is to do at this time.

        :raises NotSettled: it takes too long
        """
        end, before = time.monotonic() + timeout_s, None
        while True:
            now = self._standings()
            if now == before and self._at_rest(now):
                self._next = first_due(now)
                return
            if time.monotonic() > end:
                raise NotSettled(self._where_it_stands())
            before = now if self._at_rest(now) else None
            if before is None:
                time.sleep(_LOOK_S)

    def move_to(self, instant: datetime) -> None:
        """Let time pass, stopping at every timer that is due on the way."""
        self.settle()
        while (due := self._next) is not None and due <= instant:
            self.clock.move_to(due)
            self.settle()
        self.clock.move_to(instant)

    def check_heads(self) -> None:
        """Let every subscription compare itself with its producer, as it does each minute."""
        for one in self.residents.values():
            one.work.check()
        time.sleep(_POLL_S * 1.2)

    def now(self) -> datetime:
        return self.clock.now()

    def run_clock(self, seconds: float) -> None:
        """Let time pass as it does outside."""
        time.sleep(seconds)
        self.clock.advance(timedelta(seconds=seconds))

    def create_operator(self, login: str, password: str) -> None:
        """Open the first account, which may give roles to the others."""
        gateway.bootstrap.create_operator(
            self.env[database_variable("gateway")], login=login, password=password
        )

    def stop(self) -> None:
        for one in self.residents.values():
            one.work.stop()
        self._services.stop()
        for one in self.residents.values():
            one.database.close()

    def _standings(self) -> dict[str, Standing]:
        """Look at one service after another, as far as the first that is still at work."""
        now, found = self.clock.now(), {}
        for name in _FROM_THE_BUSIEST:
            one = self.residents[name]
            found[name] = standing(one.definition, one.database, now)
            if found[name].due:
                one.work.fire_due()
            if not found[name].idle:
                break
        return found

    def _at_rest(self, found: Mapping[str, Standing]) -> bool:
        return len(found) == len(self.residents) and at_rest(found)

    def _where_it_stands(self) -> str:
        lines = [f"{name}: {one.work.status()}" for name, one in self.residents.items()]
        return "not settled: " + "; ".join(lines)


@contextmanager
def running_system(
    folder: Path, start: datetime, *, http_address: str, say: Callable[[str], None]
) -> Iterator[System]:
    """Start everything in this process, which must be green, and stop it at the end."""
    inprocess.install()
    clock = ManualClock(start)
    say("PostgreSQL …")
    with PrivatePostgres(settings=_CARELESS) as postgres:
        env = _PACE | make_environment(
            folder, admin_url=postgres.url, amqp_url=BROKER, http_address=http_address
        )
        say("databases …")
        _prepare(env)
        residents = {name: _resident(name, env, clock) for name in _MODULES}
        say("services …")
        classes = [service_class(one.app) for one in residents.values()]
        services = start_services(
            [*classes, gateway_class(gateway.settings.Settings.from_env(env))],
            BROKER,
            http_address=http_address,
            max_workers=_WORKERS,
        )
        for one in residents.values():
            one.work.start()
        system = System(residents, services, clock, env)
        try:
            system.settle()
            yield system
        finally:
            system.stop()


def _resident(name: str, env: Mapping[str, str], clock: ManualClock) -> Resident:
    settings_module, bootstrap_module = _MODULES[name]
    definition = bootstrap_module.define(settings_module.Settings.from_env(env))
    settings = KernelSettings.from_env(env, name)
    database = Database(settings.database_url, pool_size=settings.serve_pool_size)
    app = ServiceApp(definition, database, clock=clock)
    work = Work(definition, settings, clock=clock, rpc=KombuRpc(BROKER))
    return Resident(definition=definition, database=database, app=app, work=work)


def _prepare(env: Mapping[str, str]) -> None:
    for name in _MODULES:
        migrate(env[database_variable(name)], _migrations(name))
    gateway.bootstrap.migrate(env[database_variable("gateway")])
    gateway.bootstrap.make_signing_key(Path(env["MALPRO_SIGNING_KEY_FILE"]))


def _migrations(name: str) -> Path:
    """Return the folder beside the service's `src`, as its own command line does."""
    _, bootstrap_module = _MODULES[name]
    return Path(str(bootstrap_module.__file__)).resolve().parents[2] / "migrations"

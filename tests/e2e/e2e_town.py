"""A town of real processes: its servers, its people, and the waiting that real time needs."""

import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import requests

from kernel.adapters.private_postgres import PrivatePostgres
from kernel.adapters.private_rabbitmq import PrivateRabbitmq
from kernel.domain.wib import period_of
from malpro_embedded.adapters.environment import make_environment
from malpro_embedded.adapters.fleet import Fleet, base_environment
from malpro_embedded.adapters.http import Api
from malpro_embedded.application.opening import People, open_town
from malpro_embedded.application.ports import ApiProblem
from malpro_embedded.entrypoints.run import prepare

T = TypeVar("T")

PATIENCE_S = 60.0
# What a test of three hundred buyers on two cores needs, and nobody else.
FOR_TESTS = {
    "MALPRO_REQUESTS_PER_S": "0",
    "MALPRO_HASH_MEMORY_KIB": "1024",
    "MALPRO_CHECK_S": "5",
}


# What clients met and got over, by kind: a test of kills that met nothing has killed nothing.
TROUBLES: Counter[str] = Counter()


def eventually(look: Callable[[], T], what: str, *, timeout_s: float = PATIENCE_S) -> T:
    """Return the first truthy answer; a service that is away for a moment is asked again."""
    end, last = time.monotonic() + timeout_s, ""
    while True:
        found: T | None = None
        try:
            found = look()
        except (ApiProblem, requests.RequestException) as error:
            if isinstance(error, ApiProblem) and error.status not in {404, 503}:
                raise
            TROUBLES[type(error).__name__] += 1
            last = f" ({error})"
        if found:
            return found
        assert time.monotonic() < end, f"not within {timeout_s:.0f} s: {what}{last}"
        time.sleep(0.1)


class RealTown:
    """Real time passes by itself; news has arrived when somebody can see it."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def move_to(self, instant: datetime) -> None:
        time.sleep(max(0.0, (instant - self.now()).total_seconds()))

    def settle(self) -> None:
        time.sleep(0.3)

    def check_heads(self) -> None:
        """Every service does so by itself."""


class E2eTown:
    """:param people: everybody, with a token each"""

    def __init__(self, fleet: Fleet, rabbitmq: PrivateRabbitmq, people: People, url: str) -> None:
        self.fleet = fleet
        self.rabbitmq = rabbitmq
        self.people = people
        self.url = url
        self.period = period_of(datetime.now(UTC))

    def product(self, shop: int, good: int = 0) -> dict[str, Any]:
        place = self.people.shops[shop]
        product_id = place.products[place.seller.goods[good].name]
        found: dict[str, Any] = eventually(
            lambda: self.people.public.get(f"/v1/products/{product_id}"), "a product"
        )
        return found

    def obligation(self, buyer: int) -> dict[str, Any]:
        one = self.people.buyers[buyer]
        found: dict[str, Any] = one.caller.get(f"/v1/obligations/{one.membership_id}/{self.period}")
        return found


@contextmanager
def real_town(folder: Path) -> Iterator[E2eTown]:
    """Start servers and processes, open the town through HTTP, and end everything afterwards."""
    with running_fleet(folder) as one:
        yield E2eTown(one.fleet, one.rabbitmq, _open(one.public, one.operator), one.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """Nine processes on servers of their own; `operator` is a login and a password."""

    fleet: Fleet
    rabbitmq: PrivateRabbitmq
    postgres: PrivatePostgres
    url: str
    public: Api
    operator: tuple[str, str]


@contextmanager
def running_fleet(folder: Path, **settings: str) -> Iterator[Running]:
    """Start servers and processes, with these settings besides, and end them afterwards."""
    address = f"127.0.0.1:{_free_port()}"
    with PrivatePostgres() as postgres, PrivateRabbitmq() as rabbitmq:
        env = make_environment(
            folder, admin_url=postgres.url, amqp_url=rabbitmq.url, http_address=address
        )
        fleet = Fleet(
            env={**base_environment(), **env, **FOR_TESTS, **settings}, logs=folder / "logs"
        )
        operator = prepare(fleet)
        fleet.start_all()
        try:
            public = Api(f"http://{address}")
            eventually(lambda: public.get("/readyz"), "the gateway is ready")
            yield Running(
                fleet=fleet,
                rabbitmq=rabbitmq,
                postgres=postgres,
                url=f"http://{address}",
                public=public,
                operator=operator,
            )
        finally:
            fleet.stop_all()


def _open(public: Api, operator: tuple[str, str]) -> People:
    people = open_town(public, operator, RealTown(), lambda _: None)
    period = period_of(datetime.now(UTC))
    people.officers["policy_officer"].post(
        f"/v1/periods/{period}/opening", {"institution_id": people.institution_id}
    )
    return people


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

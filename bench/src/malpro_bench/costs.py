"""What processes cost, and how far consumers are behind, seen from outside."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from malpro_bench.stage import Servers
from malpro_bench.town import Town
from malpro_embedded.adapters.environment import SERVICES

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_MEBI = 1 << 20
_STEP_S = 0.05
_CALM_LOOKS = 3


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds used so far, and memory now."""

    cpu_s: Mapping[str, float]
    rss_mib: Mapping[str, float]

    def since(self, earlier: "Cost") -> Mapping[str, float]:
        return {name: used - earlier.cpu_s.get(name, 0.0) for name, used in self.cpu_s.items()}


def cost(town: Town, servers: Servers) -> Cost:
    """Look at every process of the town, and at the servers as a whole."""
    groups = {name: [pid] for name, pid in town.pids().items()}
    groups["postgresql"] = list(_family(servers.postgres.pid))
    groups["rabbitmq"] = list(_family(servers.rabbitmq.pid))
    return Cost(
        cpu_s={name: sum(map(_cpu_s, pids)) for name, pids in groups.items()},
        rss_mib={name: sum(map(_rss_mib, pids)) for name, pids in groups.items()},
    )


def machine_busy_s() -> float:
    """Return the seconds that all cores together have worked since the machine was started."""
    user, nice, system, _idle, _wait, irq, soft, *_ = map(
        int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    )
    return (user + nice + system + irq + soft) / _TICKS


class Lags:
    """How many events each consumer still has before it, by `consumer<producer`."""

    def __init__(self, town: Town) -> None:
        self._urls = {name: town.database_url(name) for name in SERVICES}

    def now(self) -> dict[str, int]:
        heads, rows = {}, []
        for name, url in self._urls.items():
            with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
                cursor.execute("select coalesce(max(position), 0) from events")
                [(heads[name],)] = cursor.fetchall()
                cursor.execute("select position from relay where name = 'main'")
                rows += [(f"{name} relay", name, at) for (at,) in cursor.fetchall()]
                cursor.execute("select producer, position from subscriptions")
                rows += [(f"{name}<{producer}", producer, at) for producer, at in cursor.fetchall()]
        return {what: heads[producer] - at for what, producer, at in rows}

    def settle(self, patience_s: float = 120.0) -> float:
        """Wait until nobody is behind, and return how long it took."""
        began = time.monotonic()
        calm = 0
        while calm < _CALM_LOOKS:
            if time.monotonic() - began > patience_s:
                raise TimeoutError(f"still behind: {self.now()}")
            calm = calm + 1 if not any(self.now().values()) else 0
            time.sleep(_STEP_S)
        return time.monotonic() - began


def _family(pid: int | None) -> Iterator[int]:
    if pid is None:
        return
    yield pid
    for child in _read(Path(f"/proc/{pid}/task/{pid}/children")).split():
        yield from _family(int(child))


def _cpu_s(pid: int) -> float:
    # Its own, and that of children which have ended.
    fields = _stat(pid)
    return sum(int(one) for one in fields[11:15]) / _TICKS if fields else 0.0


def _rss_mib(pid: int) -> float:
    fields = _stat(pid)
    return int(fields[21]) * _PAGE / _MEBI if fields else 0.0


def _stat(pid: int) -> list[str]:
    return _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()


def _read(path: Path) -> str:
    """Return what the kernel says of a process, nothing if it has just ended."""
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""

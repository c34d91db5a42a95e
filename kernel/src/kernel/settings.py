"""The environment, read once and frozen: what every service's processes need to start."""

from collections.abc import Mapping
from dataclasses import dataclass

from kernel.domain.errors import Invalid


class SettingMissing(Invalid):
    code = "setting_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class KernelSettings:
    """
    Settings of one service; times in seconds, sizes in events or connections.

    :param pace_s: busy cycles of relay and subscriptions start at least this far apart
    :param check_s: how often a subscription compares itself with its producer's head
    :param attempts_max: how often an event is tried before it is parked
    :param relay_lease_s: how long a silent leader of the relay goes on leading
    """

    service: str
    database_url: str
    amqp_url: str
    serve_pool_size: int = 8
    work_pool_size: int = 6
    pace_s: float = 0.005
    poll_s: float = 0.5
    check_s: float = 60.0
    attempts_max: int = 5
    relay_lease_s: float = 15.0
    metrics_address: str | None = None

    @classmethod
    def from_env(cls, env: Mapping[str, str], service: str) -> "KernelSettings":
        """
        Read the settings, failing at start rather than at midnight.

        :raises SettingMissing: a required variable is not set
        """
        name = service.upper()
        return cls(
            service=service,
            database_url=required(env, f"MALPRO_{name}_DATABASE_URL"),
            amqp_url=required(env, "MALPRO_AMQP_URL"),
            serve_pool_size=int(env.get("MALPRO_SERVE_POOL_SIZE", "8")),
            work_pool_size=int(env.get("MALPRO_WORK_POOL_SIZE", "6")),
            pace_s=int(env.get("MALPRO_PACE_MS", "5")) / 1000,
            poll_s=int(env.get("MALPRO_POLL_MS", "500")) / 1000,
            check_s=float(env.get("MALPRO_CHECK_S", "60")),
            attempts_max=int(env.get("MALPRO_ATTEMPTS_MAX", "5")),
            relay_lease_s=float(env.get("MALPRO_RELAY_LEASE_S", "15")),
            metrics_address=env.get(f"MALPRO_{name}_METRICS_ADDRESS"),
        )


def required(env: Mapping[str, str], name: str) -> str:
    """
    Return a variable that has no sensible default.

    :raises SettingMissing: it is not set
    """
    value = env.get(name)
    if not value:
        raise SettingMissing(f"{name} is not set")
    return value

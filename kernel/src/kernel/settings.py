"""The environment, read once and frozen: what every service's processes need to start."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from kernel.application.telling import LOG, TellingTerms
from kernel.domain.errors import Invalid

_BROKERS = ("amqp", "amqps", "pyamqp", "memory")
_DATABASES = ("postgresql", "postgres")


class SettingMissing(Invalid):
    code = "setting_missing"


class SettingInvalid(Invalid):
    code = "setting_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class KernelSettings:
    """
    Settings of one service; times in seconds, sizes in events or connections.

    :param pace_s: busy cycles of relay and subscriptions start at least this far apart; None: as
        the service's definition says
    :param check_s: how often a subscription compares itself with its producer's head
    :param attempts_max: how often an event is tried before it is parked
    :param relay_lease_s: how long a silent leader of the relay goes on leading
    :param telling: how people are told things, where the service does
    """

    service: str
    database_url: str
    amqp_url: str
    serve_pool_size: int = 8
    work_pool_size: int = 6
    pace_s: float | None = None
    poll_s: float = 0.5
    check_s: float = 60.0
    attempts_max: int = 5
    relay_lease_s: float = 15.0
    metrics_address: str | None = None
    telling: TellingTerms = field(default_factory=TellingTerms)

    @classmethod
    def from_env(cls, env: Mapping[str, str], service: str) -> "KernelSettings":
        """
        Read the settings, failing at start rather than at midnight.

        :raises SettingMissing: a required variable is not set
        :raises SettingInvalid: a variable does not make sense
        """
        name = service.upper()
        return cls(
            service=service,
            database_url=database_url(env, service),
            amqp_url=_url(env, "MALPRO_AMQP_URL", _BROKERS),
            serve_pool_size=whole(env, "MALPRO_SERVE_POOL_SIZE", 8, least=1),
            # The relay keeps one of them to itself.
            work_pool_size=whole(env, "MALPRO_WORK_POOL_SIZE", 6, least=2),
            pace_s=_pace_s(env, name),
            poll_s=whole(env, "MALPRO_POLL_MS", 500, least=1) / 1000,
            check_s=_seconds(env, "MALPRO_CHECK_S", 60.0),
            attempts_max=whole(env, "MALPRO_ATTEMPTS_MAX", 5, least=1),
            relay_lease_s=_seconds(env, "MALPRO_RELAY_LEASE_S", 15.0),
            metrics_address=_address(env, f"MALPRO_{name}_METRICS_ADDRESS"),
            telling=_telling(env),
        )


def database_url(env: Mapping[str, str], service: str) -> str:
    """
    Return the URL of the service's database.

    :raises SettingMissing: it is not set
    :raises SettingInvalid: it is not a URL of PostgreSQL
    """
    return _url(env, f"MALPRO_{service.upper()}_DATABASE_URL", _DATABASES)


def required(env: Mapping[str, str], name: str) -> str:
    """
    Return a variable that has no sensible default.

    :raises SettingMissing: it is not set
    """
    value = env.get(name)
    if not value:
        raise SettingMissing(f"{name} is not set")
    return value


def whole(env: Mapping[str, str], name: str, default: int, *, least: int = 0) -> int:
    """
    Return a whole number; a variable that is empty counts as not set.

    :raises SettingInvalid: it is no whole number, or less than `least`
    """
    text = env.get(name) or str(default)
    if not text.isdecimal() or int(text) < least:
        raise SettingInvalid(f"{name} must be a whole number of at least {least}")
    return int(text)


def _pace_s(env: Mapping[str, str], name: str) -> float | None:
    own = f"MALPRO_{name}_PACE_MS"
    variable = own if env.get(own) else "MALPRO_PACE_MS"
    return whole(env, variable, 0) / 1000 if env.get(variable) else None


def _telling(env: Mapping[str, str]) -> TellingTerms:
    return TellingTerms(
        teller=env.get("MALPRO_TELLER") or LOG,
        config=_object(env, "MALPRO_TELLER_CONFIG"),
        patience_s=_seconds(env, "MALPRO_TELLER_PATIENCE_S", 10.0),
        attempts_max=whole(env, "MALPRO_NOTICES_ATTEMPTS_MAX", 8, least=1),
        max_age=timedelta(hours=whole(env, "MALPRO_NOTICES_MAX_AGE_H", 24, least=1)),
        kept_for=timedelta(days=whole(env, "MALPRO_NOTICES_KEPT_DAYS", 90, least=1)),
    )


def _object(env: Mapping[str, str], name: str) -> dict[str, Any]:
    # The value stays out of the message: it may hold a password.
    try:
        value = json.loads(env.get(name) or "{}")
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise SettingInvalid(f"{name} must be a JSON object")
    return value


def _seconds(env: Mapping[str, str], name: str, default: float) -> float:
    text = env.get(name) or str(default)
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise SettingInvalid(f"{name} must be a number of seconds above 0")
    return seconds


def _url(env: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str:
    # The value stays out of the message: it may hold a password.
    value = required(env, name)
    try:
        scheme = urlsplit(value).scheme
    except ValueError:
        scheme = ""
    if scheme not in schemes or "://" not in value:
        raise SettingInvalid(f"{name} must be a URL that begins with {schemes[0]}://")
    return value


def _address(env: Mapping[str, str], name: str) -> str | None:
    value = env.get(name)
    if not value:
        return None
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or int(port) >= 2**16:
        raise SettingInvalid(f"{name} must be host:port")
    return value

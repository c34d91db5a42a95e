"""Read the environment once, into frozen values."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any, Self

from kernel.domain.errors import Invalid
from kernel.settings import KernelSettings, whole
from payments.application.ports import Windows

_PROVIDERS = "MALPRO_PAYMENTS_PROVIDERS"
_MAX_AGE = "MALPRO_PAYMENTS_FINANCE_STREAM_MAX_AGE"
TEN_YEARS = "10Y"


class SettingMalformed(Invalid):
    code = "setting_malformed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    What payments needs to start.

    :param providers: what each payment provider is told, by its name; secrets by reference
    :param windows: how long silence lasts before it is a yes
    :param finance_stream_max_age: how long the broker keeps the finance stream, as RabbitMQ writes
        it; the chain itself is kept for ever
    """

    kernel: KernelSettings
    providers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    windows: Windows = field(default_factory=Windows)
    finance_stream_max_age: str = TEN_YEARS

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """
        Read the settings.

        :raises SettingMissing: a required variable is not set
        :raises SettingMalformed: the providers' settings are not a JSON object of objects, or the
            stream's age is none
        """
        return cls(
            kernel=KernelSettings.from_env(env, "payments"),
            providers=_objects(env.get(_PROVIDERS, "{}")),
            windows=_windows(env),
            finance_stream_max_age=_age(env.get(_MAX_AGE) or TEN_YEARS),
        )

    @property
    def version(self) -> str:
        """A hash of the settings in force: it goes into the metadata of every event."""
        text = json.dumps(self.providers, sort_keys=True) + repr(self.windows)
        return sha256(text.encode()).hexdigest()[:16]


def _windows(env: Mapping[str, str]) -> Windows:
    usual = Windows()
    return Windows(
        confirmation=_minutes(env, "CONFIRMATION_MINUTES", usual.confirmation),
        refund=_minutes(env, "REFUND_MINUTES", usual.refund),
    )


def _minutes(env: Mapping[str, str], name: str, usual: timedelta) -> timedelta:
    minutes = whole(env, f"MALPRO_PAYMENTS_{name}", int(usual.total_seconds()) // 60)
    return timedelta(minutes=minutes)


def _age(text: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]{0,8}[YMDhms]", text):
        raise SettingMalformed(f"{_MAX_AGE} must be an age as RabbitMQ writes it: 10Y, 12M or 90D")
    return text


def _objects(text: str) -> dict[str, dict[str, Any]]:
    try:
        values = json.loads(text)
    except ValueError as error:
        raise SettingMalformed(f"{_PROVIDERS} is not JSON") from error
    if not isinstance(values, dict) or not all(isinstance(one, dict) for one in values.values()):
        raise SettingMalformed(f"{_PROVIDERS} must hold one JSON object for each provider")
    return values

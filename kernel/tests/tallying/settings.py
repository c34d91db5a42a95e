"""The settings of the small service, under whatever name a test gives it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from kernel.settings import KernelSettings, whole

UNLUCKY = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """:param unlucky: the number that its policy refuses, until an operator thinks better of it"""

    kernel: KernelSettings
    unlucky: int = UNLUCKY


class SettingsFrom(Protocol):
    @staticmethod
    def from_env(env: Mapping[str, str]) -> Settings: ...


def settings_of(service: str) -> type[SettingsFrom]:
    """Return what the command line asks for: something with a `from_env`."""

    class Named:
        @staticmethod
        def from_env(env: Mapping[str, str]) -> Settings:
            return Settings(
                kernel=KernelSettings.from_env(env, service),
                unlucky=whole(env, "TALLYING_UNLUCKY", UNLUCKY),
            )

    return Named

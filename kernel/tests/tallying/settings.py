"""The settings of the small service, under whatever name a test gives it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from kernel.settings import KernelSettings, whole

UNLUCKY = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    What a test may choose.

    :param unlucky: the number that its policy refuses, until an operator thinks better of it
    :param tells: whether it tells anybody of what it counts
    """

    kernel: KernelSettings
    unlucky: int = UNLUCKY
    tells: bool = True


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
                tells=bool(whole(env, "TALLYING_TELLS", 1)),
            )

    return Named

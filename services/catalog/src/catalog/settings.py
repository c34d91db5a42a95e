"""Read the environment once, into frozen values."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Self

from catalog.domain.limits import Limits
from kernel.settings import KernelSettings, whole

_DEFAULTS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    kernel: KernelSettings
    limits: Limits = _DEFAULTS

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """
        Read the settings.

        :raises SettingMissing: a required variable is not set
        :raises SettingInvalid: a variable does not make sense
        """
        return cls(
            kernel=KernelSettings.from_env(env, "catalog"),
            limits=Limits(
                price_idr_max=_number(env, "PRICE_IDR_MAX", _DEFAULTS.price_idr_max),
                quantity_max=_number(env, "QUANTITY_MAX", _DEFAULTS.quantity_max),
                review_after_days=_number(env, "REVIEW_AFTER_DAYS", _DEFAULTS.review_after_days),
                nib_grace_days_max=_number(env, "NIB_GRACE_DAYS_MAX", _DEFAULTS.nib_grace_days_max),
                import_rows_max=_number(env, "IMPORT_ROWS_MAX", _DEFAULTS.import_rows_max),
                price_zones=_names(env, "PRICE_ZONES", _DEFAULTS.price_zones),
            ),
        )

    @property
    def version(self) -> str:
        """A hash of the limits in force: it goes into the metadata of every event."""
        return sha256(repr(sorted(asdict(self.limits).items())).encode()).hexdigest()[:16]


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    return whole(env, f"MALPRO_CATALOG_{name}", default)


def _names(env: Mapping[str, str], name: str, default: tuple[str, ...]) -> tuple[str, ...]:
    said = env.get(f"MALPRO_CATALOG_{name}", "")
    return tuple(one.strip() for one in said.split(",") if one.strip()) or default

"""Read the environment once, into frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from importlib.metadata import version as version_of

from compliance.application.ports import Rules
from kernel.domain.errors import Invalid
from kernel.settings import KernelSettings, SettingInvalid, required, whole

SERVICE = "compliance"
REMINDER_DAYS = (7, 2)
_REMINDERS = "MALPRO_COMPLIANCE_REMINDER_DAYS"
_DAYS_MAX = 27
_SECRET_LENGTH_MIN = 32


class SecretTooShort(Invalid):
    code = "secret_too_short"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    Settings of compliance.

    :param lookup_secret: keys the hashes by which employee numbers are found again; with another
        secret everybody would be a stranger
    :param closing_grace_s: a month closes this long after its cut-off, so that transactions which
        were under way then are through
    :param chunk: how many members one step of an opening, a reminder or a closing is about
    :param reminder_days: who is still short hears of it so many days before the month's end
    """

    kernel: KernelSettings
    lookup_secret: str = field(repr=False)
    import_rows_max: int = 20_000
    closing_grace_s: int = 60
    closing_retry_s: int = 60
    chunk: int = 1_000
    holidays_year: int = 2026
    reminder_days: tuple[int, ...] = REMINDER_DAYS

    def __post_init__(self) -> None:
        if len(self.lookup_secret) < _SECRET_LENGTH_MIN:
            raise SecretTooShort(f"the lookup secret has at least {_SECRET_LENGTH_MIN} characters")

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """
        Read the settings, failing at start rather than at midnight.

        :raises SettingMissing: a required variable is not set
        :raises SecretTooShort: the lookup secret could be guessed
        :raises SettingInvalid: a variable does not make sense
        """
        return cls(
            kernel=KernelSettings.from_env(env, SERVICE),
            lookup_secret=required(env, "MALPRO_COMPLIANCE_LOOKUP_SECRET"),
            import_rows_max=whole(env, "MALPRO_COMPLIANCE_IMPORT_ROWS_MAX", 20000),
            closing_grace_s=whole(env, "MALPRO_COMPLIANCE_CLOSING_GRACE_S", 60),
            closing_retry_s=whole(env, "MALPRO_COMPLIANCE_CLOSING_RETRY_S", 60),
            chunk=min(whole(env, "MALPRO_COMPLIANCE_CHUNK", 1000), 1000),
            holidays_year=whole(env, "MALPRO_HOLIDAYS_YEAR", 2026),
            reminder_days=_days(env),
        )

    @property
    def rules(self) -> Rules:
        """Return the limits and windows as the handlers know them."""
        return Rules(
            import_rows_max=self.import_rows_max,
            closing_grace=timedelta(seconds=self.closing_grace_s),
            closing_retry=timedelta(seconds=self.closing_retry_s),
            chunk=self.chunk,
            reminder_days=self.reminder_days,
            code_version=version_of(SERVICE),
        )

    @property
    def version(self) -> str:
        """Return the hash of the limits and windows in force; secrets are no part of it."""
        limits = (self.import_rows_max, self.closing_grace_s, self.closing_retry_s)
        in_force = f"{limits} {self.reminder_days}"
        return sha256(in_force.encode()).hexdigest()[:16]


def _days(env: Mapping[str, str]) -> tuple[int, ...]:
    """Return the days of the reminders; an empty variable counts as not set, ``0`` as none."""
    text = env.get(_REMINDERS) or ",".join(str(one) for one in REMINDER_DAYS)
    words = [word.strip() for word in text.split(",")]
    if not all(word.isdecimal() and int(word) <= _DAYS_MAX for word in words):
        raise SettingInvalid(f"{_REMINDERS} must be days from 1 to {_DAYS_MAX}, with commas")
    return tuple(sorted({int(word) for word in words} - {0}, reverse=True))

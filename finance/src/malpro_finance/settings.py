"""What the environment says: where the broker and the gateway are, and the token."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from malpro_finance.domain.errors import FinanceError


class SettingsMissing(FinanceError):
    code = "settings_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """:param token: of somebody with the role finance or auditor; never shown"""

    amqp_url: str | None = field(default=None, repr=False)
    url: str | None = None
    token: str | None = field(default=None, repr=False)

    @classmethod
    def from_env(cls, environment: Mapping[str, str]) -> "Settings":
        return cls(
            amqp_url=environment.get("MALPRO_AMQP_URL") or None,
            url=environment.get("MALPRO_URL") or None,
            token=environment.get("MALPRO_FINANCE_TOKEN") or None,
        )

    @property
    def has_feed(self) -> bool:
        return bool(self.url and self.token)

    def feed(self) -> tuple[str, str]:
        """
        Return the gateway's address and the token.

        :raises SettingsMissing: one of them is not set
        """
        if not self.url or not self.token:
            raise SettingsMissing(
                "the HTTP feed needs MALPRO_URL (as https://malpro.example) and"
                " MALPRO_FINANCE_TOKEN (of an account with the role finance or auditor)"
            )
        return self.url, self.token

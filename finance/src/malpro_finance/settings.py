"""What the environment says: where the broker and the gateway are, and the token."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from malpro_finance.adapters.feed import FileToken, FixedToken, HttpFeed
from malpro_finance.domain.errors import FinanceError


class SettingsMissing(FinanceError):
    code = "settings_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    Tokens are of somebody with the role finance or auditor, and never shown.

    :param token_file: where somebody keeps a fresh token; it is read before each question
    """

    amqp_url: str | None = field(default=None, repr=False)
    url: str | None = None
    token: str | None = field(default=None, repr=False)
    token_file: Path | None = None

    @classmethod
    def from_env(cls, environment: Mapping[str, str]) -> "Settings":
        file = environment.get("MALPRO_FINANCE_TOKEN_FILE")
        return cls(
            amqp_url=environment.get("MALPRO_AMQP_URL") or None,
            url=environment.get("MALPRO_URL") or None,
            token=environment.get("MALPRO_FINANCE_TOKEN") or None,
            token_file=Path(file) if file else None,
        )

    @property
    def has_feed(self) -> bool:
        return bool(self.url and (self.token or self.token_file))

    def feed(self) -> HttpFeed:
        """
        Return the HTTP feed.

        :raises SettingsMissing: its address or the token is not set
        :raises Refused: it is no address
        """
        if self.url and self.token_file:
            return HttpFeed(self.url, FileToken(self.token_file))
        if self.url and self.token:
            return HttpFeed(self.url, FixedToken(self.token))
        raise SettingsMissing(
            "the HTTP feed needs MALPRO_URL (as https://malpro.example) and"
            " MALPRO_FINANCE_TOKEN (of an account with the role finance or auditor)"
        )

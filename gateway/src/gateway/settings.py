"""The environment of the gateway, read once and frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from gateway.application.batching import BatchLimits
from gateway.domain.attempts import AttemptLimits
from kernel.domain.errors import Invalid
from kernel.settings import required

SERVICES = ("catalog", "orders", "payments", "compliance")


class SettingMalformed(Invalid):
    code = "setting_malformed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    Settings of the gateway.

    :param oidc_file: names other issuers whose tokens are taken, too
    :param requests_per_s: how many a caller may send, in the long run; 0: as many as she likes
    :param requests_burst: how many at once
    :param trusted_proxies: how many proxies in front may name the client's address
    :param token_lifetime: of a bearer token; what it says may be as old as that
    :param refresh_lifetime: how long a session lives without being refreshed
    :param refresh_repeat: how soon a client may ask again whose answer was lost
    :param hash_memory_kib: memory of one password hash
    :param files_dir: where uploaded documents are kept; None: beside the signing key
    :param file_quota_bytes: how much one account may keep there
    :param body_s: how long a request's body may take to come in
    :param import_lines_max: how many lines a table may have; its service may allow fewer
    """

    database_url: str
    amqp_url: str
    signing_key_file: Path
    oidc_file: Path | None = None
    http_address: str = "127.0.0.1:8080"
    pool_size: int = 4
    requests_per_s: float = 50.0
    requests_burst: int = 500
    trusted_proxies: int = 0
    token_lifetime: timedelta = timedelta(hours=1)
    refresh_lifetime: timedelta = timedelta(days=30)
    refresh_repeat: timedelta = timedelta(seconds=10)
    hash_memory_kib: int = 19_456
    files_dir: Path | None = None
    file_bytes_max: int = 5 * 1024 * 1024
    file_quota_bytes: int = 100 * 1024 * 1024
    body_s: float = 60.0
    import_lines_max: int = 20_001
    attempts: AttemptLimits = field(default_factory=AttemptLimits)
    batches: BatchLimits = field(default_factory=BatchLimits)

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """
        Read the settings, failing at start rather than at midnight.

        :raises SettingMissing: a required variable is not set
        :raises SettingMalformed: a number is none
        """
        return cls(
            database_url=required(env, "MALPRO_GATEWAY_DATABASE_URL"),
            amqp_url=required(env, "MALPRO_AMQP_URL"),
            signing_key_file=Path(required(env, "MALPRO_SIGNING_KEY_FILE")),
            oidc_file=Path(env["MALPRO_OIDC_FILE"]) if env.get("MALPRO_OIDC_FILE") else None,
            http_address=env.get("MALPRO_HTTP_ADDRESS", "127.0.0.1:8080"),
            requests_per_s=_number(env, "MALPRO_REQUESTS_PER_S", 50),
            requests_burst=_number(env, "MALPRO_REQUESTS_BURST", 500),
            trusted_proxies=_number(env, "MALPRO_TRUSTED_PROXIES", 0),
            token_lifetime=timedelta(hours=_number(env, "MALPRO_TOKEN_HOURS", 1)),
            refresh_lifetime=timedelta(days=_number(env, "MALPRO_REFRESH_DAYS", 30)),
            refresh_repeat=timedelta(seconds=_number(env, "MALPRO_REFRESH_REPEAT_S", 10)),
            hash_memory_kib=_number(env, "MALPRO_HASH_MEMORY_KIB", 19_456),
            files_dir=Path(env["MALPRO_FILES_DIR"]) if "MALPRO_FILES_DIR" in env else None,
            file_bytes_max=_number(env, "MALPRO_FILE_BYTES_MAX", 5 * 1024 * 1024),
            file_quota_bytes=_number(env, "MALPRO_FILE_QUOTA_BYTES", 100 * 1024 * 1024),
            body_s=_number(env, "MALPRO_BODY_S", 60),
            import_lines_max=_number(env, "MALPRO_IMPORT_LINES_MAX", 20_001),
            attempts=AttemptLimits(
                attempts_max=_number(env, "MALPRO_LOGIN_ATTEMPTS", 5),
                locked_for=timedelta(minutes=_number(env, "MALPRO_LOGIN_LOCK_MINUTES", 15)),
            ),
            batches=BatchLimits(pace_s=_number(env, "MALPRO_EDGE_PACE_MS", 0) / 1000),
        )


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, str(default))
    if not text.isdecimal():
        raise SettingMalformed(f"{name} is a whole number, not {text!r}")
    return int(text)

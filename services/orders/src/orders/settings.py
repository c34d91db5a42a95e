"""Read the environment once, into frozen values."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from kernel.domain.errors import Invalid
from kernel.settings import KernelSettings, required, whole
from orders.domain.attempts import ATTEMPTS_MAX
from orders.domain.available import QUANTITY_MAX
from orders.domain.checkout import LINES_MAX
from orders.domain.deadlines import Windows
from orders.domain.handover import CODE_ATTEMPTS_MAX
from orders.domain.limits import Limits
from orders.domain.money import CASH_UNIT_IDR

SERVICE = "orders"
_KEY_LENGTH_MIN = 16


class HandoverKeyTooShort(Invalid):
    code = "handover_key_too_short"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    What orders needs to start.

    :param handover_keys: the first seals hand-over codes; older ones still open theirs
    :param terms_version: the terms of sale that a buyer agrees to by placing an order
    """

    kernel: KernelSettings
    handover_keys: tuple[str, ...] = field(repr=False)
    windows: Windows = field(default_factory=Windows)
    limits: Limits = field(default_factory=Limits)
    terms_version: str = "1"
    holidays_year: int = 2026

    def __post_init__(self) -> None:
        if not self.handover_keys or min(map(len, self.handover_keys)) < _KEY_LENGTH_MIN:
            raise HandoverKeyTooShort(f"a hand-over key has {_KEY_LENGTH_MIN} characters or more")

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """
        Read the settings.

        :raises SettingMissing: a required variable is not set
        :raises HandoverKeyTooShort: a key could be guessed
        """
        keys = required(env, "MALPRO_ORDERS_HANDOVER_KEYS").split(",")
        return cls(
            kernel=KernelSettings.from_env(env, SERVICE),
            handover_keys=tuple(key.strip() for key in keys),
            windows=_windows(env),
            limits=_limits(env),
            terms_version=env.get("MALPRO_ORDERS_TERMS_VERSION", "1"),
            holidays_year=whole(env, "MALPRO_HOLIDAYS_YEAR", 2026),
        )

    @property
    def version(self) -> str:
        """A hash of the timers, windows, rounding and limits in force, for every event to name."""
        counts = (LINES_MAX, QUANTITY_MAX, CODE_ATTEMPTS_MAX, ATTEMPTS_MAX)
        in_force = (self.windows, self.limits, CASH_UNIT_IDR, counts)
        return hashlib.sha256(repr(in_force).encode()).hexdigest()[:12]


def _windows(env: Mapping[str, str]) -> Windows:
    usual = Windows()
    return Windows(
        reservation=_minutes(env, "RESERVATION_MINUTES", usual.reservation),
        acceptance=_minutes(env, "ACCEPTANCE_OPEN_MINUTES", usual.acceptance),
        dispatch=_minutes(env, "DISPATCH_OPEN_MINUTES", usual.dispatch),
        delivery=_minutes(env, "DELIVERY_OPEN_MINUTES", usual.delivery),
        pickup=_minutes(env, "PICKUP_OPEN_MINUTES", usual.pickup),
        attempt=_minutes(env, "ATTEMPT_OPEN_MINUTES", usual.attempt),
        attempt_within=_minutes(env, "ATTEMPT_WITHIN_MINUTES", usual.attempt_within),
        silence=_minutes(env, "SILENCE_MINUTES", usual.silence),
        collection=_minutes(env, "COLLECTION_MINUTES", usual.collection),
        dispute=_minutes(env, "DISPUTE_MINUTES", usual.dispute),
        answer=_minutes(env, "ANSWER_OPEN_MINUTES", usual.answer),
        wanted_within=_minutes(env, "WANTED_WITHIN_MINUTES", usual.wanted_within),
        return_working_days=whole(
            env, "MALPRO_ORDERS_RETURN_WORKING_DAYS", usual.return_working_days
        ),
        refund_working_days=whole(
            env, "MALPRO_ORDERS_REFUND_WORKING_DAYS", usual.refund_working_days
        ),
    )


def _limits(env: Mapping[str, str]) -> Limits:
    usual = Limits()
    zones = env.get("MALPRO_PRICE_ZONES", ",".join(usual.price_zones))
    return Limits(
        goods_max_idr=whole(env, "MALPRO_ORDERS_GOODS_MAX_IDR", 0) or None,
        open_orders_max=whole(env, "MALPRO_ORDERS_OPEN_ORDERS_MAX", 0) or None,
        price_zones=tuple(zone.strip() for zone in zones.split(",")),
    )


def _minutes(env: Mapping[str, str], name: str, usual: timedelta) -> timedelta:
    minutes = whole(env, f"MALPRO_ORDERS_{name}", int(usual / timedelta(minutes=1)))
    return timedelta(minutes=minutes)

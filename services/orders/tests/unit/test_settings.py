"""The environment is read once; what is missing or weak is refused at start."""

from dataclasses import replace
from datetime import timedelta

import pytest
from orders_values import KEY

from kernel.domain.errors import KernelError
from orders.settings import Settings

ENV = {
    "MALPRO_ORDERS_DATABASE_URL": "postgresql:///orders",
    "MALPRO_AMQP_URL": "memory://",
    "MALPRO_ORDERS_HANDOVER_KEYS": KEY,
}


def test_the_windows_have_the_lengths_of_the_design() -> None:
    windows = Settings.from_env(ENV).windows

    assert windows.reservation == timedelta(minutes=15)
    assert windows.acceptance == timedelta(hours=4)
    assert windows.return_working_days == 2


def test_every_window_can_be_set() -> None:
    settings = Settings.from_env(
        ENV
        | {
            "MALPRO_ORDERS_RESERVATION_MINUTES": "1",
            "MALPRO_ORDERS_RETURN_WORKING_DAYS": "3",
            "MALPRO_ORDERS_HANDOVER_KEYS": f"{KEY}, {KEY} of old",
        }
    )

    assert settings.windows.reservation == timedelta(minutes=1)
    assert settings.windows.return_working_days == 3
    assert settings.handover_keys == (KEY, f"{KEY} of old")


def test_the_version_changes_with_the_windows_and_not_with_the_keys() -> None:
    settings = Settings.from_env(ENV)
    windows = replace(settings.windows, acceptance=timedelta(hours=5))

    assert replace(settings, windows=windows).version != settings.version
    assert replace(settings, handover_keys=(f"{KEY} too",)).version == settings.version


@pytest.mark.parametrize(
    ("keys", "code"), [("", "setting_missing"), ("short", "handover_key_too_short")]
)
def test_a_service_without_a_good_key_does_not_start(keys: str, code: str) -> None:
    with pytest.raises(KernelError) as refusal:
        Settings.from_env(ENV | {"MALPRO_ORDERS_HANDOVER_KEYS": keys})

    assert refusal.value.own_code == code


def test_no_key_is_ever_printed() -> None:
    assert KEY not in repr(Settings.from_env(ENV))

"""How people are told is read from the environment once, and nonsense is refused at start."""

from datetime import timedelta

import pytest

from kernel.application.telling import TellingTerms
from kernel.settings import KernelSettings, SettingInvalid

ENV = {"MALPRO_DIARY_DATABASE_URL": "postgresql:///diary", "MALPRO_AMQP_URL": "memory://"}


def terms(**env: str) -> TellingTerms:
    return KernelSettings.from_env({**ENV, **env}, "diary").telling


def test_the_log_is_told_if_nothing_is_said() -> None:
    assert terms() == TellingTerms()
    assert terms(MALPRO_TELLER="") == TellingTerms()


def test_everything_can_be_set() -> None:
    assert terms(
        MALPRO_TELLER="sms",
        MALPRO_TELLER_CONFIG='{"sender": "MALPRO"}',
        MALPRO_TELLER_PATIENCE_S="2.5",
        MALPRO_NOTICES_ATTEMPTS_MAX="3",
        MALPRO_NOTICES_MAX_AGE_H="6",
        MALPRO_NOTICES_KEPT_DAYS="30",
    ) == TellingTerms(
        teller="sms",
        config={"sender": "MALPRO"},
        patience_s=2.5,
        attempts_max=3,
        max_age=timedelta(hours=6),
        kept_for=timedelta(days=30),
    )


@pytest.mark.parametrize("config", ["sender=MALPRO", "[]", "7"])
def test_settings_of_the_channel_that_are_no_object_are_refused(config: str) -> None:
    with pytest.raises(SettingInvalid) as refused:
        terms(MALPRO_TELLER_CONFIG=config)

    assert config not in refused.value.message

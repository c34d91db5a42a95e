"""Settings are read once, and a mistake in them is named at the start."""

import pytest

from payments.settings import SettingMalformed, Settings

ENV = {"MALPRO_PAYMENTS_DATABASE_URL": "postgresql:///payments", "MALPRO_AMQP_URL": "amqp://"}


def read(providers: str) -> Settings:
    return Settings.from_env({**ENV, "MALPRO_PAYMENTS_PROVIDERS": providers})


def test_without_providers_settings_everybody_has_the_defaults() -> None:
    assert Settings.from_env(ENV).providers == {}
    assert Settings.from_env(ENV).kernel.service == "payments"


def test_each_provider_is_told_its_own_settings() -> None:
    assert read('{"cod": {"amount_max_idr": 5}}').providers == {"cod": {"amount_max_idr": 5}}


@pytest.mark.parametrize("text", ["{", "[]", '{"cod": 5}'])
def test_settings_that_are_no_objects_are_refused(text: str) -> None:
    with pytest.raises(SettingMalformed):
        read(text)


def aged(text: str) -> Settings:
    return Settings.from_env({**ENV, "MALPRO_PAYMENTS_FINANCE_STREAM_MAX_AGE": text})


def test_the_finance_stream_is_kept_ten_years_unless_told_otherwise() -> None:
    assert aged("").finance_stream_max_age == "10Y"
    assert aged("90D").finance_stream_max_age == "90D"
    assert aged("90D").version == aged("").version


@pytest.mark.parametrize("text", ["10", "Y", "0Y", "10y", "1.5Y", "-1Y", "10Y ", "ten"])
def test_an_age_that_rabbitmq_would_not_understand_is_refused(text: str) -> None:
    with pytest.raises(SettingMalformed):
        aged(text)


def test_events_can_tell_which_settings_were_in_force() -> None:
    assert read("{}").version == Settings.from_env(ENV).version
    assert read('{"cod": {"amount_max_idr": 5}}').version != read("{}").version

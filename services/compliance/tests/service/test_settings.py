"""Settings are read once, refuse what could be guessed, and keep their secret to themselves."""

import pytest
from compliance_service import SECRET, City

from compliance.settings import SecretTooShort, Settings
from kernel.settings import SettingInvalid

ENV = {
    "MALPRO_COMPLIANCE_DATABASE_URL": "postgresql:///compliance",
    "MALPRO_AMQP_URL": "amqp://",
    "MALPRO_COMPLIANCE_LOOKUP_SECRET": SECRET,
}


def test_the_environment_gives_the_limits() -> None:
    settings = Settings.from_env(ENV | {"MALPRO_COMPLIANCE_IMPORT_ROWS_MAX": "7"})

    assert settings.import_rows_max == 7
    assert SECRET not in repr(settings)
    assert settings.version != Settings.from_env(ENV).version


def test_a_secret_that_could_be_guessed_is_refused() -> None:
    with pytest.raises(SecretTooShort):
        Settings.from_env(ENV | {"MALPRO_COMPLIANCE_LOOKUP_SECRET": "short"})


def test_every_event_names_the_settings_it_was_made_under(city: City) -> None:
    rows = city.rows("select distinct metadata->>'settings_version' as version from events")

    assert [row["version"] for row in rows] == [city.settings.version]


@pytest.mark.parametrize(
    ("text", "days"), [("", (7, 2)), ("0", ()), ("3", (3,)), ("1, 10,5,5", (10, 5, 1))]
)
def test_the_days_of_the_reminders_can_be_set(text: str, days: tuple[int, ...]) -> None:
    settings = Settings.from_env(ENV | {"MALPRO_COMPLIANCE_REMINDER_DAYS": text})

    assert settings.reminder_days == days
    assert (settings.version == Settings.from_env(ENV).version) is (days == (7, 2))


@pytest.mark.parametrize("text", ["soon", "7;2", "-1", "28"])
def test_days_that_no_month_has_are_refused(text: str) -> None:
    with pytest.raises(SettingInvalid):
        Settings.from_env(ENV | {"MALPRO_COMPLIANCE_REMINDER_DAYS": text})

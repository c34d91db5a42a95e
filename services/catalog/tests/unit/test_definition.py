"""The service as a value: its names, its environment, and what it promises to publish."""

from dataclasses import replace

import pytest

from catalog.bootstrap import COMMANDS, EVERYBODY, QUESTIONS, contract
from catalog.domain.limits import Limits
from catalog.settings import Settings
from kernel.application.envelope import Context
from kernel.settings import SettingMissing

ENVIRONMENT = {
    "MALPRO_CATALOG_DATABASE_URL": "postgresql:///catalog",
    "MALPRO_AMQP_URL": "amqp://localhost",
}


def test_the_contract_needs_no_environment() -> None:
    definition = contract()

    assert definition.name == "catalog"
    assert sorted(name.removeprefix("catalog.") for name in definition.codec.types) == [
        "catalog_import_completed.v1",
        "merchant_document_recorded.v1",
        "merchant_paused.v1",
        "merchant_profile_changed.v1",
        "merchant_registered.v1",
        "merchant_reinstated.v1",
        "merchant_rejected.v1",
        "merchant_resubmitted.v1",
        "merchant_resumed.v1",
        "merchant_service_changed.v1",
        "merchant_suspended.v1",
        "merchant_verified.v1",
        "price_ceiling_set.v1",
        "product_blocked.v1",
        "product_delisted.v1",
        "product_described.v1",
        "product_listed.v1",
        "product_price_changed.v1",
        "product_unblocked.v1",
        "staple_list_set.v1",
        "stock_adjusted.v1",
        "stock_committed.v1",
        "stock_received.v1",
        "stock_rejected.v1",
        "stock_released.v1",
        "stock_reserved.v1",
        "stock_returned.v1",
    ]


def test_every_event_from_orders_that_we_read_has_an_answer() -> None:
    (orders,) = contract().subscriptions

    assert orders.producer == "orders"
    assert set(orders.policies) == set(orders.codec.types.values())


def test_whoever_may_ask_at_all_is_somebody() -> None:
    asked = {role for question in QUESTIONS.values() for role in question.roles}
    told = {role for command in COMMANDS.values() for role in command.roles}

    assert asked | told == EVERYBODY
    assert Context().actor_role in EVERYBODY


def test_settings_have_defaults_for_limits_alone() -> None:
    settings = Settings.from_env(ENVIRONMENT)

    assert settings.limits == Limits()
    assert settings.kernel.database_url == "postgresql:///catalog"
    with pytest.raises(SettingMissing):
        Settings.from_env({})


def test_the_environment_moves_the_limits_and_every_event_can_tell() -> None:
    before = Settings.from_env(ENVIRONMENT)

    after = Settings.from_env(ENVIRONMENT | {"MALPRO_CATALOG_REVIEW_AFTER_DAYS": "30"})

    assert after.limits == replace(before.limits, review_after_days=30)
    assert after.version != before.version
    assert before.version == Settings.from_env(ENVIRONMENT).version

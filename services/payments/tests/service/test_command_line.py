"""Operators bring the database up and verify it with the service's own program."""

from importlib.metadata import entry_points

import pytest

from kernel.entrypoints.cli import main
from payments.entrypoints.cli import MIGRATIONS


def test_the_program_is_installed_under_its_name() -> None:
    [program] = entry_points(group="console_scripts", name="payments")

    assert program.value == "payments.entrypoints.cli:main"


def test_an_operator_migrates_and_verifies(
    database_url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    env = {"MALPRO_PAYMENTS_DATABASE_URL": database_url, "MALPRO_AMQP_URL": "memory://"}

    codes = [main("payments", MIGRATIONS, ["admin", what], env) for what in ("migrate", "verify")]

    assert codes == [0, 0]
    assert '"platform_revenue_is_zero","holds":true' in capfd.readouterr().out

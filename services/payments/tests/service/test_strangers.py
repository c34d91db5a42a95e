"""A provider of another package takes payments here, and a broken one takes none down."""

from collections.abc import Callable

from payments_examples import EVENING, PAYMENT_ID, order_delivered, payment_requested
from payments_toy_bank import ToyBank, Transfer
from payments_world import World, world

from kernel.application.envelope import system_context
from payments.application.handlers import RecordReport, record_report
from payments.domain.terms import CustodyMode

Install = Callable[..., None]
BY_BANK = payment_requested(provider="toybank", method="va", custody_mode=CustodyMode.BANK)


def called_back(payments: World, transfer: Transfer) -> None:
    """Do what the callback's own door will do: read the report within one unit of work."""
    with payments.app.units.begin() as work, work.scope(system_context("test")):
        ports = payments.app.definition.ports(work.connection)
        bank = ports.providers.enabled("toybank")
        assert isinstance(bank, ToyBank)
        report = RecordReport(provider="toybank", report=bank.calls_back(transfer))
        record_report(report, work=work, ports=ports)


def test_a_bank_of_another_package_is_paid_beside_cash(install: Install, database_url: str) -> None:
    install("toybank", "payments_toy_bank:build")
    transfer = Transfer(reference="FT-1", payment_id=PAYMENT_ID, amount_idr=25_000, paid_at=EVENING)

    with world(database_url, toybank={"key": "paper"}) as payments:
        payments.hears(BY_BANK)
        called_back(payments, transfer)
        called_back(payments, transfer)
        payments.hears(order_delivered(declared_cash_idr=None))
        payments.hears(
            payment_requested(payment_id="cash"), order_delivered(payment_id="cash"), order_id="b"
        )

        accounts = payments.ask("ledger", "finance")["accounts"]
        balances = {one["account"]: one["balance_idr"] for one in accounts}
        assert (balances["bank_clearing"], balances["seller_payable"]) == (25_000, -25_000)
        assert (balances["buyer_receivable"], balances["rounding"]) == (0, 0)
        days = payments.ask("payment_days", "finance")["items"]
        assert [(day["provider"], day["received_idr"]) for day in days] == [
            ("cod", 25_000),
            ("toybank", 25_000),
        ]
        assert payments.broken() == {}


def test_a_broken_provider_is_listed_and_cash_goes_on(install: Install, database_url: str) -> None:
    install("strange", "stranger_broken:build", "def build(config, ports): return 1 / 0")

    with world(database_url) as payments:
        payments.hears(payment_requested(), order_delivered())

        assert payments.ask("payment", "finance", order_id="order-of-rice")["status"] == "received"
        cod, strange = payments.ask("providers", "operator")["items"]
        assert (cod["provider"], cod["enabled"]) == ("cod", True)
        assert strange == {"provider": "strange", "enabled": False, "reason_code": "broken"}

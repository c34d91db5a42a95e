"""What payments has ever published stays readable, and it survives what others publish."""

from pathlib import Path

from kernel.testing.published_contracts import ForeignEventsContract, GoldenFilesContract
from payments.bootstrap import contract
from payments.entrypoints.cli import MIGRATIONS

CONTRACTS = Path(__file__).resolve().parents[4] / "contracts"


class TestOwnEvents(GoldenFilesContract):
    definition = contract()
    contracts = CONTRACTS


class TestForeignEvents(ForeignEventsContract):
    definition = contract()
    contracts = CONTRACTS
    migrations = MIGRATIONS

"""What catalog has ever published stays readable, and it survives what others publish."""

from pathlib import Path

from catalog.bootstrap import contract
from catalog.entrypoints.cli import MIGRATIONS
from kernel.testing.published_contracts import ForeignEventsContract, GoldenFilesContract

CONTRACTS = Path(__file__).resolve().parents[4] / "contracts"


class TestOwnEvents(GoldenFilesContract):
    definition = contract()
    contracts = CONTRACTS


class TestForeignEvents(ForeignEventsContract):
    definition = contract()
    contracts = CONTRACTS
    migrations = MIGRATIONS
